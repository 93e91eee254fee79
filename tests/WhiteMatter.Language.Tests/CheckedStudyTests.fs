/// What the checker makes of the examples: a default, a unit or a type that changes is a difference somebody sees.
module WhiteMatter.Language.Tests.CheckedStudyTests

open System.IO
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.Samples

[<Fact>]
let ``every example means what its baseline says`` () =
    Baseline.hold [
        for file in exampleFiles do
            let name = string (Path.GetFileNameWithoutExtension file)
            let request = Checker.request (SourceText("study.wmstudy", File.ReadAllText file))
            let result = CheckerHost.checkWith request ExampleHost.host
            Assert.True(result.Study.IsSome, name)
            Baseline.difference $"checked/{name}.txt" (CheckedText.dump result.Study.Value)
    ]
