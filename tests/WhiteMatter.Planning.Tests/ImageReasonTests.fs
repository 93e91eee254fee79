module WhiteMatter.Planning.Tests.ImageReasonTests

open System.Collections.Immutable
open System.Threading.Tasks
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies
open WhiteMatter.Planning.Tests.ImageStudies

type private Change = {
    Study: CheckedStudy
    Name: string
    Value: CheckedDeclaration -> CheckedDeclaration
    /// The step whose own setting it is, the setting and its values.
    Step: string
    Setting: string
    Before: string
    Now: string
}

let private change' study name value step setting before now = {
    Study = study
    Name = name
    Value = value
    Step = step
    Setting = setting
    Before = before
    Now = now
}

let private set name value = withSetting name value

let private reduce zeros coverage =
    call "mean" [ "by", reference "jhu"; "zeros", word zeros; "coverage", share coverage ]

let private reduceOf (more: (string * CheckedExpression) list) =
    call "mean" ([ "by", reference "jhu"; "zeros", word "exclude"; "coverage", share 0.5 ] @ more)

let private truth value =
    expression StudyType.Bool (CheckedNode.Boolean value)

let private heritable variance =
    call "heritable" [
        "regions", word "all"
        "variance", share variance
        "variant", txt "rs7"
        "variants", whole 1.0
        "directions", word "same"
    ]

/// Every setting of the new kinds.
let private changes = [
    change' simulated "jhu" (set "flip" (word "none")) "atlas:jhu" "flip" "left_right" "none"
    change' simulated "jhu" (set "voxel" (num 8.0)) "atlas:jhu" "voxel" "6mm" "8mm"
    change' simulated "brains" (set "image_only" (whole 300.0)) "simulation:brains" "image_only" "400" "300"
    change' simulated "brains" (set "shared" (share 0.07)) "simulation:brains" "shared" "30%" "7%"
    change' simulated "brains" (set "noise" (num 0.05)) "simulation:brains" "noise" "0.02" "0.05"
    change'
        simulated
        "brains"
        (set "effects" (list [ heritable 0.2 ]))
        "simulation:brains"
        "effects"
        (effectsText.Substring(0, 159) + "…")
        "[heritable(regions = all, variance = 20%, variant = \"rs7\")]"
    change' simulated "chips" (set "keep" (atLeast "maf" 0.1)) "simulation:brains" "keep" "maf >= 0.05" "maf >= 0.1"
    change' outside "fa" (set "normalise" (word "none")) "model:udr" "normalise" "zscore" "none"
    change' outside "fa" (set "keep" (atLeast "coverage" 0.9)) "images:fa" "keep" "coverage >= 0.95" "coverage >= 0.9"
    change'
        outside
        "fa"
        (fun images -> {
            images with
                Body = {
                    images.Body with
                        Settings = Map.remove "mask" images.Body.Settings
                }
        })
        "images:fa"
        "mask"
        "a file"
        "none"
    change'
        outside
        "tracts"
        (set "reduce" (reduce "include" 0.5))
        "region-means:tracts"
        "reduce.zeros"
        "exclude"
        "include"
    change' outside "tracts" (set "reduce" (reduce "exclude" 0.9)) "region-means:tracts" "reduce.coverage" "50%" "90%"
    change'
        outside
        "tracts"
        (set "reduce" (reduceOf [ "sides", word "averaged" ]))
        "region-means:tracts"
        "reduce.sides"
        "separate"
        "averaged"
    change'
        outside
        "tracts"
        (set "reduce" (reduceOf [ "whole", truth true ]))
        "region-means:tracts"
        "reduce.whole"
        "false"
        "true"
    change'
        outside
        "udr"
        (set "architecture" (autoencoder [ 8.0; 16.0 ] 16.0))
        "model:udr"
        "architecture.channels"
        "[4, 8, 16]"
        "[8, 16]"
    change'
        outside
        "udr"
        (set "architecture" (autoencoder [ 4.0; 8.0; 16.0 ] 32.0))
        "model:udr"
        "architecture.latents"
        "16"
        "32"
    change' outside "udr" (withBlock "train" (training' "epochs" 60.0)) "model:udr" "train.epochs" "30" "60"
    change' outside "udr" (withBlock "train" (training' "batch" 4.0)) "model:udr" "train.batch" "8" "4"
    change' outside "udr" (withBlock "train" (training' "patience" 6.0)) "model:udr" "train.patience" "4" "6"
    change'
        outside
        "udr"
        (withBlock
            "train"
            (training
             |> List.map (fun (name, value) -> name, (if name = "activations" then word "recompute" else value))))
        "model:udr"
        "train.activations"
        "keep"
        "recompute"

    change'
        outside
        "udr"
        (withBlock
            "train"
            (training
             |> List.map (fun (name, value) -> name, (if name = "schedule" then word "cosine" else value))))
        "model:udr"
        "train.schedule"
        "plateau"
        "cosine"

    change' outside "udr" (withBlock "train" (training' "accumulate" 4.0)) "model:udr" "train.accumulate" "none" "4"
    change' outside "udr" (withBlock "train" (training' "warm_up" 3.0)) "model:udr" "train.warm_up" "none" "3"
    change' outside "udr" (withBlock "train" (training' "stop" 20.0)) "model:udr" "train.stop" "12" "20"
    change' outside "udr" (withBlock "train" (training' "validation" 0.2)) "model:udr" "train.validation" "10%" "20%"
    change'
        outside
        "udr"
        (withBlock
            "train"
            (training
             |> List.map (fun (name, value) -> name, (if name = "optimiser" then adam 1e-3 else value))))
        "model:udr"
        "train.optimiser.lr"
        "0.002"
        "0.001"
    change' outside "udr" (set "fit_on" (reference "discovery")) "model:udr" "fit_on" "pretraining" "discovery"
    change'
        outside
        "latents"
        (set "apply_to" (reference "brains"))
        "encoding:latents"
        "apply_to"
        "latents.apply_to"
        "brains"
    change'
        outside
        "latents"
        (set "apply_to" (binary BinaryOperator.Intersect (reference "brains") (reference "pretraining")))
        "cohort:latents.apply_to"
        "from"
        "brains - pretraining"
        "brains & pretraining"
    change'
        outside
        "latents"
        (set "apply_to" (binary BinaryOperator.Subtract (reference "brains") (reference "discovery")))
        "cohort:latents.apply_to"
        "from"
        "brains - pretraining"
        "brains - discovery"
    change' outside "latent_joint" (set "z" (word "wald")) "joint:latent_joint" "z" "score" "wald"
    change' outside "latent_joint" (set "distribution" (word "f")) "joint:latent_joint" "distribution" "chi_squared" "f"
    change'
        outside
        "latent_joint"
        (set "min_eigenvalue" (num 1e-4))
        "joint:latent_joint"
        "min_eigenvalue"
        "1e-6"
        "0.0001"
    change' outside "latent_joint" (set "write_p" (num 0.01)) "joint-statistics:latent_joint" "write_p" "1" "0.01"
    change'
        outside
        "latent_joint"
        (fun joint -> {
            joint with
                From = Some(reference "tract_gwas")
        })
        "joint:latent_joint"
        "from"
        "latent_gwas"
        "tract_gwas"
    change'
        simulated
        "latent_gwas"
        (set "traits" (reference "tracts") >> set "transform" (word "none"))
        "design:latent_gwas"
        "traits"
        "latents"
        "tracts"
    change'
        simulated
        "leads"
        (fun loci -> {
            loci with
                From = Some(reference "tract_gwas")
        })
        "loci:leads"
        "from"
        "latent_joint"
        "tract_gwas"
    change'
        simulated
        "page"
        (set "show" (list [ call "truth" [ "of", reference "brains"; "found", reference "leads" ] ]))
        "report:page"
        "show"
        ("[qc(fa), slices(fa), training(udr), reconstruction(udr), regions(tracts), manhattan(latent_joint), loci(leads), truth(brains, found = tract_gwas), people(latent_gwas), design(latent_gwas), "
            .Substring(0, 159)
         + "…")
        "[truth(brains, found = leads), people(latent_gwas), design(latent_gwas)]"
]

let private ran study =
    afterRunning (planWith imageHost study) imageHost

let private hosts =
    dict [ "quickstart", lazy ran simulated; "blueprint", lazy ran outside ]

[<Fact>]
let ``A study of images that ran and did not change is cached in every step`` () =
    for study in [ simulated; outside ] do
        for step in (planWith hosts[study.Name].Value study).Steps do
            Assert.Equal(StepState.Cached, step.State)

[<Fact>]
let ``Each setting of the new kinds is told by its name with both values, and nothing runs without a reason`` () =
    for one in changes do
        let plan =
            planWith hosts[one.Study.Name].Value (change one.Name one.Value one.Study)

        let reasons = (step one.Step plan).Reasons |> List.ofSeq
        Assert.Contains(StepReason(ReasonKind.SettingChanged, one.Setting, one.Before, one.Now), reasons)

        for step in plan.Steps do
            Assert.Equal((step.State = StepState.Run), not step.Reasons.IsEmpty)
            Assert.Equal(step.Reasons.Length, (step.Reasons |> Seq.distinct |> Seq.length))

            for reason in step.Reasons do
                Assert.NotEqual(ReasonKind.ImplementationChanged, reason.Kind)

                if reason.Kind = ReasonKind.SettingChanged then
                    Assert.True(reason.From <> reason.To, $"{reason}")

[<Fact>]
let ``Another normalisation decodes no image and takes no region mean anew`` () =
    let plan =
        outside
        |> change "fa" (set "normalise" (word "none"))
        |> planWith hosts["blueprint"].Value

    let runs =
        plan.Steps
        |> Seq.filter (fun step -> step.State = StepState.Run)
        |> Seq.map _.Id

    Assert.Contains("model:udr", runs)
    Assert.DoesNotContain("images:fa", runs)
    Assert.DoesNotContain("region-means:tracts", runs)

[<Fact>]
let ``People told by set algebra or by a cohort of the same algebra are the same, and nothing runs`` () =
    let plan =
        outside
        |> change "latents" (set "apply_to" (reference "discovery"))
        |> planWith hosts["blueprint"].Value

    for step in plan.Steps do
        Assert.Equal(StepState.Cached, step.State)

[<Fact>]
let ``The plan says which setting of the training changed`` () =
    let plan =
        outside
        |> change "udr" (withBlock "train" (training' "epochs" 60.0))
        |> planWith hosts["blueprint"].Value

    Assert.Contains("because train.epochs changed from 30 to 60\n", PlanText.render false plan)

[<Fact>]
let ``Long lists that begin alike are cut before their first difference`` () =
    let effect variance =
        call "covariate" [ "column", word "age"; "regions", word "all"; "variance", share variance ]

    let with' last =
        set "effects" (list [ effect 0.01; effect 0.02; effect 0.03; effect 0.04; effect 0.05; effect last ])

    let first = simulated |> change "brains" (with' 0.06)

    let plan = simulated |> change "brains" (with' 0.07) |> planWith (ran first)

    let reason = Assert.Single (step "simulation:brains" plan).Reasons
    Assert.Equal("…gions = all, variance = 6%)]", reason.From)
    Assert.Equal("…gions = all, variance = 7%)]", reason.To)

[<Fact>]
let ``Truth that loci are no longer held against is told, and truth that they newly are`` () =
    let without (loci: CheckedDeclaration) = {
        loci with
            Body = {
                loci.Body with
                    Settings = Map.remove "truth" loci.Body.Settings
            }
    }

    let blind = {
        change "leads" without simulated with
            Declarations =
                (change "leads" without simulated).Declarations
                |> List.filter (fun declaration -> declaration.Kind <> "expect")
    }

    let removed = planWith hosts["quickstart"].Value blind

    Assert.Equal<StepReason list>(
        [ StepReason(ReasonKind.SettingChanged, "truth", "brains", "none") ],
        List.ofSeq (step "loci:leads" removed).Reasons
    )

    let added = planWith (ran blind) simulated

    Assert.Equal<StepReason list>(
        [ StepReason(ReasonKind.SettingChanged, "truth", "none", "brains") ],
        List.ofSeq (step "loci:leads" added).Reasons
    )

[<Fact>]
let ``Images that changed are told by their template, with how many there were and are`` () =
    let fewer =
        hosts["blueprint"]
            .Value.WithImages(
                "studies/ukb/{eid}/FA.nii.gz",
                779L,
                769L,
                ImmutableArray.Create<int>(91, 109, 91),
                ImmutableArray.Create<float>(1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)
            )

    let plan = planWith fewer outside
    let reason = Assert.Single (step "images:fa" plan).Reasons
    Assert.Equal(ReasonKind.InputChanged, reason.Kind)
    Assert.Equal("studies/ukb/{eid}/FA.nii.gz", reason.Subject)
    Assert.StartsWith("770 files of ", reason.From)
    Assert.StartsWith("769 files of ", reason.To)
    Assert.Contains("because the images studies/ukb/{eid}/FA.nii.gz changed\n", PlanText.render false plan)

    Assert.Equal<StepReason list>(
        [ StepReason(ReasonKind.Upstream, "images:fa", null, null) ],
        List.ofSeq (step "model:udr" plan).Reasons
    )

[<Fact>]
let ``Images elsewhere with the same files change nothing`` () =
    let elsewhere =
        outside |> change "fa" (set "path" (template [ "copy/"; "eid"; "/FA.nii.gz" ]))

    // The same identity under another template.
    let header =
        match
            (imageHost.ReadImageSetHeaderAsync(
                ImageSetRequest(
                    TableRequest("studies/brains.tsv", TableFormat.TabSeparated, ImmutableArray<string>.Empty),
                    "eid",
                    "studies/ukb/{eid}/FA.nii.gz"
                ),
                System.Threading.CancellationToken.None
            ))
                .Result
        with
        | :? Probe<ImageSetHeader>.Found as found -> found.Value
        | _ -> failwith "no images"

    let facts = {
        outside.Facts with
            ImageSets = Map [ "studies/copy/{eid}/FA.nii.gz", header ]
    }

    let plan = planWith hosts["blueprint"].Value { elsewhere with Facts = facts }

    for step in plan.Steps do
        Assert.Equal(StepState.Cached, step.State)

/// A host whose networks run in another environment.
let private inEnvironment (numerics: NumericEnvironment) (host: InMemoryHost) = {
    new ForwardingHost(host) with
        override _.DescribeNumerics(_, _, _) = ValueTask<NumericEnvironment> numerics
}

[<Fact>]
let ``Another numeric environment runs networks again and nothing before them, and is told in words`` () =
    let other =
        NumericEnvironment("cpu", "x86-64 avx512", "libtorch 1.13.1", "openblas 0.3.21", 8)

    let plan = planWith (inEnvironment other hosts["blueprint"].Value) outside

    Assert.Equal<StepReason list>(
        [
            StepReason(ReasonKind.EnvironmentChanged, "processor", "in memory", "x86-64 avx512")
            StepReason(ReasonKind.EnvironmentChanged, "libtorch", "none", "libtorch 1.13.1")
            StepReason(ReasonKind.EnvironmentChanged, "BLAS", "none", "openblas 0.3.21")
            StepReason(ReasonKind.EnvironmentChanged, "threads", "2", "8")
        ],
        List.ofSeq (step "model:udr" plan).Reasons
    )

    Assert.Equal(StepState.Cached, (step "images:fa" plan).State)
    Assert.Equal(StepState.Cached, (step "association:tract_gwas" plan).State)
    Assert.Equal(StepState.Run, (step "encoding:latents" plan).State)
    let text = PlanText.render false plan
    Assert.Contains("threads, on which its rounding depends, changed from 2 to 8", text)
    Assert.Contains("libtorch, on which its rounding depends, changed from none to libtorch 1.13.1", text)

[<Fact>]
let ``A table that was a file and is made by a step is told as a setting`` () =
    let before = planWith imageHost outside

    // The cohort of the same name, of a simulation now.
    let record = recordOf before (step "cohort:brains" before)

    let renamed =
        ArtifactRecord(
            record.FormatVersion,
            "quickstart",
            record.StepId,
            record.Kind,
            record.ImplementationVersion,
            record.Fingerprint,
            record.Parameters,
            record.Inputs,
            record.Files,
            record.Values,
            record.SourceLine,
            record.SoftwareVersion,
            record.Seed,
            record.Machine,
            record.Started,
            record.Finished
        )

    let plan = planWith (imageHost.WithArtifact renamed) simulated

    Assert.Contains(
        StepReason(ReasonKind.SettingChanged, "table", "a file", "one made in the study"),
        (step "cohort:brains" plan).Reasons
    )
