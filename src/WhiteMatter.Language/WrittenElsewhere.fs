/// What is written as in a shell, in another language or in another country, where it can only mean one thing: one message with the change
/// that mends it, and reading goes on behind it.
module internal WhiteMatter.Language.WrittenElsewhere

open System
open System.Text.RegularExpressions
open FParsec
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.Syntax

let private node value start finish : Expression = {
    Node = value
    Span = Span.create start finish
    Before = []
}

/// What other programs call a value that is missing.
let isMissingWord (word: string) : bool =
    match word with
    | "NA"
    | "NaN"
    | "nan"
    | "null"
    | "NULL"
    | "Null"
    | "None"
    | "nil" -> true
    | _ -> false

/// Past the end of a path that stands here without quotes and begins at the root, at a home or at a folder: `/data/x.bed`, `~/x.bed`,
/// `../x.bed`; the offset itself where none does. What stands in braces belongs to it.
let barePathEnd (text: string) (index: int) : int =
    let first =
        match Lexis.at text index with
        | '~' when Lexis.at text (index + 1) = '/' -> index + 2
        | '.' when Lexis.at text (index + 1) = '/' -> index + 2
        | '.' when Lexis.at text (index + 1) = '.' && Lexis.at text (index + 2) = '/' -> index + 3
        | '/' when Lexis.isLetter (Lexis.at text (index + 1)) || Lexis.at text (index + 1) = '.' -> index + 1
        | _ -> -1

    if first < 0 then
        index
    else
        let mutable finish = first
        let mutable braces = 0
        let mutable going = true

        while going && finish < text.Length do
            let c = text[finish]

            if c = '{' && text[finish - 1] <> ' ' then
                braces <- braces + 1
                finish <- finish + 1
            elif c = '}' && braces > 0 then
                braces <- braces - 1
                finish <- finish + 1
            elif c <= ' ' || Char.IsWhiteSpace c || ",;(){}[]\"'#".Contains c then
                going <- false
            else
                finish <- finish + 1

        let path = text.AsSpan(index, finish - index)

        // A sign of division with a name after it is no path: that has an ending or another folder.
        if path[0] = '/' && path.Slice(1).IndexOfAny('/', '.') < 0 || finish = first then
            index
        else
            finish

/// Past the end of a path without quotes that has a star after a folder: `data/x/*.tsv`; the offset itself where none stands here.
let starredPathEnd (text: string) (index: int) : int =
    let mutable finish = index

    // No path is longer, and every name of a long quotient is asked.
    let last = min text.Length (index + 4096)

    while finish < last
          && text[finish] > ' '
          && not (Char.IsWhiteSpace text[finish])
          && not (",;(){}[]\"'#".Contains text[finish]) do
        finish <- finish + 1

    if text.AsSpan(index, finish - index).IndexOf("/*") > 0 then
        finish
    else
        index

/// Whether `--bfile data` begins here: a word after two signs, and directly after it a value. `--a` alone is a number.
let startsOption (text: string) (start: int) : bool =
    let finish = Lexis.wordEnd text (start + 2)
    let value = Lexis.at text (Lexis.skipBlanks text finish)

    Lexis.at text start = '-'
    && Lexis.at text (start + 1) = '-'
    && Lexis.isLetter (Lexis.at text (start + 2))
    && Lexis.isBlank (Lexis.at text finish)
    && ValueOption.isNone (Operators.operatorAt text (Lexis.skipBlanks text finish))
    && (Lexis.isLetter value || Lexis.isDigit value || value = '"' || value = '/')

/// Where the name of a function begins that stands behind R's `::` or `:::` and directly before its bracket, as in `readr::read_csv(…)`; the offset
/// itself where none does.
let nameInNamespace (text: string) (index: int) : int =
    let mutable name = index

    while name < index + 3 && Lexis.at text name = ':' do
        name <- name + 1

    if
        name >= index + 2
        && Lexis.isLetter (Lexis.at text name)
        && Lexis.at text (Lexis.wordEnd text name) = '('
    then
        name
    else
        index

/// Whether a number with a comma for its point stands here: `0,01`, `4,5e1`.
let isDecimalComma (text: string) (index: int) : bool =
    let whole = Lexis.numberExtent text index

    whole.End > index
    && whole.IsInteger
    && Lexis.at text whole.End = ','
    && Lexis.isDigit (Lexis.at text (whole.End + 1))
    && (let part = Lexis.numberExtent text (whole.End + 1)
        text.IndexOf('.', whole.End + 1, part.End - whole.End - 1) < 0)

/// Whether the comma may as well stand between thousands: `1,500` and `1,000,000`, but not `0,001`.
let mayBeThousands (text: string) (index: int) =
    let whole = Lexis.numberExtent text index
    let part = Lexis.numberExtent text (whole.End + 1)

    (whole.End - index <= 3
     && text[index] <> '0'
     && part.IsInteger
     && part.End - whole.End - 1 = 3)
    || Lexis.at text part.End = ','

let private power =
    Regex(@"\G[xX]10(?:\^|\*\*)?(?:\((?<e>[-+]?[0-9]{1,3})\)|(?<e>[-+]?[0-9]{1,3}))(?![0-9.])")

/// The exponent of a power of ten that is written as in print, `x10-8` or `x10^(-8)`, from an offset on, and the offset behind it.
let powerOfTen (text: string) (index: int) : (string * int) option =
    let found = power.Match(text, index)

    if found.Success then
        Some(found.Groups["e"].Value.TrimStart '+', index + found.Length)
    else
        None

/// The path without quotes that ends at an offset.
let barePath (finish: int) (stream: CharStream<ParserState>) : Expression =
    let state = stream.UserState
    let start = Cursor.position stream
    let path = state.Text.Substring(start, finish - start)
    let quoted = $"\"{path}\""

    // Quotes alone do not mend what a shell would write out.
    let more, fix =
        if path[0] = '~' then
            " and in full, as ~ stands for nothing here", id
        elif path.Contains '*' then
            ", and * stands for nothing in it: several files are one path with a range, as in chr{1..22}.bed", id
        else
            "", state.Fix($"Write {quoted}", start, finish, quoted)

    state.Report(NameCodes.PathNotQuoted, start, finish, [ path; more ], fix)

    state.Tainted <- true
    Cursor.moveTo stream finish
    node (ExpressionNode.Skipped path) start finish

/// The number with a comma for its point that stands here, with its unit.
let decimalComma (stream: CharStream<ParserState>) : Expression =
    let state = stream.UserState
    let start = Cursor.position stream
    let comma = (Lexis.numberExtent state.Text start).End
    let either = mayBeThousands state.Text start
    Cursor.moveTo stream (comma + 1)
    let part = LiteralParser.number stream
    let written = state.Text.Substring(start, part.Span.End - start)

    state.Report(
        NameCodes.DecimalComma,
        start,
        part.Span.End,
        [ written ],
        (if either then
             state.Fix("Write a point", comma, comma + 1, ".")
             >> state.Fix("Leave the comma out", comma, comma + 1, "")
         else
             state.Fix("Write a point", comma, comma + 1, "."))
    )

    state.Tainted <- true
    node (ExpressionNode.Skipped written) start part.Span.End

/// Past the end of what stands on a line from an offset on, before its comment: a sign of a comment between quotes begins none.
let private contentEnd (text: string) (start: int) : int =
    let rec go index quoted =
        if index >= text.Length || Lexis.isLineEnd text index then
            index
        elif text[index] = '"' then
            go (index + 1) (not quoted)
        elif not quoted && Lexis.startsComment text index then
            index
        else
            go (index + 1) quoted

    go start false

/// Whether `not` or `!` stands directly before an offset: it takes the first comparison behind it alone.
let isNegated (text: string) (start: int) : bool =
    let before = text.AsSpan(0, start).TrimEnd()
    before.EndsWith "not" || before.EndsWith "!"

/// Reports `expect a > 1`: conditions without braces.
let conditionsWithoutBraces (kind: Identifier) (state: ParserState) =
    let text = state.Text
    let first = Lexis.skipBlanks text kind.Span.End

    let line = text.Substring(first, contentEnd text first - first).TrimEnd()

    let fix =
        if line.IndexOfAny [| '{'; '}' |] >= 0 then
            id
        else
            state.Fix("Write the braces", first, first + line.Length, $"{{ {line} }}")

    state.Report(SyntaxCodes.ConditionsWithoutBraces, first, first + line.Length, [ kind.Name ], fix)

/// Reports `cohort b from a where age > 45y`, as SQL has it: the condition is a setting of the block.
let conditionAfterHead (label: string) (start: int) (state: ParserState) =
    let text = state.Text
    let condition = Lexis.skipBlanks text (start + "where".Length)

    let written =
        text.Substring(condition, contentEnd text condition - condition).TrimEnd()

    let fix =
        if written = "" || written.IndexOfAny [| '{'; '}' |] >= 0 then
            id
        else
            let block = $"{{ include = {written} }}"
            state.Fix($"Write `{block}`", start, condition + written.Length, block)

    state.Report(
        SyntaxCodes.DeclarationHead,
        start,
        start + "where".Length,
        [
            "the name `where`"
            label
            "a block, in which conditions stand: `{ include = … }`"
        ],
        fix
    )

/// Reports `from a, b`, where a declaration has one source, and reads what stands from the comma to the block.
let furtherSources (label: string) (source: Expression) (comma: int) (stream: CharStream<ParserState>) : Expression =
    let state = stream.UserState
    let text = state.Text

    let rec finish index =
        if
            index >= text.Length
            || Lexis.isLineEnd text index
            || Lexis.startsComment text index
            || text[index] = '{'
        then
            index
        else
            finish (index + 1)

    let others = text.Substring(comma, finish comma - comma).TrimEnd()
    let written = text.Substring(source.Span.Start, source.Span.Length)

    let fix =
        if
            others.Split ','
            |> Seq.skip 1
            |> Seq.forall (fun other -> other.Trim() = written)
        then
            state.Fix("Name it once", comma, comma + others.Length, "")
        else
            id

    state.Report(
        SyntaxCodes.DeclarationHead,
        comma,
        comma + 1,
        [
            "`,`"
            written
            "a block: of two cohorts `a & b` is who is in both, and `a - b` who is in the first and not in the second"
        ],
        fix
    )

    Cursor.moveTo stream (comma + others.Length)
    node (ExpressionNode.Skipped others) comma (comma + others.Length)

/// A number with or without a unit, a name or a text.
let private operand =
    "[-+]?[0-9][0-9.]*(?:[eE][-+]?[0-9]+)?[A-Za-z%]*|[A-Za-z_][A-Za-z0-9_.]*|\"[^\"\n]*\""

let private between =
    Regex(
        $@"\Gbetween[ \t]+(?<low>{operand})[ \t]+(?:and|&)[ \t]+(?<high>{operand})",
        RegexOptions.IgnoreCase ||| RegexOptions.CultureInvariant
    )

/// What may be written a second time in a change: short, and on one line.
let repeatable (text: string) (span: Span) : string option =
    let written = text.Substring(span.Start, span.End - span.Start)

    if written.Length <= 60 && written.IndexOfAny [| '\n'; '#' |] < 0 then
        Some written
    else
        None

/// Words after a value that ask in another language whether it lies between two, is missing or is not in a list: `between 45 and 80`,
/// `is not null`, `not in`. One message with the change; reading goes on behind what was read.
let wordsAfterValue (left: Expression) (index: int) (stream: CharStream<ParserState>) : Expression voption =
    let state = stream.UserState
    let text = state.Text
    let finish = Lexis.wordEnd text index
    let written = repeatable text left.Span

    let is (start: int) (word: string) =
        String.Compare(text, start, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) = 0
        && not (Lexis.isWordCharacter (Lexis.at text (start + word.Length)))

    let skipped last =
        state.Tainted <- true
        Cursor.moveTo stream last

        ValueSome(
            node (ExpressionNode.Skipped(text.Substring(left.Span.Start, last - left.Span.Start))) left.Span.Start last
        )

    if is index "between" then
        let found = between.Match(text, index)

        if found.Success then
            let last = index + found.Length

            let low, high = found.Groups["low"].Value, found.Groups["high"].Value

            let fix =
                match written with
                | Some value ->
                    let both = $"{value} >= {low} and {value} <= {high}"

                    let both = if isNegated text left.Span.Start then $"({both})" else both

                    state.Fix($"Write `{both}`", left.Span.Start, last, both)
                | None -> id

            let owner =
                written
                |> Option.map (fun value -> $"`{value}`")
                |> Option.defaultValue "a value"

            state.Report(SyntaxCodes.RangeInWords, index, finish, [ owner ], fix)
            skipped last
        else
            ValueNone
    elif is index "is" then
        let next = Lexis.skipBlanks text finish
        let negated = is next "not"

        let start = if negated then Lexis.skipBlanks text (next + 3) else next

        let last = Lexis.wordEnd text start
        let word = text.Substring(start, last - start)

        if isMissingWord word || word = "missing" then
            let value = written |> Option.defaultValue "age"
            let asked = (if negated then "not " else "") + $"is_missing({value})"

            let fix =
                if written.IsSome then
                    state.Fix($"Write `{asked}`", left.Span.Start, last, asked)
                else
                    id

            state.Report(
                NameCodes.MissingCompared,
                left.Span.Start,
                last,
                [ text.Substring(left.Span.Start, last - left.Span.Start); asked ],
                fix
            )

            skipped last
        else
            ValueNone
    elif
        is index "not"
        && is (Lexis.skipBlanks text finish) "between"
        && (between.Match(text, Lexis.skipBlanks text finish)).Success
    then
        let found = between.Match(text, Lexis.skipBlanks text finish)
        let last = found.Index + found.Length
        let low, high = found.Groups["low"].Value, found.Groups["high"].Value

        let fix =
            match written with
            | Some value ->
                let outside = $"not ({value} >= {low} and {value} <= {high})"

                state.Fix($"Write `{outside}`", left.Span.Start, last, outside)
            | None -> id

        let owner =
            written
            |> Option.map (fun value -> $"`{value}`")
            |> Option.defaultValue "a value"

        state.Report(SyntaxCodes.RangeInWords, found.Index, found.Index + "between".Length, [ owner ], fix)
        skipped last
    elif is index "not" && is (Lexis.skipBlanks text finish) "in" then
        let next = Lexis.skipBlanks text finish

        let fix =
            match written with
            | Some value -> state.Fix($"Write `not {value} in`", left.Span.Start, next, $"not {value} ")
            | None -> id

        state.Report(SyntaxCodes.NotIn, index, finish, [], fix)
        state.Tainted <- true
        Cursor.moveTo stream next
        ValueSome left
    else
        ValueNone

let private goesUp operator =
    match operator with
    | BinaryOperator.Less
    | BinaryOperator.LessOrEqual -> Some true
    | BinaryOperator.Greater
    | BinaryOperator.GreaterOrEqual -> Some false
    | _ -> None

/// Reports `45y <= age <= 80y` at its second sign; what lies between two is asked by two comparisons.
let chainedComparison (left: Expression) operator (index: int) (finish: int) (state: ParserState) =
    let text = state.Text
    let sign = text.Substring(index, finish - index)

    let rest, fix =
        match left.Node with
        | ExpressionNode.Binary(first, _, _, middle) when (goesUp first).IsSome && goesUp first = goesUp operator ->
            match repeatable text middle.Span with
            | Some value ->
                $": `{Operators.spelling first} {value} {sign}` is `{Operators.spelling first} {value} and {value} {sign}`",
                if isNegated text left.Span.Start then
                    id
                else
                    state.Fix($"Write `and {value}`", middle.Span.End, middle.Span.End, $" and {value}")
            | None -> "", id
        | _ -> "", id

    state.Report(SyntaxCodes.ChainedComparison, index, finish, [ sign; rest ], fix)
