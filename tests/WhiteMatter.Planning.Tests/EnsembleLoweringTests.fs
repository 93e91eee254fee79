module WhiteMatter.Planning.Tests.EnsembleLoweringTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning.Tests.Studies
open WhiteMatter.Planning.Tests.ImageStudies

let private parameters<'T when 'T :> StepParameters> (plan: ExecutionPlan) id =
    Assert.IsType<'T>((step id plan).Parameters)

let private inputs (plan: ExecutionPlan) id =
    (step id plan).Inputs
    |> Seq.map (fun input -> input.Role, input.StepId)
    |> List.ofSeq

[<Fact>]
let ``An ensemble is a network for each seed, joined where it is applied by what they have in common in the people fitted on``
    ()
    =
    let ensemble (numbers: float list) =
        let several (declaration: CheckedDeclaration) =
            let train =
                declaration.Body.Blocks["train"].Settings |> Map.remove "seed" |> Map.toList

            declaration
            |> withBlock "train" (train @ [ "seeds", list (List.map whole numbers) ])

        let perdi =
            declaration "interpretation" "perdi" (Some(reference "udr")) [
                "latents", reference "latents"
                "people", whole 500.0
                "statistic", word "mean_change"
                "smoothing", num 3.0
            ]

        planWith imageHost {
            simulated with
                Declarations =
                    (simulated.Declarations
                     |> List.map (fun declaration ->
                         if declaration.Name = "udr" then
                             several declaration
                         else
                             declaration))
                    @ [ perdi ]
        }

    let plan = ensemble [ 4.0; 9.0 ]

    Assert.Equal(4L, (parameters<ModelParameters> plan "model:udr").Seed)
    Assert.Equal(9L, (parameters<ModelParameters> plan "model:udr.seed_9").Seed)

    Assert.Equal(
        (parameters<ModelParameters> (planWith imageHost simulated) "model:udr").Train,
        (parameters<ModelParameters> plan "model:udr.seed_9").Train
    )

    Assert.Equal<(string * string) list>(
        [
            "fitted1", "encoding:udr"
            "fitted2", "encoding:udr.seed_9"
            "member1", "encoding:latents"
            "member2", "encoding:latents.seed_9"
        ],
        inputs plan "ensemble:latents"
    )

    Assert.Equal<(string * string) list>(
        [
            "model", "model:udr.seed_9"
            "images", "images:fa"
            "cohort", "cohort:pretraining"
        ],
        inputs plan "encoding:udr.seed_9"
    )

    Assert.Equal<(string * string) list>(
        [
            "model", "model:udr"
            "model2", "model:udr.seed_9"
            "fitted1", "encoding:udr"
            "fitted2", "encoding:udr.seed_9"
        ],
        inputs plan "interpretation:perdi" |> List.take 4
    )

    // A seed that is added leaves the steps of the others as they are.
    let three = ensemble [ 4.0; 9.0; 2.0 ]

    for id in [ "model:udr"; "model:udr.seed_9"; "encoding:udr.seed_9"; "encoding:latents" ] do
        Assert.Equal((step id plan).Fingerprint, (step id three).Fingerprint)

    Assert.NotEqual((step "ensemble:latents" plan).Fingerprint, (step "ensemble:latents" three).Fingerprint)

    Assert.Contains(("traits", "ensemble:latents"), inputs plan "design:latent_gwas")
