namespace WhiteMatter.LanguageServer

open System
open System.Runtime.CompilerServices
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Services

/// What a run would do, as the host plans it: made once for a checked study, when it is asked for.
[<Sealed>]
type internal Plans(describe: CheckedStudy -> CancellationToken -> Task<Map<string, string list>>) =

    /// An editor waits so long for a hover; what takes longer is shown the next time.
    let patience = TimeSpan.FromSeconds 2.0

    let made = ConditionalWeakTable<StudyModel, Task<Map<string, string list>>>()

    let plan (study: CheckedStudy) =
        Task.Run<Map<string, string list>>(fun () -> describe study CancellationToken.None)

    /// A line for each step of a declaration; none where the study has errors, and where the plan is not made in time.
    member _.Of(model: StudyModel, declaration: string) : Task<string list> =
        task {
            match model.Result.Study with
            | None -> return []
            | Some study ->
                let making = made.GetValue(model, (fun _ -> plan study))

                try
                    let! steps = making.WaitAsync patience
                    return Map.tryFind declaration steps |> Option.defaultValue []
                with _ ->
                    // A hover is no place to tell why there is no plan: `wmstudy plan` tells it.
                    return []
        }
