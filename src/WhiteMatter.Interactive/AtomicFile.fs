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

/// UTF-8 that is told where it is none.
let private strict = UTF8Encoding(false, true)

/// The text of a file, in UTF-8 or as its byte order mark says; `InvalidDataException` where it is none, so that no byte of it is lost when it is
/// written again.
let read (path: string) : string =
    try
        use reader = new StreamReader(path, strict)
        reader.ReadToEnd()
    with :? DecoderFallbackException ->
        let bytes = File.ReadAllBytes path

        // Of the whole file's bytes, those of before the first that is none of UTF-8.
        let before =
            try
                strict.GetCharCount bytes |> ignore
                0
            with :? DecoderFallbackException as first ->
                max 0 first.Index

        let line = 1 + bytes.AsSpan(0, before).Count 10uy

        raise (
            InvalidDataException
                $"it is not in UTF-8, first in line {line}; save it as UTF-8, where paths and names are those that were meant"
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

    if File.Exists target && File.GetAttributes(target).HasFlag FileAttributes.ReadOnly then
        raise (UnauthorizedAccessException $"'{path}' is read-only and stays as it is.")

    let temporary = $"{target}.{Environment.ProcessId}.tmp"

    // Of what goes wrong the file is told that was to be written.
    let named (message: string) = message.Replace(temporary, path)

    try
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
        with
        | :? UnauthorizedAccessException as mistake ->
            raise (UnauthorizedAccessException(named mistake.Message, mistake))
        | :? IOException as mistake when mistake.Message.Contains temporary ->
            raise (IOException(named mistake.Message, mistake))
    finally
        if File.Exists temporary then
            File.Delete temporary
