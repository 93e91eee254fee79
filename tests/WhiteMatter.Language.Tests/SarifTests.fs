/// Findings as SARIF, held against what the standard demands of each of its objects (OASIS, Static Analysis Results Interchange Format 2.1.0).
module WhiteMatter.Language.Tests.SarifTests

open System
open System.Text.Json
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

/// What a property's value must be.
type private Shape =
    | Text
    | OneOf of string list
    /// A whole number, at least so much.
    | Whole of least: int
    /// An absolute URI.
    | AbsoluteUri
    /// A URI reference, relative or absolute.
    | Reference
    | Object of string
    /// At least so many objects.
    | Objects of least: int * string
    /// Objects by names of one's own.
    | Named of string

/// The objects that are written, by the standard's names: their properties, and which of them they cannot do without. In the standard's
/// schema no object has a property beside those that it names.
let private objects =
    Map.ofList [
        // §3.13
        "sarifLog",
        [
            "$schema", AbsoluteUri, false
            "version", OneOf [ "2.1.0" ], true
            "runs", Objects(0, "run"), true
        ]
        // §3.14
        "run",
        [
            "tool", Object "tool", true
            "originalUriBaseIds", Named "artifactLocation", false
            "columnKind", OneOf [ "utf16CodeUnits"; "unicodeCodePoints" ], false
            "results", Objects(0, "result"), false
        ]
        // §3.18
        "tool", [ "driver", Object "toolComponent", true ]
        // §3.19
        "toolComponent",
        [
            "name", Text, true
            "version", Text, false
            "rules", Objects(0, "reportingDescriptor"), false
        ]
        // §3.49
        "reportingDescriptor",
        [
            "id", Text, true
            "shortDescription", Object "multiformatMessageString", false
            "fullDescription", Object "multiformatMessageString", false
            "messageStrings", Named "multiformatMessageString", false
            "help", Object "multiformatMessageString", false
            "helpUri", AbsoluteUri, false
            "defaultConfiguration", Object "reportingConfiguration", false
        ]
        // §3.12
        "multiformatMessageString", [ "text", Text, true; "markdown", Text, false ]
        // §3.50
        "reportingConfiguration", [ "level", OneOf [ "none"; "note"; "warning"; "error" ], false ]
        // §3.27
        "result",
        [
            "ruleId", Text, false
            "ruleIndex", Whole -1, false
            "level", OneOf [ "none"; "note"; "warning"; "error" ], false
            "message", Object "message", true
            "locations", Objects(0, "location"), false
            "relatedLocations", Objects(0, "location"), false
            "fixes", Objects(0, "fix"), false
            "suppressions", Objects(0, "suppression"), false
        ]
        // §3.35
        "suppression",
        [
            "kind", OneOf [ "inSource"; "external" ], true
            "status", OneOf [ "accepted"; "underReview"; "rejected" ], false
            "justification", Text, false
        ]
        // §3.11
        "message", [ "text", Text, true ]
        // §3.28
        "location",
        [
            "id", Whole -1, false
            "physicalLocation", Object "physicalLocation", false
            "logicalLocations", Objects(0, "logicalLocation"), false
            "message", Object "message", false
        ]
        // §3.33
        "logicalLocation", [ "fullyQualifiedName", Text, false; "kind", Text, false ]
        // §3.29
        "physicalLocation",
        [
            "artifactLocation", Object "artifactLocation", true
            "region", Object "region", false
        ]
        // §3.4
        "artifactLocation",
        [
            "uri", Reference, false
            "uriBaseId", Text, false
            "description", Object "message", false
        ]
        // §3.30
        "region",
        [
            "startLine", Whole 1, true
            "startColumn", Whole 1, false
            "endLine", Whole 1, false
            "endColumn", Whole 1, false
            "charOffset", Whole 0, false
            "charLength", Whole 0, false
        ]
        // §3.55
        "fix",
        [
            "description", Object "message", false
            "artifactChanges", Objects(1, "artifactChange"), true
        ]
        // §3.56
        "artifactChange",
        [
            "artifactLocation", Object "artifactLocation", true
            "replacements", Objects(1, "replacement"), true
        ]
        // §3.57
        "replacement",
        [
            "deletedRegion", Object "region", true
            "insertedContent", Object "artifactContent", false
        ]
        // §3.3
        "artifactContent", [ "text", Text, false ]
    ]

let rec private faults (path: string) (kind: string) (value: JsonElement) : string list = [
    if value.ValueKind <> JsonValueKind.Object then
        $"{path} is no object"
    else
        let known = objects[kind]

        for name, _, required in known do
            if required && not (fst (value.TryGetProperty name)) then
                $"{path} ({kind}) lacks '{name}'"

        for property in value.EnumerateObject() do
            let at = $"{path}.{property.Name}"
            let text = property.Value.ValueKind = JsonValueKind.String

            match known |> List.tryFind (fun (name, _, _) -> name = property.Name) with
            | None -> $"{at}: {kind} has no such property"
            | Some(_, shape, _) ->
                match shape with
                | Text when not text || property.Value.GetString() = "" -> $"{at} is no text, or empty"
                | OneOf words when not text || not (List.contains (string (property.Value.GetString())) words) ->
                    $"{at} is none of the words"
                | Whole least ->
                    match property.Value.TryGetInt32() with
                    | true, number when number >= least -> ()
                    | _ -> $"{at} is no whole number of at least {least}"
                | AbsoluteUri when
                    not text
                    || not (Uri.IsWellFormedUriString(property.Value.GetString(), UriKind.Absolute))
                    ->
                    $"{at} is no absolute URI"
                | Reference when
                    not text
                    || not (Uri.IsWellFormedUriString(property.Value.GetString(), UriKind.RelativeOrAbsolute))
                    ->
                    $"{at} is no URI reference"
                | Object inner -> yield! faults at inner property.Value
                | Named inner ->
                    for one in property.Value.EnumerateObject() do
                        yield! faults $"{at}.{one.Name}" inner one.Value
                | Objects(least, inner) ->
                    if property.Value.ValueKind <> JsonValueKind.Array then
                        $"{at} is no array"
                    else
                        if property.Value.GetArrayLength() < least then
                            $"{at} has fewer than {least}"

                        for index, item in Seq.indexed (property.Value.EnumerateArray()) do
                            yield! faults $"{at}[{index}]" inner item
                | _ -> ()
]

let private number (element: JsonElement) (name: string) = element.GetProperty(name).GetInt32()

/// Every region and what it should hold: of a file the text that its offset and length give and its lines and columns too (§3.30).
let rec private regions (element: JsonElement) : JsonElement list = [
    match element.ValueKind with
    | JsonValueKind.Object ->
        for property in element.EnumerateObject() do
            if property.Name = "region" || property.Name = "deletedRegion" then
                property.Value
            else
                yield! regions property.Value
    | JsonValueKind.Array ->
        for item in element.EnumerateArray() do
            yield! regions item
    | _ -> ()
]

let private study =
    """wmstudy 1
study s { title = "T" }
cohort people {
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns { sex : factor, age : y, site : factor }
  include = 45y <= age <= 80y   # µ 𝔘
}
genotypes chips from people { bed = "data/chips.bed" }
phenotypes traits from people { columns = [heigth, bmi] }
gwas g from people { traits = traits, genotypes = chips, adjust = age + sex }
gwas h from people { traits = others, genotypes = chips, adjust = age + sex }
gwas j from people { traits = others, genotypes = chips, adjust = age + sex }
gwas i from people { traits = traits }
"""

[<Fact>]
let ``Findings as SARIF are what the standard demands of every object`` () =
    let found = (check study).Diagnostics
    Assert.True((found |> Seq.distinctBy _.Code |> Seq.length) >= 4)
    Assert.Contains(found, (fun one -> not one.Related.IsEmpty))
    Assert.Contains(found, (fun one -> one.Fixes.Length > 1))
    use document = JsonDocument.Parse(Sarif.write "1.0" "" [] found)
    let log = document.RootElement
    Assert.Empty(faults "$" "sarifLog" log)

    let run = log.GetProperty("runs")[0]
    let rules = run.GetProperty("tool").GetProperty("driver").GetProperty "rules"
    let results = run.GetProperty "results"
    Assert.Equal(found.Length, results.GetArrayLength())

    // §3.27.5 and §3.27.6: the index is the place of the rule of that id; §3.49.3: ids are unique.
    let ids = [
        for rule in rules.EnumerateArray() -> string (rule.GetProperty("id").GetString())
    ]

    Assert.Equal<string list>(List.distinct ids, ids)

    for result in results.EnumerateArray() do
        let ruleId = string (result.GetProperty("ruleId").GetString())
        Assert.Equal(ruleId, ids[number result "ruleIndex"])

    // §3.30: lines and columns, from 1 on and the last one past the end, say the same as the offset and the length in UTF-16 units.
    let source = SourceText("study.wmstudy", study)

    for region in regions log do
        let start = source.PositionOf(number region "charOffset")

        let finish =
            source.PositionOf(number region "charOffset" + number region "charLength")

        let written =
            number region "startLine", number region "startColumn", number region "endLine", number region "endColumn"

        Assert.Equal((start.Line, start.Column, finish.Line, finish.Column), written)

/// §3.49.12: a `helpUri` is absolute, and the pages of the codes are files of the program: a rule says itself what helps, and where more is.
[<Fact>]
let ``Every rule helps by itself and names its page, which is there`` () =
    let found = [
        for row in DiagnosticTable.All -> Diagnostic.Create(row, null, ReadOnlySpan.op_Implicit (Array.create 8 "x"))
    ]

    use document = JsonDocument.Parse(Sarif.write "1.0" "" [] found)
    Assert.Empty(faults "$" "sarifLog" document.RootElement)

    let run = document.RootElement.GetProperty("runs")[0]
    let rules = run.GetProperty("tool").GetProperty("driver").GetProperty "rules"

    Assert.Equal(DiagnosticTable.All.Length, rules.GetArrayLength())

    for rule in rules.EnumerateArray() do
        let id = string (rule.GetProperty("id").GetString())
        let help = rule.GetProperty "help"
        let page = $"docs/reference/diagnostics/{id}.md"
        let words = string (help.GetProperty("text").GetString())
        Assert.Contains(page, words)
        Assert.Contains(page, string (help.GetProperty("markdown").GetString()))
        Assert.True(IO.File.Exists(IO.Path.Combine(repository, page)), page)

        match DiagnosticTable.Find id with
        | NonNull row when row.Acceptable -> Assert.Contains($"accept {id} because", words)
        | _ -> ()

/// §3.4 and RFC 3986: what a URI cannot hold is written by its code.
[<Fact>]
let ``A path with blanks and signs is a URI reference`` () =
    let source = SourceText("my data/a#b?.wmstudy", "wmstudy 1\n")

    let found =
        Diagnostic.create source NameCodes.UndeclaredName (Span.create 0 7) [ "x"; "." ]

    use document = JsonDocument.Parse(Sarif.write "1.0" "" [] [ found ])
    Assert.Empty(faults "$" "sarifLog" document.RootElement)
    Assert.Contains("my%20data/a%23b%3F.wmstudy", Sarif.write "1.0" "" [] [ found ])

/// The locations of files of a log.
let rec private files (element: JsonElement) : JsonElement list = [
    match element.ValueKind with
    | JsonValueKind.Object ->
        for property in element.EnumerateObject() do
            if property.Name = "artifactLocation" then
                property.Value
            else
                yield! files property.Value
    | JsonValueKind.Array ->
        for item in element.EnumerateArray() do
            yield! files item
    | _ -> ()
]

/// §3.4.3 and §3.4.4: a relative reference names what it starts from, which the run declares (§3.14.14); an absolute URI names nothing. RFC 8089
/// has the scheme of files.
[<Theory>]
[<InlineData("data/a.wmstudy", "data/a.wmstudy", true)>]
[<InlineData("c:x/a.wmstudy", "c%3Ax/a.wmstudy", true)>]
[<InlineData("/home/me/my study.wmstudy", "file:///home/me/my%20study.wmstudy", false)>]
[<InlineData("C:/studies/a.wmstudy", "file:///C:/studies/a.wmstudy", false)>]
let ``A file is a URI, or a reference with what it starts from`` (path: string) (uri: string) (isRelative: bool) =
    let source = SourceText(path, "wmstudy 1\n")

    let found =
        Diagnostic.create source NameCodes.UndeclaredName (Span.create 0 7) [ "x"; "." ]

    use document = JsonDocument.Parse(Sarif.write "1.0" "" [] [ found ])
    Assert.Empty(faults "$" "sarifLog" document.RootElement)
    let file = Assert.Single(files document.RootElement)
    Assert.Equal(uri, file.GetProperty("uri").GetString())
    Assert.Equal(not isRelative, Uri.IsWellFormedUriString(uri, UriKind.Absolute))
    Assert.Equal(isRelative, fst (file.TryGetProperty "uriBaseId"))

    if isRelative then
        let run = document.RootElement.GetProperty("runs")[0]
        let declared = run.GetProperty "originalUriBaseIds"
        Assert.True(fst (declared.TryGetProperty(string (file.GetProperty("uriBaseId").GetString()))))

/// What leads out of the folder that the program was started in is not of the repository: it is written from the root on.
[<Theory>]
[<InlineData("/home/me/work", "../lib/a b.wmstudy", "file:///home/me/lib/a%20b.wmstudy")>]
[<InlineData("/home/me/work/", "../../lib/./a.wmstudy", "file:///home/lib/a.wmstudy")>]
[<InlineData("C:\\work\\now", "../a.wmstudy", "file:///C:/work/a.wmstudy")>]
let ``A file outside the folder is an absolute URI`` (folder: string) (path: string) (uri: string) =
    let source = SourceText(path, "wmstudy 1\n")

    let found =
        Diagnostic.create source NameCodes.UndeclaredName (Span.create 0 7) [ "x"; "." ]

    use document = JsonDocument.Parse(Sarif.write "1.0" folder [] [ found ])
    Assert.Empty(faults "$" "sarifLog" document.RootElement)
    let file = Assert.Single(files document.RootElement)
    Assert.Equal(uri, file.GetProperty("uri").GetString())
    Assert.True(Uri.IsWellFormedUriString(uri, UriKind.Absolute))
    Assert.False(fst (file.TryGetProperty "uriBaseId"))

/// §3.33: what is in no file that could be opened is in a module by its name, and nobody is offered to change it.
[<Fact>]
let ``A file of the library that comes with the program is a module`` () =
    let source = SourceText("std:1/ukb.wmstudy", "wmstudy 1\n")
    let span = Span.create 0 7

    let found =
        Diagnostic.create source NameCodes.UndeclaredName span [ "x"; "." ]
        |> Diagnostic.withFix source "Write 'y'" span "y"

    use document = JsonDocument.Parse(Sarif.write "1.0" "/home/me" [] [ found ])
    Assert.Empty(faults "$" "sarifLog" document.RootElement)
    Assert.Empty(files document.RootElement)
    let run = document.RootElement.GetProperty("runs")[0]
    let result = run.GetProperty("results")[0]
    let location = result.GetProperty("locations")[0]
    let place = location.GetProperty("logicalLocations")[0]
    Assert.Equal("std/ukb.wmstudy", place.GetProperty("fullyQualifiedName").GetString())
    Assert.Equal("module", place.GetProperty("kind").GetString())
    Assert.False(fst (result.TryGetProperty "fixes"))

/// §3.27.23 and §3.35: a result that the study accepts is there, suppressed in the source with the reason; the others say that they are not.
[<Fact>]
let ``What a study accepts is a suppressed result with its reason`` () =
    let text =
        study.Replace("gwas g from people {", "gwas g from people { accept WM3002 because \"one \\\"site\\\"\",")

    let result = check text
    let accepted = Assert.Single result.Accepted
    Assert.Equal(DesignCodes.SiteNotAdjusted.Code, accepted.Found.Code)

    use document =
        JsonDocument.Parse(Sarif.write "1.0" "" result.Accepted result.Diagnostics)

    Assert.Empty(faults "$" "sarifLog" document.RootElement)
    let run = document.RootElement.GetProperty("runs")[0]
    let results = List.ofSeq (run.GetProperty("results").EnumerateArray())
    Assert.Equal(result.Diagnostics.Length + 1, results.Length)
    Assert.All(results, (fun one -> Assert.True(fst (one.TryGetProperty "suppressions"))))

    let suppression =
        results
        |> List.collect (fun one -> List.ofSeq (one.GetProperty("suppressions").EnumerateArray()))
        |> List.exactlyOne

    Assert.Equal("inSource", suppression.GetProperty("kind").GetString())
    Assert.Equal("one \"site\"", suppression.GetProperty("justification").GetString())

/// §3.49.9 to §3.49.11: descriptions are whole sentences; what is found in a study stands for the placeholders of a message string alone.
[<Fact>]
let ``Descriptions of rules have no gaps for what was found`` () =
    let found = [
        for row in DiagnosticTable.All -> Diagnostic.Create(row, null, ReadOnlySpan.op_Implicit (Array.create 8 "x"))
    ]

    use document = JsonDocument.Parse(Sarif.write "1.0" "" [] found)

    let run = document.RootElement.GetProperty("runs")[0]
    let rules = run.GetProperty("tool").GetProperty("driver").GetProperty "rules"

    for rule in rules.EnumerateArray() do
        let textOf (name: string) (inner: JsonElement) =
            string (inner.GetProperty(name).GetString())

        let words = textOf "text" (rule.GetProperty "fullDescription")
        Assert.DoesNotContain("{0}", words)
        let template = rule.GetProperty("messageStrings").GetProperty "default"
        Assert.NotEmpty(textOf "text" template)
