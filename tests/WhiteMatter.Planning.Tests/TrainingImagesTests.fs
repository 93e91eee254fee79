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
