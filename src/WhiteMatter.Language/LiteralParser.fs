/// Names, numbers and strings.
module internal WhiteMatter.Language.LiteralParser

open System
open System.Globalization
open System.Text
open FParsec
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.Syntax

let private bare node start finish : Expression = {
    Node = node
    Span = Span.create start finish
    Before = []
}

/// The word that starts here; letters outside ASCII are taken into it and reported, with what `change` makes of its extent.
let identifierOr (change: int -> int -> Diagnostic -> Diagnostic) (stream: CharStream<ParserState>) : Identifier =
    let state = stream.UserState
    let text = state.Text
    let start = Cursor.position stream
    let mutable finish = Lexis.wordEnd text start

    if Lexis.isForeignLetter (Lexis.at text finish) then
        while Lexis.isWordCharacter (Lexis.at text finish)
              || Lexis.isForeignLetter (Lexis.at text finish) do
            finish <- finish + 1

        state.Report(
            SyntaxCodes.NonAsciiName,
            start,
            finish,
            [ text.Substring(start, finish - start) ],
            change start finish
        )

        state.Tainted <- true

    Cursor.moveTo stream finish

    {
        Name = text.Substring(start, finish - start)
        Span = Span.create start finish
    }

/// The word that starts here; letters outside ASCII are taken into it and reported.
let identifier (stream: CharStream<ParserState>) : Identifier = identifierOr (fun _ _ -> id) stream

/// The number that starts here, with its unit.
let number (stream: CharStream<ParserState>) : Expression =
    let state = stream.UserState
    let text = state.Text
    let start = Cursor.position stream
    let extent = Lexis.numberExtent text start
    let next = Lexis.at text extent.End

    let rec runEnd index =
        let c = Lexis.at text index

        if
            Lexis.isWordCharacter c
            || (c = '.' && Lexis.at text (index + 1) <> '.')
            || ((c = '+' || c = '-') && (text[index - 1] = 'e' || text[index - 1] = 'E'))
        then
            runEnd (index + 1)
        else
            index

    let malformed reason =
        let finish = runEnd extent.End
        let written = text.Substring(start, finish - start)

        state.Report(
            SyntaxCodes.NumberMalformed,
            start,
            finish,
            [ written; reason ],
            (match Seq.tryFindIndexBack (fun c -> c = '_') written with
             // Digits with signs between them, and what may follow as a unit.
             | Some last when
                 written |> Seq.take last |> Seq.forall (fun c -> c = '_' || Lexis.isDigit c)
                 && Lexis.isDigit (Lexis.at written (last + 1))
                 && not (written.Contains "__")
                 ->
                 let digits = written.Replace("_", "")
                 state.Fix($"Write {digits}", start, finish, digits)
             | _ -> id)
        )

        state.Tainted <- true
        Cursor.moveTo stream finish
        bare (ExpressionNode.Skipped(text.Substring(start, finish - start))) start finish

    let wholeNumber (unit: Identifier option) finish =
        let raw = text.Substring(start, extent.End - start)
        let value = Double.Parse(raw, NumberStyles.Float, CultureInfo.InvariantCulture)

        if Double.IsInfinity value then
            state.Report(SyntaxCodes.NumberTooLarge, start, extent.End, [ raw ])
            state.Tainted <- true

        Cursor.moveTo stream finish
        bare (ExpressionNode.Number(raw, value, extent.IsInteger, unit)) start finish

    let unitTo finish =
        Some {
            Name = text.Substring(extent.End, finish - extent.End)
            Span = Span.create extent.End finish
        }

    if next = '.' && Lexis.at text (extent.End + 1) <> '.' then
        if Lexis.isDigit (Lexis.at text (extent.End + 1)) then
            malformed "it has more than one decimal point"
        else
            malformed "digits must follow the decimal point"
    elif next = '_' then
        malformed "digits are written without separators"
    elif next = '%' then
        wholeNumber (unitTo (extent.End + 1)) (extent.End + 1)
    elif Lexis.isLetter next then
        let finish = Lexis.wordEnd text extent.End
        let after = Lexis.at text finish

        if Lexis.isForeignLetter after then
            malformed "a unit is made of the letters A–Z and a–z"
        elif (next = 'e' || next = 'E') && finish = extent.End + 1 then
            malformed "its exponent has no digits"
        else
            wholeNumber (unitTo finish) finish
    elif Lexis.isForeignLetter next then
        malformed "a unit is made of the letters A–Z and a–z"
    else
        wholeNumber None extent.End

/// Whether placeholders are read in a string, or its braces are ordinary characters.
[<RequireQualifiedAccess>]
type Braces =
    | Placeholders
    | Ordinary

let private rangeProblem (first: string) (last: string) =
    let zero (digits: string) = digits.Length > 1 && digits[0] = '0'

    if zero first || zero last then
        Some "numbers are written without leading zeros"
    elif first.Length > 15 || last.Length > 15 then
        Some "its numbers are too large"
    elif Int64.Parse(first, CultureInfo.InvariantCulture) > Int64.Parse(last, CultureInfo.InvariantCulture) then
        Some "the first number is larger than the last"
    else
        None

/// What stands between the braces of an expansion, or why it cannot be read.
[<RequireQualifiedAccess>]
type private Expanded =
    | Items of ExpansionItem list
    | BadRange of string
    | Unreadable

/// Reads `1..22,X`: ranges and words between commas, without blanks. One word alone is no expansion.
let private expansion (inner: string) : Expanded =
    let item (piece: string) =
        match piece.IndexOf("..", StringComparison.Ordinal) with
        | -1 when piece <> "" && piece |> Seq.forall (fun c -> Lexis.isWordCharacter c || c = '-') ->
            Expanded.Items [ ExpansionItem.Word piece ]
        | dots when dots > 0 ->
            let low, high = piece.Substring(0, dots), piece.Substring(dots + 2)

            if
                high = ""
                || not (Seq.forall Char.IsAsciiDigit low && Seq.forall Char.IsAsciiDigit high)
            then
                Expanded.Unreadable
            else
                match rangeProblem low high with
                | Some problem -> Expanded.BadRange problem
                | None ->
                    let number (digits: string) =
                        Int64.Parse(digits, CultureInfo.InvariantCulture)

                    Expanded.Items [ ExpansionItem.Range(number low, number high) ]
        | _ -> Expanded.Unreadable

    let join left right =
        match left, right with
        | Expanded.Items one, Expanded.Items other -> Expanded.Items(other @ one)
        | Expanded.Items _, problem -> problem
        | problem, _ -> problem

    // Joined in reverse, as a long list is otherwise copied once for each of its items.
    match inner.Split ',' |> Array.map item |> Array.fold join (Expanded.Items []) with
    | Expanded.Items [ ExpansionItem.Word _ ] -> Expanded.Unreadable
    | Expanded.Items items -> Expanded.Items(List.rev items)
    | problem -> problem

/// The numbers of `01..22` one by one, each with as many digits; `None` where they are many, or the ends are no such numbers.
let private listOfRange (inner: string) =
    match inner.Split("..") with
    | [| low; high |] when
        low.Length = high.Length
        && low.Length <= 4
        && low <> ""
        && Seq.forall Char.IsAsciiDigit (low + high)
        && String.CompareOrdinal(low, high) < 0
        && int high - int low < 100
        ->
        Some(
            String.Join(
                ",",
                [
                    for number in int low .. int high -> number.ToString().PadLeft(low.Length, '0')
                ]
            )
        )
    | _ -> None

/// The parts between the quotes, `start` to `finish`.
let private textParts (state: ParserState) (braces: Braces) (start: int) (finish: int) : TextPart list =
    let text = state.Text
    let parts = ResizeArray<TextPart>()
    let literal = StringBuilder()

    let flush () =
        if literal.Length > 0 then
            parts.Add(TextPart.Literal(literal.ToString()))
            literal.Clear() |> ignore

    let add (c: char) = literal.Append c |> ignore

    let report descriptor first last arguments extend =
        state.Report(descriptor, first, last, arguments, extend)
        state.Tainted <- true

    // `C:\data\new.csv`: no sign of it is an escape, whatever letter follows a backslash.
    let isWindowsPath =
        finish - start > 3
        && Char.IsAsciiLetter text[start]
        && text[start + 1] = ':'
        && text[start + 2] = '\\'
        && text[start + 3] <> '\\'

    if isWindowsPath then
        let written = text.Substring(start, finish - start)

        report
            SyntaxCodes.EscapeUnknown
            start
            finish
            [ written.Substring(0, 3) ]
            (state.Fix("Write `/`", start, finish, written.Replace('\\', '/')))

    let escape index =
        match Lexis.at text (index + 1) with
        | _ when isWindowsPath -> add '/'
        | '"' -> add '"'
        | '\\' -> add '\\'
        | 'n' -> add '\n'
        | 'r' -> add '\r'
        | 't' -> add '\t'
        | _ ->
            let shown = text.Substring(index, min 2 (finish - index))

            report
                SyntaxCodes.EscapeUnknown
                index
                (index + shown.Length)
                [ shown ]
                (state.Fix("Double the backslash", index, index + 1, "\\\\"))

        if isWindowsPath then index + 1 else index + 2

    let placeholder index =
        // Looked for only up to the next opening brace, so that a row of opening braces is read in linear time.
        let inner = text.IndexOf('{', index + 1, finish - index - 1)
        let close = text.IndexOf('}', index, (if inner < 0 then finish else inner) - index)

        if close < 0 then
            let last = Lexis.wordEnd text (index + 1)

            // Behind the name, where one stands there.
            let fix =
                if Lexis.isLetter (Lexis.at text (index + 1)) && last <= finish then
                    state.Proposal("Close it behind the name", last, last, "}")
                else
                    id

            report SyntaxCodes.PlaceholderNotClosed index (index + 1) [] fix
            index + 1
        else
            let wordFinish = Lexis.wordEnd text (index + 1)

            let shown () =
                text.Substring(index, close + 1 - index)

            if wordFinish = close && wordFinish > index + 1 && Lexis.isLetter text[index + 1] then
                flush ()

                parts.Add(
                    TextPart.Placeholder {
                        Name = text.Substring(index + 1, close - index - 1)
                        Span = Span.create index (close + 1)
                    }
                )
            else
                match expansion (text.Substring(index + 1, close - index - 1)) with
                | Expanded.Items items ->
                    flush ()
                    parts.Add(TextPart.Expansion(items, Span.create index (close + 1)))
                | Expanded.BadRange problem ->
                    let fix =
                        match listOfRange (text.Substring(index + 1, close - index - 1)) with
                        | Some all -> state.Fix("List them", index + 1, close, all)
                        | None -> id

                    report SyntaxCodes.PlaceholderRange index (close + 1) [ shown (); problem ] fix
                | Expanded.Unreadable ->
                    // A range as PLINK and R have it.
                    let fix =
                        match text.Substring(index + 1, close - index - 1).Split([| '-'; ':' |]) with
                        | [| low; high |] when
                            low <> ""
                            && high <> ""
                            && Seq.forall Char.IsAsciiDigit (low + high)
                            && low.Length + high.Length < 9
                            ->
                            state.Fix("Write `..`", index + 1 + low.Length, close - high.Length, "..")
                        // A name with blanks around it.
                        | [| name |] when
                            name <> name.Trim()
                            && Lexis.isLetter (Lexis.at (name.Trim()) 0)
                            && Lexis.wordEnd (name.Trim()) 0 = name.Trim().Length
                            ->
                            state.Fix("Remove the blanks", index + 1, close, name.Trim())
                        | _ -> id

                    report SyntaxCodes.PlaceholderUnreadable index (close + 1) [ shown () ] fix

            close + 1

    let mutable index = start

    while index < finish do
        match text[index] with
        | '\\' -> index <- escape index
        | '{' when braces = Braces.Placeholders ->
            if index + 1 < finish && text[index + 1] = '{' then
                add '{'
                index <- index + 2
            else
                index <- placeholder index
        | '}' when braces = Braces.Placeholders ->
            if index + 1 < finish && text[index + 1] = '}' then
                add '}'
                index <- index + 2
            else
                let mutable first = index

                while first > start && Lexis.isWordCharacter text[first - 1] do
                    first <- first - 1

                // Before the name, where one ends here.
                let fix =
                    if first < index && Lexis.isLetter text[first] then
                        state.Proposal("Open it before the name", first, first, "{")
                    else
                        id

                report SyntaxCodes.BraceInString index (index + 1) [] fix

                index <- index + 1
        | '\t' ->
            state.ReportOnce(SyntaxCodes.Tab, index, index + 1, state.Fix("Write `\\t`", index, index + 1, "\\t"))
            add '\t'
            index <- index + 1
        | c ->
            add c
            index <- index + 1

    flush ()
    List.ofSeq parts

let private special = Buffers.SearchValues.Create("\\{}\t")

/// A comma with a setting behind it; made only where a text is not closed. It begins at the comma, so that a run of blanks is read once.
let private nextSetting =
    lazy
        RegularExpressions.Regex(
            @",\s*[A-Za-z][A-Za-z0-9_]*\s*=(?!=)",
            RegularExpressions.RegexOptions.CultureInvariant
        )

/// The string whose opening double quote stands here.
let text (braces: Braces) (stream: CharStream<ParserState>) : Expression =
    let state = stream.UserState
    let source = state.Text
    let start = Cursor.position stream
    let extent = Lexis.stringExtent source start

    let first = start + 1
    let last = if extent.Closed then extent.End - 1 else extent.End

    if not extent.Closed then
        // The next setting is hardly part of the text.
        let next = nextSetting.Value.Match(source, first, extent.End - first)

        let finish =
            if next.Success then
                first + source.AsSpan(first, next.Index - first).TrimEnd().Length
            else
                extent.End

        state.Report(
            SyntaxCodes.StringNotClosed,
            start,
            extent.End,
            [],
            state.Fix("Close the string", finish, finish, "\"")
        )

        state.Tainted <- true

    let parts =
        if source.AsSpan(first, last - first).IndexOfAny special < 0 then
            if last > first then
                [ TextPart.Literal(source.Substring(first, last - first)) ]
            else
                []
        elif extent.Closed then
            textParts state braces first last
        else
            [ TextPart.Literal(source.Substring(first, last - first)) ]

    Cursor.moveTo stream extent.End
    bare (ExpressionNode.Text parts) start extent.End

/// A string between quotation marks that are not the language's: reported and taken to its end.
let foreignText (stream: CharStream<ParserState>) : Expression =
    let state = stream.UserState
    let source = state.Text
    let start = Cursor.position stream
    let opening = source[start]
    let stop = Lexis.lineEnd source start

    let closes c =
        if opening = '\'' then
            c = '\''
        else
            c = '"' || Lexis.isTypographicQuote c

    let rec find index =
        if index >= stop then -1
        elif closes source[index] then index
        else find (index + 1)

    let close = find (start + 1)
    let finish = if close < 0 then stop else close + 1

    let fix =
        let last = if close < 0 then stop else close

        let inner =
            source.Substring(start + 1, last - start - 1).TrimEnd().Replace("\"", "\\\"")

        state.Fix("Write straight double quotes", start, finish, "\"" + inner + "\"")

    if opening = '\'' then
        state.Report(SyntaxCodes.SingleQuotes, start, finish, [], fix)
    else
        state.Report(SyntaxCodes.TypographicQuote, start, finish, [ string opening ], fix)

    state.Tainted <- true
    Cursor.moveTo stream finish
    bare (ExpressionNode.Skipped(source.Substring(start, finish - start))) start finish

/// The characters of a string that was read without placeholders.
let plainText (read: Expression) : string =
    match read.Node with
    | ExpressionNode.Text parts ->
        parts
        |> List.map (function
            | TextPart.Literal text -> text
            | _ -> "")
        |> String.concat ""
    | _ -> ""
