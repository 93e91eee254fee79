namespace WhiteMatter.Language

open System
open System.Collections.Generic
open System.Globalization
open FParsec
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.Syntax

type ParseResult = {
    File: StudyFile
    Diagnostics: Diagnostic list
}

module Parser =

    let edition = 1

    let longestText = 16 * 1024 * 1024

    /// A first line that was meant to name the edition: one word, perhaps a number, and nothing else.
    let private looksLikeEdition (text: string) (index: int) =
        (Lexis.isLetter (Lexis.at text index)
         || Lexis.isForeignLetter (Lexis.at text index))
        && (let next = Lexis.skipBlanks text (Lexis.anyWordEnd text index)
            let rest = Lexis.skipBlanks text (Lexis.numberExtent text next).End

            rest >= text.Length
            || Lexis.isLineEnd text rest
            || Lexis.startsComment text rest)

    let private skippedLine (text: string) (start: int) (finish: int) : Declaration = {
        Node = DeclarationNode.Skipped(text.Substring(start, finish - start).TrimEnd())
        Span = Span.create start finish
        Trivia = Trivia.none
    }

    /// The edition line, and what of it could not be read.
    let rec private editionLine (stream: CharStream<ParserState>) : (int * Span) option * Declaration list =
        let state = stream.UserState
        let text = state.Text
        let start = Cursor.position stream

        let unreadable index finish =
            state.Report(
                SyntaxCodes.EditionUnreadable,
                start,
                max finish (start + 1),
                [ Description.describe text index ],
                state.Fix("Write `wmstudy 1`", start, finish, $"wmstudy {edition}")
            )

        if Lexis.isWord text start "wmstudy" then
            Cursor.moveTo stream (start + "wmstudy".Length)
            TriviaParser.blanks stream
            let number = Cursor.position stream
            let extent = Lexis.numberExtent text number

            let value =
                if extent.IsInteger && extent.End > number && extent.End - number < 9 then
                    Some(
                        Int32.Parse(
                            text.AsSpan(number, extent.End - number),
                            NumberStyles.None,
                            CultureInfo.InvariantCulture
                        )
                    )
                else
                    None

            let rest = Lexis.skipBlanks text extent.End

            match value with
            | None ->
                let finish = Lexis.lineEnd text start
                unreadable number finish
                Cursor.moveTo stream finish
                None, [ skippedLine text start finish ]
            | Some value ->
                if value <> edition then
                    state.Report(SyntaxCodes.EditionUnknown, number, extent.End, [ string value; string edition ])

                Cursor.moveTo stream extent.End
                let found = Some(value, Span.create start extent.End)

                if
                    rest >= text.Length
                    || Lexis.isLineEnd text rest
                    || Lexis.startsComment text rest
                then
                    found, []
                elif Lexis.isLetter text[rest] && Lexis.startsDeclaration text rest then
                    state.Report(
                        SyntaxCodes.DeclarationEndExpected,
                        rest,
                        Description.describedEnd text rest,
                        [ Description.describe text rest ],
                        state.Fix("Start a new line", extent.End, rest, "\n")
                    )

                    found, []
                else
                    let finish = Lexis.lineEnd text start

                    state.Report(
                        SyntaxCodes.EditionUnreadable,
                        rest,
                        Description.describedEnd text rest,
                        [ Description.describe text rest ]
                    )

                    Cursor.moveTo stream finish
                    found, [ skippedLine text rest finish ]
        elif looksLikeEdition text start then
            let finish = Lexis.lineEnd text start
            unreadable start finish
            Cursor.moveTo stream finish
            None, [ skippedLine text start finish ]
        else
            let later = text.IndexOf("\nwmstudy ", start, StringComparison.Ordinal)

            state.Report(
                SyntaxCodes.EditionMissing,
                start,
                max (start + 1) (Description.describedEnd text start),
                [ Description.describe text start ],
                (if later < 0 then
                     let at = Lexis.beforeDocs text start
                     let line = if text.Contains "\r\n" then "\r\n" else "\n"
                     state.Fix($"Add `wmstudy {edition}`", at, at, $"wmstudy {edition}{line}")
                 else
                     id)
            )

            if later < 0 then
                None, []
            else
                // The edition is named further down: what stands before it is the mistake.
                Cursor.moveTo stream (later + 1)
                let found, unread = editionLine stream
                found, skippedLine text start later :: unread

    let private file (stream: CharStream<ParserState>) : StudyFile =
        let state = stream.UserState
        let text = state.Text

        if Lexis.at text 0 = '\uFEFF' && text.Length > 0 then
            state.Report(SyntaxCodes.ByteOrderMark, 0, 1, [], state.Fix("Remove it", 0, 1, ""))
            Cursor.moveTo stream 1

        let leading = TriviaParser.leading stream
        let found, unread = editionLine stream
        state.EditionSeen <- found.IsSome || not unread.IsEmpty

        let editionTrailing = if found.IsSome then TriviaParser.trailing stream else None

        let declarations = List<Declaration>(unread)
        let mutable closing: LeadingTrivia list = []

        let mutable carried: LeadingTrivia list =
            if found.IsNone && unread.IsEmpty then leading else []

        let mutable going = true

        // The line that was meant to name the edition keeps its comments.
        if found.IsNone && not unread.IsEmpty then
            declarations[0] <- {
                declarations[0] with
                    Trivia = { Leading = leading; Trailing = None }
            }

        while going do
            let before = carried @ TriviaParser.leading stream
            carried <- []
            let start = Cursor.position stream

            if start >= text.Length then
                closing <- before
                going <- false
            else
                let read = DeclarationParser.parse stream
                state.Nesting <- 0
                let contentEnd = Cursor.position stream
                let mutable trailing = TriviaParser.trailing stream
                let mutable after = Cursor.position stream

                declarations.Add {
                    read with
                        Trivia = { Leading = before; Trailing = None }
                }

                let atEnd index =
                    index >= text.Length || Lexis.isLineEnd text index

                let isSkipped = read.Node.IsSkipped

                if isSkipped && not (atEnd after) then
                    // What follows on the line belongs to the same mistake.
                    let rest = DeclarationHead.skip stream after

                    declarations[declarations.Count - 1] <- {
                        skippedLine text start rest.Span.End with
                            Trivia = { Leading = before; Trailing = None }
                    }

                    after <- Cursor.position stream
                elif not (atEnd after) && (text[after] = ';' || text[after] = ',') then
                    let finish = after + 1

                    if text[after] = ';' then
                        state.Report(
                            SyntaxCodes.Semicolon,
                            after,
                            finish,
                            [],
                            state.Fix("Remove it", after, finish, "")
                        )
                    else
                        state.Report(
                            SyntaxCodes.DeclarationEndExpected,
                            after,
                            finish,
                            [ "`,`" ],
                            state.Fix("Remove it", after, finish, "")
                        )

                    Cursor.moveTo stream finish
                    trailing <- TriviaParser.trailing stream
                    after <- Cursor.position stream

                let last = declarations[declarations.Count - 1]

                declarations[declarations.Count - 1] <- {
                    last with
                        Trivia = {
                            Leading = before
                            Trailing = trailing
                        }
                }

                if not (atEnd after) then
                    // A mistake on this line has been reported: what is left of the line is not a second one.
                    if not (state.LastError >= start && state.ReportedOnLineOf after) then
                        let descriptor, arguments =
                            if text[after] = '}' then
                                SyntaxCodes.BraceUnmatched, []
                            else
                                SyntaxCodes.DeclarationEndExpected, [ Description.describe text after ]

                        let fix =
                            if text[after] = '}' then
                                state.Fix("Remove it", after, after + 1, "")
                            elif Lexis.startsDeclaration text after then
                                state.Fix("Start a new line", contentEnd, after, "\n")
                            else
                                id

                        let isAfterNumber =
                            match last.Node with
                            | DeclarationNode.Param(_,
                                                    _,
                                                    _,
                                                    Some {
                                                             Node = ExpressionNode.Number(_, _, _, None)
                                                         }) -> NumberEnd.report state after
                            | _ -> false

                        match last.Node with
                        | DeclarationNode.Param(name, typeName, typeSpan, Some value) when isAfterNumber ->
                            let skipped = {
                                value with
                                    Node = ExpressionNode.Skipped(text.Substring(value.Span.Start, value.Span.Length))
                            }

                            declarations[declarations.Count - 1] <- {
                                declarations[declarations.Count - 1] with
                                    Node = DeclarationNode.Param(name, typeName, typeSpan, Some skipped)
                            }
                        | _ -> ()

                        if not isAfterNumber then
                            state.Report(descriptor, after, Description.describedEnd text after, arguments, fix)

                    if not (Lexis.startsDeclaration text after) then
                        declarations.Add(DeclarationHead.skip stream after)

        {
            Edition = found
            EditionTrivia =
                if found.IsSome then
                    {
                        Leading = leading
                        Trailing = editionTrailing
                    }
                else
                    Trivia.none
            Declarations = List.ofSeq declarations
            Closing = { Leading = closing; Trailing = None }
        }

    let parse (source: SourceText) : ParseResult =
        let state = ParserState source
        let text = source.Text

        let refused =
            if text.Length > longestText then
                state.Report(SyntaxCodes.FileTooLarge, 0, 1, [ string text.Length; string longestText ])
                true
            elif text.Contains '\r' && not (text.Contains '\n') then
                let first = text.IndexOf '\r'
                state.Report(SyntaxCodes.LoneCarriageReturn, first, first + 1, [])
                true
            else
                false

        if refused then
            {
                File = {
                    Edition = None
                    EditionTrivia = Trivia.none
                    Declarations = [ skippedLine text 0 text.Length ]
                    Closing = Trivia.none
                }
                Diagnostics = List.ofSeq state.Diagnostics
            }
        else
            use stream = new CharStream<ParserState>(text, 0, text.Length)
            stream.UserState <- state
            let read = file stream

            {
                File = read
                Diagnostics =
                    state.Diagnostics
                    |> Seq.distinctBy (fun found -> struct (found.Code, found.Span))
                    |> Seq.sortBy (fun found ->
                        match found.Span with
                        | null -> 0
                        | span -> span.Start)
                    |> List.ofSeq
            }
