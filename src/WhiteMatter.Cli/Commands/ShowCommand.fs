module WhiteMatter.Cli.Commands.ShowCommand

open System
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Plan
open WhiteMatter.Runtime.Store

let private showArtifact (terminal: Terminal) rows (step: PlanStep) (artifact: Artifact) =
    let out = terminal.Out
    let record = artifact.Record
    let finished = record.Finished.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss")
    out.WriteLine $"{step.Id}  {step.Fingerprint.Short}, made {finished} UTC by {record.SoftwareVersion}"

    for value in record.Values |> Seq.sortBy _.Key do
        let number = value.Value.ToString(Globalization.CultureInfo.InvariantCulture)
        out.WriteLine $"  {value.Key} = {number}"

    for file in record.Files do
        let size = file.Size.ToString("N0", Globalization.CultureInfo.InvariantCulture)
        out.WriteLine $"  {artifact.PathOf file.Name}  {size} bytes"

        if StoredTables.isTable file.Name then
            for line in StoredTables.firstLines rows artifact file.Name do
                out.WriteLine("    " + line)

let private show (terminal: Terminal) json rows study (loaded: LoadedStudy) (_: ExecutionPlan) (steps: PlanStep list) =
    let store = ArtifactStore.OpenForReading loaded.StorePath

    let found =
        steps
        |> List.choose (fun step ->
            match store.Find step.Fingerprint with
            | :? StoreLookup.Whole as whole when step.State = StepState.Cached -> Some(step, whole.Artifact)
            | _ -> None)

    if json then
        terminal.Out.WriteLine(JsonOutput.list<ArtifactRecord> [ for _, artifact in found -> artifact.Record ])
    else
        for step, artifact in found do
            showArtifact terminal rows step artifact

    if found.Length = steps.Length then
        ExitCode.Done
    else
        for step in steps do
            if step.State <> StepState.Cached then
                terminal.Error.WriteLine $"{step.Id} has no result yet; 'wmstudy run {study}' makes it"

        ExitCode.Failed

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<ShowArguments> "show" words
    let study, name = options.GetResult ShowArguments.Name
    let rows = max 0 (options.GetResult(ShowArguments.Rows, 5))
    let json = options.Contains ShowArguments.Json

    let say =
        match StoredResults.query options with
        | Some query -> StoredResults.show terminal study query
        | None -> show terminal json rows study

    PlannedStudy.ofSteps
        terminal
        json
        (study, name)
        {
            Settings = options.GetResults ShowArguments.Set
            Libraries = options.GetResults ShowArguments.Library
        }
        (options.TryGetResult ShowArguments.Store)
        say

let command: Command = {
    Name = "show"
    Summary = "show the results of a declaration or a step"
    Details =
        "Shows values, files and the first rows of tables of what the store holds for the study as it is now. Nothing is computed. Ends with 3 where a result is not there yet, or has no such variant or trait.\n\nWith --variant, --region, --trait, --p, --top or --format it shows results of a gwas instead: every one that the store holds, with all its digits, whatever its tables were written with. The effect is that of effect_allele. Only what is asked for is read: wmstudy show heights.wmstudy heights --region 22:17-18Mb --p 1e-5"
    Example = "wmstudy show heights.wmstudy leads --rows 20"
    Options = CommandLine.options<ShowArguments> "show"
    Run = run
}
