/// What meta-analyses, published files and replications become.
module WhiteMatter.Planning.Tests.MetaLoweringTests

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning.Tests.Studies
open Xunit

let private published path settings =
    call "sumstats" (("path", txt path) :: ("format", word "auto") :: settings)

let private meta studies =
    declaration "meta" "all" (Some(list studies)) [
        "scheme", word "inverse_variance"
        "effects", word "fixed"
        "ambiguous", word "by_frequency"
        "ambiguous_maf", num 0.4
        "min_studies", whole 2.0
        "genomic_control", word "off"
        "write_p", num 1.0
    ]

let private loci name from =
    declaration "loci" name (Some from) [
        "p", num 5e-8
        "r2", num 0.1
        "window", num 250000.0
        "member_p", num 0.01
        "merge", num 0.0
        "reference", reference "chips"
    ]

let private planned (added: CheckedDeclaration list) =
    planWith (host.WithText("studies/other.tsv.gz", "x").WithText("studies/more/other.tsv.gz", "y")) {
        study with
            Declarations = study.Declarations @ added
    }

let private inputsOf (step: PlanStep) = [ for input in step.Inputs -> input.Role, input.StepId ]

[<Fact>]
let ``A published file is one step, however often it is named, and lists its variants itself`` () =
    let again = published "other.tsv.gz" [ "trait", txt "height" ]
    let plan = planned [ meta [ reference "g"; again ]; loci "found" again ]

    Assert.Equal<(string * string) list>(
        [
            "association1", "association:g"
            "genotypes1", "genotypes:chips"
            "association2", "published:other.tsv.gz"
            "genotypes2", "published:other.tsv.gz"
        ],
        inputsOf (step "meta:all" plan)
    )

    match (step "published:other.tsv.gz" plan).Parameters with
    | :? PublishedParameters as parameters ->
        Assert.Equal("studies/other.tsv.gz", parameters.File.Path)
        Assert.Equal(("height", "GRCh37"), (parameters.Trait, parameters.Build))
    | other -> failwith other.Kind

    // Statistics without genotypes of their own are laid on those of the reference before loci are looked for.
    Assert.Equal<(string * string) list>(
        [
            "association", "published:other.tsv.gz"
            "variants", "published:other.tsv.gz"
            "genotypes", "genotypes:chips"
        ],
        inputsOf (step "aligned:found" plan)
    )

    Assert.Equal<(string * string) list>(
        [ "association", "aligned:found"; "genotypes", "genotypes:chips" ],
        inputsOf (step "loci:found" plan)
    )

[<Fact>]
let ``Files of one name and readings of one file are told apart, and a trait is called after its file`` () =
    let plan =
        planned [
            meta [
                published "other.tsv.gz" []
                published "more/other.tsv.gz" []
                published "other.tsv.gz" [ "n", whole 7.0 ]
            ]
        ]

    let names = [
        for step in plan.Steps do
            match step.Parameters with
            | :? PublishedParameters as parameters ->
                step.Id, parameters.File.Path, parameters.Trait, parameters.People.GetValueOrDefault 0
            | _ -> ()
    ]

    Assert.Equal<(string * string * string * int) list>(
        [
            "published:other.tsv.gz", "studies/other.tsv.gz", "other", 0
            "published:other.tsv.gz (2)", "studies/more/other.tsv.gz", "other", 0
            "published:other.tsv.gz (3)", "studies/other.tsv.gz", "other", 7
        ],
        names |> List.sort
    )

[<Fact>]
let ``Tables of other programs are a step of their own, and only where they are asked for`` () =
    let studies = [ reference "g"; published "other.tsv.gz" [] ]
    let without = planned [ meta studies ]
    Assert.DoesNotContain(without.Steps, fun step -> step.Id = "summary-statistics:all")
    let asked = planned [ meta studies |> withSetting "export" (list [ word "metal" ]) ]

    Assert.Equal<(string * string) list>(
        [ "association", "meta:all"; "genotypes", "meta:all" ],
        inputsOf (step "summary-statistics:all" asked)
    )

[<Fact>]
let ``A replication looks for leads in whatever holds statistics, and waits for the values of its threshold`` () =
    let plan =
        planned [
            declaration "replication" "again" (Some(reference "leads")) [
                "against", published "other.tsv.gz" []
                "p", binary WhiteMatter.Language.Syntax.BinaryOperator.Divide (num 0.05) (value "leads" "count")
                "reference", reference "chips"
                "proxy_r2", num 0.8
                "proxy_window", num 250000.0
            ]
        ]

    Assert.Equal<(string * string) list>(
        [
            "loci", "loci:leads"
            "association", "published:other.tsv.gz"
            "variants", "published:other.tsv.gz"
            "genotypes", "genotypes:chips"
        ],
        inputsOf (step "replication:again" plan)
    )
