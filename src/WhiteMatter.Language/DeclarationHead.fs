/// What the readers of all declarations share: names, where a head goes on, and what is skipped.
module internal WhiteMatter.Language.DeclarationHead

open FParsec
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.Syntax

/// A declaration without comments.
let declaration node start finish : Declaration = {
    Node = node
    Span = Span.create start finish
    Trivia = Trivia.none
}

/// Reports what stands at the stream's place, with more arguments.
let report (stream: CharStream<ParserState>) descriptor arguments =
    let state = stream.UserState
    let index = Cursor.position stream
    let text = state.Text

    state.Report(
        descriptor,
        index,
        max (index + 1) (Description.describedEnd text index),
        Description.describe text index :: arguments
    )

/// Takes everything before the next declaration as skipped text.
let skip (stream: CharStream<ParserState>) (start: int) : Declaration =
    let state = stream.UserState
    let text = state.Text
    let finish = Recovery.declarationEnd text (max start (Cursor.position stream))
    state.Brackets.Clear()
    state.ResumeHere <- false
    state.Tainted <- false
    Cursor.moveTo stream finish
    let skipped = text.Substring(start, finish - start).TrimEnd()
    declaration (DeclarationNode.Skipped skipped) start (start + skipped.Length)

/// A name; one that is a word of the grammar is reported.
let name (stream: CharStream<ParserState>) (use': string) : Identifier voption =
    let state = stream.UserState
    let text = state.Text

    let first = Lexis.at text (Cursor.position stream)

    if Lexis.isLetter first || Lexis.isForeignLetter first then
        let found = LiteralParser.identifier stream

        if Lexis.isReserved found.Name then
            state.Report(SyntaxCodes.ReservedName, found.Span.Start, found.Span.End, [ found.Name; use' ])

        ValueSome found
    else
        ValueNone

/// The offset of the word or brace that goes on with a declaration's head, on this line or a later one.
let headGoesOn (text: string) (index: int) (test: int -> bool) =
    let next = Lexis.skipBlanks text index

    if test next then
        next
    elif Lexis.isLineEnd text next || Lexis.startsComment text next then
        let later = Lexis.skipTrivia text next
        if test later then later else -1
    else
        -1
