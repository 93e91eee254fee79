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
                    | None ->
                        lookUp analysis.Outside.TablesByPath table.Path
                        |> Option.map (ColumnScope.ofHeader $"the table '{table.Path}'"))

            let made =
                own
                |> Option.bind (lookUp analysis.MadeTables)
                |> Option.map _.Columns
                |> Option.filter (fun _ -> kind.Kind.Name = "table")

            own
            |> Option.filter (fun _ -> kind.Kind.Name = "cohort")
            |> Option.bind cohort
            |> Option.orElse made
            |> Option.orElse written
            |> Option.orElseWith (fun () -> kind.From |> Option.bind leftmostName |> Option.bind cohort))

    // Covariates name columns of the cohorts that use them: those of any cohort with a table are proposed.
    let anyCohort () =
        analysis.Cohorts.Values
        |> Seq.map _.Columns
        |> Seq.tryFind (fun scope -> scope.Columns.Count > 0)

    match at with
    | CursorSlot.ColumnsAt.None -> None
    | CursorSlot.ColumnsAt.OfTable(_, path) -> path |> Option.bind (ofTable model)
    | CursorSlot.ColumnsAt.Of Sees.VariantColumns -> Some VariantColumns.scope
    | CursorSlot.ColumnsAt.Of Sees.ImageColumns ->
        ofDeclaration ()
        |> Option.defaultValue (ColumnScope.unknown "")
        |> ImageColumns.scope
        |> Some
    | CursorSlot.ColumnsAt.Of _ ->
        match kind with
        | Some kind when kind.Kind.Name = "covariates" -> anyCohort ()
        | _ -> ofDeclaration ()

/// The table that a call at the cursor names and that no check has looked at, as the call is not whole yet.
let unseen (model: StudyModel) (expected: CursorSlot.Expected) : TableRequest option =
    match expected.Columns with
    | CursorSlot.ColumnsAt.OfTable(name, Some path) when (ofTable model path).IsNone ->
        PeopleTable.formatOf name
        |> Option.map (fun format ->
            TableRequest(StudyPath.resolve model.Source path, format, ImmutableArray.Create("", "NA")))
    | _ -> None
