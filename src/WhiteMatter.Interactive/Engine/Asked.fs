/// Expressions typed into a session.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Engine.Asked

open System
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Plan.Expressions
open WhiteMatter.Planning
open WhiteMatter.Runtime
open WhiteMatter.Runtime.Evaluation
open WhiteMatter.Runtime.Queries

let private refused (state: SessionState) (mistake: RefusedExpression) : Answer = {
    Blocks = [ Block.Findings(mistake.Diagnostics, [ mistake.Source; state.Model.Source ]) ]
    Ending = Ending.Refused
}

let private text (studyType: StudyType) (cell: Cell) =
    match cell.Kind with
    | CellKind.Missing -> "missing"
    | CellKind.Truth -> if cell.Number <> 0.0 then "true" else "false"
    | CellKind.Text -> string cell.Text
    | _ when not (Double.IsFinite cell.Number) -> Numbers.exact cell.Number
    | _ ->
        Asking.quantity studyType cell.Number
        |> Option.defaultWith (fun () -> Numbers.exact cell.Number)

/// The declarations whose results an expression needs and that have none.
let private lacking (stored: Stored) (values: (string * string) list) =
    values
    |> List.map fst
    |> List.distinct
    |> List.choose (fun id ->
        match stored.Plan.Find id with
        | null -> Some id
        | step when (stored.TryArtifact step).IsNone -> Some step.Declaration
        | _ -> None)
    |> List.distinct

let private evaluate (stored: Stored) (studyType: StudyType) (expression: PlanExpression) : Answer =
    let values = StudyValue.valuesUsed expression

    let valueOf step name =
        match stored.Plan.Find step with
        | null -> nan
        | found -> (stored.Artifact found).Value name

    match lacking stored values with
    | _ :: _ as names ->
        let commands = String.Join(" ", names)
        Answer.absent $"{Declaring.listed names} has no result yet; ':run {commands}' makes it"
    | [] ->
        let compiler =
            ExpressionCompiler<int>(
                (fun name -> raise (InvalidOperationException $"An expression of a session has the column {name}.")),
                (fun step name -> valueOf step name)
            )

        let result = (compiler.Compile expression).Invoke 0

        let used = [
            for step, name in values do
                match stored.Plan.Find step with
                | null -> ()
                | found -> found, stored.Artifact found, name, valueOf step name
        ]

        // More than two counts can leave few people between them too.
        let leavesFew =
            used
            |> List.filter (fun (step, _, name, _) -> SmallCounts.IsOfPeople(step, name))
            |> List.length
                >
                1
            && result.Kind = CellKind.Number
            && SmallCounts.IsSmall(abs result.Number, stored.SmallCounts)
            && result.Number = Math.Round result.Number

        let counts = stored.Counts.Value

        match expression, used with
        // A number by itself is shown as the report shows it.
        | :? StepValueExpression, [ step, artifact, name, number ] when
            (Privacy.count counts step artifact name number
             |> Option.exists (fun shown -> not shown.IsExact && not shown.Small))
            ->
            Answer.say (Showing.value stored step artifact name number)
        | _ when
            Privacy.hidesAny counts used
            || leavesFew
            || used |> List.exists (fun (step, _, name, _) -> stored.IsMadeOfFew(step, name))
            ->
            Answer.absent
                $"This rests on a number of people that the study does not show, since it is under {stored.SmallCounts} or would tell of as few ('small_counts' of its report)."
        | _ -> Answer.say (text studyType result)

/// The value of an expression, or what a name is.
let answer
    (around: Surroundings)
    (state: SessionState)
    (typed: string)
    (cancellation: CancellationToken)
    : Task<Answer> =
    let asked = typed.Trim()

    let shown name =
        Stored.answering around state cancellation (fun stored -> Showing.brief state stored name)

    match Asking.expression state.Model asked with
    // A name that is no value, such as that of an imported file.
    | Error _ when (Asking.typeOf state.Model asked).IsSome -> Task.FromResult(Answer.say (Declaring.what state asked))
    | Error mistake ->
        match Guessing.columnType state asked, Guessing.file asked with
        | Some column, _ -> Task.FromResult(Answer.say column)
        | None, Some file -> Task.FromResult(Answer.misuse file)
        | None, None -> Task.FromResult(refused state mistake)
    | Ok value ->
        match value.Node, StudyValue.tryLower state.Study value with
        | CheckedNode.Declaration name, _ -> shown name
        | _, Some lowered ->
            Stored.answering around state cancellation (fun stored ->
                try
                    evaluate stored value.Type lowered
                with :? RunFailureException as mistake ->
                    Answer.absent mistake.Message)
        | _, None ->
            match Asking.write value with
            | Some written -> Task.FromResult(Answer.fine [ Block.Code written ])
            | None -> Task.FromResult(Answer.say $"{asked} : {StudyType.name value.Type}")

/// The type of an expression, or everything that is known of a name.
let typeOf (state: SessionState) (typed: string) : Answer =
    let asked = typed.Trim()

    match Declaring.described state asked with
    | Some described -> Answer.fine [ Block.Markdown described ]
    | None ->
        match Asking.expression state.Model asked with
        | Ok value -> Answer.say $"{asked} : {StudyType.name value.Type}"
        | Error mistake ->
            match Guessing.columnType state asked with
            | Some column -> Answer.say column
            | None -> refused state mistake
