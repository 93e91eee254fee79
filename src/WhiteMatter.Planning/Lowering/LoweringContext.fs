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

    let find name (declaration: CheckedDeclaration) =
        match tryFind name declaration with
        | Some value -> value
        | None -> invalidOp $"The checked {declaration.Kind} '{declaration.Name}' has no setting '{name}'."

    let text name declaration =
        tryFind name declaration |> Option.map Expressions.text

    let number name declaration =
        tryFind name declaration |> Option.map Expressions.number

    let path name declaration =
        tryFind name declaration
        |> Option.map (fun value -> StudyPath.resolve value.File (Expressions.text value))

    /// The declaration that an expression names.
    let reference (value: CheckedExpression) =
        match value.Node with
        | CheckedNode.Declaration name -> name
        | _ -> Expressions.unplannable value "name of a declaration"

/// A call of `tsv`, `csv` or the like that names a table of people.
[<RequireQualifiedAccess>]
module internal PeopleTable =

    let private argument name (call: Map<string, CheckedExpression>) = Map.tryFind name call

    let parts (table: CheckedExpression) =
        match table.Node with
        | CheckedNode.Call(name, arguments) -> name, arguments
        | _ -> Expressions.unplannable table "table"

    let path (table: CheckedExpression) =
        let _, arguments = parts table

        match argument "path" arguments with
        | Some path -> StudyPath.resolve path.File (Expressions.text path)
        | None -> Expressions.unplannable table "table with a path"

    let private format table =
        match parts table with
        | "csv", _ -> TableFormat.CommaSeparated
        | "space_separated", _ -> TableFormat.BlankSeparated
        | _ -> TableFormat.TabSeparated

    let reference (files: OutsideFiles) (missing: ImmutableArray<string>) (table: CheckedExpression) =
        let _, arguments = parts table

        let id =
            match argument "id" arguments with
            | Some id -> Expressions.columnName id
            | None -> Expressions.unplannable table "table with an id column"

        let family: string | null =
            match argument "family" arguments with
            | Some family -> Expressions.columnName family
            | None -> null

        TableReference(files.Reference(path table), format table, id, family, missing)

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

/// One kind of declaration: the outside files it names, and the steps it becomes.
type internal LoweringRule = {
    Kind: string
    Files: CheckedDeclaration -> OutsideFile list
    Lower: LoweringContext -> CheckedDeclaration -> DraftStep list
}
