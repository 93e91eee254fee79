/// What a `table` joins: which columns it has, known before it runs, and what stands in the way.
module internal WhiteMatter.Language.Checking.TableDeclarations

open System
open System.Collections.Generic
open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

/// An item of `join`.
type private Joined = {
    At: CheckedExpression
    Table: PeopleTable
    Columns: ColumnScope
    Roles: (string * DeclaredRole) list
    Header: TableHeader option
}

let private read (analysis: Analysis) codes (item: CheckedExpression) =
    PeopleTable.tryRead item
    |> Option.map (fun table ->
        match table.Made with
        | Some made ->
            let facts = analysis.MadeTables[made.Declaration]

            let header =
                match analysis.Outside.TablesByPath.TryGetValue made.Step with
                | true, header -> Some header
                | _ -> None

            {
                At = item
                Table = table
                Columns = facts.Columns
                Roles = facts.Roles
                Header = header
            }
        | None ->
            let columns, header = CohortDeclarations.columnsOf analysis (Some item) codes

            {
                At = item
                Table = table
                Columns = columns
                Roles = []
                Header = header |> Option.map snd
            })

/// What messages call a table: its file, or the declaration that makes it.
let private nameOf (joined: Joined) =
    match joined.Table.Made with
    | Some made -> made.Declaration
    | None -> joined.Table.Path

let private checkFamilies (findings: Findings) (joined: Joined list) =
    let has (one: Joined) = one.Table.FamilyColumn.IsSome

    match List.tryFind has joined, List.tryFind (has >> not) joined with
    | Some one, Some other ->
        Diagnostic.create other.At.File NameCodes.FamilyInSomeTables other.At.Span [ nameOf one; nameOf other ]
        |> Diagnostic.withRelated one.At.File one.At.Span "this one names the family"
        |> findings.AddDiagnostic
    | _ -> ()

/// A suffix that tells a table's columns apart: of its file's name, where that is a word.
let private suffixOf index (joined: Joined) =
    let name = (nameOf joined).Split('/') |> Array.last
    let stem = name.Split('.')[0]

    if
        stem <> ""
        && stem |> Seq.forall (fun c -> Char.IsAsciiLetterOrDigit c || c = '_')
    then
        "_" + stem
    else
        $"_{index + 1}"

/// `suffixes` as they may be written: none for the first table, the names of the files for the others.
let private suggested (joined: Joined list) =
    let own = joined |> List.mapi suffixOf

    let distinct =
        if List.distinct own.Tail = own.Tail then
            own.Tail
        else
            [ for index in 2 .. own.Length -> $"_{index}" ]

    let quoted = "" :: distinct |> List.map (fun text -> $"\"{text}\"")
    "suffixes = [" + String.Join(", ", quoted) + "]"

/// Reports columns that would have one name, once for each pair of tables.
let private checkClashes
    (findings: Findings)
    (symbol: Symbol)
    (joined: Joined list)
    (hasSuffixes: bool)
    (joinSpan: Span)
    (columns: ImmutableArray<JoinedColumn>)
    =
    let pairs =
        JoinedColumns.Clashes columns
        |> Seq.map (fun struct (first, second) -> first, second)
        |> List.ofSeq
        |> List.groupBy (fun (first, second) -> first.Table, second.Table)

    for (first, second), clashes in pairs do
        let first, second = joined[first], joined[second]
        let names = clashes |> List.map (fun (_, column) -> $"'{column.Name}'")

        let what =
            match names with
            | [ only ] -> $"a column {only}"
            | _ when names.Length <= 3 -> "columns " + String.Join(", ", names)
            | _ ->
                "columns "
                + String.Join(", ", List.truncate 3 names)
                + $" and {names.Length - 3} more"

        let diagnostic =
            Diagnostic.create second.At.File NameCodes.ColumnInSeveralTables second.At.Span [
                what
                nameOf first
                nameOf second
                symbol.Local
            ]
            |> Diagnostic.withRelated first.At.File first.At.Span "the other table"

        if hasSuffixes then
            diagnostic
        else
            let written = suggested joined

            Diagnostic.withFix
                second.At.File
                $"Write '{written}'"
                (Span.create joinSpan.End joinSpan.End)
                $", {written}"
                diagnostic
        |> findings.AddDiagnostic

/// At most this many rows, by how the tables are joined.
let private rowsOf how (headers: TableHeader list) =
    match how with
    | Some(CheckedNode.EnumCase "left") -> headers.Head.Rows
    | Some(CheckedNode.EnumCase "full") -> headers |> List.sumBy _.Rows
    | _ -> headers |> List.map _.Rows |> List.min

/// The joined columns with what the tables' headers show of them.
let private scopeOf (symbol: Symbol) (joined: Joined list) (columns: ImmutableArray<JoinedColumn>) : ColumnScope =
    let found = Dictionary<string, Column>(StringComparer.Ordinal)
    let first = joined.Head.Table

    for column in columns do
        match ColumnScope.tryFind column.Source joined[column.Table].Columns with
        // Later tables may have people whom the first does not have.
        | Some source when
            column.Table = 0
            && (column.Source = first.IdColumn || Some column.Source = first.FamilyColumn)
            ->
            found.TryAdd(
                column.Name,
                {
                    source with
                        Name = column.Name
                        Levels = None
                }
            )
            |> ignore
        | Some source -> found.TryAdd(column.Name, { source with Name = column.Name }) |> ignore
        | None -> found.TryAdd(column.Name, Column.unseen column.Name) |> ignore

    {
        ColumnScope.unknown $"the table '{symbol.Local}'" with
            Columns = found
            Complete = joined |> List.forall _.Columns.Complete
    }

let private contentOf (column: Column) =
    let levels =
        match column.Levels with
        | Some levels -> ImmutableArray.CreateRange levels
        | None -> ImmutableArray.Empty

    TableColumn(
        column.Name,
        column.Content |> Option.defaultValue ColumnContent.Text,
        levels,
        MinusNines = column.MinusNines
    )

/// Columns of all joined tables together; a table joined with itself has twice as many, and one of such tables again.
let private mostColumns = 1_000_000

/// Works out the columns of a table and notes it for others; gives its declared columns and what its names may mean.
let declare
    (analysis: Analysis)
    (home: FileScope)
    (symbol: Symbol)
    (kind: KindDeclaration)
    (sorted: Blocks.SortedBlock)
    (settings: Map<string, CheckedExpression>)
    =
    let env = analysis.Env

    let codes =
        ""
        :: (settings.TryFind "missing"
            |> Option.map CohortDeclarations.texts
            |> Option.defaultValue [])
        |> List.distinct

    let items =
        match settings.TryFind "join" |> Option.map _.Node with
        | Some(CheckedNode.List items) -> items
        | _ -> []

    let joined = items |> List.choose (read analysis codes)

    for one in joined do
        match one.Header with
        | Some header when header.RowsExact && header.Rows = 0L ->
            env.Findings.Add(one.At.File, DataCodes.EmptyTable, one.At.Span, [ nameOf one ])
        | _ -> ()

    let suffixes = settings.TryFind "suffixes"

    let texts =
        suffixes |> Option.map CohortDeclarations.texts |> Option.defaultValue []

    // What follows from wrong suffixes is not said.
    let tellApart =
        match suffixes with
        | Some at -> not (Checked.isWrong at) && texts.Length = items.Length
        | None -> true

    match suffixes with
    | Some at when not (Checked.isWrong at) && texts.Length <> items.Length ->
        env.Findings.Add(
            at.File,
            NameCodes.OutOfBounds,
            at.Span,
            [
                "The number of items of 'suffixes'"
                string texts.Length
                $"{items.Length}, one for each table of 'join'"
            ]
        )
    | _ -> ()

    let readable = not joined.IsEmpty && joined.Length = items.Length

    let isTooWide =
        let before = analysis.MadeTables.Values |> Seq.sumBy _.Columns.Columns.Count
        before + (joined |> List.sumBy _.Columns.Columns.Count) > mostColumns

    if readable && isTooWide then
        let at = settings["join"]

        env.Findings.Add(
            at.File,
            NameCodes.LimitExceeded,
            at.Span,
            [
                "columns in all joined tables together"
                mostColumns.ToString("#,0", Globalization.CultureInfo.InvariantCulture)
            ]
        )

    let scope =
        if readable && not isTooWide then
            checkFamilies env.Findings joined

            let columns =
                JoinedColumns.Of(
                    [|
                        for one in joined ->
                            struct (one.Table.IdColumn,
                                    Option.toObj one.Table.FamilyColumn,
                                    List.ofSeq (ColumnScope.names one.Columns) :> IReadOnlyList<string>)
                    |],
                    texts
                )

            if tellApart then
                checkClashes env.Findings symbol joined suffixes.IsSome settings["join"].Span columns
                scopeOf symbol joined columns
            else
                ColumnScope.unknown $"the table '{symbol.Local}'"
        else
            ColumnScope.unknown $"the table '{symbol.Local}'"

    let declared = CohortDeclarations.readColumns env home sorted scope
    let ownNames = declared |> List.map fst |> Set.ofList

    let inherited =
        joined
        |> List.collect _.Roles
        |> List.filter (fun (name, _) -> not (ownNames.Contains name) && scope.Columns.ContainsKey name)
        |> List.distinctBy fst

    let roles = inherited @ declared

    let scope = {
        ColumnScope.withRoles roles scope with
            Declare = CohortDeclarations.declareIn home kind (CohortDeclarations.columnsBlock sorted)
    }

    match joined with
    | first :: _ when readable ->
        let made = {
            Declaration = symbol.Qualified
            Kind = TableParameters.KindName
            File = TableParameters.FileName
            IdColumn = first.Table.IdColumn
            FamilyColumn = first.Table.FamilyColumn
            MissingCodes = List.ofSeq TableParameters.MissingCodes
        }

        let table = {
            Node = CheckedNode.MadeTable made
            Type = StudyType.PeopleTable
            Span = symbol.NameSpan
            File = home.Source
        }

        let scope = CohortDeclarations.withIds (Some table) scope

        if scope.Complete && joined |> List.forall _.Header.IsSome then
            let how = settings.TryFind "how" |> Option.map _.Node
            let rows = joined |> List.choose _.Header |> rowsOf how

            analysis.Outside.TablesByPath[made.Step] <-
                TableHeader(ImmutableArray.CreateRange(scope.Columns.Values |> Seq.map contentOf), rows, false)

        analysis.MadeTables[symbol.Qualified] <-
            {
                Table = table
                Columns = scope
                Roles = roles
                Missing = settings.TryFind "missing"
            }

        roles, scope
    | _ -> roles, scope
