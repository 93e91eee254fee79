module WhiteMatter.Planning.Tests.ImagePlanTests

open System
open System.Collections.Concurrent
open System.Collections.Immutable
open FsCheck
open FsCheck.FSharp
open Xunit
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies
open WhiteMatter.Planning.Tests.ImageStudies

let private cost id (plan: ExecutionPlan) = (step id plan).Cost

[<Fact>]
let ``A plan of images read back from its JSON writes the same bytes and the same fingerprints`` () =
    for study in [ simulated; outside ] do
        let plan = planWith imageHost study
        let json = PlanJson.Serialize plan
        let read = PlanJson.Deserialize json
        Assert.Equal(json, PlanJson.Serialize read)

        for step in read.Steps do
            let inputs =
                step.Inputs
                |> Seq.map (fun input ->
                    Collections.Generic.KeyValuePair(input.Role, (Studies.step input.StepId read).Fingerprint))
                |> Seq.toArray

            Assert.Equal(step.Fingerprint, StepFingerprint.Of(step.Parameters, inputs))

[<Fact>]
let ``Shards of an encoding are whole blocks of people that cover every row of the images, for any number of them`` () =
    // 779 people of the table are 13 blocks of 64: more than the 770 who have an image.
    let covers (PositiveInt count) =
        (shardedPlan count imageHost outside |> step "encoding:latents").Shards
        |> coverOnce count 64L 779L

    Check.QuickThrowOnFailure covers

[<Fact>]
let ``A draw of a share of the people still leaves an encoding a row for each person of the table`` () =
    let plan =
        outside
        |> change "brains" (withSetting "sample" (share 0.5))
        |> planWith imageHost

    let parts = (step "encoding:latents" plan).Shards
    Assert.Equal(779L, parts |> Seq.sumBy _.Count)

[<Fact>]
let ``Parts of an encoding use every thread, so that it is split by time and not by cores`` () =
    let parts cores =
        (step "encoding:latents" (planWith (imageHost.WithMachine(MachineResources(cores, 64_000_000_000L))) outside))
            .Shards.Length

    Assert.Equal(1, parts 8)
    Assert.Equal(1, parts 16)

/// The study with its images and its model declared twice.
let private twice (study: CheckedStudy) : CheckedStudy = {
    study with
        Declarations =
            study.Declarations
            |> List.collect (fun declaration ->
                match declaration.Kind with
                | "images"
                | "model"
                | "atlas" -> [
                    declaration
                    {
                        declaration with
                            Name = declaration.Name + "2"
                    }
                  ]
                | _ -> [ declaration ])
}

[<Fact>]
let ``Each path, each set of images and each device is asked for once`` () =
    Assert.Equal<string list>(
        [
            "auto with 2"
            "studies/atlas/labels.nii.gz"
            "studies/atlas/names.txt"
            "studies/brains.tsv"
            "studies/chips.bed"
            "studies/mask.nii.gz"
            "studies/ukb/{eid}/FA.nii.gz"
        ],
        questions imageHost (twice outside)
    )

[<Fact>]
let ``What the checker has seen of images is not asked for again`` () =
    let header: ImageHeader =
        match (imageHost.ReadImageHeaderAsync("studies/mask.nii.gz", Threading.CancellationToken.None)).Result with
        | :? Probe<ImageHeader>.Found as found -> found.Value
        | _ -> failwith "no mask"

    let facts = {
        outside.Facts with
            Images = Map [ "studies/mask.nii.gz", header; "studies/atlas/labels.nii.gz", header ]
            ImageSets =
                Map [
                    "studies/ukb/{eid}/FA.nii.gz",
                    ImageSetHeader(779L, ImageSetIdentity(770L, 1L, "h"), header, "first")
                ]
            Absent = Set.singleton "studies/atlas/names.txt"
    }

    Assert.Equal<string list>(
        [ "auto with 2"; "studies/brains.tsv"; "studies/chips.bed" ],
        questions imageHost { outside with Facts = facts }
    )

[<Fact>]
let ``Threads are the study's cores, or the machine's where it has fewer`` () =
    let threads cores =
        let limited = {
            outside with
                Study = withSetting "cores" (whole cores) outside.Study
        }

        let plan =
            planWith (imageHost.WithMachine(MachineResources(4, 64_000_000_000L))) limited

        ((step "model:udr" plan).Parameters :?> ModelParameters).Numerics.Threads

    Assert.Equal(3, threads 3.0)
    Assert.Equal(4, threads 16.0)

[<Fact>]
let ``Images that are not there block what needs them, named by their template, and the plan is made all the same`` () =
    let nothing = InMemoryHost()

    let noFacts = {
        outside.Facts with
            Tables = Map.empty
    }

    let plan = planWith nothing { outside with Facts = noFacts }

    for step in plan.Steps do
        Assert.Equal(StepState.Blocked, step.State)
        Assert.NotEmpty step.Reasons

    let named id =
        (step id plan).Reasons
        |> Seq.filter (fun reason -> reason.Kind = ReasonKind.InputMissing)
        |> Seq.map _.Subject
        |> List.ofSeq

    Assert.Equal<string list>(
        [ "studies/ukb/{eid}/FA.nii.gz"; "studies/brains.tsv"; "studies/mask.nii.gz" ],
        named "images:fa"
    )

    Assert.Equal<string list>([ "studies/atlas/labels.nii.gz"; "studies/atlas/names.txt" ], named "atlas:jhu")

    let text = PlanText.render false plan

    Assert.Contains(
        "the images studies/ukb/{eid}/FA.nii.gz are not there; the file studies/brains.tsv is not there",
        text
    )

    Assert.Contains("Not there:\n", text)
    Assert.Contains("\n  studies/ukb/{eid}/FA.nii.gz  (needed by images:fa)\n", text)
    // The table is needed by many steps, and listed once.
    Assert.Equal(2, text.Split("  studies/brains.tsv  ").Length)

[<Fact>]
let ``Of many steps before a step three are named, and the others counted`` () =
    let plan = planWith (InMemoryHost()) outside
    let upstream = (step "report:page" plan).Reasons.Length

    Assert.Contains(
        $"because images:fa, model:udr, region-means:tracts and {upstream - 3} more are blocked\n",
        PlanText.render false plan
    )

[<Fact>]
let ``Only what needs the images is blocked where they alone are missing`` () =
    let host =
        InMemoryHost()
            .WithTable("studies/brains.tsv", outside.Facts.Tables["studies/brains.tsv"])
            .WithGenotypes("studies/chips.bed", 379L, 54051L, ImmutableArray.Create "1")
            .WithImage(
                "studies/atlas/labels.nii.gz",
                ImmutableArray.Create<int>(91, 109, 91),
                ImmutableArray.Create<float>(2.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0)
            )
            .WithImage(
                "studies/mask.nii.gz",
                ImmutableArray.Create<int>(91, 109, 91),
                ImmutableArray.Create<float>(2.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0)
            )
            .WithText("studies/atlas/names.txt", "1 Genu\n")

    let plan = planWith host outside

    let states state =
        plan.Steps
        |> Seq.filter (fun step -> step.State = state)
        |> Seq.map _.Id
        |> List.ofSeq

    Assert.Equal<string list>(
        [
            "cohort:brains"
            "genotypes:chips"
            "atlas:jhu"
            "cohort:pretraining"
            "cohort:discovery"
            "cohort:latents.apply_to"
        ],
        states StepState.Run
    )

    Assert.Equal<StepReason list>(
        [
            StepReason(ReasonKind.InputMissing, "studies/ukb/{eid}/FA.nii.gz", null, null)
        ],
        List.ofSeq (step "images:fa" plan).Reasons
    )

[<Fact>]
let ``Training the published network on whole-brain volumes is refused on a small machine before it begins`` () =
    let fullSize =
        outside
        |> change "udr" (withSetting "architecture" (autoencoder [ 16.0; 32.0; 64.0; 128.0; 256.0 ] 128.0))

    let host = imageHost |> withImagesOf [ 182; 218; 182 ]
    let result = planOn PlanOptions.Default host fullSize

    let found =
        result.Diagnostics
        |> Seq.filter (fun diagnostic -> diagnostic.Message.Contains "model:udr")
        |> List.ofSeq

    Assert.Equal("WM5002", (Assert.Single found).Code)
    let training = cost "model:udr" result.Plan
    // The result of one convolution of 16 channels is 182·218·182·16·4 bytes = 462 MB a person. There are four such convolutions, of which two
    // values each are kept, and eight people: 29.6 GB; and 138,124,497 parameters with gradients, two moments and the best: 2.8 GB.
    Assert.InRange(training.MemoryBytes, 32_400_000_000L, 60_000_000_000L)
    // 138,124,497 parameters of four bytes, and a checkpoint of four times that.
    Assert.InRange(training.DiskBytes, 5L * 4L * 138_124_497L, 3_000_000_000L)
    // A batch of one takes an eighth of the activations and fits into 16 GB.
    let one =
        fullSize
        |> change "udr" (withBlock "train" (training' "batch" 1.0))
        |> planWith host

    Assert.InRange((cost "model:udr" one).MemoryBytes, 6_400_000_000L, 16_000_000_000L)

[<Fact>]
let ``Costs of the new steps grow with their data and are nothing where the data are not there`` () =
    let small = planWith (imageHost |> withImagesOf [ 91; 109; 91 ]) outside
    let large = planWith (imageHost |> withImagesOf [ 182; 218; 182 ]) outside

    for id in [ "images:fa"; "region-means:tracts"; "model:udr"; "encoding:latents" ] do
        Assert.True((cost id large).CpuSeconds > 7.0 * (cost id small).CpuSeconds, id)
        Assert.True((cost id large).MemoryBytes > (cost id small).MemoryBytes, id)
        Assert.True((cost id small).DiskBytes > 0L, id)

    let none = planWith (InMemoryHost()) outside

    for id in
        [
            "images:fa"
            "region-means:tracts"
            "model:udr"
            "encoding:latents"
            "atlas:jhu"
            "joint:latent_joint"
        ] do
        Assert.Equal(CostEstimate.Zero, cost id none)

[<Fact>]
let ``Training costs three forward passes for each epoch and person`` () =
    let epochs count =
        outside
        |> change "udr" (withBlock "train" (training' "epochs" count))
        |> planWith imageHost
        |> cost "model:udr"

    Assert.Equal(2.0 * (epochs 30.0).CpuSeconds, (epochs 60.0).CpuSeconds, 2)
    Assert.Equal((epochs 30.0).MemoryBytes, (epochs 60.0).MemoryBytes)

[<Fact>]
let ``The activations of a network on a GPU take no memory of the machine`` () =
    let on device batch =
        let train =
            training
            |> List.map (fun (name, value) ->
                name,
                match name with
                | "device" -> txt device
                | "batch" -> num batch
                | _ -> value)

        outside
        |> change "udr" (withBlock "train" train)
        |> planWith imageHost
        |> cost "model:udr"

    let growth device =
        (on device 80.0).MemoryBytes - (on device 8.0).MemoryBytes

    // The images of a batch are held on both; the layers are far more.
    Assert.InRange(growth "cuda:0", 1L, growth "cpu" / 10L)
    Assert.True((on "cuda:0" 8.0).CpuSeconds < (on "cpu" 8.0).CpuSeconds)

[<Fact>]
let ``A simulation, its coarse atlas and a joint test have costs`` () =
    let plan = planWith imageHost simulated
    // 91 × 109 × 91 voxels of 2 mm are at most 31 × 37 × 31 of 6 mm, of which an atlas labels a part; 779 volumes of four bytes a voxel are at most this.
    Assert.InRange((cost "simulation:brains" plan).DiskBytes, 1L, 31L * 37L * 31L * 779L * 4L)
    Assert.True((cost "atlas:jhu" plan).CpuSeconds > 0.0)
    // 54,051 variants with at least a statistic and a P in double precision.
    Assert.InRange((cost "joint:latent_joint" plan).DiskBytes, 54_051L * 16L, 54_051L * 200L)

    Assert.True(
        (cost "joint-statistics:latent_joint" plan).DiskBytes < (cost "summary-statistics:latent_gwas" plan).DiskBytes
    )

    for step in plan.Steps do
        Assert.NotEqual(CostEstimate.Zero, step.Cost)

[<Fact>]
let ``Loci of a joint test with other genotypes than those tested are refused`` () =
    let others =
        declaration "genotypes" "others" (Some(reference "genotyped")) [ "bed", txt "others.bed" ]

    let result =
        {
            simulated with
                Declarations = others :: simulated.Declarations
        }
        |> change "leads" (withSetting "reference" (reference "others"))
        |> planOn
            PlanOptions.Default
            (imageHost.WithGenotypes("studies/others.bed", 10L, 10L, ImmutableArray.Create "1"))

    Assert.Equal("WM5003", (Assert.Single result.Diagnostics).Code)

[<Fact>]
let ``Each step says in plain words what it does`` () =
    let plan = planWith imageHost simulated

    let says id (text: string) =
        Assert.Contains(text + "\n", StepText.render false (step id plan))

    says
        "model:udr"
        "trains an autoencoder 4-8-16 → 16 latents on the images fa of the people of pretraining, at most 30 epochs in batches of 8, 10% held out, ending after 12 epochs without a better loss, on cpu with 2 threads"

    says
        "simulation:brains"
        "simulates people of chips and 400 with images only, with volumes in which 2 causal variants and effects of one covariate are planted"

    says "atlas:jhu" "reads the atlas's labels on a grid of 6 mm, left and right exchanged"
    says "images:fa" "decodes the volumes that brains made for the people of brains once, and measures their quality"
    says "region-means:tracts" "averages the images fa over the regions of jhu"

    says
        "encoding:latents"
        "computes the latents of the model udr for the people of latents.apply_to, on cpu with 2 threads"

    says "joint:latent_joint" "tests all traits of latent_gwas at once in each variant (jagwas)"
    says "loci:leads" "clumps variants into loci and compares them with what brains planted"
    says "cohort:discovery" "makes the list of people of brains - pretraining who are in the cohort"

    for step in plan.Steps do
        Assert.NotEqual<string>(step.Parameters.Kind, (StepText.render false step).Split('\n')[1])

[<Fact>]
let ``A step lists its settings as the study writes them, its images by their template, and no file that another step makes``
    ()
    =
    let plan = planWith imageHost outside
    let settings = StepText.settings (step "model:udr" plan)
    Assert.Contains(("train.epochs", "30"), settings)
    Assert.Contains(("train.optimiser.lr", "0.002"), settings)
    Assert.Contains(("train.validation", "10%"), settings)
    Assert.Contains(("architecture.channels", "[4, 8, 16]"), settings)
    Assert.Contains(("threads, on which its rounding depends", "2"), settings)

    Assert.Equal<string list>(
        [ "studies/ukb/{eid}/FA.nii.gz"; "studies/brains.tsv"; "studies/mask.nii.gz" ],
        StepText.files (step "images:fa" plan)
    )

    let made = planWith imageHost simulated
    Assert.Empty(StepText.files (step "images:fa" made))

    Assert.Contains(("effects", effectsText.Substring(0, 159) + "…"), StepText.settings (step "simulation:brains" made))

    // Files are told by their names, and never as they are recorded.
    for step in made.Steps do
        for name, value in StepText.settings step do
            Assert.False(value.Contains '{', $"{step.Id}: {name} = {value}")
