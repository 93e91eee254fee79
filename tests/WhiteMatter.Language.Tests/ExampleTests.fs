/// The studies that users start from are as we would have them write theirs.
module WhiteMatter.Language.Tests.ExampleTests

open System.IO
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.Samples
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

[<Fact>]
let ``the examples are formatted`` () =
    Assert.NotEmpty exampleFiles

    for file in Array.append exampleFiles importedExamples do
        let text = File.ReadAllText file
        let result = parse text
        Assert.Empty result.Diagnostics
        let formatted = Formatter.format result.File

        if rewriteExamples then
            File.WriteAllText(file, formatted)
        else
            Assert.Equal(text, formatted)

[<Fact>]
let ``the examples check without a diagnostic against the headers of their data`` () =
    for file in exampleFiles do
        let request = Checker.request (SourceText("study.wmstudy", File.ReadAllText file))

        let result = CheckerHost.checkWith request ExampleHost.host
        let name = string (Path.GetFileName file)

        for found in result.Diagnostics do
            failwith $"{name}: {found.Code} {found.Message}"

        Assert.True(result.Study.IsSome, name)

[<Fact>]
let ``the blueprint checks without its data, and each file that is not there is one warning that names it`` () =
    let folder = Path.Combine(repository, "dsl-examples")
    let text = File.ReadAllText(Path.Combine(folder, "white-matter-blueprint.wmstudy"))
    let atlases = File.ReadAllText(Path.Combine(folder, "atlases", "jhu.wmstudy"))
    let host = InMemoryHost().WithText("atlases/jhu.wmstudy", atlases)

    let result =
        CheckerHost.checkWith (Checker.request (SourceText("study.wmstudy", text))) host

    Assert.True result.Study.IsSome

    for found in result.Diagnostics do
        Assert.True((found.Code = DataCodes.FileNotFound.Code), $"{found.Code} {found.Message}")

    Assert.Equal<Set<string>>(
        set [
            "ukb/participants.tsv"
            "ukb/withdrawn.csv"
            "ukb/MNI152_T1_1mm_brain_mask.nii.gz"
            "ukb/imputed.bed"
            "atlases/jhu/JHU-ICBM-labels-1mm.nii.gz"
            "atlases/jhu/JHU-ICBM-labels.txt"
        ],
        result.Study.Value.Facts.Absent
    )

    Assert.Equal(result.Study.Value.Facts.Absent.Count, result.Diagnostics.Length)
