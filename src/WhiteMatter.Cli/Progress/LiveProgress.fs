namespace WhiteMatter.Cli.Progress

open System
open System.Collections.Generic
open Spectre.Console
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Runtime.Running

/// A row for each step on a screen: its name, a bar, its rate and the time left.
type LiveProgress private (console: IAnsiConsole, context: ProgressContext) =

    let gate = obj ()
    let rows = Dictionary<string, ProgressTask>(StringComparer.Ordinal)
    let found = ResizeArray<Diagnostic>()

    let rowOf (id: string) =
        match rows.TryGetValue id with
        | true, row -> row
        | _ ->
            let row = context.AddTask(Markup.Escape id, autoStart = true, maxValue = 1.0)
            rows[id] <- row
            row

    let describe (id: string) (rest: string) =
        (rowOf id).Description <- Markup.Escape $"{id}  {rest}"

    let advanced (event: RunEvent.StepAdvanced) =
        let row = rowOf event.Step.Id
        row.IsIndeterminate <- false
        row.MaxValue <- float (max 1L event.Total)
        row.Value <- float event.Done

        describe event.Step.Id (EventText.advanced event)

    let ended (event: RunEvent.StepEnded) =
        let row = rowOf event.Step.Id
        row.IsIndeterminate <- false

        if event.Ending = StepEnding.Done || event.Ending = StepEnding.Cached then
            row.Value <- row.MaxValue

        describe event.Step.Id (EventText.ending event.Ending event.Elapsed)
        row.StopTask()

    member private _.Found = List.ofSeq found

    interface IProgress<RunEvent> with
        member _.Report(event: RunEvent) =
            lock gate (fun () ->
                match event with
                | :? RunEvent.Waiting as event -> console.WriteLine(EventText.waiting event.Store event.Holder)
                | :? RunEvent.StepStarted as event -> (rowOf event.Step.Id).IsIndeterminate <- true
                | :? RunEvent.StepAdvanced as event -> advanced event
                | :? RunEvent.StepEnded as event -> ended event
                | :? RunEvent.Found as event -> found.Add event.Diagnostic
                | _ -> ())

    /// Runs with rows on the screen. What was found is said when they stand still.
    static member Run(terminal: Terminal, say: Diagnostic -> unit, work: IProgress<RunEvent> -> 'T) : 'T =
        let settings = AnsiConsoleSettings()
        settings.Out <- AnsiConsoleOutput(terminal.Error)

        if not terminal.ColourError then
            settings.ColorSystem <- ColorSystemSupport.NoColors

        let console = AnsiConsole.Create settings
        let mutable told: Diagnostic list = []

        let columns: ProgressColumn array = [|
            TaskDescriptionColumn(Alignment = Justify.Left)
            ProgressBarColumn()
            PercentageColumn()
        |]

        let result =
            console
                .Progress()
                .Columns(columns)
                .Start(fun context ->
                    let live = LiveProgress(console, context)
                    let result = work live
                    told <- live.Found
                    result)

        told |> List.iter say
        result
