module WhiteMatter.Cli.Tests.CommandTests

open System
open System.IO
open System.Text.Json
open Xunit
open WhiteMatter.Cli
open WhiteMatter.Cli.Tests.Calls
open WhiteMatter.Plan

let private prepared (folder: Folder) =
    folder.Write("people.tsv", people) |> ignore
    folder.Write("heights.wmstudy", study)

[<Fact>]
let ``A study without mistakes is checked with 0`` () =
    use folder = new Folder()
    let answer = call [ "check"; prepared folder ]
    Assert.Equal(ExitCode.Done, answer.Code)
    Assert.Contains("nothing wrong", answer.Out)

/// A condition that depends on no result is the warning WM3010.
let private warned =
    study.Replace("everyone.count >= 2", "everyone.count >= 2, 1 < 2")

[<Fact>]
let ``A study with warnings is not said to be without fault`` () =
    use folder = new Folder()
    prepared folder |> ignore
    let answer = call [ "check"; folder.Write("warned.wmstudy", warned) ]
    Assert.Equal(ExitCode.Done, answer.Code)
    Assert.Contains("WM3010", answer.Error)
    Assert.EndsWith(": no errors, 1 warning", answer.Out.TrimEnd())

[<Fact>]
let ``A study with a mistake is checked with 1, its line shown on standard error`` () =
    use folder = new Folder()
    prepared folder |> ignore

    let wrong =
        folder.Write("wrong.wmstudy", study.Replace("columns = [height]", "columns = [heigth]"))

    let answer = call [ "check"; wrong ]
    Assert.Equal(ExitCode.StudyErrors, answer.Code)
    Assert.Contains("heigth", answer.Error)
    Assert.Contains("height", answer.Error)

[<Fact>]
let ``What has one remedy is mended in the file, and the rest is told`` () =
    use folder = new Folder()
    prepared folder |> ignore

    let wrong =
        study.Replace("build = GRCh37", "bild = GRCh37").Replace("columns = [height]", "colums = [height]")

    let path = folder.Write("wrong.wmstudy", wrong)

    let answer = call [ "check"; path; "--fix" ]
    Assert.Equal(ExitCode.Done, answer.Code)
    Assert.Contains("2 changes made", answer.Error)
    Assert.Contains("'bild' is 'build' now", answer.Error)
    Assert.Equal(study, File.ReadAllText path)

    let unclear =
        // A column that is spelt alike may be another one.
        folder.Write("unclear.wmstudy", study.Replace("[height]", "[heigth]"))

    let text = File.ReadAllText unclear
    Assert.Equal(ExitCode.StudyErrors, (call [ "check"; unclear; "--fix" ]).Code)
    Assert.Equal(text, File.ReadAllText unclear)

[<Fact>]
let ``Findings are SARIF where a code host reads`` () =
    use folder = new Folder()
    prepared folder |> ignore

    let wrong =
        folder.Write("wrong.wmstudy", study.Replace("build = GRCh37", "bild = GRCh37"))

    let answer = call [ "check"; wrong; "--sarif" ]
    use document = JsonDocument.Parse answer.Out
    let run = document.RootElement.GetProperty("runs")[0]
    let result = run.GetProperty("results")[0]
    let rules = run.GetProperty("tool").GetProperty("driver").GetProperty "rules"
    let rule = rules[result.GetProperty("ruleIndex").GetInt32()]
    Assert.Equal("2.1.0", document.RootElement.GetProperty("version").GetString())
    Assert.Equal(result.GetProperty("ruleId").GetString(), rule.GetProperty("id").GetString())
    let location = result.GetProperty("locations")[0]
    let place = location.GetProperty "physicalLocation"
    let uri = place.GetProperty("artifactLocation").GetProperty("uri").GetString()
    Assert.EndsWith("wrong.wmstudy", uri)
    Assert.Equal(5, place.GetProperty("region").GetProperty("startLine").GetInt32())
    let fix = result.GetProperty("fixes")[0]
    let change = (fix.GetProperty "artifactChanges")[0]
    let replacement = (change.GetProperty "replacements")[0]
    Assert.Equal("build", replacement.GetProperty("insertedContent").GetProperty("text").GetString())
    Assert.Equal(ExitCode.Usage, (call [ "check"; wrong; "--sarif"; "--json" ]).Code)

[<Fact>]
let ``Findings are JSON where a program reads`` () =
    use folder = new Folder()
    prepared folder |> ignore

    let wrong =
        folder.Write("wrong.wmstudy", study.Replace("build = GRCh37", "bild = GRCh37"))

    let answer = call [ "check"; wrong; "--json" ]
    use document = JsonDocument.Parse answer.Out
    Assert.Equal(ExitCode.StudyErrors, answer.Code)
    Assert.True(document.RootElement.GetProperty("diagnostics").GetArrayLength() >= 1)
    Assert.Equal("", answer.Error)

[<Fact>]
let ``A plan is written for people and for programs, and says 10 where asked`` () =
    use folder = new Folder()
    let path = prepared folder
    let text = call [ "plan"; path ]
    Assert.Equal(ExitCode.Done, text.Code)
    Assert.Contains("cohort:everyone  run", text.Out)

    let json = call [ "plan"; path; "--json"; "--detailed-exitcode" ]
    Assert.Equal(ExitCode.WouldRun, json.Code)
    Assert.Equal(3, (PlanJson.Deserialize json.Out).Steps.Length)

    let file = folder.Path "plan.json"
    Assert.Equal(ExitCode.Done, (call [ "plan"; path; "--out"; file ]).Code)
    Assert.Equal(json.Out.TrimEnd(), (File.ReadAllText file).TrimEnd())

[<Fact>]
let ``A plan says which step goes on from a checkpoint`` () =
    use folder = new Folder()
    let path = prepared folder

    let step =
        (PlanJson.Deserialize (call [ "plan"; path; "--json" ]).Out).Steps
        |> Seq.find (fun step -> step.Id = "cohort:everyone")

    Directory.CreateDirectory(folder.Path(Path.Combine(".wmstudy", "checkpoints", step.Fingerprint.Value)))
    |> ignore

    Assert.Contains("cohort:everyone goes on from the checkpoint of an earlier run", (call [ "plan"; path ]).Out)
    Assert.DoesNotContain("checkpoint", (call [ "plan"; path; "--json" ]).Out)

[<Fact>]
let ``A study runs, is cached, and its results are shown`` () =
    use folder = new Folder()
    let path = prepared folder
    let first = call [ "run"; path ]
    Assert.True((first.Code = ExitCode.Done), first.Error)
    Assert.Contains("3 steps ran, 0 cached", first.Error)

    let again = call [ "run"; path ]
    Assert.Equal(ExitCode.Done, again.Code)
    Assert.Contains("0 steps ran, 3 cached", again.Error)
    Assert.Equal(ExitCode.Done, (call [ "plan"; path; "--detailed-exitcode" ]).Code)

    let shown = call [ "show"; path; "everyone" ]
    Assert.Equal(ExitCode.Done, shown.Code)
    // Two of the three people are 48 or older.
    Assert.Contains("count = 2", shown.Out)

    let verified = call [ "store"; "verify"; "--store"; folder.Path ".wmstudy" ]
    Assert.Equal(ExitCode.Done, verified.Code)
    Assert.Contains("0 damaged", verified.Out)

[<Fact>]
let ``A plan in a file runs as its study does`` () =
    use folder = new Folder()
    let path = prepared folder
    let plan = folder.Path "plan.json"
    Assert.Equal(ExitCode.Done, (call [ "plan"; path; "--out"; plan ]).Code)
    Assert.Equal(ExitCode.Done, (call [ "run"; plan ]).Code)
    Assert.Equal(ExitCode.Done, (call [ "plan"; path; "--detailed-exitcode" ]).Code)

[<Fact>]
let ``An expectation that does not hold ends with 4`` () =
    use folder = new Folder()
    prepared folder |> ignore
    let path = folder.Write("more.wmstudy", study.Replace("count >= 2", "count >= 3"))
    let answer = call [ "run"; path ]
    Assert.True((answer.Code = ExitCode.ExpectationFailed), answer.Error)

[<Fact>]
let ``Data that are not there end a run with 3 and the file's name, before anything runs`` () =
    use folder = new Folder()
    let path = folder.Write("heights.wmstudy", study)
    let answer = call [ "run"; path ]
    Assert.Equal(ExitCode.Failed, answer.Code)
    Assert.Contains("people.tsv", answer.Error)
    Assert.False(Directory.Exists(folder.Path ".wmstudy"))

[<Fact>]
let ``A run tells programs one JSON object a line, the result last`` () =
    use folder = new Folder()
    let answer = call [ "run"; prepared folder; "--json" ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    let lines = answer.Out.TrimEnd().Split('\n')

    let events =
        lines
        |> Array.map (fun line ->
            use document = JsonDocument.Parse line
            string (document.RootElement.GetProperty("event").GetString()))

    Assert.Contains("stepStarted", events)
    Assert.Equal("result", Array.last events)

[<Fact>]
let ``Why names what would change a step`` () =
    use folder = new Folder()
    let answer = call [ "why"; prepared folder; "everyone" ]
    Assert.Equal(ExitCode.Done, answer.Code)
    Assert.Contains("it has not run before", answer.Out)
    Assert.Contains("include = age >= 48", answer.Out)

[<Fact>]
let ``A step that is not there is WM5005 with the nearest name`` () =
    use folder = new Folder()
    let answer = call [ "why"; prepared folder; "everyonne" ]
    Assert.Equal(ExitCode.Usage, answer.Code)
    Assert.Contains("WM5005", answer.Error)
    Assert.Contains("'everyone'", answer.Error)
    example "A step that is not there" "WM5005" answer.Error

[<Fact>]
let ``A document that is no plan is WM5004`` () =
    use folder = new Folder()
    let answer = call [ "run"; folder.Write("plan.json", "{}") ]
    Assert.Equal(ExitCode.StudyErrors, answer.Code)
    Assert.Contains("WM5004", answer.Error)
    Assert.Contains("has no formatVersion", answer.Error)
    example "A document that is no plan" "WM5004" answer.Error

[<Theory>]
[<InlineData("wmstudy 1\n", "it is not JSON; the first mistake is on line 1.")>]
[<InlineData("{\n  \"formatVersion\": 1,\n  oops\n}", "it is not JSON; the first mistake is on line 3.")>]
[<InlineData("{ \"formatVersion\": 2000 }", "it has format version 2000; this program reads up to 1.")>]
[<InlineData("{\n  \"formatVersion\": 1,\n  \"steps\": 7\n}", "the value on line 3 is none that a plan has there.")>]
let ``What is wrong with a plan is said in words, with its line`` (text: string) (expected: string) =
    use folder = new Folder()
    let answer = call [ "run"; folder.Write("plan.json", text) ]
    Assert.Equal(ExitCode.StudyErrors, answer.Code)
    Assert.Contains(expected, answer.Error)
    Assert.DoesNotContain("BytePosition", answer.Error)
    Assert.DoesNotContain("System.", answer.Error)

[<Fact>]
let ``One step of a plan runs on its own`` () =
    use folder = new Folder()
    let plan = folder.Path "plan.json"
    Assert.Equal(ExitCode.Done, (call [ "plan"; prepared folder; "--out"; plan ]).Code)
    let answer = call [ "step"; plan; "cohort:everyone"; "merge" ]
    Assert.True((answer.Code = ExitCode.Done), answer.Error)
    let wrong = call [ "step"; plan; "cohort:everyone"; "7" ]
    Assert.Equal(ExitCode.Usage, wrong.Code)

[<Fact>]
let ``Formatting rewrites a file once, and --check only says`` () =
    use folder = new Folder()

    let path =
        folder.Write("untidy.wmstudy", "wmstudy 1\nstudy   s{build=GRCh37}   # kept\n")

    Assert.Equal(ExitCode.StudyErrors, (call [ "fmt"; "--check"; path ]).Code)
    Assert.Contains("study   s{", File.ReadAllText path)
    Assert.Equal(ExitCode.Done, (call [ "fmt"; path ]).Code)
    Assert.Contains("# kept", File.ReadAllText path)
    Assert.Equal(ExitCode.Done, (call [ "fmt"; "--check"; path ]).Code)

    let piped =
        callWith "wmstudy 1\nstudy   s{build=GRCh37}   # kept\n" [ "fmt"; "--stdin" ]

    Assert.Equal(File.ReadAllText path, piped.Out)

[<Fact>]
let ``A formatted file keeps its line ends and the program that runs it`` () =
    use folder = new Folder()

    let path =
        folder.Write("windows.wmstudy", "#!/usr/bin/env wmstudy\r\n#note\r\nwmstudy 1\r\nstudy s{build=GRCh37}\r\n")

    Assert.Equal(ExitCode.StudyErrors, (call [ "fmt"; "--check"; path ]).Code)
    Assert.Equal(ExitCode.Done, (call [ "fmt"; path ]).Code)
    let text = File.ReadAllText path
    Assert.StartsWith("#!/usr/bin/env wmstudy\r\n# note\r\nwmstudy 1\r\n", text)
    Assert.EndsWith("study s { build = GRCh37 }\r\n", text)
    Assert.DoesNotContain("\n", text.Replace("\r\n", ""))
    Assert.Equal(ExitCode.Done, (call [ "fmt"; "--check"; path ]).Code)

[<Fact>]
let ``A file with syntax errors is not formatted`` () =
    use folder = new Folder()
    let path = folder.Write("broken.wmstudy", "wmstudy 1\nstudy s { build = = }\n")
    Assert.Equal(ExitCode.StudyErrors, (call [ "fmt"; path ]).Code)
    Assert.Equal("wmstudy 1\nstudy s { build = = }\n", File.ReadAllText path)

/// The codes in a document of findings.
let private codesIn (element: JsonElement) = [
    for found in element.GetProperty("diagnostics").EnumerateArray() -> string (found.GetProperty("code").GetString())
]

[<Theory; InlineData("plan"); InlineData("why"); InlineData("show")>]
let ``A refused study is findings in JSON for programs, by every command`` (command: string) =
    use folder = new Folder()
    prepared folder |> ignore

    let wrong =
        folder.Write("wrong.wmstudy", study.Replace("columns = [height]", "columns = [heigth]"))

    let name = if command = "plan" then [] else [ "everyone" ]
    let answer = call ([ command; wrong ] @ name @ [ "--json" ])
    Assert.Equal(ExitCode.StudyErrors, answer.Code)
    use document = JsonDocument.Parse answer.Out
    Assert.Equal<string list>([ "WM2037" ], codesIn document.RootElement)

[<Fact>]
let ``A run that does not begin tells programs why in one line`` () =
    use folder = new Folder()

    let result words =
        let answer = call (words @ [ "--json" ])
        Assert.Equal(1, answer.Out.TrimEnd().Split('\n').Length)
        use document = JsonDocument.Parse answer.Out
        let root = document.RootElement
        Assert.Equal("result", root.GetProperty("event").GetString())
        Assert.Equal(answer.Code, root.GetProperty("exitCode").GetInt32())
        answer.Code, codesIn root

    let withoutData = folder.Write("heights.wmstudy", study)
    let code, found = result [ "run"; withoutData ]
    Assert.Equal(ExitCode.Failed, code)
    Assert.All(found, (fun code -> Assert.Equal("WM6010", code)))
    let path = prepared folder

    let wrong =
        folder.Write("wrong.wmstudy", study.Replace("columns = [height]", "columns = [heigth]"))

    Assert.Equal((ExitCode.StudyErrors, [ "WM2037" ]), result [ "run"; wrong ])
    Assert.Equal((ExitCode.Usage, [ "WM5005" ]), result [ "run"; path; "--only"; "nobody" ])
    Assert.Equal((ExitCode.StudyErrors, [ "WM5004" ]), result [ "run"; folder.Write("no.json", "{}") ])

    Assert.Equal(
        (ExitCode.StudyErrors, [ "WM5004" ]),
        result [ "step"; folder.Path "no.json"; "cohort:everyone"; "merge" ]
    )

/// Three people, their genotypes of ten variants, and an association of them.
let private associated (folder: Folder) =
    prepared folder |> ignore

    let lines count (line: int -> string) =
        String.Join("", [ for i in 1..count -> line i + "\n" ])

    folder.Write("chips.fam", lines 3 (fun i -> $"p{i} p{i} 0 0 1 -9")) |> ignore
    folder.Write("chips.bim", lines 10 (fun i -> $"1 v{i} 0 {i}000 A C")) |> ignore
    File.WriteAllBytes(folder.Path "chips.bed", Array.append [| 0x6Cuy; 0x1Buy; 1uy |] (Array.create 10 0x38uy))

    folder.Write(
        "gwas.wmstudy",
        study
        + """
genotypes chips from everyone { bed = "chips.bed" }
gwas g from everyone { traits = sizes, genotypes = chips, adjust = 1 }
"""
    )

[<Fact>]
let ``Fewer parts than asked for are said in one line`` () =
    use folder = new Folder()
    let path = associated folder
    // Ten variants are one block, and a part has whole blocks.
    let asked = call [ "plan"; path; "--shards"; "8" ]
    Assert.True((asked.Code = ExitCode.Done), asked.Error)
    Assert.Contains("Fewer parts than --shards 8: association:g in 1;", asked.Error)
    Assert.DoesNotContain("Fewer parts", (call [ "plan"; path; "--shards"; "1" ]).Error)
    Assert.DoesNotContain("Fewer parts", (call [ "plan"; path ]).Error)

/// Six people and three variants: 0, 0, 1, 1, 2 and 2 copies of A1; one of the middle four; nobody has the third.
let writeGenotypes (folder: Folder) =
    // Two bits a person, the first in the lowest: 11 none, 10 one, 00 two (PLINK 1).
    File.WriteAllBytes(folder.Path "g.bed", [| 0x6Cuy; 0x1Buy; 1uy; 0xAFuy; 0x00uy; 0xABuy; 0x0Euy; 0xFFuy; 0x0Fuy |])

    folder.Write("g.bim", "22\trs1\t0\t1000000\tA\tC\n22\trs2\t0\t2000000\tG\tT\n22\trs3\t0\t3000000\tA\tT\n")
    |> ignore

    folder.Write("g.fam", String.concat "" [ for i in 1..6 -> $"p{i} p{i} 0 0 0 -9\n" ])
    |> ignore

    folder.Write("traits.tsv", "iid\ttall\tslow\np1\t1\t3\np2\t2\t1\np3\t3\t4\np4\t4\t1\np5\t5\t5\np6\t6\t9\n")
    |> ignore

    folder.Write(
        "gwas.wmstudy",
        """wmstudy 1

study small {
  build = GRCh37
}

cohort everyone { table = tsv("traits.tsv", id = iid) }

genotypes chips from everyone { bed = "g.bed" }

phenotypes sizes from everyone { columns = [tall, slow] }

gwas g from everyone {
  traits    = sizes
  genotypes = chips
}
"""
    )

[<Fact>]
let ``Results of an association are asked for by variant, region, trait and P`` () =
    use folder = new Folder()
    let path = writeGenotypes folder
    let early = call [ "show"; path; "g"; "--top"; "1" ]
    Assert.Equal(ExitCode.Failed, early.Code)
    Assert.Contains("wmstudy run", early.Error)
    let run = call [ "run"; path ]
    Assert.True((run.Code = ExitCode.Done), run.Error)

    let rows (options: string list) =
        let answer = call ([ "show"; path; "g" ] @ options)
        Assert.True((answer.Code = ExitCode.Done), answer.Error)

        answer.Out.TrimEnd('\n').Split('\n')
        |> List.ofArray
        |> List.map (fun line -> line.Split '\t')

    for options, expected in
        [
            [ "--variant"; "rs9" ], "no variant 'rs9'"
            [ "--trait=tal" ], "no trait 'tal'; did you mean 'tall'?"
        ] do
        let absent = call ([ "show"; path; "g" ] @ options)
        Assert.Equal(ExitCode.Failed, absent.Code)
        Assert.Contains(expected, absent.Error)

    match rows [ "--variant"; "rs1"; "--trait=tall" ] with
    | [ header; row ] ->
        let at name = row[Array.IndexOf(header, name)]
        Assert.Equal<string>([ "tall"; "22"; "1000000"; "rs1"; "A"; "C"; "0.5"; "6" ], row[..7])
        // Least squares by hand: Sxy 8 over Sxx 4; residuals of 0.5, so SE² = 6 · 0.25 / 4 / 4.
        Assert.Equal(2.0, float (at "beta"), 9)
        Assert.Equal(sqrt (1.5 / 16.0), float (at "standard_error"), 9)
        Assert.Equal(float (at "p_value"), 10.0 ** -(float (at "neg_log_10_p_value")), 9)
    | other -> failwith $"{other.Length} rows"

    Assert.Equal(1 + 2, (rows [ "--region"; "22:1.5-2Mb" ]).Length)
    Assert.Equal(1 + 4, (rows [ "--region"; "chr22" ]).Length)
    Assert.Equal(1, (rows [ "--region"; "21" ]).Length)
    Assert.Equal(1 + 2, (rows [ "--trait"; "slow" ]).Length)
    let best = rows [ "--top"; "1" ]
    Assert.Equal("tall", best[1][0])
    Assert.Equal("rs1", best[1][3])
    Assert.Equal(1 + 1, (rows [ "--p"; "0.01" ]).Length)
    let json = call [ "show"; path; "g"; "--variant"; "rs2"; "--format"; "json" ]
    use document = JsonDocument.Parse json.Out
    Assert.Equal(2, document.RootElement.GetArrayLength())
    Assert.Equal("G", document.RootElement[0].GetProperty("effect_allele").GetString())

[<Theory>]
[<InlineData("g --region 22:2-1Mb", "is no region")>]
[<InlineData("g --p 2", "--p takes")>]
[<InlineData("g --top 0", "--top takes")>]
[<InlineData("g --format xml", "is no format")>]
[<InlineData("sizes --top 1", "ask for results of a gwas")>]
let ``A question for what is not there is refused`` (words: string, says: string) =
    use folder = new Folder()
    let path = writeGenotypes folder
    Assert.Equal(ExitCode.Done, (call [ "run"; path ]).Code)
    let answer = call ([ "show"; path ] @ List.ofArray (words.Split ' '))
    Assert.Equal(ExitCode.Usage, answer.Code)
    Assert.Contains(says, answer.Error)
    Assert.Equal("", answer.Out)
