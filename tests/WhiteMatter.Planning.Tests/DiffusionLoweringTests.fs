/// What planning makes of diffusion series.
module WhiteMatter.Planning.Tests.DiffusionLoweringTests

open System.Threading.Tasks
open Xunit
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies
open WhiteMatter.Planning.Tests.ImageStudies

let private series = [
    "dwi", template [ "ukb/"; "eid"; "/FA.nii.gz" ]
    "bval", template [ "ukb/"; "eid"; "/bvals" ]
    "bvec", txt "ukb/all.bvec"
    "measure", word "md"
    "fit", call "wls" [ "convention", word "dipy" ]
    "brain", word "median_otsu"
    "b0_threshold", num 40.0
    "shells", list [ num 0.0; num 1000.0 ]
    "shell_tolerance", num 60.0
    "vector_lengths", word "scale"
    "write_maps", expression StudyType.Bool (CheckedNode.Boolean true)
]

let private withSeries changed =
    let rewrite (images: CheckedDeclaration) = {
        images with
            Body = {
                images.Body with
                    Settings =
                        series @ changed
                        |> List.fold
                            (fun settings (name, value) -> Map.add name value settings)
                            (images.Body.Settings.Remove "path")
            }
    }

    change "fa" rewrite outside

let private tensors plan =
    Assert.IsType<TensorParameters>((step "tensors:fa" plan).Parameters)

[<Fact>]
let ``A series becomes a step of tensors and one of images of a measure`` () =
    let plan = planWith imageHost (withSeries [])
    let found = tensors plan
    Assert.Equal("studies/ukb/{eid}/FA.nii.gz", found.Series.Template)
    Assert.Equal("studies/ukb/{eid}/bvals", found.Series.BValues)
    Assert.Equal("studies/ukb/all.bvec", found.Series.Directions)
    Assert.Null found.Series.Brains

    match found.Series.Identity with
    | null -> failwith "the series are not known"
    | identity -> Assert.Equal(770L, identity.Files)

    Assert.Equal(
        (BrainMask.MedianOtsu, TensorFit.Wls, TensorConvention.Dipy, 0, VectorLengths.Scale),
        (found.Brain, found.Fit, found.Convention, found.Reweightings, found.VectorLengths)
    )

    Assert.Equal((40.0, 60.0), (found.B0Threshold, found.ShellTolerance))
    Assert.Equal<float list>([ 0.0; 1000.0 ], List.ofSeq found.Shells)
    Assert.Equal("fa_maps/", (step "tensors:fa" plan).Publish)

    let images = step "images:fa" plan
    Assert.Equal<string list>([ "cohort"; "tensors" ], images.Inputs |> Seq.map _.Role |> List.ofSeq)
    let parameters = Assert.IsType<ImagesParameters> images.Parameters
    Assert.Null parameters.Outside
    Assert.Equal(System.Nullable TensorMeasure.Md, parameters.Measure)

    Assert.Contains(
        "fits diffusion tensors to the series studies/ukb/{eid}/FA.nii.gz of the people of brains by weighted least squares (DIPY's)\n",
        StepText.render false (step "tensors:fa" plan)
    )

    Assert.Contains(
        "decodes the MD maps of its tensors for the people of brains once, and measures their quality\n",
        StepText.render false images
    )

    Assert.True((step "tensors:fa" plan).Cost.CpuSeconds > 1.0)

[<Fact>]
let ``Another measure leaves the tensors as they are, and another fit does not`` () =
    let fingerprint id changed =
        (step id (planWith imageHost (withSeries changed))).Fingerprint

    let before = fingerprint "tensors:fa" []
    Assert.Equal(before, fingerprint "tensors:fa" [ "measure", word "rd" ])
    Assert.NotEqual(fingerprint "images:fa" [], fingerprint "images:fa" [ "measure", word "rd" ])

    for other in
        [
            [ "fit", call "ols" [ "convention", word "dipy" ] ]
            [ "fit", call "iwls" [ "iterations", whole 2.0 ] ]
            [ "fit", call "wls" [ "convention", word "mrtrix" ] ]
            [ "brain", word "everywhere" ]
            [ "brain", template [ "ukb/"; "eid"; "/brain.nii.gz" ] ]
            [ "shells", list [ num 0.0; num 2000.0 ] ]
            [ "b0_threshold", num 20.0 ]
            [ "vector_lengths", word "normalise" ]
        ] do
        Assert.NotEqual(before, fingerprint "tensors:fa" other)

    let iterated =
        tensors (planWith imageHost (withSeries [ "fit", call "iwls" [ "iterations", whole 3.0 ] ]))

    Assert.Equal(
        (TensorFit.Iwls, TensorConvention.Mrtrix, 3),
        (iterated.Fit, iterated.Convention, iterated.Reweightings)
    )

    let given =
        tensors (planWith imageHost (withSeries [ "brain", template [ "ukb/"; "eid"; "/brain.nii.gz" ] ]))

    Assert.Equal(BrainMask.Given, given.Brain)
    Assert.Equal("studies/ukb/{eid}/brain.nii.gz", given.Series.Brains)

[<Fact>]
let ``Series that are not there block their steps and are named`` () =
    let gone = withSeries [ "dwi", template [ "gone/"; "eid"; "/dwi.nii.gz" ] ]
    let plan = planWith imageHost gone
    Assert.Equal(StepState.Blocked, (step "tensors:fa" plan).State)

    Assert.Contains(
        "the series studies/gone/{eid}/dwi.nii.gz, or files beside them, are not there",
        PlanText.render false plan
    )

[<Fact>]
let ``A file beside series that was touched is named where the plan says that they changed`` () =
    let study = withSeries []
    let at = System.DateTime(2050, 1, 2, 3, 4, 5, System.DateTimeKind.Utc)

    /// The same files but for the time of one, or all the same.
    let seen hash (inner: IStudyHost) = {
        new ForwardingHost(inner) with
            override _.ReadImageSetHeader(request, cancel) =
                let found =
                    (inner.ReadImageSetHeaderAsync(request, cancel)).Result :?> Probe<ImageSetHeader>.Found

                let known = found.Value

                let header =
                    ImageSetHeader(
                        known.People,
                        ImageSetIdentity(known.Identity.Files, known.Identity.Bytes, hash),
                        known.First,
                        known.FirstPath,
                        Latest = LatestChange("studies/ukb/7/bvecs", at.Ticks)
                    )

                ValueTask<Probe<ImageSetHeader>>(Probe<ImageSetHeader>.Found header)
    }

    let before = planWith (seen "one" imageHost) study
    let host = afterRunning before imageHost
    Assert.Equal(StepState.Cached, (step "tensors:fa" (planWith (seen "one" host) study)).State)
    let touched = planWith (seen "other" host) study

    Assert.Contains(
        "because the series studies/ukb/{eid}/FA.nii.gz, or files beside them, changed (the last changed is 'studies/ukb/7/bvecs', of 2050-01-02 03:04:05 UTC)",
        PlanText.render false touched
    )

    Assert.DoesNotContain("studies/ukb/7", PlanJson.Serialize touched)
