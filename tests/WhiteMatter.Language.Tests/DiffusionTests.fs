/// What the checker makes of diffusion series.
module WhiteMatter.Language.Tests.DiffusionTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

/// The preamble that the texts go on from.
let private start =
    """wmstudy 1
study s { build = GRCh37 }
cohort people {
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns { sex : factor, age : y }
}
"""

let private images = "images fa from people { path = \"data/fa/{IID}.nii.gz\" }\n"

[<Fact>]
let ``Diffusion series have every setting of their fit, and images of files have none`` () =
    let all = find "fa" (sound diffusionStudy)

    let settings =
        [ "measure"; "fit"; "brain"; "b0_threshold"; "vector_lengths"; "write_maps" ]
        |> List.map (fun name -> setting name all)

    Assert.Equal<string list>([ "fa"; "iwls(iterations = 2)"; "median_otsu"; "50"; "refuse"; "False" ], settings)

    Assert.DoesNotContain("shell_tolerance", all.Body.Settings.Keys)

    let chosen =
        diffusionStudy.Replace(
            "  bvec =",
            "  fit = wls(convention = dipy)\n  shells = [0, 1000]\n  brain = \"data/dwi/{IID}_mask.nii.gz\"\n  measure = rd\n  bvec ="
        )

    let chosen = find "fa" (sound chosen)
    Assert.Equal("wls(convention = dipy)", setting "fit" chosen)
    Assert.Equal("100", setting "shell_tolerance" chosen)
    Assert.Equal(Some "data/dwi/{IID}_mask.nii.gz", ImagePath.template chosen.Body.Settings["brain"])
    let files = find "fa" (sound (start + images))

    for name in
        [
            "fit"
            "measure"
            "brain"
            "shells"
            "b0_threshold"
            "vector_lengths"
            "write_maps"
        ] do
        Assert.DoesNotContain(name, files.Body.Settings.Keys)

[<Fact>]
let ``Series need their b-values and directions, and exclude files of images`` () =
    for needed in [ "bval"; "bvec" ] do
        let found =
            only (diffusionStudy.Replace($"  {needed} = \"data/dwi/{{IID}}.{needed}\"\n", ""))

        Assert.Equal(NameCodes.MissingSetting.Code, found.Code)
        Assert.Contains($"'{needed}'", found.Message)

    let both =
        only (diffusionStudy.Replace("  bval =", "  path = \"data/fa/{IID}.nii.gz\"\n  bval ="))

    Assert.Equal(NameCodes.DoNotGoTogether.Code, both.Code)
    Assert.Contains("'dwi'", both.Message)

    let alone =
        only (
            start
            + "images fa from people { path = \"data/fa/{IID}.nii.gz\", measure = md }\n"
        )

    Assert.Equal(NameCodes.SettingOfOtherWord.Code, alone.Code)

    let one =
        only (diffusionStudy.Replace("data/fa/{IID}.nii.gz", "data/fa/all.nii.gz"))

    Assert.Equal(NameCodes.OneFileForAll.Code, one.Code)

    let wrong = only (diffusionStudy.Replace("  bval =", "  fit = nlls\n  bval ="))
    Assert.Contains("nlls", wrong.Message)
