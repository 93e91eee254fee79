namespace WhiteMatter.Language

open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Hosting

/// A table of people as a study names it: what `tsv("people.txt", id = IID)` says, or one that a step makes.
type PeopleTable = {
    /// As the host knows it; of a made table the id of its step, such as `simulation:NAME`.
    Path: string
    /// How its columns are separated.
    Format: TableFormat
    /// The column that names people.
    IdColumn: string
    /// The column that names their families, if the study gives one.
    FamilyColumn: string option
    /// `None` for a table outside.
    Made: MadeTable option
} with

    /// The simulation that makes it, by its qualified name.
    member this.Simulation =
        this.Made
        |> Option.filter (fun made -> made.Kind = "simulation")
        |> Option.map _.Declaration

/// Reads tables of people out of checked settings.
[<RequireQualifiedAccess>]
module PeopleTable =

    let internal formatOf functionName =
        match functionName with
        | "tsv" -> Some TableFormat.TabSeparated
        | "csv" -> Some TableFormat.CommaSeparated
        | "space_separated" -> Some TableFormat.BlankSeparated
        | _ -> None

    /// A text without placeholders.
    let internal literal (expression: CheckedExpression) =
        match expression.Node with
        | CheckedNode.Text [] -> Some ""
        | CheckedNode.Text [ TextPart.Literal text ] -> Some text
        | _ -> None

    let private column (arguments: Map<string, CheckedExpression>) name =
        match arguments.TryFind name |> Option.map _.Node with
        | Some(CheckedNode.Column column) -> Some column
        | _ -> None

    /// Reads a checked expression of type PeopleTable.
    let tryRead (expression: CheckedExpression) : PeopleTable option =
        match expression.Node with
        | CheckedNode.Call(name, arguments) ->
            match formatOf name, arguments.TryFind "path" |> Option.bind literal, column arguments "id" with
            | Some format, Some path, Some id ->
                Some {
                    Path = StudyPath.resolve arguments["path"].File path
                    Format = format
                    IdColumn = id
                    FamilyColumn = column arguments "family"
                    Made = None
                }
            | _ -> None
        | CheckedNode.MadeTable made ->
            Some {
                Path = made.Step
                Format = TableFormat.TabSeparated
                IdColumn = made.IdColumn
                FamilyColumn = made.FamilyColumn
                Made = Some made
            }
        | _ -> None
