/// How a run ended, in words.
[<RequireQualifiedAccess>]
module WhiteMatter.Interactive.RunText

open System
open WhiteMatter.Runtime.Running

let private count (result: RunResult) ending =
    result.Steps
    |> Seq.filter (fun outcome -> outcome.Ending = ending)
    |> Seq.length

/// How many steps ran, were cached, failed or are left, in words.
let summary (result: RunResult) : string =
    let ran = count result StepEnding.Done
    let left = count result StepEnding.NotStarted + count result StepEnding.Stopped

    let parts = [
        (if ran = 1 then "1 step ran" else $"{ran} steps ran")
        $"{count result StepEnding.Cached} cached"
        if count result StepEnding.Failed > 0 then
            $"{count result StepEnding.Failed} failed"
        if left > 0 then
            $"{left} left"
    ]

    let how =
        match result.Ending with
        | RunEnding.Done -> ""
        | RunEnding.ExpectationFailed -> "; an expectation does not hold"
        | RunEnding.Stopped -> "; stopped, the next run goes on from here"
        | _ -> ""

    String.Join(", ", parts) + how
