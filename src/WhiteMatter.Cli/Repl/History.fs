namespace WhiteMatter.Cli.Repl

open System
open System.IO
open System.Text

/// What was typed in earlier sessions and in this one, oldest first; kept in the user's state folder, for its owner's eyes alone.
[<Sealed>]
type History(file: string option) =

    /// So many entries are kept.
    let most = 2_000

    let entries = ResizeArray<string>()

    /// A line for each entry: line ends inside are written as `\n`.
    let encode (entry: string) =
        entry.Replace("\\", "\\\\").Replace("\r", "").Replace("\n", "\\n")

    let decode (line: string) =
        let text = StringBuilder()
        let mutable at = 0

        while at < line.Length do
            if line[at] = '\\' && at + 1 < line.Length then
                text.Append(if line[at + 1] = 'n' then '\n' else line[at + 1]) |> ignore
                at <- at + 2
            else
                text.Append line[at] |> ignore
                at <- at + 1

        text.ToString()

    let ownerOnly = UnixFileMode.UserRead ||| UnixFileMode.UserWrite

    // A history that cannot be read or written is none: nothing that a session does depends on it.
    do
        match file with
        | Some path ->
            try
                if File.Exists path then
                    let lines = File.ReadAllLines path
                    let kept = lines |> Array.skip (max 0 (lines.Length - most))
                    entries.AddRange(kept |> Array.map decode)

                    if lines.Length > 2 * most then
                        File.WriteAllLines(path, kept)
            with
            | :? IOException
            | :? UnauthorizedAccessException -> ()
        | None -> ()

    /// The file of the user's history: `$XDG_STATE_HOME/wmstudy/history`, else under `~/.local/state`.
    static member DefaultFile: string option =
        let state =
            match Environment.GetEnvironmentVariable "XDG_STATE_HOME" with
            | null
            | "" ->
                match Environment.GetFolderPath Environment.SpecialFolder.UserProfile with
                | "" -> None
                | home -> Some(Path.Combine(home, ".local", "state"))
            | folder -> Some folder

        state |> Option.map (fun state -> Path.Combine(state, "wmstudy", "history"))

    /// How many there are.
    member _.Count = entries.Count

    /// The entry of a number, from 0.
    member _.Item(index: int) : string = entries[index]

    /// Adds what was typed, unless it is what was typed last.
    member _.Add(entry: string) =
        if entry.Trim() <> "" && (entries.Count = 0 || entries[entries.Count - 1] <> entry) then
            entries.Add entry

            match file with
            | Some path ->
                try
                    match Path.GetDirectoryName path with
                    | null
                    | "" -> ()
                    | folder -> Directory.CreateDirectory folder |> ignore

                    let options =
                        FileStreamOptions(
                            Mode = FileMode.Append,
                            Access = FileAccess.Write,
                            Share = FileShare.ReadWrite
                        )

                    if not (OperatingSystem.IsWindows()) then
                        options.UnixCreateMode <- Nullable ownerOnly

                    use stream = new FileStream(path, options)
                    stream.Write(Encoding.UTF8.GetBytes(encode entry + "\n"))
                with
                | :? IOException
                | :? UnauthorizedAccessException -> ()
            | None -> ()

    /// The newest entry before a number that begins with a text, and its number.
    member _.Before(index: int, beginning: string) : (int * string) option =
        seq { for at in min index entries.Count - 1 .. -1 .. 0 -> at, entries[at] }
        |> Seq.tryFind (fun (_, entry) -> entry.StartsWith(beginning, StringComparison.Ordinal))

    /// The oldest entry after a number that begins with a text, and its number.
    member _.After(index: int, beginning: string) : (int * string) option =
        seq { for at in index + 1 .. entries.Count - 1 -> at, entries[at] }
        |> Seq.tryFind (fun (_, entry) -> entry.StartsWith(beginning, StringComparison.Ordinal))
