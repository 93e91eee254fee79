namespace WhiteMatter.Cli.Progress

open System
open System.Collections.Immutable
open System.Text.Json
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Runtime.Running

/// One JSON object a line for each thing that happens.
type JsonProgress(terminal: Terminal) =

    let gate = obj ()

    let write (name: string) (fields: Utf8JsonWriter -> unit) =
        let line =
            JsonOutput.build false (fun writer ->
                writer.WriteStartObject()
                writer.WriteString("event", name)
                fields writer
                writer.WriteEndObject())

        lock gate (fun () -> terminal.Out.WriteLine line)

    member _.Result (code: int) (result: RunResult) =
        write "result" (fun writer ->
            writer.WriteString("ending", JsonNamingPolicy.CamelCase.ConvertName(result.Ending.ToString()))
            writer.WriteNumber("exitCode", code)
            JsonOutput.value writer "published" result.Published
            JsonOutput.value writer "diagnostics" result.Diagnostics)

    /// The result of a run that did not begin.
    member _.Refused (code: int) (diagnostics: Diagnostic list) =
        write "result" (fun writer ->
            writer.WriteString("ending", JsonNamingPolicy.CamelCase.ConvertName(nameof RunEnding.Failed))
            writer.WriteNumber("exitCode", code)
            JsonOutput.value writer "published" ImmutableArray<string>.Empty
            JsonOutput.value writer "diagnostics" (ImmutableArray.CreateRange diagnostics))

    interface IProgress<RunEvent> with
        member _.Report(event: RunEvent) =
            match event with
            | :? RunEvent.Waiting as event -> write "waiting" (fun writer -> writer.WriteString("store", event.Store))
            | :? RunEvent.StepStarted as event ->
                write "stepStarted" (fun writer -> writer.WriteString("step", event.Step.Id))
            | :? RunEvent.StepAdvanced as event ->
                write "stepAdvanced" (fun writer ->
                    writer.WriteString("step", event.Step.Id)
                    writer.WriteNumber("done", event.Done)
                    writer.WriteNumber("total", event.Total)
                    writer.WriteString("unit", event.Unit)

                    if Double.IsFinite event.PerSecond then
                        writer.WriteNumber("perSecond", event.PerSecond)

                    if event.Left.HasValue then
                        writer.WriteNumber("secondsLeft", event.Left.Value.TotalSeconds)

                    match event.Note with
                    | null -> ()
                    | note -> writer.WriteString("note", note))
            | :? RunEvent.StepEnded as event ->
                write "stepEnded" (fun writer ->
                    writer.WriteString("step", event.Step.Id)
                    writer.WriteString("ending", JsonNamingPolicy.CamelCase.ConvertName(event.Ending.ToString()))
                    writer.WriteNumber("seconds", event.Elapsed.TotalSeconds))
            | :? RunEvent.Found as event ->
                write "found" (fun writer -> JsonOutput.value writer "diagnostic" event.Diagnostic)
            | :? RunEvent.Published as event -> write "published" (fun writer -> writer.WriteString("path", event.Path))
            | _ -> ()
