namespace WhiteMatter.Interactive.Engine

open System
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Interactive
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Planning
open WhiteMatter.Reporting
open WhiteMatter.Runtime.Queries
open WhiteMatter.Runtime.Store

/// The plan of a session as it is now, with the results that are stored of it.
type internal Stored = {
    Plan: ExecutionPlan
    Store: ArtifactStore
    /// What planning found.
    Found: Diagnostic list
    /// Counts of people under this are not shown.
    SmallCounts: int
    /// What is shown of counts of people, as the report of what is stored would show them.
    Counts: Lazy<SmallCountRule>
} with

    /// The stored result of a step, where it is that of the study as it is now.
    member this.TryArtifact(step: PlanStep) : Artifact option =
        match this.Store.Find step.Fingerprint with
        | :? StoreLookup.Whole as whole when step.State = StepState.Cached -> Some whole.Artifact
        | _ -> None

    /// The stored result of a step that is known to have one.
    member this.Artifact(step: PlanStep) : Artifact =
        match this.TryArtifact step with
        | Some artifact -> artifact
        | None -> raise (ResultQueryException $"{step.Id} has no result yet")

    /// The steps of a declaration, or the one step of an id.
    member this.StepsOf(name: string) : PlanStep list = PlanLookup.find this.Plan name

    /// Whether a value of a step's result is made of a number of people that is not shown.
    member this.IsMadeOfFew(step: PlanStep, name: string) : bool =
        try
            SmallCounts.AreBehind(step, name, this.Plan, (fun other -> this.Artifact other), this.Counts.Value)
        with :? ResultQueryException ->
            true

    /// Asks results for values of people.
    member this.People = PeopleQuery(this.Plan, (fun step -> this.Artifact step))

    /// Asks results for what figures draw.
    member this.Figures =
        FigureQuery(this.Plan, (fun step -> this.Artifact step), this.Counts.Value)

/// Plans sessions.
[<RequireQualifiedAccess>]
module internal Stored =

    /// The plan of a session, or what is wrong with it.
    let plan
        (around: Surroundings)
        (state: SessionState)
        (cancellation: CancellationToken)
        : Task<Result<Stored, Diagnostic list>> =
        task {
            let options = {
                PlanOptions.Default with
                    BaseDirectory = around.Folder
            }

            let! result =
                Planner.plan options state.Study (SessionState.host around state.Path) cancellation

            if result.HasErrors then
                return Error(List.ofSeq result.Diagnostics)
            else
                let stored = {
                    Plan = result.Plan
                    Store = around.OpenStore(SessionState.storePath around state.Path)
                    Found = List.ofSeq result.Diagnostics
                    SmallCounts = Privacy.smallCounts state.Study
                    Counts = lazy (Privacy.beforeRun state.Study)
                }

                let results =
                    stored.Plan.Steps
                    |> Seq.choose (fun step -> stored.TryArtifact step |> Option.map (fun result -> step, result))

                return
                    Ok {
                        stored with
                            Counts = lazy (Privacy.ofResults stored.SmallCounts results)
                    }
        }

    /// As `plan`, for an answer that needs one.
    let answering
        (around: Surroundings)
        (state: SessionState)
        (cancellation: CancellationToken)
        (answer: Stored -> Answer)
        : Task<Answer> =
        task {
            match! plan around state cancellation with
            | Ok stored ->
                try
                    return answer stored
                with :? ResultQueryException as mistake ->
                    return Answer.absent mistake.Message
            | Error found ->
                return {
                    Blocks = [ Block.Findings(found, [ state.Model.Source ]) ]
                    Ending = Ending.Refused
                }
        }

    /// What to say of steps without a result.
    let notYet (name: string) : Answer =
        Answer.absent $"{name} has no result yet; ':run {name}' makes it"
