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
                missing SyntaxCodes.AcceptReason stream
            else
                Cursor.moveTo stream (Cursor.position stream + "because".Length)
                TriviaParser.blanks stream

                if Lexis.at text (Cursor.position stream) <> '"' then
                    missing SyntaxCodes.AcceptReason stream
                else
                    let reason = LiteralParser.text LiteralParser.Braces.Ordinary stream

                    Reply {
                        Code = code
                        Reason = LiteralParser.plainText reason
                        ReasonSpan = reason.Span
                    }
