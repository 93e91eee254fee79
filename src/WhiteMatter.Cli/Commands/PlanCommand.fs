module WhiteMatter.Cli.Commands.PlanCommand

open System.IO
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting
open WhiteMatter.Planning
open WhiteMatter.Runtime.Publishing
open WhiteMatter.Runtime.Store

/// Says which steps will go on from a checkpoint of a run that was stopped or killed, and so take less than is estimated.
let private writeCheckpoints (terminal: Terminal) (storePath: string) (plan: ExecutionPlan) =
    let store = StoreLayout storePath

    for step in plan.Steps do
        if
            step.State = StepState.Run
            && step.Fingerprint.IsKnown
            && Directory.Exists(store.Checkpoint step.Fingerprint)
        then
            terminal.Out.WriteLine
                $"{step.Id} goes on from the checkpoint of an earlier run and takes less than estimated."

/// What there is of the machine, beside what the plan takes.
let private writeMachine (terminal: Terminal) (storePath: string) (machine: MachineResources) (plan: ExecutionPlan) =
    if plan.Steps |> Seq.exists (fun step -> step.State = StepState.Run) then
        let free =
            try
                let folder = Path.GetDirectoryName(Path.GetFullPath storePath) |> string
                Some(DriveInfo(folder).AvailableFreeSpace)
            with
            | :? IOException
            | :? System.UnauthorizedAccessException
            | :? System.ArgumentException -> None

        terminal.Out.Write(PlanText.machine machine free plan)

let private show (terminal: Terminal) (options: Options<PlanArguments>) storePath machine (result: PlanResult) =
    let json = lazy PlanJson.Serialize result.Plan

    match options.TryGetResult PlanArguments.Out with
    | Some file when file.EndsWith(".wmstudy", System.StringComparison.OrdinalIgnoreCase) ->
        Usage.fail $"'--out {file}' would write the plan over a study: a plan's file ends in .json"
    | Some file -> AtomicFile.write file (json.Value + "\n")
    | None -> ()

    if options.Contains PlanArguments.Json then
        terminal.Out.WriteLine json.Value
    else
        terminal.Out.Write(PlanText.render terminal.ColourOut result.Plan)
        writeMachine terminal storePath machine result.Plan
        writeCheckpoints terminal storePath result.Plan

    if
        options.Contains PlanArguments.Detailed_Exitcode
        && result.Plan.Steps |> Seq.exists (fun step -> step.State <> StepState.Cached)
    then
        ExitCode.WouldRun
    else
        ExitCode.Done

let private planStudy (terminal: Terminal) (options: Options<PlanArguments>) path =
    let machine = MachineLimits.apply None None

    let loaded =
        LoadedStudy.load
            terminal
            path
            {
                Settings = options.GetResults PlanArguments.Set
                Libraries = options.GetResults PlanArguments.Library
            }
            (options.TryGetResult PlanArguments.Store)
            machine

    let json = options.Contains PlanArguments.Json

    match loaded.Checked.Study with
    | None ->
        Findings.refuse terminal [ loaded.Source ] json loaded.Checked.Diagnostics
        ExitCode.StudyErrors
    | Some study ->
        let result =
            LoadedStudy.plan terminal (options.TryGetResult PlanArguments.Shards) loaded study

        // What a run refuses before it begins is told here, too.
        let refused =
            if result.HasErrors then
                None
            else
                Option.ofObj (ResultsPlace.OfAnotherStudy result.Plan)

        let found =
            Seq.append (Seq.append loaded.Checked.Diagnostics result.Diagnostics) (Option.toList refused)

        if result.HasErrors || refused.IsSome then
            Findings.refuse terminal [ loaded.Source ] json found

            if not json then
                terminal.Out.Write(PlanText.render terminal.ColourOut result.Plan)

            if refused.IsSome then
                ExitCode.Failed
            else
                ExitCode.StudyErrors
        else
            Findings.write terminal [ loaded.Source ] found
            ShardNotice.write terminal (options.TryGetResult PlanArguments.Shards) result.Plan
            show terminal options loaded.StorePath machine result

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<PlanArguments> "plan" words

    match options.TryGetResult PlanArguments.Study, options.Contains PlanArguments.Schema with
    | None, true ->
        terminal.Out.Write PlanSchema.Text
        ExitCode.Done
    | Some path, false -> planStudy terminal options path
    | Some _, true -> Usage.fail "--schema is the same for every study: name none"
    | None, false -> Usage.fail "missing parameter 'STUDY'."

let command: Command = {
    Name = "plan"
    Summary = "say what a run would do, and why"
    Details =
        "Shows each step with its state (cached, run, blocked), the reasons, and what it is estimated to cost. Nothing is computed. A plan is made also where data are not there: what needs them is blocked.\n\nEnds with 0; with 1 where the study has errors; with 3 where a run would not begin, as the results folder holds those of another study; with --detailed-exitcode with 10 where something would run or is blocked. With --json and errors, of either, the findings are written in place of the plan. What --json and --out write is described by --schema, a JSON Schema of draft 2020-12."
    Example = "wmstudy plan heights.wmstudy --out plan.json"
    Options = CommandLine.options<PlanArguments> "plan"
    Run = run
}
