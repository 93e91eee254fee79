namespace WhiteMatter.Cli.Progress

open System
open System.Collections.Generic
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Runtime.Running

/// A line with the time for each thing that happens: for logs and wherever lines cannot be redrawn.
type PlainProgress(terminal: Terminal, clock: TimeProvider, found: Diagnostic -> unit) =

    /// How often a step that goes on says so.
    let interval = TimeSpan.FromSeconds 10.0

    let gate = obj ()
    let told = Dictionary<string, DateTimeOffset>(StringComparer.Ordinal)

    let say (text: string) =
        let now = clock.GetLocalNow()
        let time = now.ToString("HH:mm:ss", Globalization.CultureInfo.InvariantCulture)
        terminal.Error.WriteLine $"{time} {text}"

    let advanced (event: RunEvent.StepAdvanced) =
        let now = clock.GetUtcNow()
        let id = event.Step.Id

        match told.TryGetValue id with
        | true, last when now - last < interval -> ()
        | _ ->
            told[id] <- now

            let counted =
                $"{EventText.count event.Done} of {EventText.count event.Total} {event.Unit}"

            say $"{id}: {EventText.joined [ counted; EventText.advanced event ]}"

    interface IProgress<RunEvent> with
        member _.Report(event: RunEvent) =
            lock gate (fun () ->
                match event with
                | :? RunEvent.Waiting as event -> say (EventText.waiting event.Store event.Holder)
                | :? RunEvent.StepStarted as event ->
                    told[event.Step.Id] <- clock.GetUtcNow()
                    say $"{event.Step.Id}: started"
                | :? RunEvent.StepAdvanced as event -> advanced event
                | :? RunEvent.StepEnded as event ->
                    say $"{event.Step.Id}: {EventText.ending event.Ending event.Elapsed}"
                | :? RunEvent.Found as event -> found event.Diagnostic
                | :? RunEvent.Published as event -> say $"wrote {event.Path}"
                | _ -> ())
