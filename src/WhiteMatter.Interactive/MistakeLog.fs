/// What happened where the program makes a mistake, for those who mend it; the screen gets one line.
[<RequireQualifiedAccess>]
module WhiteMatter.Interactive.MistakeLog

open System
open System.IO

/// Writes what was asked for and what went wrong to a file of its own, and says which.
let write (asked: string) (mistake: exn) : string =
    let stamp = DateTime.UtcNow.ToString("yyyyMMdd-HHmmss-fff")

    let path =
        Path.Combine(Path.GetTempPath(), $"wmstudy-{stamp}-{Environment.ProcessId}.log")

    let version = typeof<Ending>.Assembly.GetName().Version

    try
        File.WriteAllText(path, $"wmstudy {version}\n{Environment.OSVersion}\n{asked}\n\n{mistake}\n")
        $"the log is {path}"
    with
    | :? IOException
    | :? UnauthorizedAccessException -> "the log could not be written"
