namespace WhiteMatter.Cli

open System
open System.IO

/// Whom Ctrl-C speaks to: the whole program, or what a command does at the moment.
[<Sealed>]
type Interrupts() =
    let mutable handler: (unit -> unit) option = None

    /// Lets Ctrl-C stop this instead of the program, until it is disposed of.
    member _.Take(stop: unit -> unit) : IDisposable =
        let before = handler
        handler <- Some stop

        {
            new IDisposable with
                member _.Dispose() = handler <- before
        }

    /// Whether somebody took it.
    member _.TryHandle() : bool =
        match handler with
        | Some stop ->
            stop ()
            true
        | None -> false

/// Where a command writes: results to `Out`, everything said to a person on the way to `Error`.
type Terminal = {
    Out: TextWriter
    Error: TextWriter
    /// Whether `Out` takes colours.
    ColourOut: bool
    /// Whether `Error` takes colours.
    ColourError: bool
    /// Whether `Error` is a screen that lines can be redrawn on.
    Live: bool
    In: TextReader
    /// Whether `In` and `Out` are a screen with a keyboard, on which lines can be edited.
    Interactive: bool
    Interrupts: Interrupts
    Cancellation: Threading.CancellationToken
}

[<RequireQualifiedAccess>]
module Terminal =

    /// NO_COLOR (https://no-color.org) and TERM=dumb turn colours off.
    let private allowsColour () =
        String.IsNullOrEmpty(Environment.GetEnvironmentVariable "NO_COLOR")
        && Environment.GetEnvironmentVariable "TERM" <> "dumb"

    let ofConsole (interrupts: Interrupts) (cancellation: Threading.CancellationToken) : Terminal = {
        Out = Console.Out
        Error = Console.Error
        ColourOut = allowsColour () && not Console.IsOutputRedirected
        ColourError = allowsColour () && not Console.IsErrorRedirected
        Live =
            not Console.IsErrorRedirected
            && Environment.GetEnvironmentVariable "TERM" <> "dumb"
        In = Console.In
        Interactive =
            not Console.IsInputRedirected
            && not Console.IsOutputRedirected
            && Environment.GetEnvironmentVariable "TERM" <> "dumb"
        Interrupts = interrupts
        Cancellation = cancellation
    }

    /// As deep as the main thread of a process is by default.
    [<Literal>]
    let private StackBytes = 8_388_608

    /// Does what may take long, or may never end, and writes nothing: another thread does it, which goes with the process, so that a signal that
    /// stops the program ends the wait at once, whatever the work is busy with.
    let waitFor (terminal: Terminal) (work: unit -> 'result) : 'result =
        let outcome =
            Threading.Tasks.TaskCompletionSource<'result>(
                Threading.Tasks.TaskCreationOptions.RunContinuationsAsynchronously
            )

        let thread =
            Threading.Thread(
                (fun () ->
                    try
                        outcome.SetResult(work ())
                    with mistake ->
                        outcome.SetException mistake),
                StackBytes,
                IsBackground = true
            )

        thread.Start()
        outcome.Task.WaitAsync(terminal.Cancellation).GetAwaiter().GetResult()

    /// Standard input to its end; a signal that stops the program ends the wait.
    let readAll (terminal: Terminal) : string = waitFor terminal terminal.In.ReadToEnd

    /// A line of standard input, null at its end; a signal that stops the program ends the wait.
    let readLine (terminal: Terminal) : string | null = waitFor terminal terminal.In.ReadLine

/// A call that cannot be carried out as written: said in one line, exit code 2.
exception UsageException of message: string with
    override this.Message = this.message

[<RequireQualifiedAccess>]
module Usage =

    let fail message = raise (UsageException message)
