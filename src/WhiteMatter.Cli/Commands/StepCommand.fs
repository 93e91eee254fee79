module WhiteMatter.Cli.Commands.StepCommand

open System
open System.Globalization
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Plan
open WhiteMatter.Runtime.Handlers
open WhiteMatter.Runtime.Running

/// The number of a part, or nothing for a whole step and for the merge.
let private partOf (step: PlanStep) (text: string) : Nullable<int> =
    match text, Int32.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture) with
    | "merge", _ -> Nullable()
    | _, (true, part) when part < step.Shards.Length -> Nullable part
    | _, (true, _) when step.Shards.IsEmpty ->
        Usage.fail $"the step {step.Id} has no parts; write 'merge' to run it whole"
    | _, (true, _) -> Usage.fail $"the step {step.Id} has the parts 0 to {step.Shards.Length - 1}, not {text}"
    | _ -> Usage.fail $"'{text}' is no part: write a number from 0, or 'merge'"

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<StepArguments> "step" words
    let path, name, part = options.GetResult StepArguments.Part

    let machine =
        MachineLimits.apply (options.TryGetResult StepArguments.Threads) (options.TryGetResult StepArguments.Memory)

    let json = options.Contains StepArguments.Json

    match PlanFile.read path with
    | Error found -> RunCommand.refuse terminal [] json ExitCode.StudyErrors [ found ]
    | Ok plan ->
        match plan.Find name with
        | null -> RunCommand.refuse terminal [] json ExitCode.Usage [ PlanLookup.noSuchId plan name ]
        | step ->
            let part = partOf step part

            let runOptions =
                RunOptions(
                    PlanFile.store (options.TryGetResult StepArguments.Store) plan,
                    machine,
                    Command = $"step {name}",
                    Faults = RunCommand.faults ()
                )

            RunCommand.execute terminal [] json plan (fun progress ->
                StudyRunner(BuiltInHandlers.Table)
                    .RunStepAsync(plan, name, part, runOptions, progress, terminal.Cancellation)
                    .GetAwaiter()
                    .GetResult())

let command: Command = {
    Name = "step"
    Summary = "run one part of one step of a plan, as the tasks of a job array do"
    Details =
        "The results of the steps before it must be in the store. Parts of one step may run at the same time, also on different machines that share the store; 'merge' then makes the step's result of them. Steps have the names that 'wmstudy plan' lists, such as association:g.\n\nEnds with 0; 1 where the plan cannot be read; 2 where it has no such step or part; 3 where the step failed or was stopped; 4 where an expectation does not hold."
    Example = "wmstudy step plan.json association:g 3"
    Options = CommandLine.options<StepArguments> "step"
    Run = run
}
