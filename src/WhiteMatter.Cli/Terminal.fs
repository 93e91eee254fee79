namespace WhiteMatter.Cli

open System
open System.IO

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
    Cancellation: Threading.CancellationToken
}

[<RequireQualifiedAccess>]
module Terminal =

    /// NO_COLOR (https://no-color.org) and TERM=dumb turn colours off.
    let private allowsColour () =
        String.IsNullOrEmpty(Environment.GetEnvironmentVariable "NO_COLOR")
        && Environment.GetEnvironmentVariable "TERM" <> "dumb"

    let ofConsole (cancellation: Threading.CancellationToken) : Terminal = {
        Out = Console.Out
        Error = Console.Error
        ColourOut = allowsColour () && not Console.IsOutputRedirected
        ColourError = allowsColour () && not Console.IsErrorRedirected
        Live =
            not Console.IsErrorRedirected
            && Environment.GetEnvironmentVariable "TERM" <> "dumb"
        In = Console.In
        Cancellation = cancellation
    }

/// A call that cannot be carried out as written: said in one line, exit code 2.
exception UsageException of message: string with
    override this.Message = this.message

[<RequireQualifiedAccess>]
module Usage =

    let fail message = raise (UsageException message)
