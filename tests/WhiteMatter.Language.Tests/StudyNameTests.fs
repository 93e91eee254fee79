/// The name of a study, which is in no declaration's way.
module WhiteMatter.Language.Tests.StudyNameTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost

[<Theory>]
[<InlineData("people")>]
[<InlineData("chips")>]
[<InlineData("base")>]
[<InlineData("traits")>]
[<InlineData("g")>]
[<InlineData("leads")>]
[<InlineData("page")>]
[<InlineData("joined")>]
let ``A declaration may have the name of the study`` (name: string) =
    let declared (study: CheckedStudy) = [ for declaration in study.Declarations -> declaration.Kind, declaration.Name ]

    let study = sound (wholeStudy.Replace("study heights", $"study {name}"))
    Assert.Equal((name, "study"), (study.Name, study.Study.Kind))
    Assert.Equal<(string * string) list>(declared (sound wholeStudy), declared study)
    Assert.Equal($"[Literal \"results/{name}\"]", setting "results" study.Study)
