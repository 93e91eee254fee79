/// Checks one declaration after another, each after those it refers to.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Checking.Declarations

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

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
    | Some _, Some from when UnsignedStatistics.areAmong env home row from ->
        Some(Checked.wrong (Place.plain home "'from'") from.Span)
    | Some wanted, Some from ->
        let place = Place.plain home "'from'"
        let value = Expressions.infer env place wanted.Types from

        let value =
            if UnsignedStatistics.isSource env home row value then
                Checked.wrong place from.Span
            else
                WrongTypes.conform env place wanted.Types value

        match value.Node with
        | CheckedNode.Binary _ when not wanted.Algebra ->
            env.Findings.Add(home.Source, NameCodes.AlgebraMisplaced, from.Span, [ row.Name ])
        | _ -> ()

        Cohorts.emptiness analysis.Cohorts value
        |> Option.iter (fun reason ->
            env.Findings.Add(
                home.Source,
                DesignCodes.NobodyLeft,
                from.Span,
                [ home.Source.TextOf from.Span; "nobody"; reason ]
            ))

        match value.Node with
        // How many studies a meta-analysis has is told by itself.
        | CheckedNode.List [] when row.Name <> "meta" && not (Checked.isWrong value) ->
            env.Findings.Add(home.Source, NameCodes.EmptyList, from.Span, [ "'from'" ])
            Some(Checked.wrong place from.Span)
        | _ -> Some value

/// A setting's value, within its limits; cohort algebra in it leaves somebody.
let private checkSetting (analysis: Analysis) (home: FileScope) (setting: SettingRow) columns people value =
    let env = analysis.Env

    let place = {
        Place.plain home $"'{setting.Name}'" with
            RunValues = setting.AllowsRunValues
            Columns = columns
            People = people
            Placeholders = (setting.Sees = Sees.Placeholders)
            Expansions = (setting.Path = Some PathOf.Genotypes)
    }

    let result =
        Expressions.check env place setting.Accepts value
        |> Analysis.withTables analysis
        |> CohortDeclarations.withColumns env home columns

    SettingValues.checkLimits env setting result

    if columns.IsSome && setting.Accepts = [ StudyType.Predicate ] then
        FixedConditions.report env home setting.Name value result

        let rows =
            match setting.Sees with
            | Sees.PeopleColumns -> Some(false, "nobody")
            | Sees.VariantColumns -> Some(true, "no variant")
            | _ -> None

        match rows with
        | Some(ofVariants, none) ->
            let impossible = FixedConditions.contradiction ofVariants result

            if ofVariants && impossible.IsNone then
                FixedConditions.reportQuality env result

            impossible
            |> Option.iter (fun reason ->
                Diagnostic.create home.Source DesignCodes.NobodyLeft result.Span [
                    home.Source.TextOf result.Span
                    none
                    reason
                ]
                |> Diagnostic.withAdvice "Correct the condition."
                |> env.Findings.AddDiagnostic)
        | None -> ()

    Cohorts.emptiness analysis.Cohorts result
    |> Option.iter (fun reason ->
        env.Findings.Add(
            home.Source,
            DesignCodes.NobodyLeft,
            result.Span,
            [ home.Source.TextOf result.Span; "nobody"; reason ]
        ))

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

    let check = KindChecks.find row.Name
    let ofSource = Analysis.cohortOf analysis from |> Option.map _.Columns

    /// `traits = height`: a column of the people where a set of traits is expected.
    let isColumn (setting: SettingRow) (value: Expression) =
        let first =
            match value.Node with
            // Several, as in a `phenotypes`.
            | ExpressionNode.List({ Value = first } :: _, _) -> first
            // Arithmetic on one.
            | ExpressionNode.Call(_, [ { Value = only } ], _) -> only
            | _ -> value

        match first.Node, ofSource with
        | ExpressionNode.Name name, Some scope when
            setting.Accepts = [ StudyType.Traits ]
            && (Names.tryFind home name).IsNone
            && scope.Columns.ContainsKey name
            ->
            env.Findings.Add(home.Source, NameCodes.ColumnAsTraits, first.Span, [ name; scope.Owner ])
            true
        | _ -> false

    // What shows no columns comes first: it says which columns there are.
    let settings =
        sorted.Settings
        |> Seq.choose (fun (KeyValue(name, (setting, _, value))) ->
            match setting.Sees with
            | Sees.Nothing when isColumn setting value -> Some(name, Checked.wrong (Place.plain home name) value.Span)
            | Sees.Nothing when not (check.Settings.ContainsKey name) ->
                Some(name, checkSetting analysis home setting None None value)
            | _ -> None)
        |> Map.ofSeq
        |> withDefaults
            home
            symbol
            (row.Settings |> List.filter (Conditions.stands row.Settings kind.Body))
            sorted.Settings.Keys

    let declaring: KindChecks.Declaring = {
        Analysis = analysis
        Home = home
        Symbol = symbol
        Kind = kind
        Sorted = sorted
        From = from
        Known = Map.empty
    }

    let declared =
        check.Declare declaring {
            Settings = settings
            Roles = []
            People = ofSource
            Table = ofSource
        }

    let orUnknown scope =
        scope |> Option.defaultValue (ColumnScope.unknown "the cohort's table")

    let settings =
        sorted.Settings
        |> Seq.fold
            (fun (settings: Map<string, CheckedExpression>) (KeyValue(name, (setting, _, value))) ->
                let add columns people =
                    settings.Add(name, checkSetting analysis home setting (Some columns) people value)

                match setting.Sees, check.Settings.TryFind name with
                | _, Some own ->
                    settings.Add(
                        name,
                        own
                            {
                                declaring with
                                    Known = declared.Settings
                            }
                            value
                    )
                | Sees.Nothing, None -> settings
                | (Sees.PeopleColumns | Sees.Placeholders), None -> add (orUnknown declared.People) None
                | Sees.ImageColumns, None -> add (ImageColumns.scope (orUnknown declared.People)) None
                | Sees.VariantColumns, None -> add VariantColumns.scope declared.People
                | Sees.TableColumns, None -> add (orUnknown declared.Table) None)
            declared.Settings
        |> check.Complete declaring

    let entries =
        match row.Entries with
        // Read as what they declare.
        | Some Entries.ColumnRoles -> []
        | Some Entries.Terms -> sorted.Entries |> List.map (Formulas.check env (Place.plain home "a formula"))
        | _ ->
            let place = {
                Place.plain home $"'{row.Name}'" with
                    RunValues = true
            }

            sorted.Entries |> List.map (Expressions.check env place [ StudyType.Predicate ])

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
            Columns = CohortDeclarations.planRoles declared.Roles
            Levels = CohortDeclarations.levelsOf declared.Roles
        }
        Type = row.Yields
        Doc = Trivia.docLines symbol.Declaration.Trivia
        Span = symbol.Declaration.Span
        File = home.Source
    }

    check.Check declaring declared declaration
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
