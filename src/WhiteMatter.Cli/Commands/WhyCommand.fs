module WhiteMatter.Cli.Commands.WhyCommand

open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Plan
open WhiteMatter.Planning

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<WhyArguments> "why" words
    let json = options.Contains WhyArguments.Json

    PlannedStudy.ofSteps
        terminal
        json
        (options.GetResult WhyArguments.Step)
        {
            Settings = options.GetResults WhyArguments.Set
            Libraries = options.GetResults WhyArguments.Library
        }
        (options.TryGetResult WhyArguments.Store)
        (fun _ _ steps ->
            if json then
                terminal.Out.WriteLine(JsonOutput.list steps)
            else
                let texts = steps |> List.map (StepText.render terminal.ColourOut)
                terminal.Out.Write(String.concat "\n" texts)

            ExitCode.Done)

let command: Command = {
    Name = "why"
    Summary = "say why a step runs or does not, and what would change its result"
    Details =
        "Names everything that the step's result depends on; its fingerprint stands for all of it. A declaration's name stands for all its steps."
    Example = "wmstudy why heights.wmstudy association:g"
    Options = CommandLine.options<WhyArguments> "why"
    Run = run
}
