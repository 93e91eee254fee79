/// What a run tells, in words.
[<RequireQualifiedAccess>]
module WhiteMatter.Interactive.EventText

open System
open System.Globalization
open WhiteMatter.Runtime.Running
open WhiteMatter.Runtime.Store

let private invariant = CultureInfo.InvariantCulture

/// A time: `3.2 s`, `12 min`.
let duration (time: TimeSpan) =
    if time.TotalSeconds < 9.95 then
        time.TotalSeconds.ToString("0.0", invariant) + " s"
    elif time.TotalSeconds < 120.0 then
        time.TotalSeconds.ToString("0", invariant) + " s"
    elif time.TotalHours < 2.0 then
        time.TotalMinutes.ToString("0", invariant) + " min"
    else
        time.TotalHours.ToString("0.0", invariant) + " h"

/// A count with thousands apart.
let count (value: int64) = value.ToString("N0", invariant)

/// How many of a unit in a second; nothing where none.
let rate (perSecond: float) (unit: string) =
    if perSecond >= 10.0 then
        let whole = count (int64 perSecond)
        $"{whole} {unit}/s"
    elif perSecond > 0.0 then
        let exact = perSecond.ToString("0.##", invariant)
        $"{exact} {unit}/s"
    else
        ""

/// What there is to say, separated by commas.
let joined (parts: string list) =
    String.Join(", ", parts |> List.filter (fun part -> part <> ""))

/// How fast a step is and how long it will take, as far as that is known: `120 people/s, 40 s left`.
let pace (perSecond: float) (unit: string) (left: Nullable<TimeSpan>) =
    joined [
        rate perSecond unit
        if left.HasValue then
            $"{duration left.Value} left"
    ]

/// What is said of a step on its way: its pace, and what else is to be seen of it.
let advanced (event: RunEvent.StepAdvanced) =
    joined [
        pace event.PerSecond event.Unit event.Left
        match event.Note with
        | null -> ""
        | note -> note
    ]

/// How a step ended.
let ending (ending: StepEnding) (elapsed: TimeSpan) =
    match ending with
    | StepEnding.Cached -> "cached"
    | StepEnding.Done -> $"done in {duration elapsed}"
    | StepEnding.Failed -> $"failed after {duration elapsed}"
    | StepEnding.NotStarted -> "not started"
    | _ -> $"stopped after {duration elapsed}; finished parts are kept"

/// Who holds the store that a run waits for.
let waiting (store: string) (holder: LockHolder | null) =
    match holder with
    | null -> $"waiting for the store {store}, which another process uses"
    | holder ->
        $"waiting for the store {store}: process {holder.ProcessId} on {holder.Host} uses it for '{holder.Command}'"
