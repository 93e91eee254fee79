module WhiteMatter.Planning.Tests.InterpretationLoweringTests

open System
open System.Collections.Immutable
open Xunit
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies
open WhiteMatter.Planning.Tests.ImageStudies

let private parameters<'T when 'T :> StepParameters> (plan: ExecutionPlan) id =
    Assert.IsType<'T>((step id plan).Parameters)

let private inputs (plan: ExecutionPlan) id =
    (step id plan).Inputs
    |> Seq.map (fun input -> input.Role, input.StepId)
    |> List.ofSeq

let private interpreted (latents: CheckedExpression) (people: CheckedExpression) more =
    let interpretation =
        declaration
            "interpretation"
            "perdi"
            (Some(reference "udr"))
            ([
                "latents", latents
                "people", people
                "statistic", word "mean_change"
                "smoothing", num 3.0
             ]
             @ more)

    planWith imageHost {
        simulated with
            Declarations = simulated.Declarations @ [ interpretation ]
    }

[<Fact>]
let ``An interpretation draws from the people of the phenotypes whose latents it names`` () =
    let plan =
        interpreted (reference "latents") (whole 500.0) [
            "atlas", reference "jhu"
            "top", share 0.01
            "permutations", whole 1000.0
        ]

    let found = step "interpretation:perdi" plan

    Assert.Equal(
        InterpretationParameters(
            ImmutableArray.Empty,
            Nullable 500,
            MapStatistic.MeanChange,
            3.0,
            0.01,
            1000,
            Nullable 7L,
            (parameters<ModelParameters> plan "model:udr").Numerics
        ),
        Assert.IsType<InterpretationParameters> found.Parameters
    )

    Assert.Equal<(string * string) list>(
        [
            "model", "model:udr"
            "images", "images:fa"
            "cohort", "cohort:perdi.people"
            "atlas", "atlas:jhu"
        ],
        inputs plan "interpretation:perdi"
    )

    let people = parameters<CohortParameters> plan "cohort:perdi.people"
    Assert.Equal<PeopleExpression>(PeopleDifference(PeopleOfInput "cohort1", PeopleOfInput "cohort2"), people.People)
    Assert.True(found.Cost.CpuSeconds > 0.0 && found.Cost.MemoryBytes > 0L)

[<Fact>]
let ``An interpretation of some latents by a cohort without an atlas draws nothing and has no seed`` () =
    let plan = interpreted (list [ whole 3.0; whole 16.0 ]) (reference "discovery") []

    let found = parameters<InterpretationParameters> plan "interpretation:perdi"
    Assert.Equal<int seq>([ 3; 16 ], found.Latents)
    Assert.Equal((Nullable(), 0, Nullable()), (found.People, found.Permutations, found.Seed))

    Assert.Equal<(string * string) list>(
        [ "model", "model:udr"; "images", "images:fa"; "cohort", "cohort:discovery" ],
        inputs plan "interpretation:perdi"
    )

    let named =
        interpreted (list [ txt "latent_003"; txt "latent_016" ]) (reference "discovery") []

    Assert.Equal((step "interpretation:perdi" plan).Fingerprint, (step "interpretation:perdi" named).Fingerprint)

[<Fact>]
let ``Phenotypes that latents are held against are inputs, and others give another step`` () =
    let against names =
        interpreted (reference "latents") (reference "discovery") [ "against", list (List.map reference names) ]

    let plan = against [ "tracts" ]

    Assert.Equal<(string * string) list>(
        [
            "model", "model:udr"
            "images", "images:fa"
            "cohort", "cohort:discovery"
            "against1", "region-means:tracts"
        ],
        inputs plan "interpretation:perdi"
    )

    let both = against [ "tracts"; "latents" ]
    Assert.Contains(("against2", "encoding:latents"), inputs both "interpretation:perdi")
    Assert.NotEqual((step "interpretation:perdi" plan).Fingerprint, (step "interpretation:perdi" both).Fingerprint)

[<Fact>]
let ``A model may have a seed of its own`` () =
    let withSeed seed =
        simulated
        |> change "udr" (fun model -> {
            model with
                Body = {
                    model.Body with
                        Blocks =
                            model.Body.Blocks.Add(
                                "train",
                                {
                                    model.Body.Blocks["train"] with
                                        Settings = model.Body.Blocks["train"].Settings.Add("seed", whole seed)
                                }
                            )
                }
        })
        |> planWith imageHost

    let seedOf plan =
        (parameters<ModelParameters> plan "model:udr").Seed

    Assert.Equal(7L, seedOf (planWith imageHost simulated))
    Assert.Equal(11L, seedOf (withSeed 11.0))
    Assert.NotEqual((step "model:udr" (withSeed 11.0)).Fingerprint, (step "model:udr" (withSeed 12.0)).Fingerprint)

[<Fact>]
let ``Maps along traits read the step that holds them as they are used`` () =
    let plan =
        interpreted (reference "latents") (reference "discovery") [ "along", list [ reference "tracts" ] ]

    Assert.Contains(("along1", "region-means:tracts"), inputs plan "interpretation:perdi")
    Assert.Contains("maps along the traits of tracts", StepText.render false (step "interpretation:perdi" plan))

[<Fact>]
let ``People of several kinds of images of which one is enough are drawn from the cohort that all are of`` () =
    let find name =
        simulated.Declarations |> List.find (fun declaration -> declaration.Name = name)

    let pool missing =
        let grey = {
            find "fa" with
                Name = "gm"
                From = Some(reference "pretraining")
        }

        let model = find "udr"

        let joint = {
            model with
                Name = "joint"
                From = Some(list [ reference "gm"; reference "fa" ])
                Body = {
                    model.Body with
                        Settings = model.Body.Settings.Add("missing_modality", word missing)
                }
        }

        let interpretation =
            declaration "interpretation" "perdi" (Some(reference "joint")) [
                "latents", list [ whole 1.0 ]
                "people", whole 500.0
                "statistic", word "mean_change"
                "smoothing", num 3.0
            ]

        let grown = {
            simulated with
                Declarations = simulated.Declarations @ [ grey; joint; interpretation ]
        }

        inputs (planWith imageHost grown) "interpretation:perdi"
        |> List.find (fun (role, _) -> role = "cohort")
        |> snd

    Assert.Equal("cohort:brains", pool "allow")
    Assert.Equal("cohort:pretraining", pool "exclude")
