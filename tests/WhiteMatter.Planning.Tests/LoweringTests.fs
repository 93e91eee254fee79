module WhiteMatter.Planning.Tests.LoweringTests

open System.Linq
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies

let private plan = lazy planWith host study

let private parameters<'T when 'T :> StepParameters> id =
    Assert.IsType<'T>((step id plan.Value).Parameters)

let private inputs id =
    (step id plan.Value).Inputs
    |> Seq.map (fun input -> input.Role, input.StepId)
    |> List.ofSeq

[<Fact>]
let ``Every declaration becomes its steps, inputs first, and covariates become none`` () =
    Assert.Equal<string list>(everything, plan.Value.Steps |> Seq.map _.Id |> List.ofSeq)

[<Fact>]
let ``Steps follow their inputs even where the study lists them backwards`` () =
    let reversed =
        planWith host {
            study with
                Declarations = List.rev study.Declarations
        }

    let seen = System.Collections.Generic.HashSet<string>()

    for step in reversed.Steps do
        for input in step.Inputs do
            Assert.Contains(input.StepId, seen)

        Assert.True(seen.Add step.Id)

    Assert.Equal(plan.Value.Steps.Length, seen.Count)

[<Fact>]
let ``Paths start from the folder of the study file`` () =
    let cohort = parameters<CohortParameters> "cohort:everyone"
    Assert.Equal("studies/people.tsv", cohort.Table.File.Path)
    Assert.Equal("studies/withdrawn.csv", (cohort.Withdrawals |> Unchecked.nonNull).Path)
    let chips = Seq.exactlyOne (parameters<GenotypesParameters> "genotypes:chips").Files
    Assert.Equal("studies/chips.bim", (chips.Variants |> Unchecked.nonNull).Path)
    Assert.Equal("studies/results/heights", plan.Value.ResultsPath)

[<Fact>]
let ``Columns that the cohort declares no numbers are left out of all traits, and told to the step only there`` () =
    Assert.Empty((parameters<TraitsParameters> "traits:sizes").Excluded)

    let all =
        study
        |> change "sizes" (withSetting "columns" (word "all") >> withSetting "table" (table "people.tsv"))
        |> planWith host

    let traits = Assert.IsType<TraitsParameters>((step "traits:sizes" all).Parameters)
    Assert.Empty traits.Columns
    Assert.Equal<string seq>([ "sex" ], traits.Excluded)

[<Fact>]
let ``A cohort of set algebra takes its columns from the first cohort and its people from both`` () =
    let discovery = parameters<CohortParameters> "cohort:discovery"
    let difference = Assert.IsType<PeopleDifference> discovery.People
    Assert.Equal<PeopleExpression>(PeopleOfInput "cohort1", difference.Left)
    Assert.Equal<PeopleExpression>(PeopleOfInput "cohort2", difference.Right)

    Assert.Equal<(string * string) list>(
        [ "cohort1", "cohort:everyone"; "cohort2", "cohort:pretraining" ],
        inputs "cohort:discovery"
    )

    Assert.Equal("studies/people.tsv", discovery.Table.File.Path)
    Assert.Equal<string seq>([ "sex"; "age" ], discovery.Columns |> Seq.map _.Name)

[<Fact>]
let ``A draw is keyed by seed and cohort, and a percentage is a share`` () =
    let draw =
        (parameters<CohortParameters> "cohort:pretraining").Sample |> Unchecked.nonNull

    Assert.Equal((7L, "pretraining"), (draw.Seed, draw.Cohort))
    Assert.Equal(0.15, draw.Fraction.Value)
    Assert.False draw.Count.HasValue

    let counted =
        study
        |> change "pretraining" (withSetting "sample" (whole 600.0))
        |> planWith host

    let draw =
        Assert.IsType<CohortParameters>((step "cohort:pretraining" counted).Parameters).Sample
        |> Unchecked.nonNull

    Assert.Equal(600L, draw.Count.Value)
    Assert.False draw.Fraction.HasValue

[<Fact>]
let ``A formula takes each column's role from the declaration, else from the data`` () =
    let design = parameters<DesignParameters> "design:g"

    let column name role =
        ColumnFormula(name, role) :> FormulaExpression

    let squared =
        BinaryExpression(BinaryOperation.Power, ColumnExpression "age", NumberExpression 2.0)

    let expected =
        SumFormula(
            SumFormula(
                CrossingFormula(column "age" ColumnRole.Numeric, column "sex" ColumnRole.Factor),
                ArithmeticFormula(squared, "age^2")
            ),
            column "site" ColumnRole.Factor
        )

    Assert.Equal<FormulaExpression>(expected, design.Formula)
    Assert.Equal("age * sex + I(age^2) + site", design.FormulaText)
    Assert.Equal(TraitTransform.None, design.Transform)

[<Fact>]
let ``An association keeps what its genotypes keep`` () =
    let association = parameters<LinearParameters> "association:g"

    Assert.Equal<PlanExpression>(
        BinaryExpression(BinaryOperation.GreaterOrEqual, ColumnExpression "maf", NumberExpression 0.01),
        association.Keep |> Unchecked.nonNull
    )

    Assert.Equal(5, association.Precision)
    Assert.Equal(MissingGenotypes.Exact, association.MissingGenotypes)

    Assert.Equal<(string * string) list>(
        [ "design", "design:g"; "genotypes", "genotypes:chips" ],
        inputs "association:g"
    )

[<Fact>]
let ``A regression in two steps predicts the traits before it tests them`` () =
    let call =
        call "ridge_two_step" [ "block", whole 500.0; "folds", word "leave_one_out" ]

    let plan = study |> change "g" (withSetting "method" call) |> planWith host

    let background =
        Assert.IsType<BackgroundParameters>((step "background:g" plan).Parameters)

    Assert.Equal((500, 0), (background.BlockSize, background.Folds))
    Assert.NotNull background.Keep

    let association =
        Assert.IsType<RidgeParameters>((step "association:g" plan).Parameters)

    Assert.Equal(5, association.Precision)

    let inputs id =
        (step id plan).Inputs
        |> Seq.map (fun input -> input.Role, input.StepId)
        |> List.ofSeq

    Assert.Equal<(string * string) list>(
        [
            "design", "design:g"
            "traits", "traits:sizes"
            "genotypes", "genotypes:chips"
        ],
        inputs "background:g"
    )

    Assert.Equal<(string * string) list>(
        [
            "design", "design:g"
            "genotypes", "genotypes:chips"
            "background", "background:g"
        ],
        inputs "association:g"
    )

[<Fact>]
let ``Results are published under their declarations' names`` () =
    let published =
        plan.Value.Steps
        |> Seq.filter (fun step -> not (isNull step.Publish))
        |> Seq.map (fun step -> step.Id, step.Publish |> Unchecked.nonNull)
        |> List.ofSeq

    Assert.Equal<(string * string) list>(
        [
            "summary-statistics:g", "g/"
            "loci:leads", "leads/"
            "report:page", "page.html"
        ],
        published
    )

[<Fact>]
let ``A threshold may use a value known after the run, whose step becomes an input`` () =
    let threshold = binary BinaryOperator.Divide (num 0.05) (value "g" "variants")
    let plan = study |> change "leads" (withSetting "p" threshold) |> planWith host
    let loci = step "loci:leads" plan
    let p = Assert.IsType<BinaryExpression>((loci.Parameters :?> LociParameters).P)
    Assert.Equal<PlanExpression>(StepValueExpression("association:g", "variants"), p.Right)
    Assert.Equal(1, loci.Inputs.Count(fun input -> input.StepId = "association:g"))

    let other = binary BinaryOperator.Divide (num 0.05) (value "everyone" "count")
    let plan = study |> change "leads" (withSetting "p" other) |> planWith host
    Assert.Contains(StepInput("cohort:everyone", "cohort:everyone"), (step "loci:leads" plan).Inputs)

[<Fact>]
let ``An expectation reads values of the steps that state them`` () =
    let expect = parameters<ExpectParameters> "expect:1"
    let condition = Assert.IsType<BinaryExpression>(expect.Conditions[0].Condition)
    Assert.Equal<PlanExpression>(StepValueExpression("loci:leads", "count"), condition.Left)
    Assert.Equal<(string * string) list>([ "loci:leads", "loci:leads" ], inputs "expect:1")

[<Fact>]
let ``A report shows what was asked and always the people and the design of each gwas`` () =
    let report = parameters<ReportParameters> "report:page"

    Assert.Equal<(string * string) list>(
        [
            "manhattan", "association:g"
            "loci", "loci:leads"
            "people", "design:g"
            "design", "design:g"
        ],
        report.Items |> Seq.map (fun item -> item.View, item.Step) |> List.ofSeq
    )

    let sources = inputs "report:page" |> List.map snd
    Assert.Contains("cohort:discovery", sources)
    Assert.Contains("genotypes:chips", sources)

[<Fact>]
let ``What is compared with a text is a text, and a range of texts is written out`` () =
    let chromosome = textColumn "chromosome"
    let range = binary BinaryOperator.Range (num 1.0) (num 3.0)

    let keep =
        binary
            BinaryOperator.Or
            (binary BinaryOperator.Equal chromosome (num 22.0))
            (binary BinaryOperator.In chromosome range)

    let plan = study |> change "chips" (withSetting "keep" keep) |> planWith host

    let lowered =
        ((step "association:g" plan).Parameters :?> AssociationParameters).Keep
        |> Unchecked.nonNull

    Assert.Equal("chromosome == \"22\" or chromosome in [\"1\", \"2\", \"3\"]", ExpressionText.expression lowered)

[<Fact>]
let ``A range of numbers is two comparisons`` () =
    let keep =
        binary BinaryOperator.In (column "maf") (binary BinaryOperator.Range (num 0.01) (num 0.05))

    let plan = study |> change "chips" (withSetting "keep" keep) |> planWith host

    let lowered =
        ((step "association:g" plan).Parameters :?> AssociationParameters).Keep
        |> Unchecked.nonNull

    Assert.Equal("maf >= 0.01 and maf <= 0.05", ExpressionText.expression lowered)
