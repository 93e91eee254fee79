/// Writes a file whole or not at all.
[<RequireQualifiedAccess>]
module WhiteMatter.Interactive.AtomicFile

open System
open System.IO
open System.Text

/// Whether a file begins with a byte order mark.
let private isMarked (path: string) =
    File.Exists path
    && (use stream = File.OpenRead path
        let start = Array.zeroCreate<byte> 3

        stream.ReadAtLeast(start, 3, throwOnEndOfStream = false) = 3
        && start = [| 0xEFuy; 0xBBuy; 0xBFuy |])

/// The text of a file, in UTF-8 or as its byte order mark says; `InvalidDataException` where it is none, so that no byte of it is lost when it is
/// written again.
let read (path: string) : string =
    try
        use reader = new StreamReader(path, UTF8Encoding(false, true))
        reader.ReadToEnd()
    with :? DecoderFallbackException ->
        let bytes = File.ReadAllBytes path

        // The line in which decoding fails first.
        let line =
            bytes
            |> Array.indexed
            |> Array.filter (fun (_, one) -> one = 10uy)
            |> Array.map fst
            |> Array.takeWhile (fun finish ->
                try
                    UTF8Encoding(false, true).GetCharCount(bytes, 0, finish) >= 0
                with :? DecoderFallbackException ->
                    false)
            |> Array.length

        raise (
            InvalidDataException
                $"it is not in UTF-8, first in line {line + 1}; save it as UTF-8, where paths and names are those that were meant"
        )

/// The text in place of the file, as UTF-8; a byte order mark with which it begins stays, and what a link points to is written, not the link.
let write (path: string) (text: string) =
    let full = Path.GetFullPath path
    // What a link points to is written, not the link.
    let target =
        if File.Exists full then
            match File.ResolveLinkTarget(full, returnFinalTarget = true) with
            | null -> full
            | target -> target.FullName
        else
            full

    match Path.GetDirectoryName target with
    | null -> ()
    | folder when Directory.Exists folder -> ()
    | folder -> raise (DirectoryNotFoundException $"There is no folder '{folder}'.")

    let temporary = $"{target}.{Environment.ProcessId}.tmp"

    try
        do
            use stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write)
            let encoding = UTF8Encoding(isMarked target)
            stream.Write encoding.Preamble
            stream.Write(encoding.GetBytes text)
            stream.Flush true

        if File.Exists target && not (OperatingSystem.IsWindows()) then
            File.SetUnixFileMode(temporary, File.GetUnixFileMode target)

        File.Move(temporary, target, overwrite = true)
    finally
        if File.Exists temporary then
            File.Delete temporary
