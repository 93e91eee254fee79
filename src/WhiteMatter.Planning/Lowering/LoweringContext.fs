namespace WhiteMatter.Planning

open System.Collections.Generic
open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

/// What a lowering rule sees.
type internal LoweringContext = {
    Study: CheckedStudy
    Declarations: IReadOnlyDictionary<string, CheckedDeclaration>
    Files: OutsideFiles
    Build: string
    Seed: int64
    /// What a network on a device depends on here.
    Numerics: string -> NumericEnvironment
} with

    member this.Find(name: string) =
        match this.Declarations.TryGetValue name with
        | true, declaration -> Some declaration
        | _ -> None

/// Reads settings of checked declarations.
[<RequireQualifiedAccess>]
module internal Setting =

    let tryFind name (declaration: CheckedDeclaration) =
        Map.tryFind name declaration.Body.Settings

    let block name (declaration: CheckedDeclaration) : Map<string, CheckedExpression> =
        match Map.tryFind name declaration.Body.Blocks with
        | Some block -> block.Settings
        | None -> invalidOp $"The checked {declaration.Kind} '{declaration.Name}' has no block '{name}'."

    let find name (declaration: CheckedDeclaration) =
        match tryFind name declaration with
        | Some value -> value
        | None -> invalidOp $"The checked {declaration.Kind} '{declaration.Name}' has no setting '{name}'."

    let text name declaration =
        tryFind name declaration |> Option.map Expressions.text

    let ofBlock name setting (declaration: CheckedDeclaration) =
        match Map.tryFind setting (block name declaration) with
        | Some value -> value
        | None -> invalidOp $"The checked {declaration.Kind} '{declaration.Name}' does not say '{name}.{setting}'."

    let number name declaration =
        tryFind name declaration |> Option.map Expressions.number

    /// A file's path with the expression that names it.
    let file name declaration =
        tryFind name declaration
        |> Option.map (fun value -> StudyPath.resolve value.File (Expressions.text value), value)

    let path name declaration = file name declaration |> Option.map fst

    /// The declaration that an expression names.
    let reference (value: CheckedExpression) =
        match value.Node with
        | CheckedNode.Declaration name -> name
        | _ -> Expressions.unplannable value "name of a declaration"

/// A function's call with its arguments by name.
[<RequireQualifiedAccess>]
module internal Call =

    let parts (value: CheckedExpression) =
        match value.Node with
        | CheckedNode.Call(name, arguments) -> name, arguments
        | _ -> Expressions.unplannable value "call"

    let tryFind name (call: CheckedExpression) = Map.tryFind name (snd (parts call))

    let find name (call: CheckedExpression) =
        match Map.tryFind name (snd (parts call)) with
        | Some value -> value
        | None -> Expressions.unplannable call $"call with '{name}'"

/// A call of `tsv`, `csv` or the like that names a table of people, or of `simulated`, the table that a simulation makes.
[<RequireQualifiedAccess>]
module internal PeopleTable =

    let private simulationRole = "simulation"

    /// The step that makes the table; `None` for a file outside.
    let madeBy (table: CheckedExpression) =
        match Call.parts table with
        | "simulated", _ -> Some(Expressions.text (Call.find "path" table))
        | _ -> None

    /// The path of a file outside; of a made table the id of its step, as the study's facts name it.
    let path (table: CheckedExpression) =
        match madeBy table with
        | Some step -> step
        | None ->
            let path = Call.find "path" table
            StudyPath.resolve path.File (Expressions.text path)

    let private format table =
        match Call.parts table with
        | "csv", _ -> TableFormat.CommaSeparated
        | "space_separated", _ -> TableFormat.BlankSeparated
        | _ -> TableFormat.TabSeparated

    let idColumn (table: CheckedExpression) =
        Expressions.columnName (Call.find "id" table)

    let reference (files: OutsideFiles) (missing: ImmutableArray<string>) (table: CheckedExpression) =
        let id = idColumn table

        let family: string | null =
            match Call.tryFind "family" table with
            | Some family -> Expressions.columnName family
            | None -> null

        let file =
            match madeBy table with
            | Some _ -> FileReference.Made(simulationRole, SimulationParameters.ParticipantsFile)
            | None -> files.Reference(path table)

        TableReference(file, format table, id, family, missing)

    /// The table as a file to look for; none when it is made.
    let outsideFile (table: CheckedExpression) =
        match madeBy table with
        | Some _ -> None
        | None -> Some(OutsideFile.Plain(path table, table))

    /// The input of a step that reads a made table.
    let inputs (table: CheckedExpression) =
        match madeBy table with
        | Some step -> [ StepInput(simulationRole, step) ]
        | None -> []

    /// What a host is asked for a table outside.
    let request (missing: ImmutableArray<string>) (table: CheckedExpression) =
        TableRequest(path table, format table, missing)

[<RequireQualifiedAccess>]
module internal Draft =

    /// `kind:NAME`; a declaration without a name is known by its number.
    let idOf (kind: string) (declaration: string) =
        // `expect#1` and `jhu.expect#1` are the checker's names of nameless declarations.
        match declaration.IndexOf '#' with
        | -1 -> $"{kind}:{declaration}"
        | at ->
            let qualifier = declaration.Substring(0, declaration.LastIndexOf('.', at) + 1)
            $"{kind}:{qualifier}{declaration.Substring(at + 1)}"

    let create (declaration: CheckedDeclaration) (parameters: StepParameters) inputs sizes publish = {
        Id = idOf parameters.Kind declaration.Name
        Declaration = declaration.Name
        Parameters = parameters
        Inputs = inputs
        Sizes = sizes
        Source = Diagnostic.locate declaration.File declaration.Span
        Publish = publish
    }

    /// Inputs for the values that expressions use and that are not among the step's other inputs: the role is the step's id.
    let withValues (steps: string list) (inputs: StepInput list) =
        steps
        |> List.distinct
        |> List.filter (fun step -> inputs |> List.forall (fun input -> input.StepId <> step))
        |> List.map (fun step -> StepInput(step, step))
        |> List.append inputs

/// One kind of declaration: the outside files it names, told before any is looked for, and the steps it becomes.
type internal LoweringRule = {
    Kind: string
    Files: LoweringContext -> CheckedDeclaration -> OutsideFile list
    Lower: LoweringContext -> CheckedDeclaration -> DraftStep list
}
