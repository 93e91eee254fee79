module WhiteMatter.Cli.Program

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Threading

/// Ctrl-C, SIGTERM and the end of the session (SIGHUP) ask the work to stop; a second one ends the process at once.
[<MethodImpl(MethodImplOptions.NoInlining)>]
let private start (arguments: string array) =
    use stop = new CancellationTokenSource()
    let interrupts = Interrupts()

    let ask (context: PosixSignalContext) =
        if not stop.IsCancellationRequested then
            context.Cancel <- true
            stop.Cancel()

    let interrupt (context: PosixSignalContext) =
        if interrupts.TryHandle() then
            context.Cancel <- true
        else
            ask context

    use _ = PosixSignalRegistration.Create(PosixSignal.SIGINT, interrupt)
    use _ = PosixSignalRegistration.Create(PosixSignal.SIGTERM, ask)
    use _ = PosixSignalRegistration.Create(PosixSignal.SIGHUP, ask)
    Application.run (Terminal.ofConsole interrupts stop.Token) (List.ofArray arguments)

[<EntryPoint>]
let main arguments =
    // Answered before anything large is loaded.
    if arguments.Length = 1 && String.Equals(arguments[0], "--version") then
        let version = Reflection.Assembly.GetExecutingAssembly().GetName().Version

        Console.Out.WriteLine(
            String.Concat(
                "wmstudy ",
                match version with
                | null -> "unknown"
                | version -> version.ToString 3
            )
        )

        0
    else
        start arguments
