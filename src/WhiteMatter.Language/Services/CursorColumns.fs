/// The columns that names at the cursor may mean.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Services.CursorColumns

open System
open System.Collections.Generic
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax
open System.Collections.Immutable
open WhiteMatter.Plan.Hosting

/// The name of a declaration as an expression: `name` or `alias.name`.
let rec leftmostName (expression: Expression) =
    match expression.Node with
    | ExpressionNode.Name name -> Some name
    | ExpressionNode.Member({ Node = ExpressionNode.Name alias }, name) -> Some $"{alias}.{name.Name}"
    | ExpressionNode.Binary(_, _, left, _) -> leftmostName left
    | ExpressionNode.Parenthesised inner -> leftmostName inner.Value
    | _ -> None

let lookUp (table: Dictionary<string, 'value>) key =
    match table.TryGetValue key with
    | true, value -> Some value
    | _ -> None

/// The column that something is compared with: by its name, as a text, or by `column("…")`.
let columnNamed (expression: Expression) : string option =
    match expression.Node with
    | ExpressionNode.Text [ TextPart.Literal name ]
    | ExpressionNode.Call({ Node = ExpressionNode.Name "column" },
                          [ {
                                Value = {
                                            Node = ExpressionNode.Text [ TextPart.Literal name ]
                                        }
                            } ],
                          _) -> Some name
    | _ -> leftmostName expression

/// The name of the first that a declaration is made from, of one or a list.
let private firstNamed (expression: Expression) =
    match expression.Node with
    | ExpressionNode.List(first :: _, _) -> leftmostName first.Value
    | _ -> leftmostName expression

let private settingOf (kind: KindDeclaration) (name: string) =
    kind.Body |> Option.bind (fun body -> CursorExpected.settingIn body name)

/// The name that the people of a declaration come from, directly or through what it is made from.
let private peopleOf (kind: KindDeclaration) =
    [ "people"; "apply_to" ]
    |> List.tryPick (settingOf kind)
    |> Option.bind leftmostName
    |> Option.orElse (kind.From |> Option.bind firstNamed)

/// The cohort whose table has the columns of a declaration's people: through phenotypes, images, models and genotypes.
let rec private cohortOf (model: StudyModel) depth (home: FileScope) (name: string) : ColumnScope option =
    let analysis = model.Analysis
    let qualified = home.Prefix + name

    match lookUp analysis.Cohorts qualified with
    | Some facts -> Some facts.Columns
    | None when depth < 20 ->
        match lookUp analysis.Env.Program.Homes qualified with
        | Some(home,
               {
                   Meaning = Meaning.Declaration(kind, _)
               }) -> peopleOf kind |> Option.bind (cohortOf model (depth + 1) home)
        | _ -> None
    | None -> None

/// The columns of a table outside.
let private ofTable (model: StudyModel) (path: string) =
    let resolved = StudyPath.resolve model.Source path

    lookUp model.Analysis.Outside.TablesByPath resolved
    |> Option.map (ColumnScope.ofHeader $"the table '{resolved}'")

/// The columns that a setting of the declaration at the cursor sees.
let find (model: StudyModel) (kind: KindDeclaration option) (at: CursorSlot.ColumnsAt) : ColumnScope option =
    let analysis = model.Analysis

    let cohort name =
        lookUp analysis.Cohorts name |> Option.map _.Columns

    /// A table outside, with its columns that name people as such.
    let ofTableOutside (table: PeopleTable) =
        lookUp analysis.Outside.TablesByPath table.Path
        |> Option.map (fun header ->
            ColumnScope.ofHeader $"the table '{table.Path}'" header
            |> ColumnScope.withRoles [
                for id in table.IdColumn :: Option.toList table.FamilyColumn -> id, DeclaredRole.Id
            ])

    let ofDeclaration () =
        kind
        |> Option.bind (fun kind ->
            let own = kind.Name |> Option.map _.Name

            let written =
                own
                |> Option.bind (lookUp analysis.Checked)
                |> Option.bind (fun declaration -> declaration.Body.Settings.TryFind "table")
                |> Option.bind PeopleTable.tryRead
                |> Option.bind (fun table ->
                    match table.Made with
                    | Some made -> lookUp analysis.MadeTables made.Declaration |> Option.map _.Columns
                    | None -> ofTableOutside table)

            let made =
                own
                |> Option.bind (lookUp analysis.MadeTables)
                |> Option.map _.Columns
                |> Option.filter (fun _ -> kind.Kind.Name = "table")

            let ofPeople () =
                peopleOf kind |> Option.bind (cohortOf model 0 model.Main)

            own
            |> Option.filter (fun _ -> kind.Kind.Name = "cohort")
            |> Option.bind cohort
            |> Option.orElse made
            |> Option.orElseWith (fun () ->
                match written, ofPeople () with
                // Of the same table the cohort says more: what its columns are.
                | Some table, Some people when table.Owner = people.Owner -> Some people
                | Some table, _ -> Some table
                | None, people -> people))

    /// Whether genotypes are read from files of PLINK 1, be it written before the cursor or behind it.
    let readsHardCalls (kind: KindDeclaration) =
        let isWritten =
            kind.Body
            |> Option.exists (fun body ->
                body.Items
                |> List.exists (fun item ->
                    match item.Node with
                    | ItemNode.Setting(key, _) -> key.Name = "bed"
                    | _ -> false))

        isWritten
        || kind.Name
           |> Option.bind (fun name -> lookUp analysis.Checked name.Name)
           |> Option.exists (fun declaration -> declaration.Body.Settings.ContainsKey "bed")

    // Covariates name columns of the cohorts that use them: those of any cohort with a table are proposed.
    let anyCohort () =
        analysis.Cohorts.Values
        |> Seq.map _.Columns
        |> Seq.tryFind (fun scope -> scope.Columns.Count > 0)

    match at with
    | CursorSlot.ColumnsAt.None -> None
    | CursorSlot.ColumnsAt.OfTable(_, path) -> path |> Option.bind (ofTable model)
    | CursorSlot.ColumnsAt.Of Sees.VariantColumns ->
        Some(
            if Option.exists readsHardCalls kind then
                VariantColumns.ofHardCalls
            else
                VariantColumns.scope
        )
    | CursorSlot.ColumnsAt.Of Sees.ImageColumns ->
        ofDeclaration ()
        |> Option.defaultValue (ColumnScope.unknown "")
        |> ImageColumns.scope
        |> Some
    | CursorSlot.ColumnsAt.Of _ ->
        match kind with
        | Some kind when kind.Kind.Name = "covariates" -> anyCohort ()
        | _ -> ofDeclaration ()

/// Whether a column is one that a place takes.
let isTaken (taken: ColumnsTaken) (column: Column) : bool =
    match taken, column.Declared, Column.typeOf column with
    | ColumnsTaken.Any, _, _ -> true
    | _, Some DeclaredRole.Id, _ -> false
    // What PLINK calls the families' column names people whether or not the table's call says so.
    | _, None, _ when column.Name.TrimStart('#').Equals("FID", StringComparison.OrdinalIgnoreCase) -> false
    | ColumnsTaken.Values, _, _ -> true
    | ColumnsTaken.Outcomes, _, StudyType.String ->
        match column.Levels with
        | Some levels -> levels.Length = 2
        | None -> not column.ManyLevels
    | ColumnsTaken.Outcomes, _, _ -> true
    // Of one value nothing is to be learned.
    | ColumnsTaken.Numbers, _, _ when column.Levels |> Option.exists (fun levels -> levels.Length = 1) -> false
    | ColumnsTaken.Numbers, _, studyType -> StudyType.isNumeric studyType || studyType = StudyType.Unknown

/// The table that a call at the cursor names and that no check has looked at, as the call is not whole yet.
let unseen (model: StudyModel) (expected: CursorSlot.Expected) : TableRequest option =
    match expected.Columns with
    | CursorSlot.ColumnsAt.OfTable(name, Some path) when (ofTable model path).IsNone ->
        PeopleTable.formatOf name
        |> Option.map (fun format ->
            TableRequest(StudyPath.resolve model.Source path, format, ImmutableArray.Create("", "NA")))
    | _ -> None
