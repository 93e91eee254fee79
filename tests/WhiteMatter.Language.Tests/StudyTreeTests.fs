/// Syntax trees as JSON: written and read again, described by a schema, and built by other programs.
module WhiteMatter.Language.Tests.StudyTreeTests

open System
open System.IO
open System.Text.Json
open System.Text.Json.Nodes
open System.Xml.Linq
open FsCheck
open FsCheck.FSharp
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Interchange
open WhiteMatter.Language.Tests.PlanSchemaTests
open WhiteMatter.Language.Tests.Samples

let private committed =
    Path.Combine(repository, "docs", "reference", "study.schema.json")

/// Comments of the library's members, by their names.
let private comments () =
    let page =
        XDocument.Load(typeof<SourceText>.Assembly.Location.Replace(".dll", ".xml"))

    let name (text: string) = XName.Get text

    Map [
        for each in page.Descendants(name "member") do
            match each.Attribute(name "name"), each.Element(name "summary") with
            | null, _
            | _, null -> ()
            | id, summary ->
                let words =
                    summary.Value.Split([| ' '; '\n'; '\r' |], StringSplitOptions.RemoveEmptyEntries)

                id.Value.Substring 2, String.Join(' ', words)
    ]

let private schemaNow () =
    let comments = comments ()

    let head =
        JsonObject.Parse $"""{{ "description": "The version of this form.", "const": {StudyTree.format} }}"""
        |> nonNull

    let made =
        TreeSchema.make comments.TryFind [ "format", head ] "Syntax tree of a study of the wmstudy language"


    made
        .ToJsonString(
            JsonSerializerOptions(
                WriteIndented = true,
                Encoder = Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
            )
        )
        .ReplaceLineEndings
        "\n"
    + "\n"

[<Fact>]
let ``The committed schema is what the types of trees and their comments say`` () =
    let now = schemaNow ()

    if Environment.GetEnvironmentVariable "WMSTUDY_REWRITE_DOCS" = "1" then
        File.WriteAllText(committed, now)

    Assert.Equal(File.ReadAllText committed, now)

[<Fact>]
let ``The library carries the committed schema`` () =
    Assert.Equal(File.ReadAllText committed, StudyTree.schema)

let private readBack (json: string) =
    match StudyTree.read json with
    | Ok file -> file
    | Error problem -> failwith problem

[<Fact>]
let ``Every study, whole or not, is read back as it was written`` () =
    for text in Seq.append allStudies [ ""; "wmstudy 1"; "study {{{"; "wmstudy 1\nparam big : float = 1e999\n" ] do
        let file = (parse text).File
        Assert.Equal(file, readBack (StudyTree.write file))

[<Fact>]
let ``Generated trees are read back as they were written`` () =
    Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(Some { Rnd = Rnd(7UL, 9UL); Size = None }),
        Prop.forAll (Arb.fromGen StudyGenerator.study) (fun tree -> readBack (StudyTree.write tree) = tree)
    )

let rec private without (names: string list) (node: JsonNode | null) =
    match node with
    | :? JsonObject as found ->
        for name in names do
            found.Remove name |> ignore

        for pair in List.ofSeq found do
            without names pair.Value
    | :? JsonArray as found -> Seq.iter (without names) found
    | _ -> ()

[<Fact>]
let ``A tree without places, comments and what follows from the text of numbers gives the study of the tree with them``
    ()
    =
    for text in allStudies do
        let parsed = parse text

        if parsed.Diagnostics.IsEmpty then
            let json = nonNull (JsonNode.Parse(StudyTree.write parsed.File))

            let derived (node: JsonNode | null) =
                match node with
                | :? JsonObject as number when (string number["node"] = "number") ->
                    number.Remove "value" |> ignore
                    number.Remove "isInteger" |> ignore
                | _ -> ()

            let rec each (node: JsonNode | null) =
                derived node

                match node with
                | :? JsonObject as found ->
                    for pair in List.ofSeq found do
                        each pair.Value
                | :? JsonArray as found -> Seq.iter each found
                | _ -> ()

            each json
            without [ "span"; "operatorSpan"; "pathSpan"; "typeSpan"; "reasonSpan" ] json
            Assert.Equal(Formatter.format parsed.File, Formatter.format (readBack (json.ToJsonString())))

            without [ "trivia"; "before"; "opening"; "closing"; "editionTrivia" ] json
            let bare = Formatter.format (readBack (json.ToJsonString()))

            Assert.Empty(
                (parse bare).Diagnostics
                |> List.filter (fun found -> found.Severity = WhiteMatter.Plan.Diagnostics.DiagnosticSeverity.Error)
            )

let private small =
    StudyTree.write (parse "wmstudy 1\nparam p : [float] = [0.5]\nstudy s { build = GRCh37, seed = 1 + 2 }\n").File

[<Theory>]
[<InlineData("\"format\": 1,", "", "the file does not say under 'format' which format it is of")>]
[<InlineData("\"format\": 1,", "\"format\": 2,", "the tree is of the format 2, and this program reads the format 1")>]
[<InlineData("\"node\": \"param\"",
             "\"node\": \"parameter\"",
             "declarations[0] is a node 'parameter', and can be one of import, param, accept, kind, skipped")>]
[<InlineData("\"[float]\"", "\"[flout]\"", "declarations[0].typeName is '[flout]', which is no type")>]
[<InlineData("\"raw\": \"0.5\",", "\"raw\": \"half\",", "raw is 'half', which is no number")>]
[<InlineData("\"operator\": \"+\"", "\"operator\": \"plus\"", "operator is 'plus' in place of one of or, and, ==")>]
[<InlineData("\"raw\": \"0.5\",", "\"raw\": 0.5,", "raw is a number in place of a text")>]
[<InlineData("\"oneLine\": true", "\"oneLine\": \"yes\"", "oneLine is a text in place of true or false")>]
[<InlineData("\"oneLine\": true", "\"oneLine\": true, \"colour\": 1", "has 'colour', which trees do not have there")>]
[<InlineData("\"oneLine\": true", "\"oneLine\": true, \"oneLine\": true", "has 'oneLine' twice")>]
[<InlineData("\"format\": 1,", "\"format\": 1", "the file is no JSON")>]
let ``What is no tree is refused with the place`` (there: string) (instead: string) (problem: string) =
    Assert.Contains(there, small)

    match StudyTree.read (small.Replace(there, instead)) with
    | Ok _ -> failwith "read"
    | Error said -> Assert.Contains(problem, said)

/// The tree of a parameter with a value that is given as JSON.
let private withValue (value: string) =
    $"""{{ "format": 1, "edition": {{ "number": 1 }}, "declarations": [ {{ "node": "param", "name": {{ "name": "a" }}, "typeName": "float", "value": {value} }} ] }}"""

let private number (raw: string) =
    $"""{{ "node": "number", "raw": "{raw}" }}"""

let private binary operator left right =
    $"""{{ "node": "binary", "operator": "{operator}", "left": {left}, "right": {right} }}"""

[<Fact>]
let ``A tree whose text would mean something else is refused`` () =
    let text value =
        StudyTree.read (withValue value) |> Result.bind StudyTree.text

    let sum = binary "+" (number "1") (number "2")

    Assert.Equal(
        Ok "wmstudy 1\nparam a : float = 1 + 2 * 3\n",
        text (binary "+" (number "1") (binary "*" (number "2") (number "3")))
    )

    for value in
        [
            // (1 + 2) * 3, 1 - (2 - 3) and a negative number to a power, without their parentheses.
            binary "*" sum (number "3")
            binary "-" (number "1") (binary "-" (number "2") (number "3"))
            binary "^" (number "-2") (number "2")
            // Names and numbers that hold more than themselves.
            """{ "node": "name", "name": "b or true" }"""
            """{ "node": "name", "name": "1\nparam evil : float = 2" }"""
            number "1\\n"
            """{ "node": "skipped", "text": "1" }"""
            """{ "node": "number", "raw": "1", "before": [ { "text": " x\nparam evil : float = 2\n" } ] }"""
        ] do
        match text value with
        | Ok written -> failwith written
        | Error said -> Assert.Contains("declarations[0]", said)

    let held = $"""{{ "node": "parenthesised", "inner": {{ "value": {sum} }} }}"""
    Assert.Equal(Ok "wmstudy 1\nparam a : float = (1 + 2) * 3\n", text (binary "*" held (number "3")))

    match text """{ "node": "text", "parts": [ { "node": "literal", "text": "\ud800" } ] }""" with
    | Ok written -> failwith written
    | Error said -> Assert.Contains("a text that is none", said)

[<Fact>]
let ``Every study that can be read is the text of its tree`` () =
    for text in allStudies do
        let parsed = parse text

        if parsed.Diagnostics.IsEmpty then
            Assert.Equal(Ok(Formatter.format parsed.File), StudyTree.text parsed.File)

[<Fact>]
let ``Trees too deep for any study are refused`` () =
    let deep =
        "{ \"format\": 1, \"declarations\": [ { \"node\": \"param\", \"name\": { \"name\": \"a\" }, \"typeName\": \"int\", \"value\": "
        + String.replicate 100_000 "{ \"node\": \"unary\", \"operator\": \"-\", \"operand\": "

    match StudyTree.read deep with
    | Ok _ -> failwith "read"
    | Error said -> Assert.Contains("no JSON", said)

[<JsonSchemaFact>]
let ``The schema allows the tree of every study and refuses what is none`` () =
    let folder = Directory.CreateTempSubdirectory "wmstudy-tree-"

    try
        let path name = Path.Combine(folder.FullName, name)
        File.WriteAllText(path "study.schema.json", StudyTree.schema)

        let judged (texts: string list) =
            let instances =
                texts
                |> List.mapi (fun i text ->
                    File.WriteAllText(path $"{i}.json", text)
                    [ "-i"; path $"{i}.json" ])
                |> List.concat

            python (
                [ "-W"; "ignore"; "-m"; "jsonschema" ]
                @ instances
                @ [ path "study.schema.json" ]
            )

        let code, said =
            judged [ for text in allStudies -> StudyTree.write (parse text).File ]

        Assert.True((code = 0), said)

        for there, instead in
            [
                "\"node\": \"param\"", "\"node\": \"parameter\""
                "\"operator\": \"+\"", "\"operator\": \"plus\""
                "\"oneLine\": true", "\"oneLine\": true, \"colour\": 1"
                "\"raw\": \"0.5\",", ""
                "\"format\": 1,", "\"format\": 2,"
            ] do
            Assert.NotEqual(0, fst (judged [ small.Replace(there, instead) ]))
    finally
        folder.Delete true
