/// Formulas that the checker finds right, as the planner takes them.
module WhiteMatter.Language.Tests.PlannedFormulaTests

open System.Threading
open Xunit
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning

let private designOf (text: string) =
    let checkedStudy = check text
    Assert.Empty(codes checkedStudy)

    let plan =
        (Planner.plan PlanOptions.Default (studyOf checkedStudy) host CancellationToken.None)
            .GetAwaiter()
            .GetResult()
            .Plan

    plan.Steps
    |> Seq.pick (fun step ->
        match step.Parameters with
        | :? DesignParameters as design -> Some design
        | _ -> None)

[<Theory>]
// The square of an age in years is of a unit that has no name.
[<InlineData("age + I(age^2)")>]
[<InlineData("I(age * age)")>]
[<InlineData("sex + I(age^2 / height)")>]
[<InlineData("I(age^2 + age^2) + sex")>]
[<InlineData("I((age - 50y)^2)")>]
[<InlineData("age * sex + I(age^2):sex")>]
[<InlineData("I(log(height)) + I(-age)")>]
[<InlineData("(age + sex + height)^2 - age:sex")>]
[<InlineData("column(\"FEV1/FVC\") + I(column(\"FEV1/FVC\")^2)")>]
let ``A formula is planned alike in an association and as covariates`` (formula: string) =
    let start = start.Replace("[height]", "[bmi]")

    let gwas adjust =
        $"gwas g from people {{ traits = traits, genotypes = chips, adjust = {adjust} }}\n"

    let written = designOf (start + gwas formula)
    let named = designOf (start + $"covariates base {{ {formula} }}\n" + gwas "base")
    Assert.Equal(named.Formula, written.Formula)
    Assert.Equal(named.FormulaText, written.FormulaText)
    Assert.NotEqual<string>("1", written.FormulaText)
