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
