/// Plans of associations by logistic regression.
module WhiteMatter.Planning.Tests.LogisticMethodTests

open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies
open Xunit

/// As the checker gives it: without the settings of least squares.
let private logistic (firth: string) =
    study
    |> change "g" (fun declaration -> {
        declaration with
            Body = {
                declaration.Body with
                    Settings =
                        declaration.Body.Settings
                        |> Map.remove "transform"
                        |> Map.remove "precision"
                        |> Map.add "method" (call "logistic" [ "firth", word firth ])
            }
    })

let private association = "association:g"

[<Fact>]
let ``Logistic regression is a step of the same kind with the same inputs, and a design of cases and controls`` () =
    let plan = planWith host (logistic "always")
    let linear = planWith host study
    let found = (step association plan).Parameters :?> LogisticParameters
    let least = (step association linear).Parameters :?> LinearParameters
    Assert.Equal((FirthUse.Always, "logistic"), (found.Firth, found.Method))
    Assert.Equal(least.Keep, found.Keep)
    Assert.Equal<FileReference>(least.Genotypes, found.Genotypes)
    Assert.Equal<StepInput>((step association linear).Inputs, (step association plan).Inputs)
    Assert.Equal(TraitOutcome.Binary, ((step "design:g" plan).Parameters :?> DesignParameters).Outcome)
    Assert.Equal(TraitOutcome.Quantitative, ((step "design:g" linear).Parameters :?> DesignParameters).Outcome)

    Assert.Contains(
        "tests every trait against every variant kept (logistic)",
        StepText.render false (step association plan)
    )
    // An iteration over people for each cell takes longer than a column of a product.
    Assert.InRange((step association linear).Cost.CpuSeconds, 1e-6, (step association plan).Cost.CpuSeconds)

[<Fact>]
let ``Approximate fits take means in the place of missing genotypes`` () =
    let found =
        (step association (planWith host (logistic "approximate"))).Parameters :?> LogisticParameters

    Assert.Equal((FirthUse.Approximate, MissingGenotypes.Mean), (found.Firth, found.MissingGenotypes))

[<Fact>]
let ``A plan with it is the same after a round trip through JSON`` () =
    let json = PlanJson.Serialize(planWith host (logistic "never"))
    let read = PlanJson.Deserialize json
    Assert.Equal(json, PlanJson.Serialize read)
    Assert.Equal(FirthUse.Never, ((step association read).Parameters :?> LogisticParameters).Firth)

[<Fact>]
let ``Why it runs anew is told by the study's words`` () =
    let ran before =
        afterRunning (planWith host before) host

    for before, now, setting, from, to' in
        [
            study, logistic "fallback", "method", "linear", "logistic"
            logistic "fallback", logistic "never", "firth", "fallback", "never"
        ] do
        Assert.Contains(
            StepReason(ReasonKind.SettingChanged, setting, from, to'),
            (step association (planWith (ran before) now)).Reasons
        )

[<Fact>]
let ``Coding, missing genotypes and variants given are the step's and the design's`` () =
    let changed =
        study
        |> change "g" (fun declaration -> {
            declaration with
                Body = {
                    declaration.Body with
                        Settings =
                            declaration.Body.Settings
                            |> Map.add "coding" (word "recessive")
                            |> Map.add "missing_genotypes" (word "mean")
                            |> Map.add "condition" (list [ txt "rs1"; txt "rs2" ])
                }
        })

    let plan = planWith host changed
    let linear = (step association plan).Parameters :?> LinearParameters
    Assert.Equal((GenotypeCoding.Recessive, MissingGenotypes.Mean), (linear.Coding, linear.MissingGenotypes))
    let design = (step "design:g" plan).Parameters :?> DesignParameters
    Assert.Equal<string>([ "rs1"; "rs2" ], design.Condition)
    Assert.Equal<FileReference>(linear.Genotypes, design.Genotypes)

    let without =
        (step "design:g" (planWith host study)).Parameters :?> DesignParameters

    Assert.Empty without.Condition
    Assert.Empty without.Genotypes

[<Fact>]
let ``A column that genotypes interact with is a covariate, once`` () =
    let interacting adjust =
        study
        |> change "g" (fun declaration -> {
            declaration with
                Body = {
                    declaration.Body with
                        Settings =
                            declaration.Body.Settings
                            |> Map.add "gxe" (column "age")
                            |> Map.add "adjust" adjust
                }
        })

    let designOf study =
        (step "design:g" (planWith host study)).Parameters :?> DesignParameters

    let alone = designOf (interacting (column "height"))
    Assert.Equal("age", alone.Interaction |> Unchecked.nonNull)
    Assert.Contains("age", alone.FormulaText)
    let already = designOf (interacting (reference "base"))
    Assert.Equal("age * sex + I(age^2) + site", already.FormulaText)

    let linear =
        (step association (planWith host (interacting (reference "base")))).Parameters :?> LinearParameters

    Assert.Equal("age", linear.Interaction |> Unchecked.nonNull)

[<Fact>]
let ``An interaction costs its products in double precision, not the packed product`` () =
    let seconds settings =
        let tested =
            study
            |> change "g" (fun declaration -> {
                declaration with
                    Body = {
                        declaration.Body with
                            Settings =
                                (declaration.Body.Settings, settings)
                                ||> List.fold (fun all (name, value) -> Map.add name value all)
                    }
            })

        (step association (planWith host tested)).Cost.CpuSeconds

    Assert.InRange(seconds [ "gxe", column "age" ] / seconds [], 2.0, 200.0)
