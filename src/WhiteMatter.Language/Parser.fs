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

/// `accept CODE because "…"`, in a block or at the top level.
module private AcceptParser =

    let private missing descriptor : StudyParser<'T> =
        fun stream ->
            let state = stream.UserState
            let index = Cursor.position stream
            let text = state.Text

            state.Report(
                descriptor,
                index,
                max (index + 1) (Lexis.describedEnd text index),
                [ Lexis.describe text index ]
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

/// Blocks and their items.
module private BlockParser =

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
    let recovering
        (start: int)
        (stopAtBrace: bool)
        (parser: StudyParser<Expression>)
        (stream: CharStream<ParserState>)
        =
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
        let found = Lexis.describe text index
        let finish = max (index + 1) (Lexis.describedEnd text index)

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
            let endsInNumber =
                match node with
                | ItemNode.Setting(_,
                                   {
                                       Node = ExpressionNode.Number(_, _, _, None)
                                   }) -> true
                | ItemNode.Setting(_,
                                   {
                                       Node = ExpressionNode.Binary(_,
                                                                    _,
                                                                    _,
                                                                    {
                                                                        Node = ExpressionNode.Number(_, _, _, None)
                                                                    })
                                   }) -> true
                | ItemNode.Bare {
                                    Node = ExpressionNode.Binary(_,
                                                                 _,
                                                                 _,
                                                                 {
                                                                     Node = ExpressionNode.Number(_, _, _, None)
                                                                 })
                                } -> true
                | _ -> false

            let c = Lexis.at text index

            if Lexis.isWord text index "not" then
                state.Report(SyntaxCodes.NotIn, index, finish, [])
            elif endsInNumber && (Lexis.isLetter c || c = '%') then
                state.Report(
                    SyntaxCodes.UnitDetached,
                    index,
                    finish,
                    [ found ],
                    state.Fix("Join number and unit", contentEnd, index, "")
                )
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
            elif
                Lexis.operatorAt text index = ValueNone
                && not (Lexis.isLetter c || Lexis.isDigit c)
                && "(){}[]\"".IndexOf c < 0
            then
                state.Report(SyntaxCodes.UnexpectedCharacter, index, finish, [ found ])
            else
                state.Report(SyntaxCodes.ItemEndExpected, index, finish, [ found; previous ])

            false

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

            match Lexis.at text next with
            | '=' when after <> '=' -> setting 1 "="
            | ':' when after = '=' -> setting 2 ":="
            | '<' when after = '-' && next > finish && Lexis.isBlank (Lexis.at text (next + 2)) -> setting 2 "<-"
            | '{' -> nested depth stream
            | _ when
                Lexis.isWord text start "accept"
                && next > finish
                && Lexis.isLetter (Lexis.at text next)
                && ValueOption.isNone (Lexis.operatorAt text next)
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
                nested depth stream
            | _ -> bare ()
        elif ")]{;".IndexOf c >= 0 then
            state.Report(SyntaxCodes.ItemExpected, start, start + 1, [ Lexis.describe text start ])

            match (skipItem stream start false).Node with
            | ExpressionNode.Skipped skipped -> ItemNode.Skipped skipped
            | _ -> ItemNode.Skipped ""
        else
            bare ()

    and private nested (depth: int) (stream: CharStream<ParserState>) : ItemNode =
        let state = stream.UserState
        let start = Cursor.position stream
        let key = LiteralParser.identifier stream
        checkKey state key

        if state.Nesting >= ExpressionParser.deepestNesting then
            state.Report(SyntaxCodes.TooDeeplyNested, start, key.Span.End, [ string ExpressionParser.deepestNesting ])

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

        let notClosed index =
            if opened then
                state.Report(
                    SyntaxCodes.BlockNotClosed,
                    opening,
                    opening + 1,
                    [ owner; Lexis.describe text index ],
                    state.Related("found here", index, max (index + 1) (Lexis.describedEnd text index))
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

/// Declarations in the first column.
module private DeclarationParser =

    let private declaration node start finish : Declaration = {
        Node = node
        Span = Span.create start finish
        Trivia = Trivia.none
    }

    let private report (stream: CharStream<ParserState>) descriptor arguments =
        let state = stream.UserState
        let index = Cursor.position stream
        let text = state.Text

        state.Report(
            descriptor,
            index,
            max (index + 1) (Lexis.describedEnd text index),
            Lexis.describe text index :: arguments
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

    let private name (stream: CharStream<ParserState>) (use': string) : Identifier voption =
        let state = stream.UserState
        let text = state.Text

        if Lexis.isLetter (Lexis.at text (Cursor.position stream)) then
            let found = LiteralParser.identifier stream

            if Lexis.isReserved found.Name then
                state.Report(SyntaxCodes.ReservedName, found.Span.Start, found.Span.End, [ found.Name; use' ])

            ValueSome found
        else
            ValueNone

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
                    declaration
                        (DeclarationNode.Import(LiteralParser.plainText path, path.Span, alias))
                        start
                        alias.Span.End

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
                    report stream SyntaxCodes.TypeUnknown []
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

    /// The offset of the word or brace that goes on with a declaration's head, on this line or a later one.
    let private headGoesOn (text: string) (index: int) (test: int -> bool) =
        let next = Lexis.skipBlanks text index

        if test next then
            next
        elif Lexis.isLineEnd text next || Lexis.startsComment text next then
            let later = Lexis.skipTrivia text next
            if test later then later else -1
        else
            -1

    let private kind (stream: CharStream<ParserState>) (start: int) : Declaration =
        let state = stream.UserState
        let text = state.Text
        let kind = LiteralParser.identifier stream
        TriviaParser.blanks stream
        let here = Cursor.position stream

        let name =
            if Lexis.isLetter (Lexis.at text here) && not (Lexis.isWord text here "from") then
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

        let source =
            if fromIndex < 0 then
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
                    state.Report(SyntaxCodes.FromWithoutSource, fromIndex, fromIndex + 4, [ Lexis.describe text next ])

                    Some {
                        Node = ExpressionNode.Skipped ""
                        Span = Span.create (fromIndex + 4) (fromIndex + 4)
                        Before = []
                    }
                else
                    TriviaParser.blanks stream
                    state.After <- "after `from`"
                    state.InHead <- true
                    let read = BlockParser.recovering next true (ExpressionParser.expression 0) stream
                    state.InHead <- false
                    Some read

        let contentEnd = headEnd ()

        let endsHere index =
            index >= text.Length
            || Lexis.isLineEnd text index
            || Lexis.startsComment text index

        let next = Lexis.skipBlanks text contentEnd

        let expected =
            match name, source with
            | None, None -> "a name, `from` or a block"
            | _, None -> "`from`, a block or the line's end"
            | _ -> "a block or the line's end"

        // Text between the head and its block.
        let stray =
            if
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
        | None, Some skipped ->
            // Kept as it was written: the head cannot be told from what follows it.
            let finish = Cursor.position stream

            ignore skipped
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
                state.Report(
                    SyntaxCodes.BraceUnmatched,
                    start,
                    start + 1,
                    [],
                    state.Fix("Remove it", start, start + 1, "")
                )
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
                else
                    kind stream start

module Parser =

    let edition = 1

    let longestText = 16 * 1024 * 1024

    /// A first line that was meant to name the edition: one word, perhaps a number, and nothing else.
    let private looksLikeEdition (text: string) (index: int) =
        Lexis.isLetter (Lexis.at text index)
        && (let next = Lexis.skipBlanks text (Lexis.wordEnd text index)
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
                [ Lexis.describe text index ],
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
                        Lexis.describedEnd text rest,
                        [ Lexis.describe text rest ],
                        state.Fix("Start a new line", extent.End, rest, "\n")
                    )

                    found, []
                else
                    let finish = Lexis.lineEnd text start

                    state.Report(
                        SyntaxCodes.EditionUnreadable,
                        rest,
                        Lexis.describedEnd text rest,
                        [ Lexis.describe text rest ]
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
                max (start + 1) (Lexis.describedEnd text start),
                [ Lexis.describe text start ],
                (if later < 0 then
                     state.Fix($"Add `wmstudy {edition}`", start, start, $"wmstudy {edition}\n")
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
                    let rest = DeclarationParser.skip stream after

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
                                SyntaxCodes.DeclarationEndExpected, [ Lexis.describe text after ]

                        let fix =
                            if text[after] = '}' then
                                state.Fix("Remove it", after, after + 1, "")
                            elif Lexis.startsDeclaration text after then
                                state.Fix("Start a new line", contentEnd, after, "\n")
                            else
                                id

                        state.Report(descriptor, after, Lexis.describedEnd text after, arguments, fix)

                    if not (Lexis.startsDeclaration text after) then
                        declarations.Add(DeclarationParser.skip stream after)

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

        if text.Length > longestText then
            state.Report(SyntaxCodes.FileTooLarge, 0, 1, [ string text.Length; string longestText ])

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
