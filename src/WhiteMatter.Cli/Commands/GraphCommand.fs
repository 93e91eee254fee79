module WhiteMatter.Cli.Commands.GraphCommand

open System
open System.IO
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Plan
open WhiteMatter.Planning

let private draw (form: string) : ExecutionPlan -> string =
    match form.ToLowerInvariant() with
    | "svg" -> PlanGraph.svg
    | "dot"
    | "gv" -> PlanGraph.dot
    | "mermaid"
    | "mmd" -> PlanGraph.mermaid
    | other -> Usage.fail $"'{other}' is no form of a drawing: svg, dot or mermaid"

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<GraphArguments> "graph" words
    let path = options.GetResult GraphArguments.Study
    let file = options.TryGetResult GraphArguments.Out

    let draw =
        match options.TryGetResult GraphArguments.Format, file with
        | Some form, _ -> draw form
        | None, Some file -> draw ((string (Path.GetExtension file)).TrimStart '.')
        | None, None -> draw "mermaid"

    let write plan =
        match file with
        | Some file ->
            AtomicFile.write file (draw plan)
            terminal.Error.WriteLine $"The drawing is {Path.GetFullPath file}"
        | None -> terminal.Out.Write(draw plan)

        ExitCode.Done

    if PlanFile.isPlan path then
        match PlanFile.read path with
        | Ok plan -> write plan
        | Error found ->
            Findings.write terminal [] [ found ]
            ExitCode.StudyErrors
    else
        let loaded =
            LoadedStudy.load
                terminal
                path
                {
                    Settings = options.GetResults GraphArguments.Set
                    Libraries = options.GetResults GraphArguments.Library
                }
                (options.TryGetResult GraphArguments.Store)
                (MachineLimits.apply None None)

        match PlannedStudy.make terminal None loaded with
        | Error found ->
            Findings.write terminal [ loaded.Source ] found
            ExitCode.StudyErrors
        | Ok(plan, found) ->
            Findings.write terminal [ loaded.Source ] found
            write plan

let command: Command = {
    Name = "graph"
    Summary = "draw the steps of a study and what each needs"
    Details =
        "Each step stands below what it needs, coloured and named by what a run would do with it. In a picture (svg) a step's title, shown when the pointer rests on it, tells why it runs and what it costs.\n\nEnds with 0; with 1 where the study has errors."
    Example = "wmstudy graph heights.wmstudy --out heights.svg"
    Options = CommandLine.options<GraphArguments> "graph"
    Run = run
}
