/// Where an imported file is looked for: from the folder of the file that imports it, then in the host's folders of libraries, then
/// in the library that comes with the language.
module internal WhiteMatter.Language.Checking.ImportSearch

open System
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Plan.Hosting

/// What became of a search.
[<RequireQualifiedAccess>]
type Sought =
    /// The file is known already.
    | Known of path: string
    | Found of SourceText
    | Unreadable of path: string * Probe<string>.Unreadable
    /// Nowhere; the paths that were tried, the first of which it is known by, and whether a folder is called so.
    | Nowhere of tried: string list * isFolder: bool

/// Whether a path can only be that of a folder: `.`, `../` or `lib/`.
let private isFolderPath (written: string) =
    match written.Substring(written.LastIndexOf '/' + 1) with
    | ""
    | "."
    | ".." -> true
    | _ -> false

/// A path without an extension is that of a study file.
let private withExtension (written: string) =
    if written.Substring(written.LastIndexOf '/' + 1).Contains '.' then
        written
    else
        written + ".wmstudy"

/// Whether a path says itself where it starts from, so that no folder of libraries is meant.
let private isPlaced (written: string) =
    written.StartsWith '/'
    || written.StartsWith("./", StringComparison.Ordinal)
    || written.StartsWith("../", StringComparison.Ordinal)
    || (written.Length >= 2 && written[1] = ':')

/// The paths by which a host may know what `written` imports, in the order in which they are tried.
let private candidates (host: IStudyHost) (importing: SourceText) (name: string) = [
    if not (StandardLibrary.isOf importing.Path) then
        StudyPath.resolve importing name

    if not (isPlaced name) then
        for folder in host.LibraryFolders do
            StudyPath.resolve (SourceText(folder.TrimEnd '/' + "/", "")) name
]

/// The path by which an import is known before it is looked for.
let first (importing: SourceText) (written: string) =
    StudyPath.resolve importing (withExtension (written.Replace('\\', '/')))

/// Of more names in a folder a host is not asked.
let private mostNames = 100_000

/// Whether the folder around a path has a folder of its name.
let private isFolder (host: IStudyHost) (path: string) (cancellation: CancellationToken) : Task<bool> =
    task {
        let slash = path.LastIndexOf '/'

        let around =
            match slash with
            | -1 -> "."
            | 0 -> "/"
            | slash -> path.Substring(0, slash)

        let! names = host.ListFolderAsync(around, mostNames, cancellation)
        return names.Contains(path.Substring(slash + 1) + "/")
    }

/// Looks for an imported file. `isKnown` says whether a path was read before; `read` asks the host.
let find
    (host: IStudyHost)
    (edition: int)
    (importing: SourceText)
    (written: string)
    (isKnown: string -> bool)
    (maximumBytes: int64)
    (cancellation: CancellationToken)
    : Task<Sought> =
    task {
        if isFolderPath (written.Replace('\\', '/')) then
            return Sought.Nowhere([ written ], true)
        else
            let name = withExtension (written.Replace('\\', '/'))
            let paths = candidates host importing name |> List.distinct
            let mutable found = None
            let mutable rest = paths

            while found.IsNone && not rest.IsEmpty do
                let path = rest.Head
                rest <- rest.Tail

                if isKnown path then
                    found <- Some(Sought.Known path)
                else
                    let! probe = host.ReadTextAsync(path, maximumBytes, cancellation)

                    match probe with
                    | :? Probe<string>.Found as text -> found <- Some(Sought.Found(SourceText(path, text.Value)))
                    | :? Probe<string>.Unreadable as unreadable -> found <- Some(Sought.Unreadable(path, unreadable))
                    | _ -> ()

            match found, StandardLibrary.tryFind edition name with
            | Some found, _ -> return found
            | None, Some source when isKnown source.Path -> return Sought.Known source.Path
            | None, Some source -> return Sought.Found source
            | None, None ->
                let nowhere isFolder =
                    Sought.Nowhere((if paths.IsEmpty then [ name ] else paths), isFolder)

                if StandardLibrary.isOf importing.Path || name = written then
                    return nowhere false
                else
                    // A folder is there and cannot be read as a text; nor can a device or a pipe.
                    let path = StudyPath.resolve importing written
                    let! probe = host.ReadTextAsync(path, maximumBytes, cancellation)

                    match probe with
                    | :? Probe<string>.Unreadable as unreadable ->
                        let! isFolder = isFolder host path cancellation

                        return
                            if isFolder then
                                nowhere true
                            else
                                Sought.Unreadable(path, unreadable)
                    | _ -> return nowhere false
    }
