module WhiteMatter.Cli.Commands.DiffCommand

open System
open System.IO
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Planning

let private isStudy (path: string) =
    path.EndsWith(".wmstudy", StringComparison.OrdinalIgnoreCase)
    || File.Exists path

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<DiffArguments> "diff" words
    let before, now = options.GetResult DiffArguments.Plans
    let json = options.Contains DiffArguments.Json

    let settings = options.GetResults DiffArguments.Set
    let libraries = options.GetResults DiffArguments.Library

    let store = options.TryGetResult DiffArguments.Store

    let machine = MachineLimits.apply None None

    let planned (loaded: LoadedStudy) =
        match PlannedStudy.make terminal None loaded with
        | Ok(plan, _) -> Ok plan
        | Error found -> Error(loaded.Source, found)

    let given = Parameters.parse settings

    /// A value of a parameter that one of two studies alone has is for that one.
    let inputsOf (study: SourceText) (other: SourceText option) =
        let mine, others =
            Parameters.declared study, other |> Option.map Parameters.declared

        {
            Settings = [
                for KeyValue(name, value) in given do
                    if Set.contains name mine || not (others |> Option.exists (Set.contains name)) then
                        $"{name}={value}"
            ]
            Libraries = libraries
        }

    let source path =
        if PlanFile.isPlan path || not (isStudy path) then
            None
        else
            Some(StudyFiles.read path)

    let ofStudy (path: string) (other: string) =
        planned (LoadedStudy.load terminal path (inputsOf (StudyFiles.read path) (source other)) store machine)

    let ofPlan (path: string) =
        PlanFile.read path
        |> Result.mapError (fun found -> SourceText(path, ""), [ found ])

    let ofRevision (revision: string) =
        if PlanFile.isPlan now then
            Usage.fail $"there is no file '{before}', and a revision is compared with a study, not with a plan"

        let study = StudyFiles.read now

        match Revision.read revision now with
        | Error why ->
            Usage.fail
                $"'{revision}' is no plan, no study, and no revision of git that has '{now}' ({why}): name the study as it was, or a plan that 'wmstudy plan {now} --out plan.json' wrote then"
        | Ok text ->
            let then' = SourceText(study.Path, text)

            LoadedStudy.check terminal now then' (inputsOf then' (Some study)) store machine (fun host ->
                RevisionHost(host, revision))
            |> planned

    let read path =
        if PlanFile.isPlan path then ofPlan path
        elif isStudy path then ofStudy path now
        else ofRevision path

    if not (PlanFile.isPlan now || isStudy now) then
        Usage.fail $"'{now}' is no study and no plan: write 'wmstudy diff BEFORE STUDY'"

    match
        read before,
        (if PlanFile.isPlan now then
             ofPlan now
         else
             ofStudy now before)
    with
    | Error(source, found), _
    | _, Error(source, found) ->
        Findings.refuse terminal [ source ] json found
        ExitCode.StudyErrors
    | Ok before, Ok now ->
        let difference = PlanDifference.between before now

        if json then
            terminal.Out.WriteLine(PlanDifference.json difference)
        else
            terminal.Out.Write(PlanDifference.render terminal.ColourOut difference)

        if options.Contains DiffArguments.Detailed_Exitcode && not difference.IsEmpty then
            ExitCode.WouldRun
        else
            ExitCode.Done

let command: Command = {
    Name = "diff"
    Summary = "say how the results of two plans differ, step by step, and why"
    Details =
        "Compares what two plans would make, whatever is stored: steps added with +, removed with -, and with ~ those whose result is another, each with every reason. An earlier revision is read from git, its imports too; data files are those of now, unless a plan of then is given.\n\nEnds with 0; with 1 where a study has errors; with --detailed-exitcode with 10 where results differ."
    Example = "wmstudy diff HEAD~1 heights.wmstudy"
    Options = CommandLine.options<DiffArguments> "diff"
    Run = run
}
