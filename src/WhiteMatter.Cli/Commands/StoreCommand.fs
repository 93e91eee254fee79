module WhiteMatter.Cli.Commands.StoreCommand

open System.IO
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Runtime
open WhiteMatter.Runtime.Store

let private inMegabytes (bytes: int64) =
    (float bytes / 1e6).ToString("N1", System.Globalization.CultureInfo.InvariantCulture)
    + " MB"

let private results (count: int) =
    if count = 1 then "1 result" else $"{count} results"

let private locked (terminal: Terminal) (store: ArtifactStore) action work =
    use _ =
        StoreLock
            .AcquireAsync(store.Layout, $"store {action}", false, null, terminal.Cancellation)
            .AsTask()
            .GetAwaiter()
            .GetResult()

    work ()

let private collect (terminal: Terminal) (store: ArtifactStore) dryRun json =
    let sweep () =
        StoreCollection.Run(store, Seq.empty<ExecutionPlan>, dryRun, terminal.Cancellation)

    // Counting alone needs no lock, which is a file that is written.
    let result =
        if dryRun then
            sweep ()
        else
            locked terminal store "gc" sweep

    if json then
        terminal.Out.WriteLine(
            JsonOutput.build true (fun writer ->
                writer.WriteStartObject()
                writer.WriteBoolean("dryRun", dryRun)
                writer.WriteNumber("artifacts", result.Artifacts)
                writer.WriteNumber("bytesFreed", result.BytesFreed)
                writer.WriteNumber("bytesKept", result.BytesKept)
                writer.WriteEndObject())
        )
    else
        let verb = if dryRun then "would be removed" else "removed"

        terminal.Out.WriteLine
            $"{results result.Artifacts} {verb}, {inMegabytes result.BytesFreed}; {inMegabytes result.BytesKept} stay"

    ExitCode.Done

let private verify (terminal: Terminal) (store: ArtifactStore) json =
    let result =
        locked terminal store "verify" (fun () -> StoreVerification.Run(store, null, terminal.Cancellation))

    if json then
        terminal.Out.WriteLine(DiagnosticText.json result.Damaged)
    else
        Findings.write terminal [] result.Damaged

        terminal.Out.WriteLine
            $"{results result.Artifacts}, {inMegabytes result.Bytes} read, {result.Damaged.Length} damaged"

    if result.Damaged.IsEmpty then
        ExitCode.Done
    else
        ExitCode.Failed

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<StoreArguments> "store" words
    let json = options.Contains StoreArguments.Json
    let dryRun = options.Contains StoreArguments.Dry_Run
    let action = options.GetResult StoreArguments.Action

    if action <> "gc" && action <> "verify" then
        let hint = Closest.hint [ "gc"; "verify" ] action
        Usage.fail $"the store can be told 'gc' or 'verify', not '{action}'{hint}"

    if dryRun && action <> "gc" then
        Usage.fail "--dry-run goes with gc"

    let path = options.GetResult(StoreArguments.Store, ".wmstudy") |> Path.GetFullPath

    if not (Directory.Exists path) then
        Usage.fail $"there is no store '{path}'; name it with --store"

    let opened =
        try
            Ok(ArtifactStore.OpenExisting path)
        with :? RunFailureException as failure when failure.Descriptor.Code = RunCodes.NoStore.Code ->
            Error(failure.ToDiagnostic null)

    match opened with
    | Error found ->
        Findings.refuse terminal [] json [ found ]
        ExitCode.Usage
    | Ok store when action = "gc" -> collect terminal store dryRun json
    | Ok store -> verify terminal store json

let command: Command = {
    Name = "store"
    Summary = "remove stored results that are no longer used (gc), or verify them (verify)"
    Details =
        "gc keeps the last result of each step of every study that used the store. verify reads every file; a damaged result is set aside and made anew by the next run. verify ends with 3 where something was damaged. A folder that is no store is left as it is, and either ends with 2; --dry-run writes nothing and takes no lock, so that what a run makes meanwhile may be counted or not."
    Example = "wmstudy store gc --dry-run --store .wmstudy"
    Options = CommandLine.options<StoreArguments> "store"
    Run = run
}
