/// What a plan says of how training changes images: noise, hidden blocks, augmentation.
module WhiteMatter.Planning.Tests.TrainingImagesTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies
open WhiteMatter.Planning.Tests.ImageStudies

let private cost id plan = (step id plan).Cost

let private ran study =
    afterRunning (planWith imageHost study) imageHost

[<Fact>]
let ``What training does to images stands in the plan, and nothing does where all of it is 0`` () =
    let plan blocks =
        (outside, blocks)
        ||> List.fold (fun study (name, settings) -> change "udr" (withBlock name settings) study)
        |> planWith imageHost

    let none = [ "noise", num 0.0; "hidden", share 0.0 ]

    let text plan =
        StepText.render false (step "model:udr" plan)

    Assert.Equal(
        (step "model:udr" (plan [])).Fingerprint,
        (step
            "model:udr"
            (plan [
                "corruption", none
                "augment", [ "flip", expression StudyType.Bool (CheckedNode.Boolean false) ]
            ]))
            .Fingerprint
    )

    let masked =
        plan [
            "corruption",
            [
                "noise", num 0.0
                "hidden", share 0.6
                "patch", whole 8.0
                "over", word "hidden"
            ]
        ]

    Assert.Contains("seen with 60% hidden in blocks of 8³ voxels and the loss over what is hidden", text masked)
    // A batch of 8 people is read with what the network sees and the weights of the loss, each twice: 4 volumes of 4 bytes a person more.
    Assert.Equal(
        8L * 4L * 4L * 91L * 109L * 91L,
        (cost "model:udr" masked).MemoryBytes - (cost "model:udr" (plan [])).MemoryBytes
    )

    let augmented =
        plan [
            "augment",
            [
                "noise", num 0.1
                "gamma", num 0.3
                "rotate", num 10.0
                "shift", num 5.0
                "scale", share 0.1
                "flip", expression StudyType.Bool (CheckedNode.Boolean true)
            ]
        ]

    Assert.Contains(
        "images mirrored, turned by at most 10°, moved by at most 5 mm, scaled by at most 10%, of contrasts to the power of at most 1.3, with noise of at most 0.1 SD",
        text augmented
    )

[<Fact>]
let ``A variational network is another model, told by its weight and by how it rises`` () =
    let network arguments =
        withSetting
            "architecture"
            (call
                "variational_autoencoder"
                ([ "channels", list [ whole 4.0; whole 8.0; whole 16.0 ]; "latents", whole 16.0 ]
                 @ arguments))

    let variational beta warmUp =
        change "udr" (network [ "beta", num beta; "warm_up", whole warmUp ]) outside

    let plan = planWith imageHost (variational 2.0 10.0)

    Assert.Contains(
        "trains a variational autoencoder 4-8-16 → 16 latents of β = 2 after 10 epochs of rising",
        StepText.render false (step "model:udr" plan)
    )

    Assert.True((cost "model:udr" plan).DiskBytes > (cost "model:udr" (planWith imageHost outside)).DiskBytes)

    let told before now = [
        for reason in (step "model:udr" (planWith (ran before) now)).Reasons do
            string reason.Subject, string reason.From, string reason.To
    ]

    Assert.Equal<(string * string * string) list>(
        [ "architecture.beta", "2", "3" ],
        told (variational 2.0 10.0) (variational 3.0 10.0)
    )

    Assert.Equal<(string * string * string) list>(
        [ "architecture.beta", "none", "2" ],
        told outside (variational 2.0 0.0)
    )

[<Fact>]
let ``A network of transformers is planned with its own size and told setting by setting`` () =
    let network width =
        withSetting
            "architecture"
            (call "vit_autoencoder" [
                "patch", whole 16.0
                "width", whole width
                "depth", whole 6.0
                "heads", whole 6.0
                "decoder_depth", whole 2.0
                "positions", word "sin_cos"
                "latents", whole 128.0
            ])

    let transformer width = change "udr" (network width) outside
    let plan = planWith imageHost (transformer 384.0)

    Assert.Contains(
        "trains an autoencoder of transformers 6 + 2 blocks of width 384 with 6 heads on patches of 16³ voxels → 128 latents on the images fa",
        StepText.render false (step "model:udr" plan)
    )

    Assert.True((cost "model:udr" plan).CpuSeconds > 0.0)
    Assert.True((cost "encoding:latents" plan).MemoryBytes > 0L)

    let told before now = [
        for reason in (step "model:udr" (planWith (ran before) now)).Reasons do
            string reason.Subject, string reason.From, string reason.To
    ]

    Assert.Equal<(string * string * string) list>(
        [ "architecture.width", "384", "768" ],
        told (transformer 384.0) (transformer 768.0)
    )

    Assert.Contains(("architecture.channels", "[4, 8, 16]", "none"), told outside (transformer 384.0))
    Assert.Contains(("architecture.patch", "none", "16"), told outside (transformer 384.0))

[<Fact>]
let ``What training does to images is told setting by setting, also where there was nothing or is nothing now`` () =
    let corrupted hidden =
        withBlock "corruption" [
            "noise", num 0.0
            "hidden", share hidden
            "patch", whole 8.0
            "over", word "hidden"
        ]

    let augmented settings = withBlock "augment" settings
    let truth = expression StudyType.Bool (CheckedNode.Boolean true)

    let told before now =
        let plan = planWith (ran (change "udr" before outside)) (change "udr" now outside)

        [
            for reason in (step "model:udr" plan).Reasons do
                Assert.Equal(ReasonKind.SettingChanged, reason.Kind)
                string reason.Subject, string reason.From, string reason.To
        ]
        |> List.sort

    Assert.Equal<(string * string * string) list>(
        [ "corruption.hidden", "50%", "60%" ],
        told (corrupted 0.5) (corrupted 0.6)
    )

    Assert.Equal<(string * string * string) list>(
        [
            "corruption.hidden", "none", "60%"
            "corruption.over", "none", "hidden"
            "corruption.patch", "none", "8"
        ],
        told id (corrupted 0.6)
    )

    Assert.Equal<(string * string * string) list>([], told id (corrupted 0.0))

    Assert.Equal<(string * string * string) list>(
        [ "augment.flip", "true", "none"; "augment.shift", "5mm", "none" ],
        told (augmented [ "shift", num 5.0; "flip", truth ]) id
    )

    Assert.Equal<(string * string * string) list>(
        [
            "augment.rotate", "10", "20"
            "augment.scale", "0%", "10%"
            "augment.shift", "0mm", "5mm"
        ],
        told (augmented [ "rotate", num 10.0 ]) (augmented [ "rotate", num 20.0; "scale", share 0.1; "shift", num 5.0 ])
    )

/// The study of files outside with a box of 72 × 88 × 75 voxels around its mask.
let private boxed =
    let axes (numbers: int list) =
        System.Collections.Immutable.ImmutableArray.CreateRange numbers

    let whole = imageHost :> WhiteMatter.Plan.Hosting.IStudyHost

    let header =
        match whole.ReadImageHeaderAsync("studies/mask.nii.gz", System.Threading.CancellationToken.None).Result with
        | :? WhiteMatter.Plan.Hosting.Probe<WhiteMatter.Plan.Hosting.ImageHeader>.Found as found -> found.Value
        | _ -> failwith "The host has no mask."

    imageHost.WithMask(
        "studies/mask.nii.gz",
        header.Size,
        header.Affine,
        WhiteMatter.Plan.Parameters.VoxelBox(axes [ 9; 12; 5 ], axes [ 72; 88; 75 ])
    )

[<Fact>]
let ``A cropped model is planned with the box around its mask, as large as its network needs`` () =
    let plan architecture =
        (outside
         |> change "udr" (withSetting "architecture" architecture)
         |> change "udr" (withSetting "crop" (word "mask")))
        |> planWith boxed

    let crop plan =
        match (step "model:udr" plan).Parameters with
        | :? WhiteMatter.Plan.Parameters.ModelParameters as model ->
            match model.Crop with
            | null -> failwith "The model is not cropped."
            | box -> List.ofSeq box.First, List.ofSeq box.Size
        | other -> failwith $"The step is a {other.Kind}."

    let convolutional = plan (autoencoder [ 4.0; 8.0; 16.0 ] 16.0)
    Assert.Equal(([ 9; 12; 5 ], [ 72; 88; 75 ]), crop convolutional)

    Assert.Contains(
        "cropped to 72 × 88 × 75 voxels",
        (StepText.render false (step "model:udr" convolutional)).ReplaceLineEndings " "
    )

    // Seven levels are halved six times: 64 voxels, which every axis has.
    Assert.Equal(([ 9; 12; 5 ], [ 72; 88; 75 ]), crop (plan (autoencoder (List.replicate 7 1.0) 16.0)))

    let transformer =
        call "vit_autoencoder" [
            "patch", whole 16.0
            "width", whole 192.0
            "depth", whole 2.0
            "heads", whole 3.0
            "decoder_depth", whole 1.0
            "positions", word "sin_cos"
            "latents", whole 16.0
        ]

    Assert.Equal(([ 5; 8; 3 ], [ 80; 96; 80 ]), crop (plan transformer))

    // Volumes in memory and what layers keep go with the voxels that are seen.
    let all =
        outside
        |> change "udr" (withSetting "architecture" (autoencoder [ 4.0; 8.0; 16.0 ] 16.0))
        |> planWith boxed

    for id in [ "model:udr"; "encoding:latents" ] do
        Assert.True((cost id convolutional).MemoryBytes < (cost id all).MemoryBytes, id)
        Assert.NotEqual((step id all).Fingerprint, (step id convolutional).Fingerprint)

[<Fact>]
let ``A model that is no longer cropped is another, and the plan says so`` () =
    let study = outside |> change "udr" (withSetting "crop" (word "mask"))
    let before = afterRunning (planWith boxed study) boxed

    let told = [
        for reason in (step "model:udr" (planWith before outside)).Reasons do
            string reason.Subject, string reason.From, string reason.To
    ]

    Assert.Equal<(string * string * string) list>(
        [ "crop", "mask (72 × 88 × 75 voxels from (9, 12, 5) on)", "none" ],
        told
    )

[<Fact>]
let ``A host that reads headers alone is told what it does not know`` () =
    let study = outside |> change "udr" (withSetting "crop" (word "mask"))
    let found = (planOn PlanOptions.Default imageHost study).Diagnostics
    Assert.Contains(found, (fun diagnostic -> diagnostic.Code = "WM4014"))
