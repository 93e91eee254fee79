/// The checker ends, whatever it is given: large studies, long chains, deep nesting, damaged texts, a cancelled check.
module WhiteMatter.Language.Tests.CheckerLimitTests

open System
open System.Collections.Generic
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

[<Fact>]
let ``A cancelled check ends`` () =
    use source = new CancellationTokenSource()
    source.Cancel()

    Assert.ThrowsAny<OperationCanceledException>(fun () ->
        (Checker.check (Checker.request (SourceText("s", wholeStudy))) host source.Token).GetAwaiter().GetResult()
        |> ignore)
    |> ignore

[<Fact>]
let ``The checker for C# gives the same`` () =
    let result =
        StudyChecker.CheckAsync(wholeStudy, "study.wmstudy", host, CancellationToken.None).GetAwaiter().GetResult()

    Assert.False result.HasErrors
    Assert.Equal("heights", result.Study.Value.Name)

[<Fact>]
let ``A study of nothing but mistakes gives as many as a person reads, and says that there are more`` () =
    let settings = String.Join("\n", [ for i in 1..3_000 -> $"  s{i} = {i}" ])
    let result = check $"wmstudy 1\nstudy s {{\n  build = GRCh37\n{settings}\n}}\n"
    Assert.True result.HasErrors
    Assert.True result.Study.IsNone
    Assert.Equal(1_001, result.Diagnostics.Length)

    Assert.Equal(
        1,
        result.Diagnostics
        |> Seq.filter (fun diagnostic -> diagnostic.Code = "WM1003")
        |> Seq.length
    )

/// A study of n times five declarations.
let private large n =
    let text = Text.StringBuilder start

    for i in 1..n do
        text
            .Append($"cohort c{i} from people {{ include = age >= {40 + i % 30}y and ancestry == \"EUR\" }}\n")
            .Append($"covariates v{i} {{ age * sex + I(age^2) + sex }}\n")
            .Append($"phenotypes t{i} from c{i} {{ columns = [height, bmi] }}\n")
            .Append($"gwas g{i} from c{i} {{ traits = t{i}, genotypes = chips, adjust = v{i} }}\n")
            .Append($"loci l{i} from g{i} {{ p = 2.5e-8, reference = chips }}\n")
        |> ignore

    text.ToString()

[<Fact>]
let ``A study of 1,000 declarations has no fault and each follows what it refers to`` () =
    let study = sound (large 200)
    Assert.Equal(1003, study.Declarations.Length)

    let at = Dictionary<string, int>()

    study.Declarations
    |> List.iteri (fun i declaration -> at.Add(declaration.Name, i))

    for i in 1..200 do
        Assert.True(
            at[$"c{i}"] < at[$"t{i}"]
            && at[$"t{i}"] < at[$"g{i}"]
            && at[$"g{i}"] < at[$"l{i}"]
        )

[<Fact>]
let ``Long chains, deep nesting and long formulas neither overflow nor hang`` () =
    let chain = Text.StringBuilder start

    for i in 1..3000 do
        let source = if i = 1 then "people" else $"c{i - 1}"
        chain.Append($"cohort c{i} from {source} & {source} {{ }}\n") |> ignore

    sound (chain.ToString()) |> ignore

    for text in
        [
            start
            + "covariates base { "
            + String('(', 20_000)
            + "age"
            + String(')', 20_000)
            + " }\n"
            start
            + "covariates base { "
            + String.Join(" + ", Seq.replicate 20_000 "age")
            + " }\n"
            start
            + "expect { "
            + String.Join(" and ", Seq.replicate 20_000 "chips.variants > 1")
            + " }\n"
            start + "expect { " + String.replicate 20_000 "not " + "true }\n"
        ] do
        check text |> ignore

[<Theory>]
// The table has 373 rows.
[<InlineData("373", 0)>]
[<InlineData("374", 1)>]
[<InlineData("50%", 0)>]
let ``A sample of more people than the table has rows is told before a run`` (sample: string) (times: int) =
    let text =
        $"wmstudy 1\nstudy s {{ build = GRCh37 }}\ncohort some {{ table = tsv(\"data/people.txt\", id = IID), sample = {sample} }}\n"

    let result = checkWith (Checker.request (SourceText("study.wmstudy", text))) host
    Assert.Equal(times, codes result |> Seq.filter ((=) DataFileCodes.SampleTooLarge.Code) |> Seq.length)

[<Theory>]
// All of the comment's own line, and nothing behind it.
[<InlineData("sample = 50 /* half */\n", true)>]
[<InlineData("sample = 50 /* half */, include = age > 60y\n", false)>]
[<InlineData("sample = 50 /* half\nof them */\n", false)>]
let ``A comment of another language is changed only where nothing goes with it`` (settings: string) (isChanged: bool) =
    let text =
        $"wmstudy 1\nstudy s {{ build = GRCh37 }}\ncohort some {{\n  table = tsv(\"data/people.txt\", id = IID)\n  columns {{ age : y }}\n  {settings}}}\n"

    let found =
        (checkWith (Checker.request (SourceText("study.wmstudy", text))) host).Diagnostics
        |> Seq.find (fun one -> one.Code = "WM1012")

    Assert.Equal(isChanged, not found.Fixes.IsEmpty)

[<Fact>]
let ``A list given from outside stands where its param does, and its texts may have quotes`` () =
    let text =
        "wmstudy 1\nparam sites : [string] = [\"a\"]\nstudy s { build = GRCh37 }\ncohort some { table = tsv(\"data/people.txt\", id = IID), columns { age : y }, include = age in sites }\n"

    let request value = {
        Checker.request (SourceText("study.wmstudy", text)) with
            Parameters = Map [ "sites", value ]
    }

    let shown value = [
        for one in (checkWith (request value) host).Diagnostics ->
            one.Code,
            one.Message,
            (match one.Span with
             | null -> 0
             | span -> span.Line)
    ]

    Assert.Equal<(string * string * int) list>(shown "[one, two]", shown "[\"one\", \"two\"]")
    Assert.NotEmpty(shown "[one]")
    Assert.All(shown "[one]", (fun (_, _, line) -> Assert.True(line > 1, $"line {line}")))
