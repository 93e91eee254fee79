/// What planning makes of traits that are harmonised.
module WhiteMatter.Planning.Tests.HarmonisationLoweringTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies
open WhiteMatter.Planning.Tests.ImageStudies

let private combat changed =
    [
        "batch", textColumn "site"
        "preserve", binary BinaryOperator.Add (column "age") (textColumn "sex")
        "prior", word "nonparametric"
        "mean_only", expression StudyType.Bool (CheckedNode.Boolean false)
    ]
    @ changed
    |> Map.ofList
    |> fun arguments -> expression StudyType.Harmonisation (CheckedNode.Call("combat", arguments))

let private plan name changed =
    outside
    |> change name (withSetting "harmonise" (combat changed))
    |> planWith imageHost

let private planOther () =
    plan "tracts" [ "batch", textColumn "sex" ]

[<Fact>]
let ``Harmonised traits are a step after what measures them, and everything uses that`` () =
    let plan = plan "tracts" []
    let step' = step "harmonised:tracts" plan
    let found = Assert.IsType<HarmoniseParameters> step'.Parameters
    Assert.Equal(("site", BatchPrior.NonParametric, false), (found.Batch, found.Prior, found.MeanOnly))
    Assert.Null found.Reference
    Assert.Equal<string list>([ "region-means:tracts" ], step'.Inputs |> Seq.map _.StepId |> List.ofSeq)
    let formula = Assert.IsType<SumFormula> found.Preserve
    Assert.Equal(ColumnFormula("age", ColumnRole.Numeric), Assert.IsType<ColumnFormula> formula.Left)

    let traits =
        (step "design:tract_gwas" plan).Inputs
        |> Seq.find (fun input -> input.Role = "traits")

    Assert.Equal("harmonised:tracts", traits.StepId)

    Assert.Contains(
        "takes the effects of site out of the traits tracts by nonparametric ComBat\n",
        StepText.render false step'
    )

    // The page on regions shows what associations take, and follows from it.
    let report = Assert.IsType<ReportParameters>((step "report:page" plan).Parameters)
    let item = report.Items |> Seq.find (fun item -> item.View = "regions")
    Assert.Equal("harmonised:tracts", item.Step)

    Assert.Contains("harmonised:tracts", (step "report:page" plan).Inputs |> Seq.map _.StepId |> List.ofSeq)

    let other = planOther ()

    Assert.NotEqual((step "report:page" plan).Fingerprint, (step "report:page" other).Fingerprint)

[<Fact>]
let ``Latents are harmonised by the columns of the images' people`` () =
    let plan = plan "latents" [ "reference", txt "A" ]

    let found =
        Assert.IsType<HarmoniseParameters>((step "harmonised:latents" plan).Parameters)

    Assert.Equal("A", found.Reference)
    Assert.Equal("studies/brains.tsv", found.Table.File.Path)

    Assert.Equal<string list>(
        [ "encoding:latents" ],
        (step "harmonised:latents" plan).Inputs |> Seq.map _.StepId |> List.ofSeq
    )

[<Fact>]
let ``Every setting of the harmonisation changes its step and none before it`` () =
    let before = plan "tracts" []

    for changed in
        [
            [ "batch", textColumn "sex" ]
            [ "preserve", column "age" ]
            [ "prior", word "parametric" ]
            [ "mean_only", expression StudyType.Bool (CheckedNode.Boolean true) ]
            [ "reference", txt "A" ]
        ] do
        let now = plan "tracts" changed
        Assert.NotEqual((step "harmonised:tracts" before).Fingerprint, (step "harmonised:tracts" now).Fingerprint)
        Assert.Equal((step "region-means:tracts" before).Fingerprint, (step "region-means:tracts" now).Fingerprint)
