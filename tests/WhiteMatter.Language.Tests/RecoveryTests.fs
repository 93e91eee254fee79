[<Xunit.Collection("timed")>]
module WhiteMatter.Language.Tests.RecoveryTests

open System
open System.Diagnostics
open Xunit
open WhiteMatter.Fixtures
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Language.Tests.Samples

let private syntaxErrors (text: string) =
    codes text
    |> List.filter (fun code -> code.StartsWith("WM1", StringComparison.Ordinal))

[<Fact>]
let ``ten mistakes in ten places give ten diagnostics in one pass`` () =
    let result = parse (studyOf "ten-mistakes")
    let lines = result.Diagnostics |> List.map (fun found -> (nonNull found.Span).Line)
    Assert.Equal(10, result.Diagnostics.Length)
    Assert.Equal(10, (List.distinct lines).Length)

[<Fact>]
let ``deleting any one character of a valid study gives at most two diagnostics`` () =
    for text in validStudies do
        for index in 0 .. text.Length - 1 do
            let found = syntaxErrors (text.Remove(index, 1))

            if found.Length > 2 then
                let place = SourceText("s", text).PositionOf index
                failwith $"""deleting '{text[index]}' at {place.Line}:{place.Column} gives {String.concat " " found}"""

[<Fact>]
let ``a call in a list without its opening bracket is one mistake`` () =
    for written in
        [
            "[fregions = [\"a\"], variance = 25%), g(1)]"
            "[f regions = [\"a\"], variance = 25%, variants = 2), g(1)]"
            "[g(1),\n    fsite, regions = all, variance = 5%)\n  ]"
        ] do
        let found =
            syntaxErrors (
                "wmstudy 1\nsimulation s from c {\n  effects = "
                + written
                + "\n  noise = 1\n}\n"
            )

        Assert.True(found.Length = 1, written + String.concat " " found)

[<Fact>]
let ``an indented line outside any block is one mistake`` () =
    let found =
        syntaxErrors "wmstudy 1\ncovariates base\n  age * sex +\n    I(age^2)\n\nstudy s { a = 1 }\n"

    Assert.True(found.Length <= 2, String.concat " " found)

[<Fact>]
let ``a declaration in the first column starts anew inside an unclosed block, bracket and string`` () =
    let next = "\ncohort next { sample = 10% }\n"

    for opened in
        [
            "study s {"
            "study s {\n  a = f(1, [2"
            "study s {\n  a = \"text"
            "study s {\n  b { c = ("
        ] do
        let result = parse ("wmstudy 1\n" + opened + next)

        let declares (name: string) (declaration: Declaration) =
            match declaration.Node with
            | DeclarationNode.Kind { Name = Some found; Body = Some _ } -> found.Name = name
            | _ -> false

        Assert.NotEmpty result.Diagnostics
        Assert.Contains(result.File.Declarations, Predicate(declares "next"))
        Assert.Contains(result.File.Declarations, Predicate(declares "s"))

[<Fact>]
let ``what stands after a mistake is still read`` () =
    let result =
        parse "wmstudy 1\nstudy s {\n  a = 1 +\n  b = 2 3\n  c = f(x y), d = 4\n  e = 5\n}\n"

    match result.File.Declarations with
    | [ {
            Node = DeclarationNode.Kind { Body = Some body }
        } ] ->
        let keys =
            body.Items
            |> List.choose (fun item ->
                match item.Node with
                | ItemNode.Setting(key, { Node = node }) -> Some(key.Name, node.IsSkipped)
                | _ -> None)

        Assert.Equal<(string * bool) list>([ "a", true; "b", true; "c", true; "d", false; "e", false ], keys)
    | _ -> failwith "one declaration was expected"

    Assert.Equal(3, result.Diagnostics.Length)

let private timed (text: string) =
    let watch = Stopwatch.StartNew()
    let result = parse text
    watch.Stop()
    result, watch.Elapsed.TotalMilliseconds

/// Texts made to exhaust a stack or to make a parser try things again and again.
let private hostile =
    let repeat (count: int) (text: string) = String.replicate count text

    let inBlock text =
        "wmstudy 1\nstudy s {\n  a = " + text + "\n}\n"

    [
        "open parentheses", inBlock (repeat 100_000 "(")
        "open brackets", inBlock (repeat 100_000 "[")
        "open calls", inBlock (repeat 100_000 "f(")
        "open braces", "wmstudy 1\nstudy s {" + repeat 100_000 "a {"
        "open braces on lines", "wmstudy 1\nstudy s {" + repeat 30_000 "a {\n"
        "minus signs", inBlock (repeat 100_000 "-")
        "not", inBlock (repeat 100_000 "not ")
        "powers", inBlock (repeat 100_000 "a^")
        "sums", inBlock (repeat 100_000 "a+")
        "members", inBlock ("a" + repeat 100_000 ".a")
        "calls of calls", inBlock ("a" + repeat 100_000 "()")
        "closing brackets", inBlock (repeat 100_000 ")")
        "commas", inBlock ("[" + repeat 100_000 "," + "]")
        "quotes", inBlock (repeat 100_001 "\"")
        "unclosed lines", "wmstudy 1\nstudy s {\n" + repeat 20_000 "a = f(b c\n"
        "unclosed line starts", "wmstudy 1\nstudy s {\n" + repeat 20_000 "a = f(\n"
        "nested types", "wmstudy 1\nparam x : " + repeat 100_000 "["
        "opening braces in a string", inBlock ("\"" + repeat 100_001 "{" + "\"")
        "placeholders in a string that do not end", inBlock ("\"" + repeat 100_000 "{a" + "\"")
        "closing braces in a string", inBlock ("\"" + repeat 100_001 "}" + "\"")
        "nulls", repeat 100_000 "\000"
        "the character that marks the end", "wmstudy 1\nstudy s {\n  a = \uFFFF\n}\n"
        "unpaired surrogates", "wmstudy 1\nstudy s {\n  a = \uD800 \uDC00\n  b = \"\uD800\"\n}\n"
        "blank lines between powers", inBlock ("(" + repeat 100 "a^(" + "a" + repeat 100_000 "\n")
        "semicolons", inBlock (repeat 100_000 ";")
    ]

[<Fact>]
let ``hostile texts give a tree, few or many diagnostics, and no long wait`` () =
    for name, text in hostile do
        let result, _ = timed text
        Assert.True(not result.Diagnostics.IsEmpty, $"{name}: no diagnostic")
        Formatter.format result.File |> ignore
        let time = min (snd (timed text)) (snd (timed text))
        Assert.True(time < 2000.0, $"{name}: {time:F0} ms")

[<Fact>]
let ``a text that is too long is refused with a code`` () =
    let result = parse (String('a', Parser.longestText + 1))
    Assert.Equal<string list>([ "WM1001" ], result.Diagnostics |> List.map _.Code)
    SaidExamples.takeFound "A text that is too long" result.Diagnostics.Head

[<Fact>]
let ``more than a thousand mistakes are cut off with a code`` () =
    let found =
        codes ("wmstudy 1\nstudy s {\n" + String.replicate 5000 "a = 1 2\n" + "}\n")

    Assert.Equal(1001, found.Length)
    Assert.Contains("WM1003", found)

    (parse ("wmstudy 1\nstudy s {\n" + String.replicate 5000 "a = 1 2\n" + "}\n")).Diagnostics
    |> List.find (fun one -> one.Code = "WM1003")
    |> SaidExamples.takeFound "More than a thousand mistakes"
