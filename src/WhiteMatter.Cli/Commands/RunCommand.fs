module WhiteMatter.Cli.Commands.RunCommand

open System
open System.Collections.Immutable
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Cli.Progress
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Runtime.Faults
open WhiteMatter.Runtime.Handlers
open WhiteMatter.Runtime.Publishing
open WhiteMatter.Runtime.Running

/// What to run, where its results are stored, and the sources that diagnostics are shown in.
type private Work = {
    Plan: ExecutionPlan
    StorePath: string
    Sources: SourceText list
}

/// Why nothing can be run.
type private Refusal = {
    Code: int
    Found: Diagnostic list
    Sources: SourceText list
}

/// Says why nothing is run; a program reads it as the result of the run.
let refuse (terminal: Terminal) sources json code (found: Diagnostic list) : int =
    Findings.write terminal sources found

    if json then
        JsonProgress(terminal).Refused code found

    code

let exitCode (result: RunResult) =
    match result.Ending with
    | RunEnding.Done -> ExitCode.Done
    | RunEnding.ExpectationFailed -> ExitCode.ExpectationFailed
    | _ -> ExitCode.Failed

/// Where a test wishes the process to end.
let faults () =
    FaultPoint.Parse(Environment.GetEnvironmentVariable FaultPoint.Variable)

let private find (terminal: Terminal) (options: Options<RunArguments>) machine : Result<Work, Refusal> =
    let path = options.GetResult RunArguments.Study
    let store = options.TryGetResult RunArguments.Store

    let given = {
        Settings = options.GetResults RunArguments.Set
        Libraries = options.GetResults RunArguments.Library
    }

    let shards = options.TryGetResult RunArguments.Shards

    if PlanFile.isPlan path then
        if not given.Settings.IsEmpty || shards.IsSome then
            Usage.fail "--set and --shards are settled when a plan is made; give them to 'wmstudy plan'"

        match PlanFile.read path with
        | Error found ->
            Error {
                Code = ExitCode.StudyErrors
                Found = [ found ]
                Sources = []
            }
        | Ok plan ->
            Ok {
                Plan = plan
                StorePath = PlanFile.store store plan
                Sources = []
            }
    else
        let loaded = LoadedStudy.load terminal path given store machine

        match PlannedStudy.make terminal shards loaded with
        | Error found ->
            Error {
                Code = ExitCode.StudyErrors
                Found = found
                Sources = [ loaded.Source ]
            }
        | Ok(plan, found) ->
            Findings.write terminal [ loaded.Source ] found
            ShardNotice.write terminal shards plan

            Ok {
                Plan = plan
                StorePath = loaded.StorePath
                Sources = [ loaded.Source ]
            }

/// Steps asked for by id or by declaration, as ids.
let private selected (plan: ExecutionPlan) (names: string list) : Result<string list, Diagnostic list> =
    let unknown = names |> List.filter (fun name -> (PlanLookup.find plan name).IsEmpty)

    if unknown.IsEmpty then
        names
        |> List.collect (PlanLookup.find plan)
        |> List.map _.Id
        |> List.distinct
        |> Ok
    else
        Error(unknown |> List.map (PlanLookup.noSuchStep plan))

/// Steps and all that depend on them, as ids.
let private dependents (plan: ExecutionPlan) (ids: string list) : string list =
    let met = System.Collections.Generic.HashSet<string>(ids, StringComparer.Ordinal)

    // Each follows what it needs.
    for step in plan.Steps do
        if step.Inputs |> Seq.exists (fun input -> met.Contains input.StepId) then
            met.Add step.Id |> ignore

    [
        for step in plan.Steps do
            if met.Contains step.Id then
                step.Id
    ]

/// What --only and --from ask for; both bound what runs, and nothing is the whole plan.
let private wanted (plan: ExecutionPlan) (options: Options<RunArguments>) =
    match
        selected plan (options.GetResults RunArguments.Only), selected plan (options.GetResults RunArguments.From)
    with
    | Error found, _
    | _, Error found -> Error found
    | Ok only, Ok [] -> Ok only
    | Ok [], Ok from -> Ok(dependents plan from)
    | Ok(only: string list), Ok from ->
        let after = dependents plan from |> Set.ofList

        match only |> List.filter (fun step -> after.Contains step) with
        | [] -> Usage.fail "no step of --until depends on one of --from, so that nothing lies between them"
        | between -> Ok between

/// Where the results are, as the last thing said.
let private sayResults (terminal: Terminal) (plan: ExecutionPlan) (result: RunResult) =
    let reports =
        plan.Steps
        |> Seq.filter (fun step -> step.Parameters :? ReportParameters)
        |> Seq.choose (fun step -> Option.ofObj step.Publish)
        |> List.ofSeq

    let isReport (path: string) =
        reports
        |> List.exists (fun report -> path.EndsWith("/" + report, StringComparison.Ordinal))

    match result.Published |> Seq.filter isReport |> List.ofSeq with
    | [] when not result.Published.IsEmpty ->
        let folder =
            IO.Path.GetFullPath(IO.Path.Combine(plan.BaseDirectory, plan.ResultsPath))

        terminal.Out.WriteLine $"The results are in {folder}"
    | pages ->
        for page in pages do
            terminal.Out.WriteLine $"The report is {page}"

let private summary (terminal: Terminal) (result: RunResult) code =
    terminal.Error.WriteLine(RunText.summary result + (if code = 0 then "" else $" (exit code {code})"))

/// Carries work out with the progress that fits the terminal.
let execute (terminal: Terminal) sources json (plan: ExecutionPlan) (work: IProgress<RunEvent> -> RunResult) : int =
    if json then
        let progress = JsonProgress terminal
        let result = work progress
        let code = exitCode result
        progress.Result code result
        code
    else
        let say = Findings.writeOne terminal sources

        let result =
            if terminal.Live then
                LiveProgress.Run(terminal, say, work)
            else
                work (PlainProgress(terminal, TimeProvider.System, say))

        let code = exitCode result
        summary terminal result code
        sayResults terminal plan result
        code

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<RunArguments> "run" words

    let machine =
        MachineLimits.apply (options.TryGetResult RunArguments.Threads) (options.TryGetResult RunArguments.Memory)

    let json = options.Contains RunArguments.Json

    match find terminal options machine with
    | Error refusal -> refuse terminal refusal.Sources json refusal.Code refusal.Found
    | Ok work ->
        match wanted work.Plan options with
        | Error found -> refuse terminal [] json ExitCode.Usage found
        | Ok only when options.Contains RunArguments.Dry_Run ->
            let plan = PlanLookup.part work.Plan only

            match ResultsPlace.OfAnotherStudy plan with
            | null ->
                if json then
                    terminal.Out.WriteLine(PlanJson.Serialize plan)
                else
                    terminal.Out.Write(PlanText.render terminal.ColourOut plan)

                ExitCode.Done
            | found -> refuse terminal work.Sources json ExitCode.Failed [ found ]
        | Ok [] when not (PlanLookup.missing work.Plan.Steps).IsEmpty ->
            refuse terminal work.Sources json ExitCode.Failed (PlanLookup.missing work.Plan.Steps)
        | Ok only ->
            let runOptions =
                RunOptions(
                    work.StorePath,
                    machine,
                    WaitForLock = options.Contains RunArguments.Wait,
                    Faults = faults (),
                    Only = ImmutableArray.CreateRange only
                )

            execute terminal work.Sources json work.Plan (fun progress ->
                StudyRunner(BuiltInHandlers.Table)
                    .RunAsync(work.Plan, runOptions, progress, terminal.Cancellation)
                    .GetAwaiter()
                    .GetResult())

let command: Command = {
    Name = "run"
    Summary = "carry a study out: compute what is not stored yet, and write the results"
    Details =
        "Runs what 'wmstudy plan' says. Ctrl-C, SIGTERM and the end of the session (SIGHUP) stop it cleanly; what is finished is kept, and the next run goes on from there.\n\nEnds with 0 where all is done; 1 where the study has errors or the plan cannot be read; 2 where there is no such file or step; 3 where a step failed, data are not there or the run was stopped; 4 where an expectation does not hold."
    Example = "wmstudy run heights.wmstudy --threads 4 --memory 8GB"
    Options = CommandLine.options<RunArguments> "run"
    Run = run
}
