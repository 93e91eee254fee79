/// What the parser remembers while it reads one file, and the trivia between tokens.
namespace WhiteMatter.Language

open System
open System.Collections.Generic
open FParsec
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.Syntax

/// The user state of the parser: its diagnostics and the few facts that parsers at different levels share.
[<Sealed>]
type internal ParserState(source: SourceText) =
    let diagnostics = List<Diagnostic>()
    let brackets = Stack<struct (char * int)>()
    let onceOnly = HashSet<string>()

    member _.Source = source
    member _.Text = source.Text
    member _.Diagnostics = diagnostics

    /// The brackets open now, with their offsets; inside them a newline ends nothing.
    member _.Brackets = brackets

    /// Levels of brackets, blocks and prefix operators around the current place.
    member val Nesting = 0 with get, set

    /// The height of the expression tree that was read last.
    member val Height = 0 with get, set

    /// What stands before a place where a value is expected, for the message.
    member val After = "here" with get, set

    /// The kind of the declaration that is read.
    member val Kind = "" with get, set

    /// The setting whose value is read, and where that value begins; without a name an entry of the block.
    member val Setting = struct ("", -1) with get, set

    /// An error was reported that leaves the current value unusable, although reading went on.
    member val Tainted = false with get, set

    /// The error stands at a place where the next item begins: nothing is to be skipped.
    member val ResumeHere = false with get, set

    /// An edition line, readable or not, has been passed.
    member val EditionSeen = false with get, set

    /// The head of a declaration is read, where `name {` is the last operand before the block.
    member val InHead = false with get, set

    /// The offset of the last error.
    member val LastError = -1 with get, set

    /// The last stretch of trivia that was looked past.
    member val TriviaStart = -1 with get, set

    member val TriviaEnd = -1 with get, set

    member this.Report(descriptor: DiagnosticDescriptor, start: int, finish: int, arguments: string list) =
        this.Report(descriptor, start, finish, arguments, id)

    member this.Report
        (
            descriptor: DiagnosticDescriptor,
            start: int,
            finish: int,
            arguments: string list,
            extend: Diagnostic -> Diagnostic
        ) =
        this.LastError <- start

        if diagnostics.Count < ParserState.MostErrors then
            diagnostics.Add(
                Diagnostic.create source descriptor (Span.create start finish) arguments
                |> extend
            )
        elif diagnostics.Count = ParserState.MostErrors then
            diagnostics.Add(
                Diagnostic.create source SyntaxCodes.TooManyErrors (Span.create start finish) [
                    string ParserState.MostErrors
                ]
            )

    /// Whether the last error stands before this offset on the same line, so that more is most likely its consequence.
    member this.ReportedOnLineOf(index: int) : bool =
        this.LastError >= 0
        && source.Text.IndexOf('\n', this.LastError, max 0 (index - this.LastError)) < 0

    /// Reports what is said once for a file, however often it occurs.
    member this.ReportOnce
        (descriptor: DiagnosticDescriptor, start: int, finish: int, extend: Diagnostic -> Diagnostic)
        =
        if onceOnly.Add descriptor.Code then
            let last = this.LastError
            this.Report(descriptor, start, finish, [], extend)
            this.LastError <- last

    /// Whether a formula begins at this offset: the value of `adjust`, or an entry of `covariates`.
    member this.IsFormula(index: int) : bool =
        this.Setting = struct ("adjust", index)
        || (this.Setting = struct ("", index) && this.Kind = "covariates")

    member _.Fix(title: string, start: int, finish: int, replacement: string) : Diagnostic -> Diagnostic =
        Diagnostic.withFix source title (Span.create start finish) replacement

    /// A change that somebody has to choose.
    member _.Proposal(title: string, start: int, finish: int, replacement: string) : Diagnostic -> Diagnostic =
        Diagnostic.withProposal source title (Span.create start finish) replacement

    member _.Related(message: string, start: int, finish: int) : Diagnostic -> Diagnostic =
        Diagnostic.withRelated source (Span.create start finish) message

    static member MostErrors = 1000

type internal StudyParser<'T> = Parser<'T, ParserState>

module internal Cursor =

    let inline position (stream: CharStream<ParserState>) = int stream.Index

    let moveTo (stream: CharStream<ParserState>) (index: int) =
        let offset = index - int stream.Index

        if offset > 0 then
            stream.Skip offset
        elif offset < 0 then
            stream.Seek(int64 index)

    let fatal<'T> : Reply<'T> = Reply(FatalError, NoErrorMessages)

/// Blanks, line ends and comments.
module internal TriviaParser =

    let private spaceName (c: char) =
        match c with
        | '\u00A0' -> "non-breaking space (U+00A0)"
        | '\u200B' -> "zero-width space (U+200B)"
        | _ -> $"typographic space (U+{int c:X4})"

    /// Goes past the blanks on this line.
    let blanks (stream: CharStream<ParserState>) : unit =
        let state = stream.UserState
        let text = state.Text
        let mutable index = Cursor.position stream

        while Lexis.isBlank (Lexis.at text index) do
            match text[index] with
            | ' ' -> index <- index + 1
            | '\t' ->
                state.ReportOnce(
                    SyntaxCodes.Tab,
                    index,
                    index + 1,
                    state.Fix("Replace the tab", index, index + 1, "  ")
                )

                index <- index + 1
            | c ->
                let start = index

                while index < text.Length && Lexis.isTypographicSpace text[index] do
                    index <- index + 1

                let last = state.LastError

                state.Report(
                    SyntaxCodes.TypographicSpace,
                    start,
                    index,
                    [ spaceName c ],
                    state.Fix("Replace it by an ordinary space", start, index, " ")
                )

                state.LastError <- last

        Cursor.moveTo stream index

    /// The comment that starts here.
    let private commentAt (state: ParserState) (index: int) : Comment =
        let text = state.Text
        let finish = Lexis.lineEnd text index

        let isDoc =
            Lexis.at text (index + 1) = '#'
            && Lexis.at text (index + 2) <> '#'
            && text[index] = '#'

        let hashes =
            if text[index] <> '#' then
                let sign = text.Substring(index, 2)

                // A comment that ends before its line does would take what stands behind it along, one of several lines leave the others.
                let endsElsewhere =
                    sign = "/*"
                    && (match text.IndexOf("*/", index + 2, finish - index - 2, StringComparison.Ordinal) with
                        | -1 -> true
                        | at -> not (String.IsNullOrWhiteSpace(text.Substring(at + 2, finish - at - 2))))

                // In the middle of a word, as in `data/*.tsv`, it was hardly meant as one.
                // Python's division to whole numbers: a value stands before it, and a number after it.
                let isDivision =
                    sign = "//"
                    && (let mutable last = index - 1

                        while last > 0 && Lexis.isBlank text[last] do
                            last <- last - 1

                        last >= 0 && (Lexis.isWordCharacter text[last] || text[last] = ')'))
                    && (let next = Lexis.at text (Lexis.skipBlanks text (index + 2))
                        Lexis.isDigit next || next = '(')

                let fix =
                    if
                        endsElsewhere
                        || isDivision
                        || index > 0 && (Lexis.isWordCharacter text[index - 1] || text[index - 1] = ':')
                    then
                        id
                    else
                        state.Fix("Write `#`", index, index + 2, "#")

                state.Report(SyntaxCodes.ForeignComment, index, index + 2, [ sign ], fix)

                2
            elif isDoc then
                2
            else
                1

        let from =
            let start = index + hashes
            if Lexis.at text start = ' ' then start + 1 else start

        {
            Text =
                if from >= finish then
                    ""
                else
                    text.Substring(from, finish - from).TrimEnd()
            IsDoc = isDoc
            Span = Span.create index finish
        }

    /// The comment that ends this line, if one does.
    let trailing (stream: CharStream<ParserState>) : Comment option =
        blanks stream
        let index = Cursor.position stream

        if Lexis.startsComment stream.UserState.Text index then
            let comment = commentAt stream.UserState index
            Cursor.moveTo stream comment.Span.End
            Some comment
        else
            None

    /// All trivia up to the next token.
    let leading (stream: CharStream<ParserState>) : LeadingTrivia list =
        let state = stream.UserState
        let text = state.Text
        let mutable found: List<LeadingTrivia> | null = null

        let add trivia =
            match found with
            | null ->
                let list = List()
                list.Add trivia
                found <- list
            | list -> list.Add trivia

        let mutable fresh = Lexis.isColumnOne text (Cursor.position stream)
        let mutable going = true

        while going do
            blanks stream
            let index = Cursor.position stream

            if Lexis.startsComment text index then
                let comment = commentAt state index
                add (LeadingTrivia.Comment comment)
                Cursor.moveTo stream comment.Span.End
                fresh <- false
            elif Lexis.isLineEnd text index then
                if fresh then
                    add LeadingTrivia.BlankLine

                if text[index] = '\r' then
                    state.ReportOnce(SyntaxCodes.CarriageReturn, index, index + 2, id)
                    Cursor.moveTo stream (index + 2)
                else
                    Cursor.moveTo stream (index + 1)

                fresh <- true
            else
                going <- false

        match found with
        | null -> []
        | list -> List.ofSeq list

    /// The offset of the next token past all trivia; remembered, because nested expressions ask again.
    let peek (stream: CharStream<ParserState>) : int =
        let state = stream.UserState
        let index = Cursor.position stream

        if state.TriviaStart <> index then
            state.TriviaStart <- index
            state.TriviaEnd <- Lexis.skipTrivia state.Text index

        state.TriviaEnd

    let comments (trivia: LeadingTrivia list) : Comment list =
        trivia
        |> List.choose (function
            | LeadingTrivia.Comment comment -> Some comment
            | LeadingTrivia.BlankLine -> None)
