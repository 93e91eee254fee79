module WhiteMatter.Language.Tests.ParserTests

open System
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Language.Tests.Samples

/// The expression with all its operators' operands in brackets, to show what binds to what.
let rec private shape (value: Expression) : string =
    match value.Node with
    | ExpressionNode.Number(raw, _, _, Some unit) -> raw + unit.Name
    | ExpressionNode.Number(raw, _, _, None) -> raw
    | ExpressionNode.Text _ -> "text"
    | ExpressionNode.Boolean value -> string value
    | ExpressionNode.Name name -> name
    | ExpressionNode.List(items, _) ->
        "["
        + (items |> List.map (fun item -> shape item.Value) |> String.concat ",")
        + "]"
    | ExpressionNode.Parenthesised inner -> shape inner.Value
    | ExpressionNode.Unary(UnaryOperator.Not, operand) -> $"(not {shape operand})"
    | ExpressionNode.Unary(UnaryOperator.Negate, operand) -> $"(-{shape operand})"
    | ExpressionNode.Binary(operator, _, left, right) ->
        let sign =
            match operator with
            | BinaryOperator.Or -> " or "
            | BinaryOperator.And -> " and "
            | BinaryOperator.In -> " in "
            | BinaryOperator.Equal -> "=="
            | BinaryOperator.NotEqual -> "!="
            | BinaryOperator.Less -> "<"
            | BinaryOperator.LessOrEqual -> "<="
            | BinaryOperator.Greater -> ">"
            | BinaryOperator.GreaterOrEqual -> ">="
            | BinaryOperator.Intersect -> "&"
            | BinaryOperator.Range -> ".."
            | BinaryOperator.Add -> "+"
            | BinaryOperator.Subtract -> "-"
            | BinaryOperator.Multiply -> "*"
            | BinaryOperator.Divide -> "/"
            | BinaryOperator.Interact -> ":"
            | BinaryOperator.Power -> "^"

        $"({shape left}{sign}{shape right})"
    | ExpressionNode.Member(owner, name) -> shape owner + "." + name.Name
    | ExpressionNode.Call(callee, arguments, _) ->
        let argument (given: Argument) =
            match given.Name with
            | Some name -> $"{name.Name}={shape given.Value}"
            | None -> shape given.Value

        shape callee + "(" + (arguments |> List.map argument |> String.concat ",") + ")"
    | ExpressionNode.Skipped text -> $"skipped<{text}>"

let private items (text: string) =
    let result = parse ("wmstudy 1\nstudy s {\n" + text + "\n}\n")
    Assert.Empty result.Diagnostics

    match result.File.Declarations with
    | [ {
            Node = DeclarationNode.Kind { Body = Some body }
        } ] -> body.Items
    | _ -> failwith "one declaration with a block was expected"

let private shapeOf (text: string) =
    match items text with
    | [ { Node = ItemNode.Bare value } ] -> shape value
    | other -> failwith $"one expression was expected, not {other.Length} items"

// The expected shapes follow from the precedence table of the grammar, which is R's where R has the operator.
[<Theory>]
[<InlineData("-a^2", "(-(a^2))")>]
[<InlineData("a^-b^2", "(a^(-(b^2)))")>]
[<InlineData("a^b^c", "(a^(b^c))")>]
[<InlineData("-a:b", "((-a):b)")>]
[<InlineData("a*b:c", "(a*(b:c))")>]
[<InlineData("1..n-1", "(1..(n-1))")>]
[<InlineData("1..20", "(1..20)")>]
[<InlineData("a - b - c", "((a-b)-c)")>]
[<InlineData("a - b & c + d", "((a-b)&(c+d))")>]
[<InlineData("a & b == c & d", "((a&b)==(c&d))")>]
[<InlineData("a or b and not c == d", "(a or (b and (not (c==d))))")>]
[<InlineData("not not a", "(not (not a))")>]
[<InlineData("chromosome in 1..22 and maf >= 0.01", "((chromosome in (1..22)) and (maf>=0.01))")>]
[<InlineData("a.b.c(1, k = 2).d", "a.b.c(1,k=2).d")>]
[<InlineData("age * sex + I(age^2) + site", "(((age*sex)+I((age^2)))+site)")>]
[<InlineData("-f(x)^2", "(-(f(x)^2))")>]
[<InlineData("a--b", "(a-(-b))")>]
[<InlineData("[1, 2kb, [\"x\"], ]", "[1,2kb,[text]]")>]
[<InlineData("(a +\n b\n * c)", "(a+(b*c))")>]
[<InlineData("a +\n b", "(a+b)")>]
[<InlineData("order and android", "(order and android)")>]
[<InlineData("notes == index", "(notes==index)")>]
let ``operators bind as the grammar lists them`` (text: string) (expected: string) =
    Assert.Equal(expected, shapeOf text)

[<Theory>]
[<InlineData("45y", "45", 45.0, true, "y")>]
[<InlineData("5e-8", "5e-8", 5e-8, false, "")>]
[<InlineData("250kb", "250", 250.0, true, "kb")>]
[<InlineData("90%", "90", 90.0, true, "%")>]
[<InlineData("16GB", "16", 16.0, true, "GB")>]
[<InlineData("0.05", "0.05", 0.05, false, "")>]
[<InlineData("1E+3mm", "1E+3", 1000.0, false, "mm")>]
[<InlineData("007", "007", 7.0, true, "")>]
[<InlineData("2eur", "2", 2.0, true, "eur")>]
let ``numbers keep their text and take the unit that touches them`` text raw (value: float) isInteger unitName =
    match items text with
    | [ {
            Node = ItemNode.Bare {
                                     Node = ExpressionNode.Number(r, v, i, u)
                                 }
        } ] ->
        Assert.Equal(raw, r)
        Assert.Equal(value, v)
        Assert.Equal(isInteger, i)

        Assert.Equal(
            unitName,
            match u with
            | Some found -> found.Name
            | None -> ""
        )
    | _ -> failwith "one number was expected"

[<Fact>]
let ``strings hold literals, placeholders, expansions and escapes`` () =
    match items "\"a{{b}}{eid}c{1..22}\\\\ \\\" \\n\\t\"" with
    | [ {
            Node = ItemNode.Bare { Node = ExpressionNode.Text parts }
        } ] ->
        match parts with
        | [ TextPart.Literal "a{b}"
            TextPart.Placeholder { Name = "eid" }
            TextPart.Literal "c"
            TextPart.Expansion([ ExpansionItem.Range(1L, 22L) ], _)
            TextPart.Literal "\\ \" \n\t" ] -> ()
        | other -> failwith $"{other}"
    | _ -> failwith "one string was expected"

[<Fact>]
let ``a newline ends an item except in brackets and after an operator`` () =
    Assert.Equal(4, (items "a\n-b\n(c)\nf(d,\n e)").Length)
    Assert.Equal(1, (items "x =\n 3").Length)

[<Fact>]
let ``settings are separated by commas or newlines and a trailing comma is allowed`` () =
    Assert.Equal(4, (items "a = 1, b = 2,\n\n c = 3\n d = 4,").Length)

[<Fact>]
let ``a kind may have any word, no name, no source and no block`` () =
    let result =
        parse "wmstudy 1\nanything_else\nexpect { a }\nx y\nx y from z\nx from z { }\n"

    Assert.Empty result.Diagnostics
    Assert.Equal(5, result.File.Declarations.Length)

[<Fact>]
let ``keywords of declarations are ordinary names elsewhere`` () =
    Assert.Equal(3, (items "import = 1, param = study, accept = wmstudy").Length)

[<Fact>]
let ``a block's brace and its source may stand on the next line`` () =
    let result =
        parse "wmstudy 1\ncohort a\n  from b\n{\n  train\n  {\n    x = 1\n  }\n}\n"

    Assert.Empty result.Diagnostics

[<Fact>]
let ``settings in the first column are settings`` () =
    let result = parse "wmstudy 1\nstudy s {\ntitle = \"x\"\nage + sex\nseed = 3\n}\n"
    Assert.Empty result.Diagnostics

[<Fact>]
let ``spans cover exactly what was written`` () =
    let source =
        SourceText("s", "wmstudy 1\nstudy s {\n  keep = maf >= 0.01 and f(x) # note\n}\n")

    match (Parser.parse source).File.Declarations with
    | [ {
            Node = DeclarationNode.Kind { Body = Some { Items = [ item ] } }
            Span = whole
        } ] ->
        Assert.Equal("keep = maf >= 0.01 and f(x)", source.TextOf item.Span)
        Assert.Equal(source.Text.Substring(10).TrimEnd(), source.TextOf whole)

        match item.Node with
        | ItemNode.Setting(key,
                           {
                               Node = ExpressionNode.Binary(_, sign, left, right)
                           }) ->
            Assert.Equal("keep", source.TextOf key.Span)
            Assert.Equal("and", source.TextOf sign)
            Assert.Equal("maf >= 0.01", source.TextOf left.Span)
            Assert.Equal("f(x)", source.TextOf right.Span)
        | _ -> failwith "a setting was expected"
    | _ -> failwith "one declaration was expected"

[<Fact>]
let ``a doc comment belongs to the declaration below it`` () =
    let result = parse "wmstudy 1\n\n## What it is.\n## In two lines.\nstudy s { }\n"

    match result.File.Declarations with
    | [ declaration ] ->
        let docs =
            declaration.Trivia.Leading
            |> List.choose (function
                | LeadingTrivia.Comment { IsDoc = true; Text = text } -> Some text
                | _ -> None)

        Assert.Equal<string list>([ "What it is."; "In two lines." ], docs)
    | _ -> failwith "one declaration was expected"

[<Fact>]
let ``a sum of a thousand terms is read and one of more is refused with a code`` () =
    let sum count =
        "wmstudy 1\ncovariates c { "
        + String.concat " + " (Array.create count "a")
        + " }\n"

    Assert.Empty(codes (sum 1000))
    Assert.Equal<string list>([ "WM1002" ], codes (sum 1100))
