module WhiteMatter.Cli.Commands.PlanCommand

open WhiteMatter.Cli
open WhiteMatter.Plan
open WhiteMatter.Planning

let private show (terminal: Terminal) (options: Argu.ParseResults<PlanArguments>) (result: PlanResult) =
    let json = lazy PlanJson.Serialize result.Plan

    match options.TryGetResult PlanArguments.Out with
    | Some file -> AtomicFile.write file (json.Value + "\n")
    | None -> ()

    if options.Contains PlanArguments.Json then
        terminal.Out.WriteLine json.Value
    else
        terminal.Out.Write(PlanText.render terminal.ColourOut result.Plan)

    if
        options.Contains PlanArguments.Detailed_Exitcode
        && result.Plan.Steps |> Seq.exists (fun step -> step.State <> StepState.Cached)
    then
        ExitCode.WouldRun
    else
        ExitCode.Done

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<PlanArguments> "plan" words

    let loaded =
        LoadedStudy.load
            terminal
            (options.GetResult PlanArguments.Study)
            (options.GetResults PlanArguments.Set)
            (options.TryGetResult PlanArguments.Store)
            (MachineLimits.apply None None)

    let json = options.Contains PlanArguments.Json

    match loaded.Checked.Study with
    | None ->
        Findings.refuse terminal [ loaded.Source ] json loaded.Checked.Diagnostics
        ExitCode.StudyErrors
    | Some study ->
        let result =
            LoadedStudy.plan terminal (options.TryGetResult PlanArguments.Shards) loaded study

        let found = Seq.append loaded.Checked.Diagnostics result.Diagnostics

        if result.HasErrors then
            Findings.refuse terminal [ loaded.Source ] json found

            if not json then
                terminal.Out.Write(PlanText.render terminal.ColourOut result.Plan)

            ExitCode.StudyErrors
        else
            Findings.write terminal [ loaded.Source ] found
            ShardNotice.write terminal (options.TryGetResult PlanArguments.Shards) result.Plan
            show terminal options result

let command: Command = {
    Name = "plan"
    Summary = "say what a run would do, and why"
    Details =
        "Shows each step with its state (cached, run, blocked), the reasons, and what it is estimated to cost. Nothing is computed. A plan is made also where data are not there: what needs them is blocked.\n\nEnds with 0; with 1 where the study has errors; with --detailed-exitcode with 10 where something would run or is blocked. With --json and errors, the findings are written in place of the plan."
    Example = "wmstudy plan heights.wmstudy --out plan.json"
    Options = CommandLine.options<PlanArguments> "plan"
    Run = run
}
