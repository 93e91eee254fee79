/// What the checker makes of diffusion series.
module WhiteMatter.Language.Tests.DiffusionTests

open System.Collections.Immutable
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

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

let private mni = [ -2.0; 0.0; 0.0; 90.0; 0.0; 2.0; 0.0; -126.0; 0.0; 0.0; 2.0; -72.0 ]

let private imageOf (size: int list) (affine: float list) =
    ImageHeader(ImmutableArray.CreateRange size, ImmutableArray.CreateRange affine, "uint8", FileIdentity(1L, 0L, ""))

/// What is wrong with series of which the first has these b-values and this brain mask.
let private checkSeries (settings: string) (bValues: float list) (brain: ImageHeader option) =
    let series =
        SeriesHeader("data/dwi/HG00096.bval", ImmutableArray.CreateRange bValues)

    let series =
        match brain with
        | Some header ->
            SeriesHeader(series.BValuePath, series.BValues, BrainPath = "data/dwi/HG00096_brain.nii.gz", Brain = header)
        | None -> series

    let host =
        host.WithSeries(
            "data/fa/{IID}.nii.gz",
            373L,
            370L,
            ImmutableArray.CreateRange [ 91; 109; 91 ],
            ImmutableArray.CreateRange mni,
            series
        )

    let text = diffusionStudy.Replace("  bvec =", settings + "\n  bvec =")
    let result = checkWith (Checker.request (SourceText("study.wmstudy", text))) host

    [
        for found in result.Diagnostics do
            if found.Severity = DiagnosticSeverity.Error then
                found
    ]

[<Fact>]
let ``Shells, the least weighting and brain masks are held against the headers of the first series`` () =
    let b = [ 0.0; 5.0; 995.0; 1005.0; 2000.0 ]
    Assert.Empty(checkSeries "  shells = [0, 1000, 2000]" b None)
    let shell = Assert.Single(checkSeries "  shells = [0, 1000, 3000]" b None)
    Assert.Equal(DiffusionCodes.GradientShell.Code, shell.Code)

    Assert.Equal(
        "data/dwi/HG00096.bval: no volume has a b-value of 3000 ± 100 s/mm²; there are about 0, 1000, 2000.",
        shell.Message
    )

    let narrow =
        Assert.Single(checkSeries "  shells = [0, 1000]\n  shell_tolerance = 2" b None)

    Assert.Equal(DiffusionCodes.GradientShell.Code, narrow.Code)
    let none = Assert.Single(checkSeries "  b0_threshold = 400" [ 0.0; 300.0 ] None)
    Assert.Equal(DiffusionCodes.GradientUnweighted.Code, none.Code)
    Assert.Contains("no volume has a b-value above 400 s/mm²", none.Message)

    let brain = "  brain = \"data/dwi/{IID}_brain.nii.gz\""
    Assert.Empty(checkSeries brain b (Some(imageOf [ 91; 109; 91 ] mni)))

    let other = Assert.Single(checkSeries brain b (Some(imageOf [ 45; 54; 45 ] mni)))
    Assert.Equal(DiffusionCodes.BrainGridDiffers.Code, other.Code)
    Assert.Contains("'data/dwi/HG00096_brain.nii.gz' has 45 × 54 × 45 voxels", other.Message)

    let mask = Assert.Single(checkSeries "  mask = \"data/mask-1mm.nii.gz\"" b None)

    Assert.Equal(DesignCodes.GridsDiffer.Code, mask.Code)
