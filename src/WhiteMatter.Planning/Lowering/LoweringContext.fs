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

    /// A word, or a call with its arguments: `linear` and `logistic(firth = fallback)`.
    let wordOrParts (value: CheckedExpression) =
        match value.Node with
        | CheckedNode.Call(name, arguments) -> name, arguments
        | _ -> Expressions.text value, Map.empty

    let tryFind name (call: CheckedExpression) = Map.tryFind name (snd (parts call))

    let find name (call: CheckedExpression) =
        match Map.tryFind name (snd (parts call)) with
        | Some value -> value
        | None -> Expressions.unplannable call $"call with '{name}'"

/// A call of `tsv`, `csv` or the like that names a table of people, or one that a step makes.
[<RequireQualifiedAccess>]
module internal PeopleTable =

    /// The table where a step makes it; `None` for a file outside.
    let made (table: CheckedExpression) =
        match table.Node with
        | CheckedNode.MadeTable made -> Some made
        | _ -> None

    let private read (table: CheckedExpression) =
        match WhiteMatter.Language.PeopleTable.tryRead table with
        | Some read -> read
        | None -> Expressions.unplannable table "table of people"

    /// The path of a file outside; of a made table the id of its step, as the study's facts name it.
    let path table = (read table).Path

    let idColumn table = (read table).IdColumn

    /// As an input of the role, where a step makes it. `missing` holds for a file outside; a made table has its own codes.
    let referenceAs role (files: OutsideFiles) (missing: ImmutableArray<string>) (table: CheckedExpression) =
        let known = read table

        let file, missing =
            match known.Made with
            | Some made -> FileReference.Made(role made, made.File), ImmutableArray.CreateRange made.MissingCodes
            | None -> files.Reference known.Path, missing

        TableReference(file, known.Format, known.IdColumn, Option.toObj known.FamilyColumn, missing)

    let reference files missing table = referenceAs _.Kind files missing table

    /// Bytes of the table, or of all those outside that a step makes it of; 0 where they are not there.
    let rec size (context: LoweringContext) (table: CheckedExpression) : float =
        match made table with
        | None -> context.Files.Size(path table)
        | Some made ->
            match context.Find made.Declaration |> Option.bind (Setting.tryFind "join") with
            | Some joined -> Expressions.items joined |> List.sumBy (size context)
            | None -> 0.0

    /// The table as a file to look for; none when it is made.
    let outsideFile (table: CheckedExpression) =
        match made table with
        | Some _ -> None
        | None -> Some(OutsideFile.Plain(path table, table))

    /// The input of a step that reads a made table.
    let inputsAs role (table: CheckedExpression) =
        match made table with
        | Some made -> [ StepInput(role made, made.Step) ]
        | None -> []

    let inputs table = inputsAs _.Kind table

    /// What a host is asked for a table outside.
    let request (missing: ImmutableArray<string>) (table: CheckedExpression) =
        let known = read table
        TableRequest(known.Path, known.Format, missing)

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
    /// What there is to say of each kind of step that it becomes.
    Steps: StepRow list
    Files: LoweringContext -> CheckedDeclaration -> OutsideFile list
    Lower: LoweringContext -> CheckedDeclaration -> DraftStep list
}
