/// `accept CODE because "…"`, in a block or at the top level.
module internal WhiteMatter.Language.AcceptParser

open FParsec
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.Syntax

let private missing descriptor : StudyParser<'T> =
    fun stream ->
        let state = stream.UserState
        let index = Cursor.position stream
        let text = state.Text

        state.Report(
            descriptor,
            index,
            max (index + 1) (Description.describedEnd text index),
            [ Description.describe text index ]
        )

        Cursor.fatal

/// Reports what stands between a code and its reason, with the change where the reason is there or only its words are missing.
let private reasonMissing (codeEnd: int) : StudyParser<Accept> =
    fun stream ->
        let state = stream.UserState
        let text = state.Text
        let index = Cursor.position stream
        let isBecause = Lexis.isWord text index "because"

        let after =
            Lexis.skipBlanks
                text
                (if isBecause then index + "because".Length
                 elif ":=,-".Contains(Lexis.at text index) then index + 1
                 else index)

        let rest = text.Substring(after, Lexis.lineEnd text after - after).TrimEnd()

        let fix =
            if Lexis.at text after = '"' then
                state.Fix("Write `because`", codeEnd, after, " because ")
            elif
                rest <> ""
                && Lexis.isLetter rest[0]
                && rest.IndexOfAny [| '"'; '{'; '}'; '#'; ','; '=' |] < 0
            then
                state.Proposal("Put the reason between quotes", codeEnd, after + rest.Length, $" because \"{rest}\"")
            elif isBecause then
                id
            else
                state.Proposal("Add a reason", codeEnd, codeEnd, " because \"\"")

        let found = if isBecause then after else index

        state.Report(
            SyntaxCodes.AcceptReason,
            found,
            max (found + 1) (Description.describedEnd text found),
            [ Description.describe text found ],
            fix
        )

        Cursor.fatal

let parse: StudyParser<Accept> =
    fun stream ->
        let text = stream.UserState.Text
        Cursor.moveTo stream (Cursor.position stream + "accept".Length)
        TriviaParser.blanks stream
        let index = Cursor.position stream

        if not (Lexis.isLetter (Lexis.at text index)) || Lexis.isWord text index "because" then
            missing SyntaxCodes.AcceptCode stream
        else
            let code = LiteralParser.identifier stream
            TriviaParser.blanks stream

            if not (Lexis.isWord text (Cursor.position stream) "because") then
                reasonMissing code.Span.End stream
            else
                let because = Cursor.position stream
                Cursor.moveTo stream (because + "because".Length)
                TriviaParser.blanks stream

                if Lexis.at text (Cursor.position stream) <> '"' then
                    Cursor.moveTo stream because
                    reasonMissing code.Span.End stream
                else
                    let reason = LiteralParser.text LiteralParser.Braces.Ordinary stream

                    Reply {
                        Code = code
                        Reason = LiteralParser.plainText reason
                        ReasonSpan = reason.Span
                    }
