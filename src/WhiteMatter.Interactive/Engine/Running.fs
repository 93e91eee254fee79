/// Runs what is asked for, through the planner, the runner and the store of `wmstudy run`.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Engine.Running

open System
open System.Collections.Immutable
open System.IO
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Interactive
open WhiteMatter.Plan
open WhiteMatter.Runtime.Running

let private endingOf (result: RunResult) =
    match result.Ending with
    | RunEnding.Done -> Ending.Done
    | RunEnding.ExpectationFailed -> Ending.ExpectationFailed
    | _ -> Ending.Failed

/// Runs some declarations or steps with all they need; none asks for everything.
let run
    (around: Surroundings)
    (state: SessionState)
    (names: string list)
    (progress: IProgress<RunEvent>)
    (cancellation: CancellationToken)
    : Task<Answer> =
    task {
        match! Stored.plan around state cancellation with
        | Error found ->
            return {
                Blocks = [ Block.Findings(found, [ state.Model.Source ]) ]
                Ending = Ending.Refused
            }
        | Ok stored ->
            match names |> List.tryFind (fun name -> (stored.StepsOf name).IsEmpty) with
            | Some unknown ->
                return {
                    Blocks = [ Block.Findings([ PlanLookup.notDeclared stored.Plan unknown ], []) ]
                    Ending = Ending.Misused
                }
            | None ->
                let only = names |> List.collect stored.StepsOf |> List.map _.Id |> List.distinct

                let steps = PlanOrder.Select(stored.Plan, ImmutableArray.CreateRange only)

                match PlanLookup.missing steps with
                | _ :: _ as missing ->
                    return {
                        Blocks = [ Block.Findings(missing, [ state.Model.Source ]) ]
                        Ending = Ending.Failed
                    }
                | [] ->
                    let options =
                        RunOptions(
                            SessionState.storePath around state.Path,
                            around.Machine,
                            Command = "session",
                            Only = ImmutableArray.CreateRange only
                        )

                    let! result =
                        StudyRunner(around.Handlers).RunAsync(stored.Plan, options, progress, cancellation)

                    // With the results that there are now.
                    let! after = Stored.plan around state CancellationToken.None
                    let stored = after |> Result.defaultValue stored

                    return {
                        Blocks = [
                            Block.Text(RunText.summary result)
                            if not result.Diagnostics.IsEmpty then
                                Block.Findings(
                                    Privacy.findings
                                        stored.Plan
                                        stored.Counts.Value
                                        stored.TryArtifact
                                        (List.ofSeq result.Diagnostics),
                                    [ state.Model.Source ]
                                )
                            for path in result.Published do
                                if path.EndsWith(".html", StringComparison.Ordinal) then
                                    Block.Text $"The report is {path}"
                        ]
                        Ending = endingOf result
                    }
    }
