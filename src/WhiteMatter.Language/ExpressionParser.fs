/// Expressions: precedence climbing over the character stream. Each character is read once; nothing is tried twice.
module internal WhiteMatter.Language.ExpressionParser

open System.Collections.Generic
open FParsec
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.Syntax

/// How deep brackets, blocks and prefix operators may be nested.
let deepestNesting = 200

/// How high the tree of one expression may grow, so that whoever walks it by recursion is safe.
let greatestHeight = 1000

let private node value start finish : Expression = {
    Node = value
    Span = Span.create start finish
    Before = []
}

let private tooDeep (stream: CharStream<ParserState>) (limit: string) : Reply<'T> =
    let index = Cursor.position stream
    stream.UserState.Report(SyntaxCodes.TooDeeplyNested, index, index + 1, [ limit ])
    Cursor.fatal

/// What there may not be more of, in words.
let nestingInWords =
    $"{deepestNesting} brackets, blocks and signs inside one another"

let private heightInWords =
    $"{greatestHeight} operators in a row or inside one another"

/// Runs a parser one level deeper.
let private deeper (parser: StudyParser<'T>) : StudyParser<'T> =
    fun stream ->
        let state = stream.UserState

        if state.Nesting >= deepestNesting then
            tooDeep stream nestingInWords
        else
            state.Nesting <- state.Nesting + 1
            let reply = parser stream
            state.Nesting <- state.Nesting - 1
            reply

/// Whether a token at this offset, the first after an operator, cannot belong to the operator's operand.
let private endsEarly (state: ParserState) (index: int) =
    let text = state.Text

    index >= text.Length
    || Lexis.at text index = '}'
    || (if state.InHead then
            Lexis.looksLikeSetting text index
        else
            Lexis.looksLikeItem text index)
    || (Lexis.isColumnOne text index && Lexis.startsDeclaration text index)

/// Reports that no value stands here, as precisely as what stands here allows.
let private valueExpected (stream: CharStream<ParserState>) : Reply<Expression> =
    let state = stream.UserState
    let text = state.Text
    let index = Cursor.position stream
    let c = Lexis.at text index

    if Lexis.isLetter c then
        let finish = Lexis.wordEnd text index
        let word = text.Substring(index, finish - index)

        match word with
        | "and"
        | "or"
        | "in" -> state.Report(SyntaxCodes.LeftOperandMissing, index, finish, [ word ])
        | _ -> state.Report(SyntaxCodes.ReservedValue, index, finish, [ word ])
    else
        match Operators.operatorAt text index with
        | ValueSome operator when c <> '=' ->
            let finish = index + operator.Length
            state.Report(SyntaxCodes.LeftOperandMissing, index, finish, [ text.Substring(index, operator.Length) ])
        | ValueNone when c = '~' ->
            let rest = Lexis.skipBlanks text (index + 1)

            // In a condition Python's sign of negation, which nobody must lose; in a formula only R's.
            let remove = state.Fix("Remove it", index, rest, "")

            state.Report(
                SyntaxCodes.Tilde,
                index,
                index + 1,
                [],
                (if state.IsFormula index then
                     remove
                 else
                     remove >> state.Fix("Write `not`", index, rest, "not "))
            )
        | ValueNone when
            index < text.Length
            && not (Lexis.isLineEnd text index)
            && not (Lexis.startsComment text index)
            && "(){}[],;:\"".IndexOf c < 0
            ->
            let shown = Description.describe text index
            state.Report(SyntaxCodes.UnexpectedCharacter, index, Description.describedEnd text index, [ shown ])
        | _ ->
            state.Report(
                SyntaxCodes.ValueExpected,
                index,
                max (index + 1) (Description.describedEnd text index),
                [ Description.describe text index; state.After ]
            )

    Cursor.fatal

/// Reports an operator that was written in another way than the language's.
let private reportForeign (state: ParserState) (index: int) (length: int) (canonical: string) =
    let finish = index + length
    let written = state.Text.Substring(index, length)
    let fix = state.Fix($"Write `{canonical}`", index, finish, canonical)

    if written = "=" || written = ":=" then
        state.Report(SyntaxCodes.EqualSignAsComparison, index, finish, [], fix)
    elif written[0] > '\u007F' then
        state.Report(SyntaxCodes.TypographicOperator, index, finish, [ $"`{written}`"; canonical ], fix)
    else
        state.Report(SyntaxCodes.ForeignOperator, index, finish, [ written; canonical ], fix)

/// What `operator` is called where its operand is missing; made once.
let private afterOperator =
    let names = Dictionary<BinaryOperator, string>()

    for operator in Operators.binaryOperators do
        names[operator] <- $"after `{Operators.spelling operator}`"

    fun operator -> names[operator]

/// Whether what stands after an operator is one number where it is any.
let private takesNumber operator =
    match operator with
    | BinaryOperator.Equal
    | BinaryOperator.NotEqual
    | BinaryOperator.Less
    | BinaryOperator.LessOrEqual
    | BinaryOperator.Greater
    | BinaryOperator.GreaterOrEqual
    | BinaryOperator.Add
    | BinaryOperator.Subtract
    | BinaryOperator.Multiply
    | BinaryOperator.Divide -> true
    | _ -> false

/// Reports that a bracket is not closed; reading goes on where the next token stands.
let private notClosed (stream: CharStream<ParserState>) (opening: int) (found: int) (contentEnd: int) resume =
    let state = stream.UserState
    let text = state.Text
    let closing = if text[opening] = '(' then ")" else "]"

    state.Report(
        SyntaxCodes.BracketNotClosed,
        opening,
        opening + 1,
        [ string text[opening]; Description.describe text found; closing ],
        (if resume then
             state.Fix($"Add `{closing}`", contentEnd, contentEnd, closing)
         else
             id)
        >> state.Related("found here", found, Description.describedEnd text found)
    )

    if resume then
        state.ResumeHere <- true
        Cursor.moveTo stream contentEnd

    Cursor.fatal

/// Whether the bracket that is open must be taken as forgotten at this offset.
let private bracketEnds (text: string) (index: int) =
    index >= text.Length
    || text[index] = '}'
    || (Lexis.isColumnOne text index && Lexis.startsDeclaration text index)

let private elementsOf (arguments: Argument list) : Element list =
    arguments
    |> List.map (fun argument -> {
        Value = argument.Value
        Trivia = argument.Trivia
    })

/// A part of a bracket's content: an argument, or an element (which has no name).
let rec private part (named: bool) (leading: LeadingTrivia list) : StudyParser<Argument> =
    fun stream ->
        let state = stream.UserState
        let text = state.Text
        let start = Cursor.position stream

        let equals =
            if named && Lexis.isLetter (Lexis.at text start) then
                let next = Lexis.skipBlanks text (Lexis.wordEnd text start)

                if Lexis.at text next = '=' && Lexis.at text (next + 1) <> '=' then
                    next
                else
                    -1
            else
                -1

        let finish (name: Identifier option) (reply: Reply<Expression>) =
            if reply.Status <> Ok then
                Cursor.fatal
            else
                Reply {
                    Name = name
                    Value = reply.Result
                    Trivia = { Leading = leading; Trailing = None }
                }

        let label =
            if named && equals < 0 && state.Brackets.Count > 0 then
                let struct (_, opening) = state.Brackets.Peek()
                BracketsElsewhere.labelOfLevel state opening start
            else
                -1

        if label >= 0 then
            let level = text.Substring(start, label - start).TrimEnd()

            let name = {
                Name = level
                Span = Span.create start (start + level.Length)
            }

            Cursor.moveTo stream (label + 1)
            state.After <- "after `=`"
            finish (Some name) (operand label (label + 1) 0 stream)
        elif equals < 0 then
            finish None (expression 0 stream)
        else
            let name = LiteralParser.identifier stream

            if Lexis.isReserved name.Name then
                state.Report(
                    SyntaxCodes.ReservedName,
                    name.Span.Start,
                    name.Span.End,
                    [ name.Name; "the name of an argument" ]
                )

                state.Tainted <- true

            Cursor.moveTo stream (equals + 1)
            state.After <- "after `=`"
            finish (Some name) (operand equals (equals + 1) 0 stream)

/// The parts up to the closing bracket; the stream stands past the opening one.
and private parts (named: bool) (opening: int) (closing: char) : StudyParser<struct (Argument list * Trivia)> =
    fun stream ->
        let state = stream.UserState
        let text = state.Text
        let found = List<Argument>()
        let mutable carried: LeadingTrivia list = []
        let mutable contentEnd = opening + 1
        let mutable status = Ok
        let mutable going = true
        let mutable height = 0
        let closesOuter = ref false

        let fail () =
            status <- FatalError
            going <- false

        let outer =
            // The bracket around this one, if there is one: the stack gives the innermost first.
            let mutable around = state.Brackets.GetEnumerator()

            if around.MoveNext() && around.MoveNext() then
                let struct (c, _) = around.Current
                c
            else
                ' '

        /// Reports once that this bracket was forgotten, although reading goes on in it.
        let forgotten index =
            if state.LastError < opening then
                notClosed stream opening index contentEnd false |> ignore<Reply<unit>>

            state.Tainted <- true

        /// Whether the token here closes the bracket, rightly or wrongly.
        let closes index =
            let c = Lexis.at text index

            if c = closing && index < text.Length then
                true
            elif (c = ')' && outer = '(') || (c = ']' && outer = '[') then
                forgotten index
                closesOuter.Value <- true
                true
            elif c = ')' || c = ']' then
                state.Report(
                    SyntaxCodes.BracketMismatch,
                    index,
                    index + 1,
                    [ string c; string text[opening]; string closing ],
                    state.Fix($"Write `{closing}`", index, index + 1, string closing)
                    >> state.Related("opened here", opening, opening + 1)
                )

                state.Tainted <- true
                true
            else
                false

        while going do
            let leading = carried @ TriviaParser.leading stream
            carried <- []
            let index = Cursor.position stream

            if bracketEnds text index then
                notClosed stream opening index contentEnd true |> ignore<Reply<unit>>
                fail ()
            elif closing = ']' && outer <> '(' && text[index] = ')' && state.LastError >= opening then
                // The end of a call in the list whose beginning could not be read.
                state.Tainted <- true
                carried <- leading
                let next = Lexis.skipTrivia text (index + 1)
                Cursor.moveTo stream (if Lexis.at text next = ',' then next + 1 else index + 1)
            elif closes index then
                carried <- leading
                going <- false
            elif text[index] = ',' then
                state.Report(
                    SyntaxCodes.NothingBetweenCommas,
                    index,
                    index + 1,
                    [],
                    state.Fix("Remove the comma", index, index + 1, "")
                )

                carried <- leading
                Cursor.moveTo stream (index + 1)
            else
                state.After <-
                    if found.Count > 0 then "after the comma"
                    elif closing = ')' then "after `(`"
                    else "after `[`"

                // `name = …` in a list inside a call is most likely the call's next argument.
                let argumentOfOuter = not named && outer = '(' && Lexis.looksLikeSetting text index

                if argumentOfOuter then
                    forgotten index

                // Behind a fault in a list it is an argument of a call that could not be read.
                let argumentOfLost = not named && closing = ']' && state.LastError >= opening

                let partStart = index
                let reply = part (named || argumentOfOuter || argumentOfLost) leading stream

                if reply.Status <> Ok then
                    fail ()
                else
                    height <- max height state.Height
                    contentEnd <- Cursor.position stream
                    let comment = TriviaParser.trailing stream
                    let pending = TriviaParser.leading stream
                    let index = Cursor.position stream

                    let trailing, rest =
                        if index < text.Length && text[index] = ',' then
                            Cursor.moveTo stream (index + 1)
                            contentEnd <- index + 1

                            match comment, TriviaParser.trailing stream with
                            | None, later -> later, pending
                            | Some _, None -> comment, pending
                            | Some _, Some later -> comment, pending @ [ LeadingTrivia.Comment later ]
                        elif bracketEnds text index then
                            notClosed stream opening index contentEnd true |> ignore<Reply<unit>>
                            fail ()
                            comment, pending
                        elif
                            index < text.Length
                            && (text[index] = closing || text[index] = ')' || text[index] = ']')
                        then
                            comment, pending
                        elif
                            state.Tainted
                            && state.LastError >= partStart
                            && text.IndexOf('\n', contentEnd, index - contentEnd) >= 0
                        then
                            // A string that was not closed has taken in the comma of its line.
                            comment, pending
                        else
                            let newLine = text.IndexOf('\n', contentEnd, index - contentEnd) >= 0

                            if newLine && Lexis.looksLikeItem text index then
                                notClosed stream opening index contentEnd true |> ignore<Reply<unit>>
                            else
                                let argument = reply.Result

                                match argument.Value.Node with
                                | ExpressionNode.Number(_, _, _, None) when
                                    not newLine
                                    && not (Lexis.looksLikeItem text index)
                                    && NumberEnd.report state index
                                    ->
                                    ()
                                | _ ->
                                    state.Report(
                                        SyntaxCodes.CommaExpected,
                                        index,
                                        max (index + 1) (Description.describedEnd text index),
                                        [
                                            Description.describe text index
                                            (if argument.Name.IsSome then "an argument" else "a value")
                                            string closing
                                        ],
                                        state.Related("the bracket was opened here", opening, opening + 1)
                                    )

                            fail ()
                            comment, pending

                    carried <- rest

                    found.Add {
                        reply.Result with
                            Trivia = {
                                Leading = leading
                                Trailing = trailing
                            }
                    }

        state.Height <- height + 1

        if status = Ok then
            if not closesOuter.Value then
                Cursor.moveTo stream (Cursor.position stream + 1)

            Reply(struct (List.ofSeq found, { Leading = carried; Trailing = None }))
        else
            Cursor.fatal

and private bracketed (named: bool) (closing: char) : StudyParser<struct (Argument list * Trivia)> =
    deeper (fun stream ->
        let state = stream.UserState
        let opening = Cursor.position stream
        state.Brackets.Push(struct (state.Text[opening], opening))
        Cursor.moveTo stream (opening + 1)
        let reply = parts named opening closing stream

        if reply.Status = Ok then
            state.Brackets.Pop() |> ignore

        reply)

and private parenthesised: StudyParser<Expression> =
    fun stream ->
        let state = stream.UserState
        let start = Cursor.position stream
        let reply = bracketed false ')' stream

        if reply.Status <> Ok then
            Cursor.fatal
        else
            let struct (arguments, closing) = reply.Result
            let finish = Cursor.position stream

            match arguments with
            | [ single ] ->
                let element: Element = {
                    Value = single.Value
                    Trivia = {
                        single.Trivia with
                            // A comment on its own line before the closing bracket has no other place.
                            Leading = single.Trivia.Leading @ closing.Leading
                    }
                }

                Reply(node (ExpressionNode.Parenthesised element) start finish)
            | [] ->
                state.Report(SyntaxCodes.EmptyParentheses, start, finish, [])
                Cursor.fatal
            | _ ->
                let inner = state.Text.Substring(start + 1, finish - start - 2)

                state.Report(
                    SyntaxCodes.ListInRoundBrackets,
                    start,
                    finish,
                    [],
                    state.Fix("Write square brackets", start, finish, $"[{inner}]")
                )

                Reply(node (ExpressionNode.List(elementsOf arguments, closing)) start finish)

/// Members and calls after a primary expression.
and private postfix (start: int) (callee: Expression) : StudyParser<Expression> =
    fun stream ->
        let state = stream.UserState
        let text = state.Text
        let mutable result = callee
        let mutable status = Ok
        let mutable going = true

        while going do
            let index = Cursor.position stream
            let next = Lexis.skipBlanks text index
            let inNamespace = WrittenElsewhere.nameInNamespace text index

            if inNamespace > index then
                reportForeign state index (inNamespace - index) "."
                Cursor.moveTo stream inNamespace
                let name = LiteralParser.identifier stream
                result <- node (ExpressionNode.Member(result, name)) start name.Span.End
                state.Height <- state.Height + 1
            elif Lexis.at text index = '.' && Lexis.at text (index + 1) <> '.' then
                if Lexis.isLetter (Lexis.at text (index + 1)) then
                    Cursor.moveTo stream (index + 1)
                    let name = LiteralParser.identifier stream
                    result <- node (ExpressionNode.Member(result, name)) start name.Span.End
                    state.Height <- state.Height + 1
                else
                    state.Report(SyntaxCodes.MemberName, index, index + 1, [ Description.describe text (index + 1) ])

                    status <- FatalError
                    going <- false
            elif Lexis.at text next = '(' then
                TriviaParser.blanks stream
                let height = state.Height
                let reply = bracketed true ')' stream

                if reply.Status <> Ok then
                    status <- FatalError
                    going <- false
                else
                    let struct (arguments, closing) = reply.Result

                    result <- node (ExpressionNode.Call(result, arguments, closing)) start (Cursor.position stream)

                    state.Height <- 1 + max height state.Height
            else
                going <- false

            if going && state.Height > greatestHeight then
                tooDeep stream heightInWords |> ignore<Reply<unit>>
                status <- FatalError
                going <- false

        if status = Ok then Reply result else Cursor.fatal

and private primary: StudyParser<Expression> =
    fun stream ->
        let state = stream.UserState
        let text = state.Text
        let start = Cursor.position stream
        let c = Lexis.at text start

        if Lexis.isLetter c || Lexis.isForeignLetter c then
            let finish = Lexis.wordEnd text start

            if Lexis.isWord text start "true" || Lexis.isWord text start "false" then
                Cursor.moveTo stream finish
                state.Height <- 1
                Reply(node (ExpressionNode.Boolean(c = 't')) start finish)
            elif
                finish - start <= 7
                && finish > start
                && Lexis.isReserved (text.Substring(start, finish - start))
                // R's `as.factor` and its kin are names of functions.
                && not (
                    Lexis.isWord text start "as"
                    && Lexis.isLetter (Lexis.at text (finish + 1))
                    && text[finish] = '.'
                )
            then
                valueExpected stream
            else
                let path =
                    if Lexis.at text finish = '/' then
                        WrittenElsewhere.starredPathEnd text start
                    else
                        start

                if path > start then
                    state.Height <- 1
                    Reply(WrittenElsewhere.barePath path stream)
                else
                    let name = LiteralParser.identifierOr (BracketsElsewhere.foreignColumn state) stream
                    state.Height <- 1
                    postfix start (node (ExpressionNode.Name name.Name) start name.Span.End) stream
        elif Lexis.isDigit c then
            let value = LiteralParser.number stream
            state.Height <- 1
            postfix start value stream
        else
            match c with
            | '"' ->
                let value = LiteralParser.text LiteralParser.Braces.Placeholders stream
                state.Height <- 1
                postfix start value stream
            | '(' ->
                let reply = parenthesised stream

                if reply.Status = Ok then
                    postfix start reply.Result stream
                else
                    reply
            | '[' ->
                let reply = bracketed false ']' stream

                if reply.Status <> Ok then
                    Cursor.fatal
                else
                    let struct (arguments, closing) = reply.Result

                    let list = ExpressionNode.List(elementsOf arguments, closing)
                    postfix start (node list start (Cursor.position stream)) stream
            | '.' when Lexis.isDigit (Lexis.at text (start + 1)) ->
                let extent = Lexis.numberExtent text (start + 1)

                state.Report(
                    SyntaxCodes.NumberMalformed,
                    start,
                    extent.End,
                    [
                        text.Substring(start, extent.End - start)
                        "a digit must stand before the decimal point"
                    ],
                    state.Fix("Write a zero before the point", start, start, "0")
                )

                state.Tainted <- true
                Cursor.moveTo stream (start + 1)
                let value = LiteralParser.number stream
                state.Height <- 1
                postfix start value stream
            | '\'' ->
                state.Height <- 1
                Reply(LiteralParser.foreignText stream)
            | c when c > '\u007F' && Lexis.isTypographicQuote c ->
                state.Height <- 1
                Reply(LiteralParser.foreignText stream)
            | _ ->
                match WrittenElsewhere.barePathEnd text start with
                | finish when finish > start ->
                    state.Height <- 1
                    Reply(WrittenElsewhere.barePath finish stream)
                | _ -> valueExpected stream

/// A prefix operator and its operand.
and private prefixed (operator: UnaryOperator) (length: int) (minimum: int) : StudyParser<Expression> =
    deeper (fun stream ->
        let state = stream.UserState
        let start = Cursor.position stream
        Cursor.moveTo stream (start + length)

        state.After <-
            match operator with
            | UnaryOperator.Not -> "after `not`"
            | UnaryOperator.Negate -> "after `-`"

        let reply = operand start (start + length) minimum stream

        if reply.Status <> Ok then
            Cursor.fatal
        else
            state.Height <- state.Height + 1
            Reply(node (ExpressionNode.Unary(operator, reply.Result)) start reply.Result.Span.End))

/// The operand after an operator, which may stand on a later line.
and private operand (operatorStart: int) (operatorEnd: int) (minimum: int) : StudyParser<Expression> =
    fun stream ->
        let state = stream.UserState
        let text = state.Text
        let next = Lexis.skipBlanks text (Cursor.position stream)

        if
            next >= text.Length
            || Lexis.isLineEnd text next
            || Lexis.startsComment text next
        then
            if endsEarly state (TriviaParser.peek stream) then
                state.Report(
                    SyntaxCodes.ValueExpected,
                    operatorStart,
                    operatorEnd,
                    [ Description.describe text next; state.After ]
                )

                state.ResumeHere <- true
                Cursor.fatal
            else
                let comments = TriviaParser.comments (TriviaParser.leading stream)
                let reply = expression minimum stream

                if reply.Status = Ok && not comments.IsEmpty then
                    Reply {
                        reply.Result with
                            Before = comments @ reply.Result.Before
                    }
                else
                    reply
        else
            TriviaParser.blanks stream
            expression minimum stream

/// Binary operators of at least this precedence after their left operand.
and private binary (minimum: int) (start: int) (leftmost: Expression) : StudyParser<Expression> =
    fun stream ->
        let state = stream.UserState
        let text = state.Text
        let mutable left = leftmost
        let mutable status = Ok
        let mutable going = true
        let mutable compared = false
        let mutable ranged = false

        while going do
            let here = Cursor.position stream

            let index =
                if state.Brackets.Count > 0 then
                    TriviaParser.peek stream
                else
                    Lexis.skipBlanks text here

            let foreign =
                if
                    Lexis.isLetter (Lexis.at text index)
                    && minimum <= Operators.Precedence.Comparison
                    && not compared
                then
                    WrittenElsewhere.wordsAfterValue left index stream
                else
                    ValueNone

            match Operators.operatorAfterValue text index with
            | _ when foreign.IsSome -> left <- foreign.Value
            | ValueSome found when
                Operators.precedence found.Operator >= minimum
                && not (
                    Lexis.isLetter text[index]
                    && Lexis.isColumnOne text index
                    && Lexis.startsDeclaration text index
                )
                ->
                let operator = found.Operator
                let level = Operators.precedence operator
                let comments = TriviaParser.comments (TriviaParser.leading stream)
                let operatorEnd = index + found.Length

                match found.Canonical, left.Node with
                | null, _ -> ()
                // R's `(1 | site)`: nobody asks whether a number holds.
                | _, ExpressionNode.Number _ when text[index] = '|' && found.Length = 1 -> ()
                | canonical, _ -> reportForeign state index found.Length canonical

                if level = Operators.Precedence.Comparison then
                    if compared then
                        match left.Node with
                        // R's `a > 0 & b > 1`.
                        | ExpressionNode.Binary(_,
                                                _,
                                                _,
                                                {
                                                    Node = ExpressionNode.Binary(BinaryOperator.Intersect, both, _, _)
                                                }) -> reportForeign state both.Start (both.End - both.Start) "and"
                        | _ -> WrittenElsewhere.chainedComparison left operator index operatorEnd state

                        state.Tainted <- true

                    compared <- true
                elif level < Operators.Precedence.Comparison then
                    compared <- false

                if level = Operators.Precedence.Range then
                    if ranged then
                        state.Report(SyntaxCodes.ChainedRange, index, operatorEnd, [])
                        state.Tainted <- true

                    ranged <- true
                elif level < Operators.Precedence.Range then
                    ranged <- false

                let height = state.Height
                state.After <- afterOperator operator
                Cursor.moveTo stream operatorEnd

                let reply =
                    if
                        takesNumber operator
                        && state.Brackets.Count = 0
                        && WrittenElsewhere.isDecimalComma text (Lexis.skipBlanks text operatorEnd)
                    then
                        TriviaParser.blanks stream
                        let first = Cursor.position stream
                        state.Height <- 1
                        binary (level + 1) first (WrittenElsewhere.decimalComma stream) stream
                    elif level = Operators.Precedence.Power then
                        deeper (operand index operatorEnd Operators.Precedence.Unary) stream
                    else
                        operand index operatorEnd (level + 1) stream

                if reply.Status <> Ok then
                    status <- FatalError
                    going <- false
                else
                    let right =
                        if comments.IsEmpty then
                            reply.Result
                        else
                            {
                                reply.Result with
                                    Before = comments @ reply.Result.Before
                            }

                    state.Height <- 1 + max height state.Height

                    if state.Height > greatestHeight then
                        tooDeep stream heightInWords |> ignore<Reply<unit>>
                        status <- FatalError
                        going <- false
                    else
                        left <-
                            node
                                (ExpressionNode.Binary(operator, Span.create index operatorEnd, left, right))
                                start
                                right.Span.End
            | _ -> going <- false

        if status = Ok then Reply left else Cursor.fatal

/// An expression whose operators bind at least this tightly; 0 is any expression.
and expression (minimum: int) : StudyParser<Expression> =
    fun stream ->
        let state = stream.UserState
        let text = state.Text
        let start = Cursor.position stream

        let first =
            match Lexis.at text start with
            | 'n' when Lexis.isWord text start "not" ->
                if minimum > Operators.Precedence.Not then
                    state.Report(SyntaxCodes.NotInside, start, start + 3, [])
                    state.Tainted <- true

                prefixed UnaryOperator.Not 3 Operators.Precedence.Not stream
            | '!' when Lexis.at text (start + 1) <> '=' ->
                let fix = state.Fix("Write `not`", start, start + 1, "not ")
                state.Report(SyntaxCodes.ForeignOperator, start, start + 1, [ "!"; "not" ], fix)
                prefixed UnaryOperator.Not 1 Operators.Precedence.Not stream
            | '-' -> prefixed UnaryOperator.Negate 1 Operators.Precedence.Unary stream
            | c when c > '\u007F' ->
                match Operators.operatorAt text start with
                | ValueSome {
                                Operator = BinaryOperator.Subtract
                                Length = length
                            } ->
                    reportForeign state start length "-"
                    prefixed UnaryOperator.Negate length Operators.Precedence.Unary stream
                | _ -> primary stream
            | _ -> primary stream

        if first.Status = Ok then
            binary minimum start first.Result stream
        else
            first

/// An expression at the level of an item, `after` which a message says it was expected.
let afterSign (after: string) (signStart: int) (signEnd: int) : StudyParser<Expression> =
    fun stream ->
        stream.UserState.After <- after
        operand signStart signEnd 0 stream
