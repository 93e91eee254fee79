namespace WhiteMatter.Language

open System
open System.Collections.Generic
open System.Text
open WhiteMatter.Language.Syntax

/// The text under construction and the place in its last line.
[<Sealed>]
type private Page() =
    let text = StringBuilder()
    let mutable lineStart = 0

    member _.Column = text.Length - lineStart

    member _.Write(value: string) : unit =
        text.Append value |> ignore
        let last = value.LastIndexOf '\n'

        if last >= 0 then
            lineStart <- text.Length - (value.Length - last - 1)

    /// Ends the line, without blanks at its end.
    member _.EndLine() : unit =
        while text.Length > lineStart && text[text.Length - 1] = ' ' do
            text.Length <- text.Length - 1

        text.Append '\n' |> ignore
        lineStart <- text.Length

    member this.Indent(width: int) : unit = this.Write(String(' ', width))
    override _.ToString() = text.ToString()

/// Nodes on one line.
module private Flat =

    /// Text that stops growing past its limit, so that trying a line costs no more than the line.
    [<Sealed>]
    type Line(limit: int) =
        let text = StringBuilder()
        let mutable fits = true
        member _.Fits = fits && text.Length <= limit
        member _.Fail() : unit = fits <- false

        member this.Write(value: string) : unit =
            if this.Fits then
                text.Append value |> ignore

        override _.ToString() = text.ToString()

    let private escape (line: Line) (braces: bool) (value: string) =
        let plain = value.AsSpan().IndexOfAny("\"\\{}\n\r\t".AsSpan()) < 0

        if plain then
            line.Write value
        else
            let built = StringBuilder(value.Length + 8)

            for c in value do
                match c with
                | '"' -> built.Append "\\\""
                | '\\' -> built.Append "\\\\"
                | '\n' -> built.Append "\\n"
                | '\r' -> built.Append "\\r"
                | '\t' -> built.Append "\\t"
                | '{' when braces -> built.Append "{{"
                | '}' when braces -> built.Append "}}"
                | c -> built.Append c
                |> ignore

            line.Write(built.ToString())

    let plainString (line: Line) (value: string) =
        line.Write "\""
        escape line false value
        line.Write "\""

    let hasComments (trivia: Trivia) =
        trivia.Trailing.IsSome
        || trivia.Leading
           |> List.exists (function
               | LeadingTrivia.Comment _ -> true
               | LeadingTrivia.BlankLine -> false)

    let private raw (line: Line) (skipped: string) =
        if skipped.Contains '\n' then
            line.Fail()
        else
            line.Write skipped

    /// Writes items with commas between them. A comment before an item needs a line of its own.
    let private commaSeparated (line: Line) (trivia: 'item -> Trivia) (write: 'item -> unit) (items: 'item list) =
        items
        |> List.iteri (fun index item ->
            if index > 0 then
                line.Write ", "

            if hasComments (trivia item) then
                line.Fail()

            if line.Fits then
                write item)

    let spaced (tight: bool) (operator: BinaryOperator) =
        match operator with
        | BinaryOperator.Power
        | BinaryOperator.Range -> Operators.spelling operator
        | BinaryOperator.Add
        | BinaryOperator.Subtract
        | BinaryOperator.Multiply
        | BinaryOperator.Divide when tight -> Operators.spelling operator
        | _ -> " " + Operators.spelling operator + " "

    /// `tight` inside a range, where `1..n-1` shows what belongs together.
    let rec expression (line: Line) (tight: bool) (value: Expression) : unit =
        if not value.Before.IsEmpty then
            line.Fail()

        if line.Fits then
            match value.Node with
            | ExpressionNode.Number(raw, _, _, unit) ->
                line.Write raw

                match unit with
                | Some unit -> line.Write unit.Name
                | None -> ()
            | ExpressionNode.Text parts ->
                line.Write "\""

                for part in parts do
                    match part with
                    | TextPart.Literal value -> escape line true value
                    | TextPart.Placeholder name -> line.Write("{" + name.Name + "}")
                    | TextPart.Expansion(items, _) -> line.Write(ExpansionText.ofItems items)

                line.Write "\""
            | ExpressionNode.Boolean value -> line.Write(if value then "true" else "false")
            | ExpressionNode.Name name -> line.Write name
            | ExpressionNode.List(items, closing) ->
                line.Write "["
                elements line items

                if hasComments closing then
                    line.Fail()

                line.Write "]"
            | ExpressionNode.Parenthesised inner ->
                line.Write "("
                elements line [ inner ]
                line.Write ")"
            | ExpressionNode.Unary(UnaryOperator.Not, operand) ->
                line.Write "not "
                expression line false operand
            | ExpressionNode.Unary(UnaryOperator.Negate, operand) ->
                line.Write "-"
                expression line tight operand
            | ExpressionNode.Binary(operator, _, left, right) ->
                let tight = tight || operator = BinaryOperator.Range
                expression line tight left
                line.Write(spaced tight operator)
                expression line tight right
            | ExpressionNode.Member(owner, name) ->
                expression line tight owner
                line.Write("." + name.Name)
            | ExpressionNode.Call(callee, given, closing) ->
                expression line tight callee
                line.Write "("
                arguments line given

                if hasComments closing then
                    line.Fail()

                line.Write ")"
            | ExpressionNode.Skipped skipped -> raw line skipped

    and private elements (line: Line) (items: Element list) =
        items
        |> commaSeparated line _.Trivia (fun item -> expression line false item.Value)

    and private arguments (line: Line) (given: Argument list) =
        given
        |> commaSeparated line _.Trivia (fun argument ->
            match argument.Name with
            | Some name -> line.Write(name.Name + " = ")
            | None -> ()

            expression line false argument.Value)

    let accept (line: Line) (accepted: Accept) =
        line.Write $"accept {accepted.Code.Name} because "
        plainString line accepted.Reason

    let rec block (line: Line) (body: Block) : unit =
        if
            (not body.OneLine && not body.Items.IsEmpty)
            || body.Opening.IsSome
            || hasComments body.Closing
        then
            line.Fail()

        if line.Fits then
            line.Write "{ "

            body.Items
            |> commaSeparated line _.Trivia (fun item ->
                match item.Node with
                | ItemNode.Accept accepted -> accept line accepted
                | ItemNode.Setting(key, value) ->
                    line.Write(key.Name + " = ")
                    expression line false value
                | ItemNode.Block(key, inner) ->
                    line.Write(key.Name + " ")
                    block line inner
                | ItemNode.Bare value -> expression line false value
                | ItemNode.Skipped skipped -> raw line skipped)

            line.Write(if body.Items.IsEmpty then "}" else " }")

    /// What `write` writes, if it fits into `room` columns of one line.
    let attempt (room: int) (write: Line -> unit) : string voption =
        if room < 0 then
            ValueNone
        else
            let line = Line room
            write line
            if line.Fits then ValueSome(line.ToString()) else ValueNone

module Formatter =

    let lineWidth = 100

    let private step = 2

    /// Whether a file begins with the program that runs it, as `#!/usr/bin/env`: a blank would hide it from the system.
    let private isInterpreter (comment: Comment) =
        comment.Span.Start = 0
        && comment.Text.StartsWith("!/", StringComparison.Ordinal)
        && comment.Span.Length <= comment.Text.Length + 1

    let private commentText (comment: Comment) =
        if comment.IsDoc then
            if comment.Text = "" then "##" else "## " + comment.Text
        elif comment.Text = "" then
            "#"
        elif comment.Text.StartsWith("##", StringComparison.Ordinal) || isInterpreter comment then
            "#" + comment.Text
        else
            "# " + comment.Text

    let private trailing (page: Page) (comment: Comment option) =
        match comment with
        | Some comment -> page.Write("  " + commentText comment)
        | None -> ()

    /// Comments and blank lines before a node; blank lines only where `separated` allows, one at a time.
    let private leading (page: Page) (indent: int) (blankLines: bool) (separated: bool) (trivia: LeadingTrivia list) =
        let mutable blank = false
        let mutable any = separated

        for piece in trivia do
            match piece with
            | LeadingTrivia.BlankLine -> blank <- blankLines
            | LeadingTrivia.Comment comment ->
                if blank && any then
                    page.EndLine()

                blank <- false
                any <- true
                page.Indent indent
                page.Write(commentText comment)
                page.EndLine()

        if blank && any then
            page.EndLine()

    /// The comments between an operator and its operand; leaves the page at the operand's place.
    let private before (page: Page) (indent: int) (comments: Comment list) =
        match comments with
        | [] -> ()
        | first :: rest ->
            page.Write("  " + commentText first)
            page.EndLine()

            for comment in rest do
                page.Indent indent
                page.Write(commentText comment)
                page.EndLine()

            page.Indent indent

    /// The operands of a chain of operators of one precedence, first to last, each with the operator before it.
    let private chain (value: Expression) : (BinaryOperator voption * Expression) list =
        let level =
            match value.Node with
            | ExpressionNode.Binary(operator, _, _, _) -> Operators.precedence operator
            | _ -> 0

        let rec collect found (value: Expression) =
            match value.Node with
            | ExpressionNode.Binary(operator, _, left, right) when
                Operators.precedence operator = level && level <> Operators.Precedence.Power
                ->
                collect ((ValueSome operator, right) :: found) left
            | ExpressionNode.Binary(operator, _, left, right) when level = Operators.Precedence.Power && found.IsEmpty ->
                (ValueNone, left) :: [ (ValueSome operator, right) ]
            | _ -> (ValueNone, value) :: found

        collect [] value

    let rec private expression (page: Page) (indent: int) (reserve: int) (value: Expression) : unit =
        before page (indent + step) value.Before
        let value = { value with Before = [] }

        match Flat.attempt (lineWidth - page.Column - reserve) (fun line -> Flat.expression line false value) with
        | ValueSome flat -> page.Write flat
        | ValueNone ->
            match value.Node with
            | ExpressionNode.List(items, closing) ->
                let parts =
                    items
                    |> List.map (fun item -> {
                        Name = None
                        Value = item.Value
                        Trivia = item.Trivia
                    })

                bracketed page indent "[" "]" parts closing
            | ExpressionNode.Parenthesised inner ->
                bracketed
                    page
                    indent
                    "("
                    ")"
                    [
                        {
                            Name = None
                            Value = inner.Value
                            Trivia = inner.Trivia
                        }
                    ]
                    Trivia.none
            | ExpressionNode.Call(callee, given, closing) ->
                expression page indent 1 callee
                bracketed page indent "(" ")" given closing
            | ExpressionNode.Member(owner, name) ->
                expression page indent (reserve + 1 + name.Name.Length) owner
                page.Write("." + name.Name)
            | ExpressionNode.Unary(operator, operand) ->
                page.Write(
                    match operator with
                    | UnaryOperator.Not -> "not "
                    | UnaryOperator.Negate -> "-"
                )

                expression page indent reserve operand
            | ExpressionNode.Binary _ ->
                for operator, operand in chain value do
                    match operator with
                    | ValueNone -> expression page indent 4 operand
                    | ValueSome operator ->
                        page.Write(" " + Operators.spelling operator)

                        if operand.Before.IsEmpty then
                            page.EndLine()
                            page.Indent(indent + step)

                        before page (indent + step) operand.Before
                        expression page (indent + step) 4 { operand with Before = [] }
            | _ ->
                let whole = Flat.Line Int32.MaxValue
                Flat.expression whole false value

                page.Write(
                    match value.Node with
                    | ExpressionNode.Skipped skipped -> skipped
                    | _ -> whole.ToString()
                )

    and private bracketed page indent opening closing (parts: Argument list) (rest: Trivia) =
        page.Write opening

        if parts.IsEmpty && not (Flat.hasComments rest) then
            page.Write closing
        else
            page.EndLine()
            let inner = indent + step
            let last = parts.Length - 1

            parts
            |> List.iteri (fun index part ->
                leading page inner false false part.Trivia.Leading
                page.Indent inner

                match part.Name with
                | Some name -> page.Write(name.Name + (if part.Value.Before.IsEmpty then " = " else " ="))
                | None -> ()

                expression page inner 1 part.Value

                if index < last then
                    page.Write ","

                trailing page part.Trivia.Trailing
                page.EndLine())

            leading page inner false false rest.Leading
            page.Indent indent
            page.Write closing

    let private accept (page: Page) (accepted: Accept) =
        let whole = Flat.Line Int32.MaxValue
        Flat.accept whole accepted
        page.Write(whole.ToString())

    let private startsWithBlankLine (trivia: Trivia) =
        trivia.Leading |> List.contains LeadingTrivia.BlankLine

    /// For each item the width that the keys of its run of adjacent lines are filled up to; 0 for none.
    let private keyWidths (indent: int) (items: Item[]) : int[] =
        let widths = Array.zeroCreate<int> items.Length

        let oneLine (item: Item) =
            (Flat.attempt (lineWidth - indent) (fun line ->
                match item.Node with
                | ItemNode.Setting(key, value) ->
                    line.Write(key.Name + " = ")
                    Flat.expression line false value
                | ItemNode.Block(key, body) ->
                    line.Write(key.Name + " ")
                    Flat.block line body
                | _ -> line.Fail()))
                .IsSome

        let mutable start = 0

        let close finish =
            let mutable width = 0

            for index in start .. finish - 1 do
                match items[index].Node with
                | ItemNode.Setting(key, _) -> width <- max width key.Name.Length
                | _ -> ()

            for index in start .. finish - 1 do
                match items[index].Node with
                | ItemNode.Setting _ -> widths[index] <- width
                | _ -> ()

            start <- finish

        for index in 0 .. items.Length - 1 do
            let item = items[index]

            if index > start && startsWithBlankLine item.Trivia then
                close index

            match item.Node with
            | ItemNode.Setting _ when oneLine item -> ()
            | ItemNode.Setting _ -> close (index + 1)
            | ItemNode.Block _ when oneLine item -> ()
            | _ ->
                close index
                start <- index + 1

        close items.Length
        widths

    let rec private block (page: Page) (indent: int) (body: Block) : unit =
        match Flat.attempt (lineWidth - page.Column) (fun line -> Flat.block line body) with
        | ValueSome flat -> page.Write flat
        | ValueNone ->
            page.Write "{"
            trailing page body.Opening
            page.EndLine()
            let inner = indent + step
            let items = Array.ofList body.Items
            let widths = keyWidths inner items

            items
            |> Array.iteri (fun index item ->
                leading page inner true (index > 0) item.Trivia.Leading
                page.Indent inner

                match item.Node with
                | ItemNode.Accept accepted -> accept page accepted
                | ItemNode.Setting(key, value) ->
                    page.Write(key.Name.PadRight widths[index])
                    page.Write(if value.Before.IsEmpty then " = " else " =")
                    expression page inner 0 value
                | ItemNode.Block(key, nested) ->
                    page.Write(key.Name + " ")
                    block page inner nested
                | ItemNode.Bare value -> expression page inner 0 value
                | ItemNode.Skipped skipped -> page.Write skipped

                trailing page item.Trivia.Trailing
                page.EndLine())

            let closing =
                // A blank line before the closing brace separates nothing.
                body.Closing.Leading
                |> List.rev
                |> List.skipWhile (function
                    | LeadingTrivia.BlankLine -> true
                    | LeadingTrivia.Comment _ -> false)
                |> List.rev

            leading page inner true (items.Length > 0) closing
            page.Indent indent
            page.Write "}"

    let rec private typeName (name: TypeName) =
        match name with
        | TypeName.Int -> "int"
        | TypeName.Float -> "float"
        | TypeName.Bool -> "bool"
        | TypeName.String -> "string"
        | TypeName.Quantity -> "quantity"
        | TypeName.List inner -> "[" + typeName inner + "]"

    /// A declaration of a kind whose parts all fit on one line.
    [<NoComparison; NoEquality>]
    type private OneLiner = {
        Kind: string
        Name: string
        From: string
        Body: string
    }

    let private join (parts: string list) =
        parts |> List.filter (fun part -> part <> "") |> String.concat " "

    let private oneLiner (declaration: Declaration) : OneLiner voption =
        match declaration.Node with
        | DeclarationNode.Kind kind ->
            let from =
                match kind.From with
                | None -> ValueSome ""
                | Some source ->
                    Flat.attempt lineWidth (fun line ->
                        line.Write "from "
                        Flat.expression line false source)

            let body =
                match kind.Body with
                | None -> ValueSome ""
                | Some body -> Flat.attempt lineWidth (fun line -> Flat.block line body)

            match from, body with
            | ValueSome from, ValueSome body ->
                let name =
                    match kind.Name with
                    | Some name -> name.Name
                    | None -> ""

                if (join [ kind.Kind.Name; name; from; body ]).Length <= lineWidth then
                    ValueSome {
                        Kind = kind.Kind.Name
                        Name = name
                        From = from
                        Body = body
                    }
                else
                    ValueNone
            | _ -> ValueNone
        | _ -> ValueNone

    /// The widest difference of sources' widths over which the braces of adjacent declarations are still aligned.
    let private greatestSpread = 8

    /// The lines of adjacent one-line declarations of one kind, with names and sources filled up to columns.
    let private aligned (run: OneLiner list) : string list =
        let separate () =
            run |> List.map (fun one -> join [ one.Kind; one.Name; one.From; one.Body ])

        if run.Tail.IsEmpty then
            separate ()
        else
            let widest part =
                run |> List.map (fun one -> (part one: string).Length) |> List.max

            let narrowest = run |> List.map (fun one -> one.From.Length) |> List.min

            let nameWidth = widest _.Name
            let fromWidth = widest _.From

            let lines =
                run
                |> List.map (fun one ->
                    let from =
                        if fromWidth - narrowest <= greatestSpread then
                            one.From.PadRight fromWidth
                        else
                            one.From

                    let parts = [ one.Kind; one.Name.PadRight nameWidth; from; one.Body ]

                    (parts |> List.filter (fun part -> part.Length > 0) |> String.concat " ").TrimEnd())

            if lines |> List.forall (fun line -> line.Length <= lineWidth) then
                lines
            else
                separate ()

    let private declarationBody (page: Page) (node: DeclarationNode) : unit =
        match node with
        | DeclarationNode.Import(path, _, alias, parameters) ->
            let line = Flat.Line Int32.MaxValue
            Flat.plainString line path
            page.Write $"import {line} as {alias.Name}"

            match parameters with
            | Some body ->
                page.Write " "
                block page 0 body
            | None -> ()
        | DeclarationNode.Param(name, found, _, value) ->
            page.Write $"param {name.Name} : {typeName found}"

            match value with
            | Some value ->
                page.Write(if value.Before.IsEmpty then " = " else " =")
                expression page 0 0 value
            | None -> ()
        | DeclarationNode.Accept accepted -> accept page accepted
        | DeclarationNode.Kind kind ->
            page.Write kind.Kind.Name

            match kind.Name with
            | Some name -> page.Write(" " + name.Name)
            | None -> ()

            match kind.From with
            | Some source ->
                page.Write " from "
                expression page 0 2 source
            | None -> ()

            match kind.Body with
            | Some body ->
                page.Write " "
                block page 0 body
            | None -> ()
        | DeclarationNode.Skipped skipped -> page.Write skipped

    let format (file: StudyFile) : string =
        let page = Page()
        let mutable any = false

        match file.Edition with
        | Some(edition, _) ->
            leading page 0 true false file.EditionTrivia.Leading
            page.Write("wmstudy " + string edition)
            trailing page file.EditionTrivia.Trailing
            page.EndLine()
            any <- true
        | None -> ()

        let declarations = Array.ofList file.Declarations
        let lines = declarations |> Array.map oneLiner
        let mutable index = 0

        while index < declarations.Length do
            match lines[index] with
            | ValueSome first ->
                let mutable finish = index + 1

                let goesOn candidate =
                    candidate < declarations.Length
                    && declarations[candidate].Trivia.Leading.IsEmpty
                    && (match lines[candidate] with
                        | ValueSome next -> next.Kind = first.Kind
                        | ValueNone -> false)

                while goesOn finish do
                    finish <- finish + 1

                let run =
                    [ index .. finish - 1 ]
                    |> List.choose (fun at ->
                        match lines[at] with
                        | ValueSome one -> Some one
                        | ValueNone -> None)

                for at, line in List.indexed (aligned run) do
                    let trivia = declarations[index + at].Trivia
                    leading page 0 true any trivia.Leading
                    any <- true
                    page.Write line
                    trailing page trivia.Trailing
                    page.EndLine()

                index <- finish
            | ValueNone ->
                let declaration = declarations[index]
                leading page 0 true any declaration.Trivia.Leading
                any <- true
                declarationBody page declaration.Node
                trailing page declaration.Trivia.Trailing
                page.EndLine()
                index <- index + 1

        let closing =
            file.Closing.Leading
            |> List.rev
            |> List.skipWhile (function
                | LeadingTrivia.BlankLine -> true
                | LeadingTrivia.Comment _ -> false)
            |> List.rev

        leading page 0 true any closing
        page.ToString()
