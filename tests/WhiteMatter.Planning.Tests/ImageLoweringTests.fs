module WhiteMatter.Planning.Tests.ImageLoweringTests

open System
open System.Collections.Immutable
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies
open WhiteMatter.Planning.Tests.ImageStudies

let private ofSimulation = lazy planWith imageHost simulated
let private ofFiles = lazy planWith imageHost outside

let private parameters<'T when 'T :> StepParameters> (plan: Lazy<ExecutionPlan>) id =
    Assert.IsType<'T>((step id plan.Value).Parameters)

let private inputs (plan: Lazy<ExecutionPlan>) id =
    (step id plan.Value).Inputs
    |> Seq.map (fun input -> input.Role, input.StepId)
    |> List.ofSeq

[<Fact>]
let ``Every kind becomes its steps, a simulation also a cohort, and set algebra in a setting a cohort of its own`` () =
    Assert.Equal<string list>(
        [
            "cohort:genotyped"
            "genotypes:chips"
            "atlas:jhu"
            "simulation:brains"
            "cohort:brains"
            "cohort:pretraining"
            "cohort:discovery"
            "images:fa"
            "region-means:tracts"
            "model:udr"
            "cohort:latents.apply_to"
            "encoding:latents"
            "design:tract_gwas"
            "association:tract_gwas"
            "summary-statistics:tract_gwas"
            "design:latent_gwas"
            "association:latent_gwas"
            "summary-statistics:latent_gwas"
            "joint:latent_joint"
            "joint-statistics:latent_joint"
            "loci:leads"
            "expect:1"
            "report:page"
        ],
        ofSimulation.Value.Steps |> Seq.map _.Id |> List.ofSeq
    )

[<Fact>]
let ``A simulated table is a file that the simulation makes, and every step that reads it has the simulation as input``
    ()
    =
    let check (table: TableReference) =
        Assert.Equal(FileReference.Made("simulation", "participants.tsv"), table.File)
        Assert.Equal(TableFormat.TabSeparated, table.Format)
        Assert.Equal("id", table.IdColumn)
        Assert.Equal("family", table.FamilyColumn)

    check (parameters<CohortParameters> ofSimulation "cohort:brains").Table
    check (parameters<CohortParameters> ofSimulation "cohort:pretraining").Table
    check (parameters<ImagesParameters> ofSimulation "images:fa").Table
    check (parameters<DesignParameters> ofSimulation "design:tract_gwas").Table

    for step in ofSimulation.Value.Steps do
        let json =
            System.Text.Json.JsonSerializer.Serialize<StepParameters>(step.Parameters, PlanJson.Options)

        let reads = json.Contains "participants.tsv"
        let has = step.Inputs.Contains(StepInput("simulation", "simulation:brains"))
        Assert.Equal(reads, has)

    let ages =
        simulated
        |> change "tracts" (fun traits -> {
            traits with
                From = Some(reference "brains")
                Body = {
                    traits.Body with
                        Settings = Map [ "columns", list [ column "age" ] ]
                }
        })
        |> change "page" (withSetting "show" (list [ reference "leads" ]))
        |> planWith imageHost

    check ((step "traits:tracts" ages).Parameters :?> TraitsParameters).Table
    Assert.Contains(StepInput("simulation", "simulation:brains"), (step "traits:tracts" ages).Inputs)
    Assert.Contains(StepInput("traits", "traits:tracts"), (step "design:tract_gwas" ages).Inputs)

[<Fact>]
let ``A simulation says what it plants, and its cohort has its columns`` () =
    let simulation = parameters<SimulationParameters> ofSimulation "simulation:brains"
    Assert.Equal(400, simulation.ImageOnly)
    Assert.Equal(7L, simulation.Seed)
    Assert.Equal(0.3, simulation.Shared)
    Assert.Equal(0.02, simulation.Noise)

    let genu = Assert.IsType<HeritableEffect> simulation.Effects[0]
    Assert.Equal<string seq>([ "Genu_of_corpus_callosum" ], genu.Regions)
    Assert.Equal(0.25, genu.Variance)
    Assert.Null genu.Variant
    Assert.False genu.MixedDirections
    let everywhere = Assert.IsType<HeritableEffect> simulation.Effects[1]
    Assert.Empty everywhere.Regions
    Assert.True everywhere.MixedDirections
    let age = Assert.IsType<CovariateEffect> simulation.Effects[2]
    Assert.Equal("age", age.Column)

    Assert.Equal<PlanExpression>(
        BinaryExpression(BinaryOperation.GreaterOrEqual, ColumnExpression "maf", NumberExpression 0.05),
        simulation.Keep |> Unchecked.nonNull
    )

    Assert.Equal<(string * string) list>(
        [ "genotypes", "genotypes:chips"; "atlas", "atlas:jhu" ],
        inputs ofSimulation "simulation:brains"
    )

    let cohort = parameters<CohortParameters> ofSimulation "cohort:brains"
    Assert.IsType<PeopleOfTable> cohort.People |> ignore
    Assert.Equal<string seq>([ "age"; "sex"; "site" ], cohort.Columns |> Seq.map _.Name)
    Assert.Equal("brains/", (step "simulation:brains" ofSimulation.Value).Publish)

[<Fact>]
let ``Images are the simulation's, or files by a template that starts from the study's folder`` () =
    let made = parameters<ImagesParameters> ofSimulation "images:fa"
    Assert.Null made.Outside
    Assert.Null made.Mask

    Assert.Equal<(string * string) list>(
        [ "cohort", "cohort:brains"; "simulation", "simulation:brains" ],
        inputs ofSimulation "images:fa"
    )

    let files = parameters<ImagesParameters> ofFiles "images:fa"
    let set = files.Outside |> Unchecked.nonNull
    Assert.Equal("studies/ukb/{eid}/FA.nii.gz", set.Template)
    Assert.Equal(770L, (set.Identity |> Unchecked.nonNull).Files)
    Assert.Equal("studies/mask.nii.gz", (files.Mask |> Unchecked.nonNull).Path)
    Assert.Equal("coverage >= 0.95", ExpressionText.expression (files.Keep |> Unchecked.nonNull))
    Assert.Equal<(string * string) list>([ "cohort", "cohort:brains" ], inputs ofFiles "images:fa")

[<Fact>]
let ``Braces in the names of folders are no placeholders`` () =
    let inBraces = SourceText("studies/{old}/a.wmstudy", "")
    let path = template [ "{x}/"; "eid"; ".nii" ]

    let plan =
        outside
        |> change "fa" (withSetting "path" { path with File = inBraces })
        |> planWith imageHost

    let images = (step "images:fa" plan).Parameters :?> ImagesParameters
    Assert.Equal("studies/{{old}}/{{x}}/{eid}.nii", (images.Outside |> Unchecked.nonNull).Template)

[<Fact>]
let ``An atlas says how its header is corrected and how coarse its grid is`` () =
    let atlas = parameters<AtlasParameters> ofSimulation "atlas:jhu"
    Assert.Equal("studies/atlas/labels.nii.gz", atlas.Labels.Path)
    Assert.Equal("studies/atlas/names.txt", (atlas.Names |> Unchecked.nonNull).Path)
    Assert.Equal(AtlasFlip.LeftRight, atlas.Flip)
    Assert.Equal(Nullable 6.0, atlas.Voxel)
    Assert.Empty((step "atlas:jhu" ofSimulation.Value).Inputs)
    Assert.Null atlas.Regions

[<Fact>]
let ``The threshold of a mask and the sides of regions are the steps'`` () =
    let sided = [
        "by", reference "jhu"
        "zeros", word "exclude"
        "coverage", share 0.5
        "sides", word "averaged"
        "whole", expression StudyType.Bool (CheckedNode.Boolean true)
    ]

    let plan =
        outside
        |> change "fa" (withSetting "mask_above" (num 2000.0))
        |> change "tracts" (withSetting "reduce" (call "mean" sided))
        |> planWith imageHost

    Assert.Equal(Nullable 2000.0, ((step "images:fa" plan).Parameters :?> ImagesParameters).MaskAbove)
    let means = (step "region-means:tracts" plan).Parameters :?> RegionMeansParameters
    Assert.Equal((RegionSides.Averaged, true), (means.Sides, means.Whole))
    Assert.Equal(Nullable(), (parameters<ImagesParameters> ofFiles "images:fa").MaskAbove)

[<Fact>]
let ``Traits are region means of images and latents of a model`` () =
    Assert.Equal(
        RegionMeansParameters(false, 0.5),
        parameters<RegionMeansParameters> ofSimulation "region-means:tracts"
    )

    Assert.Equal<(string * string) list>(
        [ "images", "images:fa"; "atlas", "atlas:jhu" ],
        inputs ofSimulation "region-means:tracts"
    )

    Assert.Equal<(string * string) list>(
        [
            "model", "model:udr"
            "images", "images:fa"
            "cohort", "cohort:latents.apply_to"
        ],
        inputs ofSimulation "encoding:latents"
    )

    Assert.Contains(("traits", "encoding:latents"), inputs ofSimulation "design:latent_gwas")
    Assert.Contains(("traits", "region-means:tracts"), inputs ofSimulation "design:tract_gwas")

    let people = parameters<CohortParameters> ofSimulation "cohort:latents.apply_to"
    Assert.Equal<PeopleExpression>(PeopleDifference(PeopleOfInput "cohort1", PeopleOfInput "cohort2"), people.People)

    Assert.Equal<(string * string) list>(
        [
            "cohort1", "cohort:brains"
            "cohort2", "cohort:pretraining"
            "simulation", "simulation:brains"
        ],
        inputs ofSimulation "cohort:latents.apply_to"
    )

[<Fact>]
let ``A model has every setting of its training, the seed and the numbers of the machine`` () =
    let model = parameters<ModelParameters> ofSimulation "model:udr"
    Assert.Equal<int seq>([ 4; 8; 16 ], (Unchecked.nonNull model.Architecture).Channels)
    Assert.Equal(16, (Unchecked.nonNull model.Architecture).Latents)
    Assert.Equal(ImageNormalisation.ZScore, model.Normalise)
    Assert.Equal("masked_mse", model.Loss)

    Assert.Equal(TrainingSettings(30, 8, AdamSettings(2e-3, 0.9, 0.999, 1e-8), 0.1, 4, Nullable 12), model.Train)

    Assert.Equal(7L, model.Seed)
    // The host says what it is; the machine has two cores.
    Assert.Equal(NumericEnvironment("cpu", "in memory", "", "", 2), model.Numerics)
    Assert.Equal(model.Numerics, (parameters<EncodingParameters> ofSimulation "encoding:latents").Numerics)

    Assert.Equal<(string * string) list>(
        [ "images", "images:fa"; "fit_on", "cohort:pretraining" ],
        inputs ofSimulation "model:udr"
    )

[<Fact>]
let ``Without a stop all epochs are trained, and people of an algebra are a cohort`` () =
    let plan =
        simulated
        |> change "udr" (fun model ->
            model
            |> withBlock "train" (List.filter (fun (name, _) -> name <> "stop") training)
            |> withSetting "fit_on" (binary BinaryOperator.Intersect (reference "brains") (reference "pretraining")))
        |> planWith imageHost

    let model = (step "model:udr" plan).Parameters :?> ModelParameters
    Assert.False model.Train.Stop.HasValue
    Assert.Contains(StepInput("fit_on", "cohort:udr.fit_on"), (step "model:udr" plan).Inputs)

[<Fact>]
let ``A joint test is computed and written, and loci take it with the truth`` () =
    Assert.Equal(
        QuadraticFormParameters(JointScore.Score, JointDistribution.ChiSquared, 1e-6),
        parameters<QuadraticFormParameters> ofSimulation "joint:latent_joint"
    )

    Assert.Equal<(string * string) list>(
        [
            "association", "association:latent_gwas"
            "design", "design:latent_gwas"
            "genotypes", "genotypes:chips"
        ],
        inputs ofSimulation "joint:latent_joint"
    )

    Assert.Equal(
        JointStatisticsParameters("GRCh37", 1.0),
        parameters<JointStatisticsParameters> ofSimulation "joint-statistics:latent_joint"
    )

    Assert.Equal<(string * string) list>(
        [ "joint", "joint:latent_joint"; "genotypes", "genotypes:chips" ],
        inputs ofSimulation "joint-statistics:latent_joint"
    )

    Assert.Equal("latent_joint/", (step "joint-statistics:latent_joint" ofSimulation.Value).Publish)

    Assert.Equal<(string * string) list>(
        [
            "association", "joint:latent_joint"
            "design", "design:latent_gwas"
            "genotypes", "genotypes:chips"
            "tested", "association:latent_gwas"
            "truth", "simulation:brains"
        ],
        inputs ofSimulation "loci:leads"
    )

[<Fact>]
let ``The words of a joint test are read`` () =
    let plan =
        simulated
        |> change "latent_joint" (withSetting "z" (word "wald") >> withSetting "distribution" (word "f"))
        |> planWith imageHost

    let joint = (step "joint:latent_joint" plan).Parameters :?> QuadraticFormParameters
    Assert.Equal(JointScore.Wald, joint.Score)
    Assert.Equal(JointDistribution.F, joint.Distribution)

[<Fact>]
let ``Members of the new kinds are values of their steps`` () =
    let members = [
        "fa", "people", "images:fa"
        "jhu", "regions", "atlas:jhu"
        "tracts", "traits", "region-means:tracts"
        "latents", "people", "encoding:latents"
        "udr", "parameters", "model:udr"
        "brains", "count", "simulation:brains"
        "latent_joint", "rank", "joint:latent_joint"
        "latent_gwas", "min_p", "association:latent_gwas"
        "leads", "unexplained", "loci:leads"
    ]

    let conditions = [
        for declaration, name, _ in members -> binary BinaryOperator.GreaterOrEqual (value declaration name) (num 0.0)
    ]

    let plan =
        simulated |> change "expect#1" (withEntries conditions) |> planWith imageHost

    let expect = (step "expect:1" plan).Parameters :?> ExpectParameters

    Assert.Equal<PlanExpression list>(
        [
            for _, name, id in members -> StepValueExpression(id, name) :> PlanExpression
        ],
        [ for one in expect.Conditions -> (one.Condition :?> BinaryExpression).Left ]
    )

[<Fact>]
let ``A report shows images, models and truth, and the people and designs of every gwas behind a joint test, loci or truth``
    ()
    =
    let report = parameters<ReportParameters> ofSimulation "report:page"

    Assert.Equal<(string * string * string) list>(
        [
            "qc", "images:fa", ""
            "slices", "images:fa", ""
            "training", "model:udr", ""
            "reconstruction", "model:udr", ""
            "regions", "region-means:tracts", ""
            "manhattan", "joint:latent_joint", ""
            "loci", "loci:leads", ""
            "truth", "simulation:brains", "association:tract_gwas"
            "people", "design:latent_gwas", ""
            "design", "design:latent_gwas", ""
            "people", "design:tract_gwas", ""
            "design", "design:tract_gwas", ""
        ],
        report.Items
        |> Seq.map (fun item -> item.View, item.Step, item.Against |> Option.ofObj |> Option.defaultValue "")
        |> List.ofSeq
    )

    let sources = inputs ofSimulation "report:page" |> List.map snd
    Assert.Contains("association:tract_gwas", sources)
    Assert.Contains("encoding:latents", sources)
    Assert.Equal(sources.Length, (List.distinct sources).Length)

[<Fact>]
let ``Results of the new kinds stand alone in a report in their usual view`` () =
    let alone = [
        "fa", "images", "images:fa"
        "udr", "training", "model:udr"
        "tracts", "regions", "region-means:tracts"
        "latents", "traits", "encoding:latents"
        "latent_joint", "manhattan", "joint:latent_joint"
        "brains", "truth", "simulation:brains"
    ]

    let plan =
        simulated
        |> change "page" (withSetting "show" (list [ for name, _, _ in alone -> reference name ]))
        |> planWith imageHost

    let report = (step "report:page" plan).Parameters :?> ReportParameters

    Assert.Equal<(string * string) list>(
        [ for _, view, id in alone -> view, id ],
        report.Items
        |> Seq.map (fun item -> item.View, item.Step)
        |> Seq.take alone.Length
        |> List.ofSeq
    )

[<Fact>]
let ``Renaming declarations changes no fingerprint but that of the page that shows their names`` () =
    let rec renameIn (expression: CheckedExpression) : CheckedExpression =
        let node =
            match expression.Node with
            | CheckedNode.Declaration name -> CheckedNode.Declaration(name + "_b")
            | CheckedNode.MadeTable made ->
                CheckedNode.MadeTable {
                    made with
                        Declaration = made.Declaration + "_b"
                }
            | CheckedNode.Member(of', name) -> CheckedNode.Member(renameIn of', name)
            | CheckedNode.Call(name, arguments) ->
                CheckedNode.Call(name, arguments |> Map.map (fun _ value -> renameIn value))
            | CheckedNode.List items -> CheckedNode.List(items |> List.map renameIn)
            | CheckedNode.Binary(operator, left, right) -> CheckedNode.Binary(operator, renameIn left, renameIn right)
            | other -> other

        { expression with Node = node }

    let rename (declaration: CheckedDeclaration) = {
        declaration with
            Name = declaration.Name + "_b"
            From = declaration.From |> Option.map renameIn
            Body = {
                declaration.Body with
                    Settings = declaration.Body.Settings |> Map.map (fun _ value -> renameIn value)
                    Entries = declaration.Body.Entries |> List.map renameIn
            }
    }

    let shown (declaration: CheckedDeclaration) =
        declaration.Kind = "report" || declaration.Kind = "expect"

    let renamed = {
        simulated with
            Declarations = simulated.Declarations |> List.filter (shown >> not) |> List.map rename
            Facts = {
                simulated.Facts with
                    Tables = Map [ "simulation:brains_b", simulated.Facts.Tables["simulation:brains"] ]
            }
    }

    let fingerprints (plan: ExecutionPlan) =
        plan.Steps |> Seq.map _.Fingerprint |> List.ofSeq

    let kept = {
        simulated with
            Declarations = simulated.Declarations |> List.filter (shown >> not)
    }

    Assert.Equal<Fingerprint list>(fingerprints (planWith imageHost kept), fingerprints (planWith imageHost renamed))

[<Fact>]
let ``The seed enters only what draws`` () =
    let other =
        planWith imageHost {
            simulated with
                Study = withSetting "seed" (whole 8.0) simulated.Study
        }

    let atlas = (step "atlas:jhu" other).Fingerprint
    Assert.Equal((step "atlas:jhu" ofSimulation.Value).Fingerprint, atlas)

    let outsideOther =
        planWith imageHost {
            outside with
                Study = withSetting "seed" (whole 8.0) outside.Study
        }

    let changed =
        outsideOther.Steps
        |> Seq.filter (fun step -> (Studies.step step.Id ofFiles.Value).Fingerprint <> step.Fingerprint)
        |> Seq.map _.Id
        |> List.ofSeq

    // What follows from the model, and nothing of the regions.
    Assert.Contains("model:udr", changed)
    Assert.Contains("joint:latent_joint", changed)
    Assert.DoesNotContain("images:fa", changed)
    Assert.DoesNotContain("association:tract_gwas", changed)
