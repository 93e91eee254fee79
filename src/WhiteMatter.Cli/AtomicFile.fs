/// Writes a file whole or not at all.
[<RequireQualifiedAccess>]
module WhiteMatter.Cli.AtomicFile

open System
open System.IO
open System.Text

let write (path: string) (text: string) =
    let full = Path.GetFullPath path
    // What a link points to is written, not the link.
    let target =
        match File.ResolveLinkTarget(full, returnFinalTarget = true) with
        | null -> full
        | target -> target.FullName

    let temporary = $"{target}.{Environment.ProcessId}.tmp"

    try
        do
            use stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write)
            stream.Write(UTF8Encoding(false).GetBytes text)
            stream.Flush true

        if File.Exists target && not (OperatingSystem.IsWindows()) then
            File.SetUnixFileMode(temporary, File.GetUnixFileMode target)

        File.Move(temporary, target, overwrite = true)
    finally
        if File.Exists temporary then
            File.Delete temporary
