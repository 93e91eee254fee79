/// The program's own version.
[<RequireQualifiedAccess>]
module WhiteMatter.Cli.ProgramVersion

open System.Reflection

/// Three numbers, as in `0.1.0`.
let text =
    match Assembly.GetExecutingAssembly().GetName().Version with
    | null -> "unknown"
    | version -> version.ToString 3
