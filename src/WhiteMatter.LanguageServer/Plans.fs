namespace WhiteMatter.LanguageServer

open System
open System.Diagnostics
open System.Runtime.CompilerServices
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Services

/// A plan that is made or being made, and how long ago that began.
type private PlanOfStudy = {
    Making: Task<Map<string, string list>>
    Begun: Stopwatch
}

/// What a run would do, as the host plans it: made for a checked study when it is asked for, and again where that was a while ago.
[<Sealed>]
type internal Plans(describe: CheckedStudy -> CancellationToken -> Task<Map<string, string list>>) =

    /// An editor waits so long for a hover; what takes longer is shown the next time.
    let patience = TimeSpan.FromSeconds 2.0

    /// A run beside the editor changes what a run would do: a plan that was shown is made again after so long.
    let lasts = TimeSpan.FromSeconds 5.0

    let made = ConditionalWeakTable<StudyModel, PlanOfStudy>()

    let plan (study: CheckedStudy) =
        Task.Run<Map<string, string list>>(fun () -> describe study CancellationToken.None)

    let known (model: StudyModel) =
        match made.TryGetValue model with
        | true, known -> Some known
        | _ -> None

    /// The plan of a study of now, begun if none is.
    let ofNow (model: StudyModel) study =
        lock made (fun () ->
            match known model with
            | Some known when known.Begun.Elapsed < lasts -> known.Making
            | _ ->
                let making = plan study

                made.AddOrUpdate(
                    model,
                    {
                        Making = making
                        Begun = Stopwatch.StartNew()
                    }
                )

                making)

    /// A line for each step of a declaration; none where the study has errors, and where the plan is not made in time. While the text goes on,
    /// `isWaitedFor` is false: then what was made is shown, however long ago, and nothing is begun for a text that is left behind.
    member _.Of(model: StudyModel, declaration: string, isWaitedFor: bool) : Task<string list> =
        task {
            let making =
                match model.Result.Study with
                | Some study when isWaitedFor -> Some(ofNow model study)
                | Some _ -> lock made (fun () -> known model) |> Option.map _.Making
                | None -> None

            match making with
            | None -> return []
            | Some making ->
                try
                    let! steps = making.WaitAsync(if isWaitedFor then patience else TimeSpan.Zero)
                    return Map.tryFind declaration steps |> Option.defaultValue []
                with _ ->
                    // A hover is no place to tell why there is no plan: `wmstudy plan` tells it.
                    return []
        }
