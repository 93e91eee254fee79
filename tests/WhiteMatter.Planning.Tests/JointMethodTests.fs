/// Plans of joint tests by one method and by another.
module WhiteMatter.Planning.Tests.JointMethodTests

open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies
open WhiteMatter.Planning.Tests.ImageStudies
open Xunit

let private joint = "joint:latent_joint"

/// As the checker gives it: without the settings of the other method.
let private bySmallestP =
    simulated
    |> change "latent_joint" (fun declaration -> {
        declaration with
            Body = {
                declaration.Body with
                    Settings =
                        declaration.Body.Settings
                        |> Map.remove "z"
                        |> Map.remove "distribution"
                        |> Map.remove "min_eigenvalue"
                        |> Map.add "method" (word "minp")
            }
    })

[<Fact>]
let ``The smallest P has a step of the same kind with the same inputs and settings of its own`` () =
    let plan = planWith imageHost bySmallestP
    let quadratic = planWith imageHost simulated
    Assert.Equal<StepParameters>(SmallestPParameters(), (step joint plan).Parameters)
    Assert.Equal<StepInput>((step joint quadratic).Inputs, (step joint plan).Inputs)
    Assert.NotEqual((step joint quadratic).Fingerprint, (step joint plan).Fingerprint)

    Assert.Equal<string list>([ for one in quadratic.Steps -> one.Id ], [ for one in plan.Steps -> one.Id ])

    Assert.Contains(
        "tests all traits of latent_gwas at once in each variant (minp)\n",
        StepText.render false (step joint plan)
    )

    Assert.DoesNotContain("eigenvalue", StepText.render false (step joint plan))

let private byPermutation =
    simulated
    |> change "latent_joint" (fun declaration -> {
        declaration with
            Body = {
                declaration.Body with
                    Settings =
                        declaration.Body.Settings
                        |> Map.remove "distribution"
                        |> Map.add "method" (word "mostest")
                        |> Map.add "statistic" (word "sum")
                        |> Map.add "keep_eigenvalues" (num 3.0)
            }
    })

[<Fact>]
let ``A test against permuted genotypes has an association of its own before it, split as the other is`` () =
    let plan = planWith imageHost byPermutation
    let permuted = step "association:latent_joint" plan
    let tested = step "association:latent_gwas" plan
    let own = permuted.Parameters :?> PermutedLinearParameters
    let plain = tested.Parameters :?> LinearParameters
    Assert.Equal<FileReference list>(List.ofSeq plain.Genotypes, List.ofSeq own.Genotypes)
    Assert.Equal(plain.Precision, own.Precision)
    Assert.Equal<StepInput>(tested.Inputs, permuted.Inputs)
    Assert.Equal(tested.Shards.Length, permuted.Shards.Length)

    Assert.Equal<StepParameters>(
        PermutationParameters(PermutedForm.QuadraticForm, JointScore.Score, 1e-6, 3),
        (step joint plan).Parameters
    )

    Assert.Equal(
        "association:latent_joint",
        ((step joint plan).Inputs |> Seq.find (fun input -> input.Role = "permuted")).StepId
    )

    let json = PlanJson.Serialize plan
    Assert.Equal(json, PlanJson.Serialize(PlanJson.Deserialize json))

[<Fact>]
let ``Looking for the smallest P costs no more than a quadratic form`` () =
    let costOf study =
        (step joint (planWith imageHost study)).Cost

    Assert.InRange((costOf bySmallestP).CpuSeconds, 1e-3, (costOf simulated).CpuSeconds)
    Assert.Equal((costOf simulated).DiskBytes, (costOf bySmallestP).DiskBytes)

[<Fact>]
let ``A plan with it is the same after a round trip through JSON`` () =
    let plan = planWith imageHost bySmallestP
    let json = PlanJson.Serialize plan
    let read = PlanJson.Deserialize json
    Assert.Equal(json, PlanJson.Serialize read)
    Assert.Equal<StepParameters>(SmallestPParameters(), (step joint read).Parameters)

[<Fact>]
let ``From one method to another the reason is the method, and no setting that only one of them has`` () =
    let ran study =
        afterRunning (planWith imageHost study) imageHost

    for before, now, from, to' in
        [
            simulated, bySmallestP, "jagwas", "minp"
            bySmallestP, simulated, "minp", "jagwas"
        ] do
        let plan = planWith (ran before) now

        Assert.Equal<StepReason>(
            [ StepReason(ReasonKind.SettingChanged, "method", from, to') ],
            (step joint plan).Reasons
        )

        Assert.Equal<StepReason>(
            [ StepReason(ReasonKind.Upstream, joint, null, null) ],
            (step "joint-statistics:latent_joint" plan).Reasons
        )

/// What version 0.1.0 hashed: its results are still found.
[<Fact>]
let ``The parameters of a quadratic form are told as before there was another method`` () =
    Assert.Equal(
        """{"kind":"joint","method":"jagwas","score":"score","distribution":"chiSquared","eigenvalueFloor":1E-06}""",
        (StepFingerprint.IdentityJson(QuadraticFormParameters(JointScore.Score, JointDistribution.ChiSquared, 1e-6)))
            .GetRawText()
    )
