/// What is checked of some kinds besides what their rows of the catalogue say. A kind without a row here has nothing of its own.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Checking.KindChecks

open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// A declaration while it is checked.
type Declaring = {
    Analysis: Analysis
    Home: FileScope
    Symbol: Symbol
    Kind: KindDeclaration
    Sorted: Blocks.SortedBlock
    From: CheckedExpression option
    /// Settings that see no columns, once they are checked.
    Known: Map<string, CheckedExpression>
}

/// What a declaration is before the settings that see columns are checked.
type Declared = {
    /// Those that see no columns, with the defaults of all that are not written.
    Settings: Map<string, CheckedExpression>
    /// Declared columns.
    Roles: (string * DeclaredRole) list
    /// Columns that conditions and formulas see.
    People: ColumnScope option
    /// Columns that lists of columns name.
    Table: ColumnScope option
}

type KindCheck = {
    Kind: string
    /// Adds to what is known before settings that see columns are checked, such as which columns those are.
    Declare: Declaring -> Declared -> Declared
    /// Settings that are checked in a way of their own.
    Settings: Map<string, Declaring -> Expression -> CheckedExpression>
    /// Adds settings that depend on others, or on the study.
    Complete: Declaring -> Map<string, CheckedExpression> -> Map<string, CheckedExpression>
    /// Looks at the whole declaration.
    Check: Declaring -> Declared -> CheckedDeclaration -> unit
}

let private plain kind = {
    Kind = kind
    Declare = fun _ declared -> declared
    Settings = Map.empty
    Complete = fun _ settings -> settings
    Check = fun _ _ _ -> ()
}

let private fillFrom name (value: CheckedExpression option) (settings: Map<string, CheckedExpression>) =
    match value with
    | Some value when not (settings.ContainsKey name) -> settings.Add(name, value)
    | _ -> settings

/// The settings a study has without being written.
let private completeStudy (declaring: Declaring) (settings: Map<string, CheckedExpression>) =
    let text value =
        Some {
            Node = CheckedNode.Text [ TextPart.Literal value ]
            Type = StudyType.String
            Span = declaring.Symbol.NameSpan
            File = declaring.Home.Source
        }

    // The genome build is everyone's.
    declaring.Analysis.Build <- settings.TryFind "build"

    settings
    |> fillFrom "title" (text declaring.Symbol.Local)
    |> fillFrom "results" (text $"results/{declaring.Symbol.Local}")

let private checkBuild (declaring: Declaring) (settings: Map<string, CheckedExpression>) =
    let analysis = declaring.Analysis
    let findings = analysis.Env.Findings
    let source = declaring.Home.Source

    let word (expression: CheckedExpression option) =
        expression
        |> Option.bind (fun expression ->
            match expression.Node with
            | CheckedNode.EnumCase word -> Some word
            | _ -> None)

    let own = settings.TryFind "build"

    match word own, word analysis.Build, own with
    | Some build, Some study, Some at when build <> study ->
        findings.Add(source, DataCodes.BuildDiffers, at.Span, [ declaring.Symbol.Local; build; study ])
    | _ -> ()

    let stated = word own |> Option.orElse (word analysis.Build)

    match stated, GenotypePaths.tryRead settings, GenotypeDeclarations.headerOf analysis settings with
    | Some stated, Some(_, path), Some header ->
        match header.BuildEvidence with
        | null -> ()
        | evidence when evidence <> stated ->
            findings.Add(
                path.File,
                DataCodes.BuildContradictsData,
                path.Span,
                [ GenotypePaths.written path; stated; evidence ]
            )
        | _ -> ()
    | _ -> ()

let private ofGenotypes (declaring: Declaring) settings =
    let {
            Analysis = analysis
            Home = home
            Symbol = symbol
            Kind = kind
            Sorted = sorted
        } =
        declaring

    GenotypeDeclarations.check analysis home symbol kind sorted settings
    checkBuild declaring settings
    settings |> fillFrom "build" declaring.Analysis.Build

let private ofCohort (declaring: Declaring) (declared: Declared) =
    let {
            Home = home
            Symbol = symbol
            Kind = kind
            Sorted = sorted
            From = from
        } =
        declaring

    let settings, roles, scope =
        CohortDeclarations.declare declaring.Analysis home symbol kind sorted from declared.Settings

    {
        Settings = settings
        Roles = roles
        People = Some scope
        Table = Some scope
    }

let private ofTable (declaring: Declaring) (declared: Declared) =
    let {
            Home = home
            Symbol = symbol
            Kind = kind
            Sorted = sorted
        } =
        declaring

    let roles, scope =
        TableDeclarations.declare declaring.Analysis home symbol kind sorted declared.Settings

    {
        declared with
            Roles = roles
            People = Some scope
            Table = Some scope
    }

/// A set's entries, with those of the sets it takes over; its own count before theirs.
let private ofColumns (declaring: Declaring) (declared: Declared) =
    let env = declaring.Analysis.Env

    let entries =
        declaring.Kind.Body
        |> Option.map (ColumnEntries.readColumns env declaring.Home)
        |> Option.defaultValue ColumnEntries.noColumns

    let all =
        [
            yield! entries.Own |> List.map snd

            for _, set in entries.OfSets do
                yield! set
        ]
        |> List.distinctBy (fun entry -> entry.Name)

    env.ColumnSets[declaring.Symbol.Qualified] <- all

    {
        declared with
            Roles = [ for entry in all -> entry.Name, entry.Role ]
    }

let private ofSimulation (declaring: Declaring) (declared: Declared) =
    let settings, roles =
        Simulations.declare declaring.Analysis declaring.Home declaring.Symbol declaring.From declared.Settings

    {
        Settings = settings
        Roles = roles
        People = None
        Table = None
    }

let private ofPhenotypes (declaring: Declaring) (declared: Declared) =
    let source = Analysis.cohortOf declaring.Analysis declaring.From

    {
        declared with
            Settings = declared.Settings |> fillFrom "table" (source |> Option.bind _.Table)
            Table = Phenotypes.columnsOf declaring.Analysis declaring.Home declaring.Symbol source declared.Settings
    }

let private ofPrediction (declaring: Declaring) (declared: Declared) =
    let columns =
        Predictions.cohortOf declaring.Analysis declaring.From declared.Settings
        |> Option.map _.Columns

    {
        declared with
            People = columns
            Table = columns
    }

let private checkPhenotypes (declaring: Declaring) (declared: Declared) (phenotypes: CheckedDeclaration) =
    Volumes.checkReduction declaring.Analysis phenotypes
    RegionTraits.check declaring.Analysis phenotypes
    Harmonisations.checkTraits declaring.Analysis phenotypes

    match phenotypes.Body.Settings.TryFind "columns", declared.Table with
    | Some columns, Some scope -> Phenotypes.checkColumns declaring.Analysis.Env declaring.Home scope columns
    | _ -> ()

let private all =
    [
        {
            plain "study" with
                Complete = completeStudy
        }
        {
            plain "cohort" with
                Declare = ofCohort
        }
        {
            plain "columns" with
                Declare = ofColumns
        }
        { plain "table" with Declare = ofTable }
        {
            plain "simulation" with
                Declare = ofSimulation
                Check = fun declaring _ simulation -> Simulations.checkEffects declaring.Analysis simulation
        }
        {
            plain "genotypes" with
                Complete = ofGenotypes
        }
        {
            plain "phenotypes" with
                Settings =
                    Map [
                        "harmonise",
                        fun declaring value ->
                            let people =
                                Harmonisations.peopleOf declaring.Analysis declaring.From declaring.Known

                            Harmonisations.check declaring.Analysis declaring.Home people value
                    ]
                Declare = ofPhenotypes
                Check = checkPhenotypes
        }
        {
            plain "loci" with
                Complete = fun declaring settings -> LociLints.complete declaring.Home declaring.Symbol settings
        }
        {
            plain "gwas" with
                Settings =
                    Map [
                        "adjust",
                        fun declaring value -> Adjustments.check declaring.Analysis declaring.Home declaring.From value
                        "gxe",
                        fun declaring value -> Interactions.check declaring.Analysis declaring.Home declaring.From value
                    ]
        }
        {
            plain "images" with
                Check =
                    fun declaring _ images ->
                        Volumes.checkImages
                            declaring.Analysis
                            declaring.Home
                            declaring.Kind
                            declaring.Sorted.Unread
                            images
        }
        {
            plain "model" with
                Check =
                    fun declaring _ model ->
                        Volumes.checkModalities declaring.Analysis model
                        Volumes.checkDepth declaring.Analysis model
                        Pretrained.check declaring.Analysis model
                        TrainingLints.checkWeights declaring.Analysis model
                        TrainingLints.checkKernel declaring.Analysis model
                        TrainingLints.checkSeeds declaring.Analysis model
                        TrainingLints.checkBlocks declaring.Analysis model
                        TrainingLints.checkCrop declaring.Analysis model
                        TrainingLints.checkTransformer declaring.Analysis model
        }
        {
            plain "interpretation" with
                Settings =
                    Map [
                        "latents",
                        fun declaring value -> Interpretations.checkLatents declaring.Analysis declaring.Home value
                    ]
                Check = fun declaring _ interpretation -> Interpretations.check declaring.Analysis interpretation
        }
        {
            plain "prediction" with
                Declare = ofPrediction
                Settings =
                    Map [
                        "adjust",
                        fun declaring value ->
                            let people = Predictions.peopleOf declaring.Analysis declaring.From declaring.Known
                            Adjustments.check declaring.Analysis declaring.Home people value
                    ]
                Check =
                    fun declaring declared prediction ->
                        Predictions.check declaring.Analysis declared.People declaring.Sorted.Settings.Keys prediction
        }
    ]
    |> List.map (fun check -> check.Kind, check)
    |> Map.ofList

let find kind =
    Map.tryFind kind all |> Option.defaultWith (fun () -> plain kind)
