/// Plans of studies that look for relatives.
module WhiteMatter.Planning.Tests.RelatednessLoweringTests

open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies

let private text =
    """wmstudy 1
study s { build = GRCh37, seed = 7 }
cohort people { table = tsv("people.tsv", id = IID), columns { age : y } }
genotypes chips from people { bed = "chips.bed", keep = missing <= 5% }
relatedness kin from chips { components = 3, prune_r2 = 0.1 }
cohort unrelated from people { unrelated = kin }
covariates base { age + kin.pcs }
phenotypes traits from people { columns = [height] }
gwas g from unrelated { traits = traits, genotypes = chips, adjust = base }
report page { show = [kin] }
"""

let private studyOf (text: string) =
    let request = Checker.request (SourceText("study.wmstudy", text))

    let result =
        (Checker.check request (InMemoryHost()) CancellationToken.None).GetAwaiter().GetResult()

    Assert.True(result.Study.IsSome, String.concat "\n" [ for one in result.Diagnostics -> one.Message ])
    result.Study.Value

let private planOf text =
    planWith (InMemoryHost()) (studyOf text)

let private inputs id plan = [ for input in (step id plan).Inputs -> input.Role, input.StepId ]

[<Fact>]
let ``A relatedness becomes a step of its own and one of its components, with the seed`` () =
    let plan = planOf text

    match (step "relatedness:kin" plan).Parameters with
    | :? RelatednessParameters as kinship ->
        Assert.Equal(0.01, kinship.Maf)
        Assert.Equal(0.1, kinship.PruneR2)
        Assert.Equal(1_000_000L, kinship.PruneWindow)
        Assert.Equal(0.0884, kinship.Kinship)
        Assert.NotNull kinship.Keep
    | other -> failwith $"{other}"

    Assert.Equal<(string * string) list>(
        [ "genotypes", "genotypes:chips"; "cohort", "cohort:people" ],
        inputs "relatedness:kin" plan
    )

    match (step "components:kin" plan).Parameters with
    | :? ComponentsParameters as components ->
        Assert.Equal(3, components.Count)
        Assert.Equal(7L, components.Seed)
    | other -> failwith $"{other}"

    Assert.DoesNotContain(plan.Steps, fun one -> one.Parameters.Kind = RelationshipsParameters.KindName)

[<Fact>]
let ``Unrelated people are drawn by the relatedness, and components are columns of the design`` () =
    let plan = planOf text
    Assert.Contains(("unrelated", "relatedness:kin"), inputs "cohort:unrelated" plan)
    let design = inputs "design:g" plan
    Assert.Contains(("components1", "components:kin"), design)
    Assert.Contains(("relatedness1", "relatedness:kin"), design)

    let columns =
        let rec names (formula: FormulaExpression) =
            match formula with
            | :? ColumnFormula as column -> [ column.Name ]
            | :? SumFormula as pair -> names pair.Left @ names pair.Right
            | _ -> []

        match (step "design:g" plan).Parameters with
        | :? DesignParameters as parameters -> names parameters.Formula
        | other -> failwith $"{other}"

    Assert.Equal<string list>([ "age"; "kin.PC1"; "kin.PC2"; "kin.PC3" ], columns)

[<Fact>]
let ``A page shows a relatedness with its components`` () =
    match (step "report:page" (planOf text)).Parameters with
    | :? ReportParameters as report ->
        Assert.Equal<(string * string) list>(
            [ "relatedness", "relatedness:kin"; "components", "components:kin" ],
            [ for item in report.Items -> item.View, item.Step ]
        )
    | other -> failwith $"{other}"

[<Fact>]
let ``A matrix is made where a cut-off asks for it, and components can be left out or fitted on others`` () =
    let plan =
        planOf (text.Replace("components = 3", "components = 0, grm_cutoff = 0.05").Replace("age + kin.pcs", "age"))

    Assert.DoesNotContain(plan.Steps, fun one -> one.Parameters.Kind = ComponentsParameters.KindName)

    match (step "relationships:kin" plan).Parameters with
    | :? RelationshipsParameters as matrix -> Assert.Equal(0.05, matrix.Cutoff)
    | other -> failwith $"{other}"

    let fitted =
        planOf (
            text.Replace("components = 3", "components = 3, fit_on = people - old")
            + "cohort old from people { include = age >= 60y }\n"
        )

    Assert.Contains(("fit_on", "cohort:kin.fit_on"), inputs "components:kin" fitted)
    Assert.Contains(fitted.Steps, fun one -> one.Id = "cohort:kin.fit_on")

[<Fact>]
let ``A plan with it is the same after a round trip through JSON`` () =
    let json =
        PlanJson.Serialize(planOf (text.Replace("prune_r2 = 0.1", "grm_cutoff = 0.05")))

    Assert.Equal(json, PlanJson.Serialize(PlanJson.Deserialize json))

[<Fact>]
let ``A mixed model takes the matrix of its relatedness, which is made for it, and the genotypes that it is tested on``
    ()
    =
    let mixed =
        text
            .Replace("gwas g from unrelated { ", "gwas g from people { method = mixed(kin), ")
            .Replace("genotypes = chips, adjust", "genotypes = dense, adjust")
            .Replace(
                "cohort unrelated from people { unrelated = kin }",
                "genotypes dense from people { bed = \"dense.bed\", keep = maf >= 0.001 }"
            )

    let plan = planOf mixed

    match (step "relationships:kin" plan).Parameters with
    | :? RelationshipsParameters as matrix -> Assert.Equal(0.05, matrix.Cutoff)
    | other -> failwith $"{other}"

    match (step "variance:g" plan).Parameters with
    | :? VarianceParameters as variance ->
        Assert.Equal(7L, variance.Seed)
        Assert.NotNull variance.Keep
        Assert.Equal("dense.bed", (Seq.exactlyOne variance.Genotypes).Path)
    | other -> failwith $"{other}"

    Assert.Equal<(string * string) list>(
        [
            "design", "design:g"
            "traits", "traits:traits"
            "relationships", "relationships:kin"
            "relatedness", "relatedness:kin"
            "genotypes", "genotypes:dense"
            "related", "genotypes:chips"
        ],
        inputs "variance:g" plan
    )

    Assert.IsType<MixedParameters>((step "association:g" plan).Parameters) |> ignore
    Assert.Contains(("variance", "variance:g"), inputs "association:g" plan)
    // Relatives are modelled: the design looks for none.
    Assert.DoesNotContain(inputs "design:g" plan, fun (role, _) -> role = "relatedness1")

    let own =
        planOf (mixed.Replace("genotypes = dense, adjust", "genotypes = chips, adjust"))

    Assert.DoesNotContain(inputs "variance:g" own, fun (role, _) -> role = "related")

[<Fact>]
let ``A dense matrix is made of the design's people and no sparse one is`` () =
    let plan =
        planOf (
            text.Replace("gwas g from unrelated { ", "gwas g from people { method = mixed(kin, grm = dense_centred), ")
        )

    Assert.DoesNotContain(plan.Steps, fun one -> one.Parameters.Kind = RelationshipsParameters.KindName)

    match (step "dense_variance:g" plan).Parameters with
    | :? DenseVarianceParameters as variance -> Assert.Equal(RelationshipScale.Centred, variance.Scale)
    | other -> failwith $"{other}"

    Assert.Equal<(string * string) list>(
        [
            "design", "design:g"
            "traits", "traits:traits"
            "relatedness", "relatedness:kin"
            "genotypes", "genotypes:chips"
        ],
        inputs "dense_variance:g" plan
    )

    Assert.IsType<DenseMixedParameters>((step "association:g" plan).Parameters)
    |> ignore

    Assert.Contains(("variance", "dense_variance:g"), inputs "association:g" plan)

[<Fact>]
let ``A whole-genome regression takes the relationships where it is told who is related`` () =
    let plan =
        text.Replace(
            "from unrelated { traits = traits",
            "from people { method = ridge_two_step(relatedness = kin), traits = traits"
        )
        |> planOf

    Assert.Equal<(string * string) list>(
        [
            "design", "design:g"
            "genotypes", "genotypes:chips"
            "background", "background:g"
            "relationships", "relationships:kin"
            "relatedness", "relatedness:kin"
        ],
        inputs "association:g" plan
    )

[<Fact>]
let ``A joint test of mixed models takes what they leave and the relationships, and one of a regression in two steps its predictions``
    ()
    =
    let together (method: string) =
        text
            .Replace("columns = [height]", "columns = [height, bmi]")
            .Replace("gwas g from unrelated { ", $"gwas g from people {{ method = {method}, ")
            .Replace("cohort unrelated from people { unrelated = kin }", "joint together from g { method = jagwas }")

    let tested = [
        "association", "association:g"
        "design", "design:g"
        "genotypes", "genotypes:chips"
    ]

    Assert.Equal<(string * string) list>(
        tested
        @ [
            "variance", "variance:g"
            "relationships", "relationships:kin"
            "relatedness", "relatedness:kin"
        ],
        inputs "joint:together" (planOf (together "mixed(kin)"))
    )

    Assert.Equal<(string * string) list>(
        tested @ [ "background", "background:g" ],
        inputs "joint:together" (planOf (together "ridge_two_step()"))
    )
