module WhiteMatter.Cli.Commands.WhyCommand

open System.Text.Json
open WhiteMatter.Cli
open WhiteMatter.Plan
open WhiteMatter.Planning

let private document (steps: PlanStep list) (writer: Utf8JsonWriter) =
    writer.WriteStartArray()

    for step in steps do
        JsonSerializer.Serialize<PlanStep>(writer, step, PlanJson.Options)

    writer.WriteEndArray()

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<WhyArguments> "why" words
    let study, name = options.GetResult WhyArguments.Step

    let loaded =
        LoadedStudy.load
            terminal
            study
            (options.GetResults WhyArguments.Set)
            (options.TryGetResult WhyArguments.Store)
            (MachineLimits.apply None None)

    let json = options.Contains WhyArguments.Json

    PlannedStudy.ofSteps terminal json loaded name (fun steps ->
        if json then
            terminal.Out.WriteLine(JsonOutput.build true (document steps))
        else
            let texts = steps |> List.map (StepText.render terminal.ColourOut)
            terminal.Out.Write(String.concat "\n" texts)

        ExitCode.Done)

let command: Command = {
    Name = "why"
    Summary = "say why a step runs or does not, and what would change its result"
    Details = "Names everything that enters the step's fingerprint. A declaration's name stands for all its steps."
    Example = "wmstudy why heights.wmstudy association:g"
    Options = CommandLine.options<WhyArguments> "why"
    Run = run
}
