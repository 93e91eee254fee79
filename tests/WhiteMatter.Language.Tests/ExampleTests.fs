/// The studies that users start from are as we would have them write theirs.
module WhiteMatter.Language.Tests.ExampleTests

open System.IO
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.Samples

[<Fact>]
let ``the examples are formatted`` () =
    Assert.NotEmpty exampleFiles

    for file in exampleFiles do
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
