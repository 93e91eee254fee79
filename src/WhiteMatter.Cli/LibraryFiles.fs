/// The files of the library that comes with the language, written where an editor can open them.
[<RequireQualifiedAccess>]
module WhiteMatter.Cli.LibraryFiles

open System
open System.IO
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.LanguageServer

/// In the user's cache, a folder for each version of the program, so that none shows another's text.
let private folder () =
    let cache =
        match Environment.GetEnvironmentVariable "XDG_CACHE_HOME" with
        | null
        | "" -> Path.Combine(Environment.GetFolderPath Environment.SpecialFolder.UserProfile, ".cache")
        | cache -> cache

    Path.Combine(cache, "wmstudy", "library", ProgramVersion.text)

let private write (folder: string) =
    for source in StandardLibrary.all () do
        match StandardLibrary.tryPlace source.Path with
        | Some place ->
            let file = Path.Combine(folder, place)

            if not (File.Exists file && File.ReadAllText file = source.Text) then
                Directory.CreateDirectory(string (Path.GetDirectoryName file)) |> ignore
                AtomicFile.write file source.Text

                if not (OperatingSystem.IsWindows()) then
                    File.SetUnixFileMode(
                        file,
                        UnixFileMode.UserRead ||| UnixFileMode.GroupRead ||| UnixFileMode.OtherRead
                    )
        | None -> ()

/// Where they are; they are written when one is first asked for.
let place () : LibraryPlace =
    let folder = folder ()
    let written = lazy (write folder)

    {
        Folder = folder
        Write = fun () -> written.Force()
    }
