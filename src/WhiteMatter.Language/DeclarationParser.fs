/// Declarations in the first column.
module internal WhiteMatter.Language.DeclarationParser

open FParsec
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.DeclarationHead
open WhiteMatter.Language.Syntax

let private import (stream: CharStream<ParserState>) (start: int) : Declaration =
    let state = stream.UserState
    let text = state.Text
    Cursor.moveTo stream (start + "import".Length)
    TriviaParser.blanks stream

    if Lexis.at text (Cursor.position stream) <> '"' then
        report stream SyntaxCodes.ImportPath []
        skip stream start
    else
        let path = LiteralParser.text LiteralParser.Braces.Ordinary stream
        TriviaParser.blanks stream

        if state.Tainted then
            skip stream start
        elif not (Lexis.isWord text (Cursor.position stream) "as") then
            report stream SyntaxCodes.ImportAlias []
            skip stream start
        else
            Cursor.moveTo stream (Cursor.position stream + 2)
            TriviaParser.blanks stream

            match name stream "the name of an import" with
            | ValueNone ->
                report stream SyntaxCodes.ImportAlias []
                skip stream start
            | ValueSome alias ->
                let make parameters finish =
                    declaration
                        (DeclarationNode.Import(LiteralParser.plainText path, path.Span, alias, parameters))
                        start
                        finish

                let brace = headGoesOn text alias.Span.End (fun index -> Lexis.at text index = '{')

                if brace < 0 then
                    make None alias.Span.End
                else
                    let before = TriviaParser.leading stream
                    Cursor.moveTo stream brace

                    let parameters = BlockParser.braces before $"import {alias.Name}" 1 stream

                    make (Some parameters) (Cursor.position stream)

let rec private typeName (stream: CharStream<ParserState>) (depth: int) : TypeName voption =
    let text = stream.UserState.Text
    TriviaParser.blanks stream
    let index = Cursor.position stream

    if Lexis.at text index = '[' && depth < 20 then
        Cursor.moveTo stream (index + 1)

        match typeName stream (depth + 1) with
        | ValueSome inner ->
            TriviaParser.blanks stream

            if Lexis.at text (Cursor.position stream) = ']' then
                Cursor.moveTo stream (Cursor.position stream + 1)
                ValueSome(TypeName.List inner)
            else
                ValueNone
        | ValueNone -> ValueNone
    else
        let word = text.Substring(index, Lexis.wordEnd text index - index)

        let found =
            match word with
            | "int" -> ValueSome TypeName.Int
            | "float" -> ValueSome TypeName.Float
            | "bool" -> ValueSome TypeName.Bool
            | "string" -> ValueSome TypeName.String
            | "quantity" -> ValueSome TypeName.Quantity
            | _ -> ValueNone

        if found.IsSome then
            Cursor.moveTo stream (index + word.Length)

        found

let private param (stream: CharStream<ParserState>) (start: int) : Declaration =
    let state = stream.UserState
    let text = state.Text
    Cursor.moveTo stream (start + "param".Length)
    TriviaParser.blanks stream

    match name stream "the name of a parameter" with
    | ValueNone ->
        report stream SyntaxCodes.ParamName []
        skip stream start
    | ValueSome name ->
        TriviaParser.blanks stream
        let colon = Cursor.position stream

        if Lexis.at text colon <> ':' || Lexis.at text (colon + 1) = '=' then
            report stream SyntaxCodes.ParamType [ name.Name ]
            skip stream start
        else
            Cursor.moveTo stream (colon + 1)
            TriviaParser.blanks stream
            let typeStart = Cursor.position stream

            match typeName stream 0 with
            | ValueNone ->
                let at = Cursor.position stream
                let word = text.Substring(at, Lexis.wordEnd text at - at)

                match TypeWords.meant text at word with
                | Some meant ->
                    state.Report(
                        SyntaxCodes.TypeUnknown,
                        at,
                        at + word.Length,
                        [ Description.describe text at ],
                        state.Fix($"Write `{meant}`", at, at + word.Length, meant)
                    )
                | None -> report stream SyntaxCodes.TypeUnknown []

                skip stream start
            | ValueSome found ->
                let typeSpan = Span.create typeStart (Cursor.position stream)
                let next = Lexis.skipBlanks text (Cursor.position stream)

                let make value finish =
                    declaration (DeclarationNode.Param(name, found, typeSpan, value)) start finish

                if Lexis.at text next = '=' && Lexis.at text (next + 1) <> '=' then
                    TriviaParser.blanks stream
                    Cursor.moveTo stream (next + 1)
                    let value = BlockParser.value next "after `=`" stream
                    make (Some value) (max (next + 1) value.Span.End)
                elif
                    next >= text.Length
                    || Lexis.isLineEnd text next
                    || Lexis.startsComment text next
                then
                    make None typeSpan.End
                else
                    Cursor.moveTo stream next
                    report stream SyntaxCodes.ParamEnd []
                    skip stream start

let private accept (stream: CharStream<ParserState>) (start: int) : Declaration =
    let reply = AcceptParser.parse stream

    if reply.Status = Ok then
        declaration (DeclarationNode.Accept reply.Result) start (Cursor.position stream)
    else
        skip stream start

/// Words that stand for `from` in other languages, or are a slip of it. Any other word may mean the opposite, such as `without`.
let private meansFrom (word: string) =
    match word.ToLowerInvariant() with
    | "from"
    | "form"
    | "frm"
    | "of"
    | "on"
    | "in"
    | "for"
    | "using" -> true
    | _ -> false

/// Where the source stands in a head whose `from` is missing or another word: `gwas g people {`, `gwas g of people {`;
/// -1 where the words of the line are no such head.
let private sourceWithoutFrom (text: string) (index: int) =
    let first = Lexis.skipBlanks text index
    let second = Lexis.skipBlanks text (Lexis.wordEnd text first)

    let isLast at =
        Lexis.isLetter (Lexis.at text at)
        && Lexis.at text (Lexis.skipBlanks text (Lexis.wordEnd text at)) = '{'

    if isLast first then
        first
    elif
        isLast second
        && meansFrom (text.Substring(first, Lexis.wordEnd text first - first))
    then
        second
    else
        -1

let private kind (stream: CharStream<ParserState>) (start: int) : Declaration =
    let state = stream.UserState
    let text = state.Text
    let kind = LiteralParser.identifier stream
    state.Kind <- kind.Name
    TriviaParser.blanks stream
    let here = Cursor.position stream

    let name =
        if
            (Lexis.isLetter (Lexis.at text here)
             || Lexis.isForeignLetter (Lexis.at text here))
            && not (Lexis.isWord text here "from")
        then
            let found = LiteralParser.identifier stream

            if Lexis.isReserved found.Name then
                state.Report(
                    SyntaxCodes.ReservedName,
                    found.Span.Start,
                    found.Span.End,
                    [ found.Name; "the name of a declaration" ]
                )

            Some found
        else
            None

    let headEnd () = Cursor.position stream

    let label =
        match name with
        | Some found -> $"{kind.Name} {found.Name}"
        | None -> kind.Name

    let mutable before: LeadingTrivia list = []

    let moveOn index =
        before <- before @ TriviaParser.leading stream
        Cursor.moveTo stream index

    let fromIndex =
        headGoesOn text (headEnd ()) (fun index -> Lexis.isWord text index "from")

    // A sign between the head and its block: `cohort people = {`.
    if fromIndex < 0 then
        let sign = Lexis.skipBlanks text (headEnd ())

        match Lexis.at text sign with
        | '='
        | ':' when Lexis.at text (Lexis.skipBlanks text (sign + 1)) = '{' ->
            Cursor.moveTo stream sign
            BlockParser.signBeforeBlock stream 1 label
        | _ -> ()

    let readSource next =
        TriviaParser.blanks stream
        state.After <- "after `from`"
        state.InHead <- true
        let read = BlockParser.recovering next true (ExpressionParser.expression 0) stream
        state.InHead <- false
        Some read

    let lost =
        if fromIndex < 0 && name.IsSome then
            sourceWithoutFrom text (headEnd ())
        else
            -1

    let source =
        if lost >= 0 then
            TriviaParser.blanks stream
            let first = Cursor.position stream

            let fix =
                if first = lost then
                    state.Fix("Write `from`", first, first, "from ")
                else
                    state.Fix("Write `from`", first, Lexis.wordEnd text first, "from")

            state.Report(
                SyntaxCodes.DeclarationHead,
                first,
                Lexis.wordEnd text first,
                [ Description.describe text first; label; "`from` or a block" ],
                fix
            )

            Cursor.moveTo stream lost
            readSource lost
        elif fromIndex < 0 then
            None
        else
            moveOn fromIndex
            Cursor.moveTo stream (fromIndex + 4)
            let next = Lexis.skipBlanks text (fromIndex + 4)

            if
                next >= text.Length
                || Lexis.isLineEnd text next
                || Lexis.startsComment text next
                || text[next] = '{'
            then
                state.Report(
                    SyntaxCodes.FromWithoutSource,
                    fromIndex,
                    fromIndex + 4,
                    [ Description.describe text next ]
                )

                Some {
                    Node = ExpressionNode.Skipped ""
                    Span = Span.create (fromIndex + 4) (fromIndex + 4)
                    Before = []
                }
            else
                readSource next

    let contentEnd = headEnd ()

    let endsHere index =
        index >= text.Length
        || Lexis.isLineEnd text index
        || Lexis.startsComment text index

    let next = Lexis.skipBlanks text contentEnd

    let expected =
        match name, source with
        | Some _, None when Lexis.at text next = '=' || Lexis.at text next = ':' ->
            $"a block in braces, `{label} {{ … }}`"
        | None, None -> "a name, `from` or a block"
        | _, None -> "`from`, a block or the line's end"
        | _ -> "a block or the line's end"

    // Text between the head and its block.
    let stray =
        if source.IsSome && Lexis.at text next = ',' then
            Some(WrittenElsewhere.furtherSources label source.Value next stream)
        elif
            not (endsHere next)
            && text[next] <> '{'
            && text[next] <> '}'
            && text[next] <> ';'
            && not (
                Lexis.looksLikeItem text next
                && text[Lexis.skipBlanks text (Lexis.wordEnd text next)] <> '{'
            )
        then
            TriviaParser.blanks stream

            if kind.Name = "expect" then
                WrittenElsewhere.conditionsWithoutBraces kind state
            elif kind.Name = "cohort" && Lexis.isWord text next "where" then
                WrittenElsewhere.conditionAfterHead label next state
            else
                report stream SyntaxCodes.DeclarationHead [ label; expected ]

            Some(BlockParser.skipItem stream next true)
        else
            None

    let braceIndex =
        headGoesOn text (headEnd ()) (fun index -> Lexis.at text index = '{')

    let body =
        if braceIndex >= 0 then
            moveOn braceIndex
            Some(BlockParser.braces before label 1 stream)
        else
            let following = Lexis.skipTrivia text (headEnd ())

            if
                Lexis.looksLikeItem text following
                && (following = next || not (Lexis.isColumnOne text following))
            then
                let key = text.Substring(following, Lexis.wordEnd text following - following)

                if stray.IsNone then
                    state.Report(
                        SyntaxCodes.BraceMissing,
                        following,
                        Lexis.wordEnd text following,
                        [ key; label ],
                        state.Fix("Add `{`", contentEnd, contentEnd, " {")
                    )

                Some(BlockParser.content before label 1 (headEnd ()) false stream)
            else
                None

    let source =
        match source, stray with
        | Some read, Some skipped ->
            let whole = Span.union read.Span skipped.Span

            Some {
                read with
                    Node = ExpressionNode.Skipped(text.Substring(whole.Start, whole.Length))
                    Span = whole
            }
        | _ -> source

    match source, stray with
    | None, Some _ ->
        // Kept as it was written: the head cannot be told from what follows it.
        let finish = Cursor.position stream
        declaration (DeclarationNode.Skipped(text.Substring(start, finish - start).TrimEnd())) start finish
    | _ ->
        declaration
            (DeclarationNode.Kind {
                Kind = kind
                Name = name
                From = source
                Body = body
            })
            start
            (Cursor.position stream)

/// A declaration at the stream's place, which is not blank.
let parse (stream: CharStream<ParserState>) : Declaration =
    let state = stream.UserState
    let text = state.Text
    let start = Cursor.position stream
    state.Tainted <- false
    state.ResumeHere <- false
    let c = Lexis.at text start

    if not (Lexis.isLetter c) then
        if c = '}' then
            state.Report(SyntaxCodes.BraceUnmatched, start, start + 1, [], state.Fix("Remove it", start, start + 1, ""))
        else
            report stream SyntaxCodes.DeclarationExpected []

        skip stream start
    elif Lexis.isWord text start "wmstudy" then
        if state.EditionSeen then
            state.Report(SyntaxCodes.EditionRepeated, start, Lexis.lineEnd text start, [])

        state.EditionSeen <- true
        skip stream start
    else
        let next = Lexis.skipBlanks text (Lexis.wordEnd text start)
        let isSetting = Lexis.looksLikeItem text start && text[next] <> '{'

        if isSetting then
            let key = text.Substring(start, Lexis.wordEnd text start - start)
            state.Report(SyntaxCodes.SettingOutsideBlock, start, start + key.Length, [ key ])
            skip stream start
        elif
            Lexis.isReserved (text.Substring(start, Lexis.wordEnd text start - start))
            || not (Lexis.isColumnOne text start || Lexis.startsDeclaration text start)
        then
            // An indented line that is no declaration was meant for a block.
            report stream SyntaxCodes.DeclarationExpected []
            skip stream start
        else
            if not (Lexis.isColumnOne text start) then
                let line = text.LastIndexOf('\n', start - 1) + 1

                if Lexis.skipBlanks text line = start then
                    let word = text.Substring(start, Lexis.wordEnd text start - start)

                    state.Report(
                        SyntaxCodes.DeclarationIndented,
                        start,
                        start + word.Length,
                        [ word; string (start - line + 1) ],
                        state.Fix("Remove the blanks before it", line, start, "")
                    )

            if Lexis.isWord text start "import" then
                import stream start
            elif Lexis.isWord text start "param" then
                param stream start
            elif Lexis.isWord text start "accept" then
                accept stream start
            elif
                BracketsElsewhere.blockInParentheses state start
                || StatementsElsewhere.loopInStudy stream start
            then
                skip stream start
            else
                match StatementsElsewhere.variableInStudy stream start with
                | ValueSome read -> read
                | ValueNone -> kind stream start
