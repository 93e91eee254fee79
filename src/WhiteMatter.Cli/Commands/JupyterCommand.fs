module WhiteMatter.Cli.Commands.JupyterCommand

open System
open System.Diagnostics
open System.IO
open System.Threading
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Interactive.Engine
open WhiteMatter.Jupyter

/// The launcher, where the program runs inside its repository: the folder of the program itself changes with each build.
let private program () =
    let launcher =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../wmstudy"))

    if File.Exists launcher then
        launcher
    else
        match Environment.ProcessPath with
        | null -> "wmstudy"
        | path -> path

/// What the program needs of the environment to start, where a notebook's server has another.
let private variables () = [
    for name in [ "DOTNET_ROOT"; "WMSTUDY_PREFIX" ] do
        match Environment.GetEnvironmentVariable name with
        | null
        | "" -> ()
        | value -> name, value
]

/// A kernel whose front end is gone without a word ends: Jupyter says which process started it.
let private watchParent (stop: CancellationTokenSource) : IDisposable =
    let isGone (id: int) =
        try
            use parent = Process.GetProcessById id
            parent.HasExited
        with :? ArgumentException ->
            true

    match Int32.TryParse(Environment.GetEnvironmentVariable "JPY_PARENT_PID") with
    | true, parent when parent > 1 ->
        new Timer(
            (fun _ ->
                if isGone parent then
                    stop.Cancel()),
            null,
            5_000,
            5_000
        )
    | _ -> {
        new IDisposable with
            member _.Dispose() = ()
      }

let private kernel (terminal: Terminal) (file: string) =
    match KernelStart.check file with
    | Error found ->
        Findings.write terminal [] [ found ]
        ExitCode.Failed
    | Ok connection ->
        let around =
            Surroundings.ofFolder (Directory.GetCurrentDirectory()) None (MachineLimits.apply None None)

        let session = Session.Begin(around, terminal.Cancellation).GetAwaiter().GetResult()

        let kernel = Kernel(session, ProgramVersion.text, connection)
        use _ = terminal.Interrupts.Take kernel.Interrupt
        use stop = CancellationTokenSource.CreateLinkedTokenSource terminal.Cancellation
        use _ = watchParent stop

        match KernelStart.serve kernel file stop.Token with
        | None -> ExitCode.Done
        | Some found ->
            Findings.write terminal [] [ found ]
            ExitCode.Failed

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<JupyterArguments> "jupyter" words
    let prefix = options.TryGetResult JupyterArguments.Prefix

    if prefix |> Option.exists String.IsNullOrWhiteSpace then
        Usage.fail "--prefix names no folder"

    match options.GetResult JupyterArguments.Action, options.TryGetResult JupyterArguments.Connection with
    | "install", None ->
        let file = KernelSpec.install prefix (program ()) (variables ())
        terminal.Out.WriteLine $"Jupyter has the kernel 'wmstudy' now: {file}"
        ExitCode.Done
    | "uninstall", None ->
        terminal.Out.WriteLine(
            if KernelSpec.uninstall prefix then
                $"the kernel of {KernelSpec.folder prefix} is gone"
            else
                $"there is no kernel in {KernelSpec.folder prefix}"
        )

        ExitCode.Done
    | "kernel", Some file -> kernel terminal file
    | "kernel", None -> Usage.fail "'wmstudy jupyter kernel' needs '--connection FILE'; front ends start it"
    | ("install" | "uninstall"), Some _ -> Usage.fail "--connection belongs to 'wmstudy jupyter kernel'"
    | other, _ ->
        let hint = Closest.hint [ "install"; "uninstall"; "kernel" ] other
        Usage.fail $"'{other}' is nothing to do for notebooks: install, uninstall and kernel are{hint}"

let command: Command = {
    Name = "jupyter"
    Summary = "use studies in Jupyter notebooks: install the kernel"
    Details =
        "A notebook with the kernel 'wmstudy' is a session as that of 'wmstudy repl': cells are declarations, expressions and commands, and what is computed goes into the store beside the notebook. Needs libzmq (Debian package libzmq5) and a Jupyter of one's own. 'wmstudy jupyter kernel' is what Jupyter starts; Ctrl-C or an interrupt from the notebook stops the step that runs."
    Example = "wmstudy jupyter install"
    Options = CommandLine.options<JupyterArguments> "jupyter"
    Run = run
}
