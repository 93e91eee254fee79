/// What a cohort's table, columns and missing codes are, and what its source has of them.
module internal WhiteMatter.Language.Checking.CohortDeclarations

open System
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting

/// The texts of a list of texts.
let texts (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.List items -> items |> List.choose PeopleTable.literal
    | _ -> []

let private missingRow =
    Catalogue.kinds
    |> List.find (fun row -> row.Name = "cohort")
    |> fun row -> row.Settings |> List.find (fun setting -> setting.Name = "missing")

/// The missing codes of a cohort that states none.
let usualMissing (file: SourceText) (span: Span) =
    SettingValues.defaultOf file span missingRow

/// The header of a table with these missing codes, as columns.
let columnsOf (analysis: Analysis) (table: CheckedExpression option) (missing: string list) =
    match table |> Option.bind PeopleTable.tryRead with
    | Some { Made = Some made } when analysis.MadeTables.ContainsKey made.Declaration ->
        analysis.MadeTables[made.Declaration].Columns, None
    | Some table ->
        let owner = $"the table '{table.Path}'"

        match Outside.findTable analysis.Outside table.Path missing with
        | Some header -> ColumnScope.ofHeader owner header, Some(table.Path, header)
        | None -> ColumnScope.unknown owner, None
    | None -> ColumnScope.unknown "the table", None

/// Reports a role that the column's texts contradict.
let private checkRole (env: CheckContext) (home: FileScope) (scope: ColumnScope) (name: Identifier) role =
    let place = Place.plain home "'columns'"

    match Expressions.resolveColumn env place scope name.Name name.Span with
    | Some {
               Content = Some ColumnContent.Text
               Examples = examples
               Levels = levels
           } ->
        let notNumbers =
            levels
            |> Option.defaultValue examples
            |> List.filter (fun value -> not (fst (Double.TryParse(value, Globalization.CultureInfo.InvariantCulture))))
            |> List.truncate 3

        let declared =
            match role with
            | DeclaredRole.Numeric -> Some "a number"
            | DeclaredRole.Measure unit -> Some $"a number in {unit.Name}"
            | _ -> None

        match declared with
        | Some declared ->
            env.Findings.Add(
                home.Source,
                DataCodes.RoleContradictsData,
                name.Span,
                [
                    name.Name
                    declared
                    if notNumbers.IsEmpty then
                        "that of later rows"
                    else
                        String.Join(", ", notNumbers |> List.map (fun value -> $"'{value}'"))
                ]
            )
        | None -> ()
    | _ -> ()

/// Where `name : role` can be written into the declaration's block.
let declareIn (home: FileScope) (kind: KindDeclaration) (columns: Block option) =
    match columns, kind.Body with
    | Some block, _ ->
        Some(fun entry ->
            match List.tryLast block.Items with
            | Some last -> home.Source, Span.create last.Span.End last.Span.End, $", {entry}"
            | None -> home.Source, Span.create (block.Span.Start + 1) (block.Span.Start + 1), $" {entry} ")
    | None, Some body ->
        let at = body.Span.Start + 1
        let separator = if body.OneLine && not body.Items.IsEmpty then "," else ""
        let start = if body.OneLine then " " else "\n  "
        Some(fun entry -> home.Source, Span.create at at, $"{start}columns {{ {entry} }}{separator}")
    | None, None -> None

/// The ID columns of a table name people, whatever they look like.
let withIds (table: CheckedExpression option) (scope: ColumnScope) =
    let ids =
        match table |> Option.bind PeopleTable.tryRead with
        | Some table -> table.IdColumn :: Option.toList table.FamilyColumn
        | None -> []

    let numbers =
        ids
        |> List.filter (fun id ->
            match ColumnScope.tryFind id scope with
            | Some { Declared = Some DeclaredRole.Factor } -> false
            | _ -> true)

    ColumnScope.withRoles [ for id in numbers -> id, DeclaredRole.Id ] scope

/// The `columns` block.
let columnsBlock (sorted: Blocks.SortedBlock) =
    match sorted.Blocks.TryGetValue "columns" with
    | true, (_, _, body) -> Some body
    | _ -> None

/// The columns that the `columns` block declares, each held against what is known of it.
let readColumns (env: CheckContext) (home: FileScope) (sorted: Blocks.SortedBlock) (scope: ColumnScope) =
    let declared =
        columnsBlock sorted
        |> Option.map (Blocks.readColumns env home)
        |> Option.defaultValue []

    for name, role in declared do
        checkRole env home scope name role

    declared

/// Declared columns as the checked study gives them.
let planRoles (roles: (string * DeclaredRole) list) : (string * ColumnRole * string option) list = [
    for name, role in roles ->
        match role with
        | DeclaredRole.Numeric -> name, ColumnRole.Numeric, None
        | DeclaredRole.Factor
        | DeclaredRole.Id -> name, ColumnRole.Factor, None
        | DeclaredRole.Measure unit -> name, ColumnRole.Numeric, Some unit.Name
]

/// Reports a setting that must not stand where there is something else, which `arguments` names.
let private refuse
    (env: CheckContext)
    (home: FileScope)
    (sorted: Blocks.SortedBlock)
    setting
    code
    (arguments: string list option)
    =
    match arguments, sorted.Settings.TryGetValue setting with
    | Some arguments, (true, (_, key, _)) -> env.Findings.Add(home.Source, code, key.Span, arguments)
    | _ -> ()

/// Reports a table beside a source, and a cohort with neither.
let private checkTable
    (env: CheckContext)
    (home: FileScope)
    (symbol: Symbol)
    (kind: KindDeclaration)
    (sorted: Blocks.SortedBlock)
    (from: CheckedExpression option)
    =
    from
    |> Option.map (fun from -> [ symbol.Local; home.Source.TextOf from.Span ])
    |> refuse env home sorted "table" NameCodes.TableAndSource

    if
        from.IsNone
        && kind.From.IsNone
        && not sorted.Unread
        && not (sorted.Settings.ContainsKey "table")
    then
        env.Findings.Add(
            home.Source,
            NameCodes.MissingSetting,
            kind.Kind.Span,
            [
                "cohort"
                "table"
                "the table of people, unless it is drawn 'from' another cohort."
            ]
        )

/// Works out a cohort's table and columns and notes it for others; gives its settings, with those it has of its source, its declared
/// columns, and what its names may mean.
let declare
    (analysis: Analysis)
    (home: FileScope)
    (symbol: Symbol)
    (kind: KindDeclaration)
    (sorted: Blocks.SortedBlock)
    (from: CheckedExpression option)
    (settings: Map<string, CheckedExpression>)
    =
    let env = analysis.Env
    let source = Analysis.cohortOf analysis from
    checkTable env home symbol kind sorted from

    let made =
        match settings.TryFind "table" |> Option.map _.Node with
        | Some(CheckedNode.MadeTable made) when source.IsNone -> Some analysis.MadeTables[made.Declaration]
        | _ -> None

    // A table that a declaration makes has missing codes of its own.
    made
    |> Option.map (fun made -> [
        "'missing'"
        made.Columns.Owner
        "its own 'missing' says what is missing in it"
    ])
    |> refuse env home sorted "missing" NameCodes.DoNotGoTogether

    // A cohort drawn from another has its table, its columns and its missing codes.
    let inherit' name (value: CheckedExpression option) settings =
        match value with
        | Some value -> Map.add name value settings
        | None -> settings

    let settings =
        match source with
        | Some source ->
            settings
            |> inherit' "table" source.Table
            |> inherit'
                "missing"
                (if sorted.Settings.ContainsKey "missing" then
                     None
                 else
                     source.Missing)
        | None ->
            match made with
            | Some made -> settings |> inherit' "missing" made.Missing
            | None -> settings

    let codes = settings.TryFind "missing" |> Option.map texts |> Option.defaultValue []

    let table, header =
        match source with
        | Some source -> source.Columns, None
        | None -> columnsOf analysis (settings.TryFind "table") codes

    match header with
    | Some(path, header) when header.RowsExact && header.Rows = 0L ->
        env.Findings.Add(home.Source, DataCodes.EmptyTable, settings["table"].Span, [ path ])
    | _ -> ()

    let declared = readColumns env home sorted table
    let own = [ for name, role in declared -> name.Name, role ]
    let ownNames = own |> List.map fst |> Set.ofList

    let inherited =
        source
        |> Option.map _.Roles
        |> Option.orElse (made |> Option.map _.Roles)
        |> Option.defaultValue []
        |> List.filter (fun (name, _) -> not (ownNames.Contains name))

    let roles = inherited @ own

    let scope =
        {
            ColumnScope.withRoles own table with
                Declare = table.Declare |> Option.orElse (declareIn home kind (columnsBlock sorted))
        }
        |> withIds (settings.TryFind "table")

    let within, excluded =
        match from with
        | Some from -> Cohorts.withinOf analysis.Cohorts from, Cohorts.excludedFrom analysis.Cohorts from
        | None -> Set.empty, Set.empty

    analysis.Cohorts[symbol.Qualified] <-
        {
            Name = symbol.Qualified
            Columns = scope
            Roles = roles
            Table = settings.TryFind "table"
            Missing = settings.TryFind "missing"
            Root = source |> Option.map _.Root |> Option.defaultValue symbol.Qualified
            Within = within.Add symbol.Qualified
            Excluded = excluded
        }

    settings, roles, scope
