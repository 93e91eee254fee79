/// Blocks and their items.
module internal WhiteMatter.Language.BlockParser

open System.Collections.Generic
open FParsec
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.Syntax

let private expressionAt node start finish : Expression = {
    Node = node
    Span = Span.create start finish
    Before = []
}

/// Goes to the end of the item in which a mistake was reported, and gives the text from `start` to there.
let skipItem (stream: CharStream<ParserState>) (start: int) (stopAtBrace: bool) : Expression =
    let state = stream.UserState
    let text = state.Text
    let here = Cursor.position stream

    let finish =
        if state.ResumeHere then
            here
        else
            let opened =
                state.Brackets.ToArray() |> Array.rev |> Array.map (fun struct (c, _) -> c)

            Recovery.itemEnd text here (List.ofArray opened) stopAtBrace

    state.ResumeHere <- false
    state.Brackets.Clear()
    state.Tainted <- false
    Cursor.moveTo stream finish
    let skipped = text.Substring(start, max 0 (finish - start)).TrimEnd()
    expressionAt (ExpressionNode.Skipped skipped) start (start + skipped.Length)

/// Runs a parser of a value; what cannot be used becomes `Skipped`.
let recovering (start: int) (stopAtBrace: bool) (parser: StudyParser<Expression>) (stream: CharStream<ParserState>) =
    let state = stream.UserState
    let nesting = state.Nesting
    let reply = parser stream
    state.Nesting <- nesting

    if reply.Status <> Ok then
        skipItem stream start stopAtBrace
    elif state.Tainted then
        state.ResumeHere <- true
        let skipped = skipItem stream start stopAtBrace

        {
            skipped with
                Before = reply.Result.Before
        }
    else
        reply.Result

/// The value after the sign that stands before the stream's place.
let value (signStart: int) (after: string) (stream: CharStream<ParserState>) : Expression =
    let text = stream.UserState.Text
    let sign = Cursor.position stream
    let start = min (Lexis.skipBlanks text sign) (Lexis.lineEnd text sign)
    recovering start false (ExpressionParser.afterSign after signStart sign) stream

let private item node start finish trivia : Item = {
    Node = node
    Span = Span.create start finish
    Trivia = trivia
}

/// Reports text that stands after an item's value; says whether the next item can be read from here.
let private afterValue (stream: CharStream<ParserState>) (node: ItemNode) : bool =
    let state = stream.UserState
    let text = state.Text
    let index = Cursor.position stream
    let found = Description.describe text index
    let finish = max (index + 1) (Description.describedEnd text index)

    let previous =
        match node with
        | ItemNode.Setting(key, _) -> $"the value of `{key.Name}`"
        | ItemNode.Block(key, _) -> $"the block `{key.Name}`"
        | ItemNode.Accept _ -> "the reason"
        | _ -> "the expression"

    let contentEnd =
        let mutable last = index

        while last > 0 && Lexis.isBlank text[last - 1] do
            last <- last - 1

        last

    if Lexis.looksLikeItem text index then
        state.Report(
            SyntaxCodes.SeparatorExpected,
            index,
            finish,
            [ found; previous ],
            state.Fix("Add a comma", contentEnd, contentEnd, ",")
        )

        true
    else
        let rec isNumber (value: Expression) =
            match value.Node with
            | ExpressionNode.Number(_, _, _, None) -> true
            | ExpressionNode.Binary(_, _, _, right) -> isNumber right
            | ExpressionNode.Unary(_, operand) -> isNumber operand
            | _ -> false

        let endsInNumber =
            match node with
            | ItemNode.Setting(_, value)
            | ItemNode.Bare value -> isNumber value
            | _ -> false

        let c = Lexis.at text index

        if endsInNumber && NumberEnd.report state index then
            ()
        elif Lexis.isWord text index "not" then
            state.Report(SyntaxCodes.NotIn, index, finish, [])
        elif Lexis.isWord text index "between" then
            state.Report(SyntaxCodes.RangeInWords, index, finish, [ previous ])
        elif c = ')' || c = ']' then
            // A closing bracket left over from a mistake earlier in this line is not a second one.
            if not (state.ReportedOnLineOf index) then
                state.Report(
                    SyntaxCodes.BracketUnmatched,
                    index,
                    finish,
                    [ string c ],
                    state.Fix("Remove it", index, index + 1, "")
                )
        elif c = '~' then
            // Of R's `height ~ age` the terms are a formula; that what stands before them is lost somebody has to choose.
            let fix =
                match node with
                | ItemNode.Setting(_, ({ Node = ExpressionNode.Name _ } as value))
                | ItemNode.Bare({ Node = ExpressionNode.Name _ } as value) when state.IsFormula value.Span.Start ->
                    let written = text.Substring(value.Span.Start, index + 1 - value.Span.Start)

                    state.Proposal($"Remove `{written}`", value.Span.Start, Lexis.skipBlanks text (index + 1), "")
                | _ -> id

            state.Report(SyntaxCodes.Tilde, index, finish, [], fix)
        elif
            Operators.operatorAt text index = ValueNone
            && not (Lexis.isLetter c || Lexis.isDigit c)
            && "(){}[]\"".IndexOf c < 0
        then
            state.Report(SyntaxCodes.UnexpectedCharacter, index, finish, [ found ])
        else
            state.Report(SyntaxCodes.ItemEndExpected, index, finish, [ found; previous ])

        false

/// Goes past a sign of `length` characters that stands between a name and the `{` of its block.
let signBeforeBlock (stream: CharStream<ParserState>) (length: int) (owner: string) : unit =
    let state = stream.UserState
    let start = Cursor.position stream
    let brace = Lexis.skipBlanks state.Text (start + length)

    state.Report(
        SyntaxCodes.SignBeforeBlock,
        start,
        start + length,
        [ state.Text.Substring(start, length); owner ],
        state.Fix("Remove it", start, brace, "")
    )

    Cursor.moveTo stream brace

/// The key of a setting, which may not be a reserved word.
let private checkKey (state: ParserState) (key: Identifier) =
    if Lexis.isReserved key.Name then
        state.Report(SyntaxCodes.ReservedName, key.Span.Start, key.Span.End, [ key.Name; "the name of a setting" ])

let rec private itemNode (depth: int) (stream: CharStream<ParserState>) : ItemNode =
    let state = stream.UserState
    let text = state.Text
    let start = Cursor.position stream
    state.Tainted <- false

    let bare () =
        state.After <- "here"
        state.Setting <- struct ("", start)

        match recovering start false (ExpressionParser.expression 0) stream with
        | {
              Node = ExpressionNode.Skipped skipped
          } -> ItemNode.Skipped skipped
        | read -> ItemNode.Bare read

    let setting length (sign: string) =
        let key = LiteralParser.identifier stream
        checkKey state key
        TriviaParser.blanks stream
        let index = Cursor.position stream

        if sign <> "=" then
            state.Report(
                SyntaxCodes.AssignmentSign,
                index,
                index + length,
                [ sign ],
                state.Fix("Write `=`", index, index + length, "=")
            )

        Cursor.moveTo stream (index + length)
        state.Setting <- struct (key.Name, Lexis.skipTrivia text (index + length))
        let read = value index "after `=`" stream
        state.Tainted <- false
        ItemNode.Setting(key, read)

    let c = Lexis.at text start

    if Lexis.isLetter c || Lexis.isForeignLetter c then
        let mutable finish = Lexis.wordEnd text start

        while Lexis.isForeignLetter (Lexis.at text finish)
              || Lexis.isWordCharacter (Lexis.at text finish) do
            finish <- finish + 1

        let next = Lexis.skipBlanks text finish
        let after = Lexis.at text (next + 1)

        let bracesAfter index =
            Lexis.at text (Lexis.skipBlanks text index) = '{'

        match Lexis.at text next with
        | '=' when after <> '=' && bracesAfter (next + 1) -> nested depth 1 stream
        | '=' when after <> '=' -> setting 1 "="
        | ':' when bracesAfter (next + 1) -> nested depth 1 stream
        | ':' when after = '=' -> setting 2 ":="
        | '<' when after = '-' && next > finish && Lexis.isBlank (Lexis.at text (next + 2)) -> setting 2 "<-"
        | '{' -> nested depth 0 stream
        | _ when
            Lexis.isWord text start "accept"
            && next > finish
            && Lexis.isLetter (Lexis.at text next)
            && ValueOption.isNone (Operators.operatorAt text next)
            ->
            let reply = AcceptParser.parse stream

            if reply.Status = Ok then
                ItemNode.Accept reply.Result
            else
                match (skipItem stream start false).Node with
                | ExpressionNode.Skipped skipped -> ItemNode.Skipped skipped
                | _ -> ItemNode.Skipped ""
        | _ when
            (Lexis.isLineEnd text next || Lexis.startsComment text next)
            && Lexis.at text (Lexis.skipTrivia text next) = '{'
            ->
            nested depth 0 stream
        | _ -> bare ()
    elif WrittenElsewhere.startsOption text start then
        let finish = Lexis.wordEnd text (start + 2)
        state.Report(SyntaxCodes.CommandLineOption, start, finish, [ text.Substring(start, finish - start) ])

        match (skipItem stream start false).Node with
        | ExpressionNode.Skipped skipped -> ItemNode.Skipped skipped
        | _ -> ItemNode.Skipped ""
    elif ")]{;".IndexOf c >= 0 then
        state.Report(SyntaxCodes.ItemExpected, start, start + 1, [ Description.describe text start ])

        match (skipItem stream start false).Node with
        | ExpressionNode.Skipped skipped -> ItemNode.Skipped skipped
        | _ -> ItemNode.Skipped ""
    else
        bare ()

/// A block inside a block; between its name and its brace stands a sign of so many characters that does not belong there.
and private nested (depth: int) (sign: int) (stream: CharStream<ParserState>) : ItemNode =
    let state = stream.UserState
    let start = Cursor.position stream
    let key = LiteralParser.identifier stream
    checkKey state key

    if sign > 0 then
        TriviaParser.blanks stream
        signBeforeBlock stream sign key.Name

    if state.Nesting >= ExpressionParser.deepestNesting then
        state.Report(SyntaxCodes.TooDeeplyNested, start, key.Span.End, [ ExpressionParser.nestingInWords ])

        match (skipItem stream start false).Node with
        | ExpressionNode.Skipped skipped -> ItemNode.Skipped skipped
        | _ -> ItemNode.Skipped ""
    else
        state.Nesting <- state.Nesting + 1
        let before = TriviaParser.leading stream
        let read = braces before key.Name (depth + 1) stream
        state.Nesting <- state.Nesting - 1
        ItemNode.Block(key, read)

/// A block; the stream stands at its opening brace. `before` stood between its name and the brace.
and braces (before: LeadingTrivia list) (owner: string) (depth: int) (stream: CharStream<ParserState>) : Block =
    let opening = Cursor.position stream
    Cursor.moveTo stream (opening + 1)
    content before owner depth opening true stream

/// A block's content up to and with its closing brace. `opened` is false where the opening brace is missing.
and content
    (before: LeadingTrivia list)
    (owner: string)
    (depth: int)
    (opening: int)
    (opened: bool)
    (stream: CharStream<ParserState>)
    : Block =
    let state = stream.UserState
    let text = state.Text
    let items = List<Item>()
    let openingComment = TriviaParser.trailing stream
    let mutable carried = before
    let mutable separated = true
    let mutable closing: LeadingTrivia list = []
    let mutable going = true
    let mutable first = true

    let faults = state.Diagnostics.Count

    let notClosed index =
        if opened then
            // Where something in the block could not be read, its brace may be in there.
            let fix =
                if state.Diagnostics.Count > faults then
                    id
                else
                    Recovery.closingBrace state opening index

            state.Report(
                SyntaxCodes.BlockNotClosed,
                opening,
                opening + 1,
                [ owner; Description.describe text index ],
                fix
                >> state.Related("found here", index, max (index + 1) (Description.describedEnd text index))
            )

        going <- false

    while going do
        let before = Cursor.position stream
        let leading = carried @ TriviaParser.leading stream
        carried <- []
        let index = Cursor.position stream
        let c = Lexis.at text index

        if index >= text.Length then
            notClosed index
            closing <- leading
        elif Lexis.isColumnOne text index && Lexis.startsDeclaration text index then
            notClosed index
            Cursor.moveTo stream before
        elif c = '}' then
            if depth > 1 && Lexis.isColumnOne text index then
                notClosed index
                Cursor.moveTo stream before
            else
                Cursor.moveTo stream (index + 1)
                closing <- leading
                going <- false
        elif c = ',' || c = ';' then
            let finish = index + 1

            if c = ';' then
                let fix =
                    if separated || Lexis.isLineEnd text (Lexis.skipBlanks text finish) then
                        state.Fix("Remove it", index, finish, "")
                    else
                        state.Fix("Write a comma", index, finish, ",")

                // In text that is skipped because of a mistake on its line, it separates nothing.
                let inSkippedText =
                    items.Count > 0
                    && items[items.Count - 1].Node.IsSkipped
                    && state.ReportedOnLineOf index

                if not inSkippedText then
                    state.Report(SyntaxCodes.Semicolon, index, finish, [], fix)
            elif separated then
                state.Report(
                    SyntaxCodes.NothingBetweenCommas,
                    index,
                    finish,
                    [],
                    state.Fix("Remove the comma", index, finish, "")
                )

            separated <- true
            Cursor.moveTo stream finish

            // A comment right after the separator still ends the item's line.
            match items.Count, leading, TriviaParser.trailing stream with
            | n, [], Some comment when n > 0 && items[n - 1].Trivia.Trailing.IsNone ->
                items[n - 1] <- {
                    items[n - 1] with
                        Trivia = {
                            items[n - 1].Trivia with
                                Trailing = Some comment
                        }
                }
            | _, _, Some comment -> carried <- leading @ [ LeadingTrivia.Comment comment ]
            | _, _, None -> carried <- leading
        else
            first <- false
            let node = itemNode depth stream
            let finish = Cursor.position stream
            let trailing = TriviaParser.trailing stream

            items.Add(
                item node index finish {
                    Leading = leading
                    Trailing = trailing
                }
            )

            separated <- false
            let next = Cursor.position stream

            let ended =
                next >= text.Length
                || Lexis.isLineEnd text next
                || (match text[next] with
                    | ','
                    | ';'
                    | '}' -> true
                    | _ -> false)

            if not ended then
                if not (afterValue stream node) then
                    let skipped = skipItem stream next false

                    // What follows the value belongs to the same mistake: the value is not used either.
                    match items[items.Count - 1].Node, skipped.Node with
                    | ItemNode.Setting(key, read), ExpressionNode.Skipped _ ->
                        let start = read.Span.Start
                        let whole = text.Substring(start, skipped.Span.End - start)

                        items[items.Count - 1] <-
                            item
                                (ItemNode.Setting(
                                    key,
                                    {
                                        expressionAt (ExpressionNode.Skipped whole) start skipped.Span.End with
                                            Before = read.Before
                                    }
                                ))
                                index
                                skipped.Span.End
                                { Leading = leading; Trailing = None }
                    | (ItemNode.Bare _ | ItemNode.Skipped _ | ItemNode.Accept _), ExpressionNode.Skipped _ ->
                        items[items.Count - 1] <-
                            item
                                (ItemNode.Skipped(text.Substring(index, skipped.Span.End - index)))
                                index
                                skipped.Span.End
                                { Leading = leading; Trailing = None }
                    | _, ExpressionNode.Skipped rest ->
                        items.Add(item (ItemNode.Skipped rest) next skipped.Span.End Trivia.none)
                    | _ -> ()

                    match TriviaParser.trailing stream with
                    | Some comment ->
                        let last = items[items.Count - 1]

                        items[items.Count - 1] <- {
                            last with
                                Trivia = {
                                    last.Trivia with
                                        Trailing = Some comment
                                }
                        }
                    | None -> ()

        // A line end separates as well.
        if
            not separated
            && Lexis.isLineEnd text (Cursor.position stream)
            && Lexis.at text (Lexis.skipTrivia text (Cursor.position stream)) <> ','
        then
            separated <- true

    let finish = Cursor.position stream

    {
        Opening = openingComment
        Items = List.ofSeq items
        Closing = { Leading = closing; Trailing = None }
        OneLine = text.IndexOf('\n', opening, min (finish - opening) (text.Length - opening)) < 0
        Span = Span.create opening finish
    }
