/// What a cohort's table, columns and missing codes are, and what its source has of them.
module internal WhiteMatter.Language.Checking.CohortDeclarations

open System
open System.Globalization
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

        match Outside.findTable analysis.Outside table.Path table.Format missing with
        | Some header -> ColumnScope.ofHeader owner header, Some(table.Path, header)
        | None -> ColumnScope.unknown owner, None
    | None -> ColumnScope.unknown "the table", None

/// Whether a cell has its unit beside its number: `45y`, `45 years`, `1.75 m`.
let private hasUnit (cell: string) =
    let extent = Lexis.numberExtent cell 0
    let rest = cell.Substring(extent.End).Trim()
    Lexis.isDigit (Lexis.at cell 0) && rest <> "" && Seq.forall Char.IsLetter rest

/// Reports a role that the column's texts contradict, and values that are none of its declared levels.
let private checkRole (env: CheckContext) (home: FileScope) (scope: ColumnScope) (column: Column) role span =
    match role, column with
    | (DeclaredRole.Numeric | DeclaredRole.Measure _),
      {
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
            | DeclaredRole.Measure unit -> $"a number in {unit.Name}"
            | _ -> "a number"

        let texts =
            if notNumbers.IsEmpty then
                "that of later rows"
            else
                String.Join(", ", notNumbers |> List.map (fun value -> $"'{value}'"))

        let found =
            Diagnostic.create home.Source DataCodes.RoleContradictsData span [ column.Name; declared; texts ]

        (if not notNumbers.IsEmpty && List.forall hasUnit notNumbers then
             let unit =
                 match role with
                 | DeclaredRole.Measure unit -> unit.Name
                 | _ -> "y"

             found
             |> Diagnostic.withAdvice
                 $"A cell has the number alone, and the study its unit, as in '{column.Name} : {unit}': take the units out of the table."
         else
             found)
        |> env.Findings.AddDiagnostic
    | DeclaredRole.Factor(_ :: _ as declared), { Levels = Some levels } ->
        let quoted values =
            String.Join(", ", values |> List.map (fun value -> $"'{value}'"))

        match levels |> List.except declared with
        | [] -> ()
        | others ->
            env.Findings.Add(
                home.Source,
                DataCodes.LevelsNotDeclared,
                span,
                [ column.Name; scope.Owner; quoted (List.truncate 5 others); quoted declared ]
            )
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
            | Some {
                       Declared = Some(DeclaredRole.Factor _)
                   } -> false
            | _ -> true)

    ColumnScope.withRoles [ for id in numbers -> id, DeclaredRole.Id ] scope

/// The `columns` block.
let columnsBlock (sorted: Blocks.SortedBlock) =
    match sorted.Blocks.TryGetValue "columns" with
    | true, (_, _, body) -> Some body
    | _ -> None

/// The columns that the `columns` block declares, each held against what is known of it: those written there, and those of the
/// sets it names that the table has.
let readColumns
    (env: CheckContext)
    (home: FileScope)
    (sorted: Blocks.SortedBlock)
    (scope: ColumnScope)
    : (string * DeclaredRole) list =
    let entries =
        columnsBlock sorted
        |> Option.map (ColumnEntries.readColumns env home)
        |> Option.defaultValue ColumnEntries.noColumns

    let place = Place.plain home "'columns'"

    let own = [
        for span, entry in entries.Own do
            // What the name means here is what is declared of it.
            ColumnScope.tryFind entry.Name scope
            |> Option.iter (fun column ->
                let declared = {
                    column with
                        Declared = Some entry.Role
                }

                env.Uses.Add(home.Source, span, NameMeaning.Column(scope, declared)))

            match NamedColumns.resolveColumn env place scope entry.Name span with
            | Some column -> checkRole env home scope column entry.Role span
            | None -> ()

            entry.Name, entry.Role
    ]

    let written = own |> List.map fst |> Set.ofList

    let ofSets = [
        for span, set in entries.OfSets do
            if
                scope.Complete
                && not set.IsEmpty
                && set |> List.forall (fun entry -> (ColumnScope.tryFind entry.Name scope).IsNone)
            then
                env.Findings.SetNotInTable(home.Source, span, scope.Owner)

            for entry in set do
                if not (written.Contains entry.Name) then
                    match ColumnScope.tryFind entry.Name scope with
                    | Some column ->
                        checkRole env home scope column entry.Role span
                        entry.Name, entry.Role
                    | None when not scope.Complete -> entry.Name, entry.Role
                    | None -> ()
    ]

    List.distinctBy fst ofSets @ own

/// The value of a setting that lists columns, with a set of columns as those of its numbers that the table has.
let withColumns (env: CheckContext) (home: FileScope) (scope: ColumnScope option) (value: CheckedExpression) =
    let set =
        match value.Node with
        | CheckedNode.Declaration name when value.Type = StudyType.Columns ->
            match env.ColumnSets.TryGetValue name with
            | true, entries -> Some entries
            | _ -> Some []
        | _ -> None

    match set with
    | Some entries ->
        let present = [
            for entry in entries do
                match entry.Role, scope with
                | (DeclaredRole.Numeric | DeclaredRole.Measure _), Some scope when
                    not scope.Complete || scope.Columns.ContainsKey entry.Name
                      ->
                      {
                          value with
                              Node = CheckedNode.Column entry.Name
                              Type = StudyType.ColumnName
                      }
                | _ -> ()
        ]

        if present.IsEmpty then
            let owner = scope |> Option.map _.Owner |> Option.defaultValue "the table"
            env.Findings.NoneInTable(home.Source, value.Span, owner)
            Checked.wrong (Place.plain home "'columns'") value.Span
        else
            {
                value with
                    Node = CheckedNode.List present
                    Type = StudyType.List StudyType.ColumnName
            }
    | None -> value

/// Declared columns as the checked study gives them.
let planRoles (roles: (string * DeclaredRole) list) : (string * ColumnRole * string option) list = [
    for name, role in roles ->
        match role with
        | DeclaredRole.Numeric -> name, ColumnRole.Numeric, None
        | DeclaredRole.Factor _
        | DeclaredRole.Id -> name, ColumnRole.Factor, None
        | DeclaredRole.Measure unit -> name, ColumnRole.Numeric, Some unit.Name
]

/// The declared levels of columns that have some.
let levelsOf (roles: (string * DeclaredRole) list) : Map<string, string list> =
    Map.ofList [
        for name, role in roles do
            match role with
            | DeclaredRole.Factor(_ :: _ as levels) -> name, levels
            | _ -> ()
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
    |> Option.filter (fun _ -> not (env.Circular.Contains symbol.Qualified))
    |> Option.map (fun from -> [ symbol.Local; home.Source.TextOf from.Span ])
    |> refuse env home sorted "table" NameCodes.TableAndSource

    if
        from.IsNone
        && kind.From.IsNone
        && not sorted.Unread
        && not (sorted.Settings.ContainsKey "table")
    then
        Diagnostic.create home.Source NameCodes.MissingSetting kind.Kind.Span [
            "cohort"
            "table"
            "the table of people, as in table = csv(\"people.csv\", id = IID), unless it is drawn 'from' another cohort."
        ]
        |> MissingSettings.propose
            home
            symbol.Local
            kind.Body
            (KindsHere.cohort.Settings |> List.find (fun row -> row.Name = "table"))
        |> env.Findings.AddDiagnostic

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
    | Some(_, header) when header.RowsExact ->
        // A table has no more people than rows.
        match settings.TryFind "sample" with
        | Some({ Node = CheckedNode.Number wanted } as sample) when
            sample.Type = StudyType.Int && wanted > float header.Rows
            ->
            let number (value: int64) =
                value.ToString(CultureInfo.InvariantCulture)

            env.Findings.Add(
                home.Source,
                DataFileCodes.SampleTooLarge,
                sample.Span,
                [ number (int64 wanted); number header.Rows ]
            )
        | _ -> ()
    | _ -> ()

    let declared = readColumns env home sorted table
    let ownNames = declared |> List.map fst |> Set.ofList

    let inherited =
        source
        |> Option.map _.Roles
        |> Option.orElse (made |> Option.map _.Roles)
        |> Option.defaultValue []
        |> List.filter (fun (name, _) -> not (ownNames.Contains name))

    let roles = inherited @ declared

    let scope =
        {
            ColumnScope.withRoles declared table with
                Declare = table.Declare |> Option.orElse (declareIn home kind (columnsBlock sorted))
                RoleAt =
                    fun column ->
                        ColumnEntries.roleAt home (columnsBlock sorted) column
                        |> Option.orElseWith (fun () -> table.RoleAt column)
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
