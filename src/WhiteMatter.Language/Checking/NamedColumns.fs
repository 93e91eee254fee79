/// Columns by their names, in the scope of a table.
module internal WhiteMatter.Language.Checking.NamedColumns

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// Makes a checked column of a known one, its values in the canonical unit.
let ofColumn place span (column: Column) =
    let bare =
        Checked.make place span (Column.typeOf column) (CheckedNode.Column column.Name)

    match column.Declared with
    | Some(DeclaredRole.Measure unit) when unit.Factor <> 1.0 ->
        let factor =
            Checked.make place span StudyType.Float (CheckedNode.Number unit.Factor)

        Checked.make place span bare.Type (CheckedNode.Binary(BinaryOperator.Multiply, bare, factor))
    | _ -> bare

/// Words that stand for whatever names people.
let private idWords =
    set [
        "id"
        "iid"
        "eid"
        "fid"
        "sub"
        "subject"
        "subject_id"
        "participant"
        "participant_id"
        "person"
        "sample"
        "sample_id"
    ]

/// The columns that name people, where a name that is none of the table's columns, nor near to one, can only mean them.
let idsMeant (scope: ColumnScope) (name: string) : string list =
    if
        idWords.Contains(name.ToLowerInvariant())
        && (Suggestions.nearest name (ColumnScope.names scope)).IsNone
    then
        [
            for column in scope.Columns.Values do
                if column.Declared = Some DeclaredRole.Id then
                    column.Name
        ]
    else
        []

/// Reports a column that stands twice in its table.
let reportTwice (env: CheckContext) (place: Place) (scope: ColumnScope) name span =
    if scope.Twice.Contains name then
        env.Findings.Add(place.File.Source, DataCodes.ColumnTwice, span, [ scope.Owner; name ])

/// Notes what the imported files declare by a name that stands here without their alias.
let noteImported (env: CheckContext) (place: Place) (name: string) (fits: Symbol -> bool) =
    match Names.inImports env.Program place.File name fits with
    | [] -> ()
    | names -> env.Findings.MayMean(place.File.Source, name, MeantName.Imported names)

/// A column by its name; one that a table not seen may have is taken on trust.
let resolveColumn (env: CheckContext) (place: Place) (scope: ColumnScope) name span =
    match ColumnScope.tryFind name scope with
    | Some column ->
        env.Uses.Add(place.File.Source, span, NameMeaning.Column(scope, column))
        reportTwice env place scope name span
        Some column
    | None when scope.Complete ->
        env.Findings.MissingColumn(place.File.Source, scope.Owner, name, span, (fun () -> ColumnScope.names scope))
        None
    | None ->
        let column = Column.unseen name
        env.Uses.Add(place.File.Source, span, NameMeaning.Column(scope, column))
        Some column

let column env place scope name span =
    match resolveColumn env place scope name span with
    | Some column -> Checked.make place span StudyType.ColumnName (CheckedNode.Column column.Name)
    | None -> Checked.wrong place span
