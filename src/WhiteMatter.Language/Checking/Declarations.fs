/// Checks one declaration after another, each after those it refers to.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Checking.Declarations

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private checkBuild
    (analysis: Analysis)
    (home: FileScope)
    (name: string)
    (settings: Map<string, CheckedExpression>)
    =
    let env = analysis.Env

    let word (expression: CheckedExpression option) =
        expression
        |> Option.bind (fun expression ->
            match expression.Node with
            | CheckedNode.EnumCase word -> Some word
            | _ -> None)

    let own = settings.TryFind "build"
    let bed = settings.TryFind "bed"

    match word own, word analysis.Build, own with
    | Some build, Some study, Some at when build <> study ->
        env.Findings.Add(home.Source, DataCodes.BuildDiffers, at.Span, [ name; build; study ])
    | _ -> ()

    let stated = word own |> Option.orElse (word analysis.Build)

    match stated, bed |> Option.bind PeopleTable.literal, bed with
    | Some stated, Some path, Some bed ->
        match analysis.Outside.Genotypes.TryGetValue(StudyPath.resolve home.Source path) with
        | true, header ->
            match header.BuildEvidence with
            | null -> ()
            | evidence when evidence <> stated ->
                env.Findings.Add(home.Source, DataCodes.BuildContradictsData, bed.Span, [ path; stated; evidence ])
            | _ -> ()
        | _ -> ()
    | _ -> ()

let private checkFrom (analysis: Analysis) (home: FileScope) (symbol: Symbol) (kind: KindDeclaration) (row: KindRow) =
    let env = analysis.Env

    match row.From, kind.From with
    | None, None -> None
    | None, Some from ->
        env.Findings.Add(home.Source, NameCodes.FromUnexpected, from.Span, [ row.Name ])
        None
    | Some wanted, None ->
        if wanted.Required then
            env.Findings.Add(
                home.Source,
                NameCodes.FromMissing,
                symbol.NameSpan,
                [ row.Name; Names.describeExpected wanted.Types ]
            )

        None
    | Some wanted, Some from ->
        let place = Place.plain home "'from'"
        let value = Expressions.infer env place wanted.Types from

        let value =
            if UnsignedStatistics.isSource env home row value then
                Checked.wrong place from.Span
            else
                Expressions.conform env place wanted.Types value

        match value.Node with
        | CheckedNode.Binary _ when not wanted.Algebra ->
            env.Findings.Add(home.Source, NameCodes.AlgebraMisplaced, from.Span, [ row.Name ])
        | _ -> ()

        Cohorts.emptiness analysis.Cohorts value
        |> Option.iter (fun reason ->
            env.Findings.Add(home.Source, DesignCodes.NobodyLeft, from.Span, [ home.Source.TextOf from.Span; reason ]))

        Some value

/// A setting's value, within its limits; cohort algebra in it leaves somebody.
let private checkSetting (analysis: Analysis) (home: FileScope) (setting: SettingRow) columns people value =
    let env = analysis.Env

    let place = {
        Place.plain home $"'{setting.Name}'" with
            RunValues = setting.AllowsRunValues
            Columns = columns
            People = people
            Placeholders = (setting.Sees = Sees.Placeholders)
    }

    let result =
        Expressions.check env place setting.Accepts value
        |> Analysis.withTables analysis

    SettingValues.checkLimits env setting result

    Cohorts.emptiness analysis.Cohorts result
    |> Option.iter (fun reason ->
        env.Findings.Add(home.Source, DesignCodes.NobodyLeft, result.Span, [ home.Source.TextOf result.Span; reason ]))

    result

/// The settings with the defaults of those that are not written.
let private withDefaults
    (home: FileScope)
    (symbol: Symbol)
    (rows: SettingRow list)
    (written: string seq)
    (settings: Map<string, CheckedExpression>)
    =
    let written = Set.ofSeq written

    rows
    |> List.fold
        (fun (settings: Map<string, CheckedExpression>) row ->
            if settings.ContainsKey row.Name || written.Contains row.Name then
                settings
            else
                match SettingValues.defaultOf home.Source symbol.NameSpan row with
                | Some value -> settings.Add(row.Name, value)
                | None -> settings)
        settings

/// A block of settings, whether or not it is written.
let private checkBlock
    (analysis: Analysis)
    (home: FileScope)
    (symbol: Symbol)
    (block: BlockRow)
    (written: (Identifier * Block) option)
    : CheckedBlock =
    let sorted =
        Blocks.sort
            analysis.Env
            home
            {
                Name = block.Name
                Declared = block.Name
                Settings = block.Settings
                Blocks = []
                Entries = None
                Source = None
                SourceToCome = false
                At =
                    match written with
                    | Some(key, _) -> key.Span
                    | None -> symbol.NameSpan
            }
            (written |> Option.map snd)

    let settings =
        sorted.Settings
        |> Seq.map (fun (KeyValue(name, (row, _, value))) -> name, checkSetting analysis home row None None value)
        |> Map.ofSeq

    {
        CheckedBlock.empty with
            Settings = withDefaults home symbol block.Settings sorted.Settings.Keys settings
    }

let private docOf (symbol: Symbol) = [
    for trivia in symbol.Declaration.Trivia.Leading do
        match trivia with
        | LeadingTrivia.Comment comment when comment.IsDoc -> comment.Text.Trim()
        | _ -> ()
]

/// The settings a study has without being written.
let private completeStudy (home: FileScope) (symbol: Symbol) (settings: Map<string, CheckedExpression>) =
    let text value = {
        Node = CheckedNode.Text [ TextPart.Literal value ]
        Type = StudyType.String
        Span = symbol.NameSpan
        File = home.Source
    }

    let fill name value (settings: Map<string, CheckedExpression>) =
        if settings.ContainsKey name then
            settings
        else
            settings.Add(name, text value)

    settings
    |> fill "title" symbol.Local
    |> fill "results" $"results/{symbol.Local}"

let private fillFrom name (value: CheckedExpression option) (settings: Map<string, CheckedExpression>) =
    match value with
    | Some value when not (settings.ContainsKey name) -> settings.Add(name, value)
    | _ -> settings

/// Whether an expression names something that is not there yet.
let private isToCome (home: FileScope) (from: Expression option) =
    match from |> Option.map _.Node with
    | Some(ExpressionNode.Name name) -> Names.tryFind home name |> Option.exists Names.isSilent
    | _ -> false

let private checkHere
    (analysis: Analysis)
    (home: FileScope)
    (symbol: Symbol)
    (kind: KindDeclaration)
    (row: KindRow)
    : CheckedDeclaration =
    let env = analysis.Env
    let from = checkFrom analysis home symbol kind row
    let sourceToCome = isToCome home kind.From

    let sorted =
        Blocks.sort
            env
            home
            {
                Name = row.Name
                Declared = if row.HasName then symbol.Local else row.Name
                Settings = row.Settings
                Blocks = row.Blocks
                Entries = row.Entries
                Source =
                    match from with
                    | Some from when not (Checked.isWrong from) && not sourceToCome -> Some from.Type
                    | _ -> None
                // What is made from something that is not there yet may well need settings that are not: said once, at the source.
                SourceToCome = sourceToCome
                At = kind.Kind.Span
            }
            kind.Body

    // What shows no columns comes first: it says which columns there are.
    let settings =
        sorted.Settings
        |> Seq.choose (fun (KeyValue(name, (setting, _, value))) ->
            match setting.Sees with
            | Sees.Nothing -> Some(name, checkSetting analysis home setting None None value)
            | _ -> None)
        |> Map.ofSeq
        |> withDefaults home symbol row.Settings sorted.Settings.Keys

    let source = Analysis.cohortOf analysis from

    let settings, roles, people =
        match row.Name with
        | "cohort" ->
            let settings, roles, scope =
                CohortDeclarations.declare analysis home symbol kind sorted from settings

            settings, roles, Some scope
        | "table" ->
            let roles, scope =
                TableDeclarations.declare analysis home symbol kind sorted settings

            settings, roles, Some scope
        | "simulation" ->
            let settings, roles = Simulations.declare analysis home symbol from settings
            settings, roles, None
        | _ -> settings, [], source |> Option.map _.Columns

    let tableColumns =
        if row.Name = "phenotypes" then
            Phenotypes.columnsOf analysis home symbol source settings
        else
            people

    let settings =
        if row.Name = "phenotypes" then
            settings |> fillFrom "table" (source |> Option.bind _.Table)
        else
            settings

    let orUnknown scope =
        scope |> Option.defaultValue (ColumnScope.unknown "the cohort's table")

    let settings =
        sorted.Settings
        |> Seq.fold
            (fun (settings: Map<string, CheckedExpression>) (KeyValue(name, (setting, _, value))) ->
                let add columns people =
                    settings.Add(name, checkSetting analysis home setting (Some columns) people value)

                match setting.Sees with
                | Sees.Nothing -> settings
                | _ when row.Name = "gwas" && name = "adjust" ->
                    settings.Add(name, Adjustments.check analysis home from value)
                | Sees.PeopleColumns
                | Sees.Placeholders -> add (orUnknown people) None
                | Sees.ImageColumns -> add (ImageColumns.scope (orUnknown people)) None
                | Sees.VariantColumns -> add VariantColumns.scope people
                | Sees.TableColumns -> add (orUnknown tableColumns) None)
            settings

    let entries =
        sorted.Entries
        |> List.map (fun entry ->
            match row.Entries with
            | Some Entries.Terms -> Formulas.check env (Place.plain home "a formula") entry
            | _ ->
                let place = {
                    Place.plain home $"'{row.Name}'" with
                        RunValues = true
                }

                Expressions.check env place [ StudyType.Predicate ] entry)

    let settings =
        match row.Name with
        | "study" ->
            analysis.Build <- settings.TryFind "build"
            completeStudy home symbol settings
        | "genotypes" ->
            checkBuild analysis home symbol.Local settings
            settings |> fillFrom "build" analysis.Build
        | _ -> settings

    let declaration = {
        Name = symbol.Qualified
        Kind = row.Name
        From = from
        Body = {
            Settings = settings
            Blocks =
                Map.ofList [
                    for block in row.Blocks do
                        if block.Entries.IsNone then
                            let written =
                                match sorted.Blocks.TryGetValue block.Name with
                                | true, (_, key, body) -> Some(key, body)
                                | _ -> None

                            block.Name, checkBlock analysis home symbol block written
                ]
            Entries = entries
            Columns = CohortDeclarations.planRoles roles
        }
        Type = row.Yields
        Doc = docOf symbol
        Span = symbol.Declaration.Span
        File = home.Source
    }

    match row.Name with
    | "images" -> Volumes.checkImages analysis home kind sorted.Unread declaration
    | "model" -> Volumes.checkDepth analysis declaration
    | "simulation" -> Simulations.checkEffects analysis declaration
    | "phenotypes" ->
        Volumes.checkReduction analysis declaration

        match settings.TryFind "columns", tableColumns with
        | Some columns, Some scope -> Phenotypes.checkColumns env home scope columns
        | _ -> ()
    | _ -> ()

    declaration

/// Checks a declaration; `None` for those of which nothing is said.
let check (analysis: Analysis) (home: FileScope) (symbol: Symbol) : CheckedDeclaration option =
    analysis.Env.Cancellation.ThrowIfCancellationRequested()

    match symbol.Meaning with
    | Meaning.Declaration(kind, Some row) when row.Availability = Availability.Here ->
        Some(checkHere analysis home symbol kind row)
    | Meaning.Declaration(kind, Some row) ->
        UnsignedStatistics.checkToCome analysis.Env home kind row
        None
    | _ -> None
