namespace WhiteMatter.Language

open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Hosting

/// A table of people as a study names it: what `tsv("people.txt", id = IID)` says, or the one that a simulation makes.
type PeopleTable = {
    /// As the host knows it; of a simulation `simulation:NAME`.
    Path: string
    /// How its columns are separated.
    Format: TableFormat
    /// The column that names people.
    IdColumn: string
    /// The column that names their families, if the study gives one.
    FamilyColumn: string option
    /// The simulation that makes it, by its qualified name; `None` for a table outside.
    Simulation: string option
}

/// Reads tables of people out of checked settings.
[<RequireQualifiedAccess>]
module PeopleTable =

    let internal formatOf functionName =
        match functionName with
        | "tsv" -> Some TableFormat.TabSeparated
        | "csv" -> Some TableFormat.CommaSeparated
        | "space_separated" -> Some TableFormat.BlankSeparated
        | "simulated" -> Some TableFormat.TabSeparated
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

    let private simulation = "simulation:"

    /// The path that the table of a simulation goes by.
    let internal pathOfSimulation (name: string) = simulation + name

    /// The table that a simulation makes, as a checked expression.
    let internal ofSimulation (name: string) (span: Span) (file: SourceText) : CheckedExpression =
        let make studyType node = {
            Node = node
            Type = studyType
            Span = span
            File = file
        }

        let arguments = [
            "path", make StudyType.String (CheckedNode.Text [ TextPart.Literal(pathOfSimulation name) ])
            "id", make StudyType.ColumnName (CheckedNode.Column "id")
            "family", make StudyType.ColumnName (CheckedNode.Column "family")
        ]

        make StudyType.PeopleTable (CheckedNode.Call("simulated", Map.ofList arguments))

    /// Reads a checked expression of type PeopleTable.
    let tryRead (expression: CheckedExpression) : PeopleTable option =
        match expression.Node with
        | CheckedNode.Call(name, arguments) ->
            let made = name = "simulated"

            match formatOf name, arguments.TryFind "path" |> Option.bind literal, column arguments "id" with
            | Some format, Some path, Some id ->
                Some {
                    Path =
                        if made then
                            path
                        else
                            StudyPath.resolve expression.File path
                    Format = format
                    IdColumn = id
                    FamilyColumn = column arguments "family"
                    Simulation =
                        if made then
                            Some(path.Substring simulation.Length)
                        else
                            None
                }
            | _ -> None
        | _ -> None
