namespace WhiteMatter.LanguageServer

open System
open System.Collections.Concurrent
open System.IO
open System.Text
open System.Text.Json
open WhiteMatter.Language

/// An open file as the client has it.
type internal Document = {
    /// As the client names it.
    Uri: string
    /// The client's number of this text.
    Version: int
    /// The text, under the path that messages show.
    Source: SourceText
    /// Its lines as the protocol counts them.
    Lines: Lines
    /// The text parsed, once.
    Parsed: Lazy<ParseResult>
}

/// Where files of the library that comes with the language can be read as files.
type LibraryPlace = {
    /// The folder; a file of the library stands in it under its edition and its name.
    Folder: string
    /// Sees to it that the files are there.
    Write: unit -> unit
}

/// Names of files: the client's are URIs, a study's are paths from the folder that is open, those of the library begin with `std:`.
[<Sealed>]
type internal Paths(root: string, library: LibraryPlace) =

    let separated (path: string) = path.Replace('\\', '/')

    let isUp (relative: string) =
        relative.StartsWith("..", StringComparison.Ordinal)
        || Path.IsPathRooted relative

    /// The folder that is open.
    member _.Root = root

    /// The file of a URI, or `None` where it is of no file.
    static member FileOf(uri: string) : string option =
        match Uri.TryCreate(uri, UriKind.Absolute) with
        | true, (NonNull parsed) when parsed.IsFile -> Some(Path.GetFullPath parsed.LocalPath)
        | _ -> None

    /// The path by which a study knows the file of a URI. A text that was never saved stands in the open folder.
    member _.OfUri(uri: string) : string =
        match Paths.FileOf uri with
        | None -> uri.Replace(':', '-').Replace('/', '-')
        | Some full ->
            let ofLibrary =
                StandardLibrary.pathOf (separated (Path.GetRelativePath(library.Folder, full)))

            let relative = Path.GetRelativePath(root, full)

            match StandardLibrary.tryRead ofLibrary with
            | Some _ -> ofLibrary
            | None -> separated (if isUp relative then full else relative)

    /// The URI of a path.
    member _.ToUri(path: string) : string =
        match StandardLibrary.tryPlace path with
        | Some place ->
            library.Write()
            Uri(Path.Combine(library.Folder, place)).AbsoluteUri
        | None -> Uri(Path.GetFullPath(Path.Combine(root, path))).AbsoluteUri

/// The open files.
[<Sealed>]
type internal Documents(paths: Paths) =
    let byUri = ConcurrentDictionary<string, Document>(StringComparer.Ordinal)
    let byPath = ConcurrentDictionary<string, string>(StringComparer.Ordinal)

    let make uri version text =
        let source = SourceText(paths.OfUri uri, text)

        {
            Uri = uri
            Version = version
            Source = source
            Lines = Lines text
            Parsed = lazy (Parser.parse source)
        }

    let put (document: Document) =
        byUri[document.Uri] <- document
        byPath[document.Source.Path] <- document.Uri
        document

    /// A change of a range, or of the whole text.
    let change (text: string) (item: JsonElement) =
        let replacement = Json.text "text" item

        match Json.tryGet "range" item with
        | None -> replacement
        | Some range ->
            let lines = Lines text

            let offset (name: string) =
                let position = Json.get name range
                lines.OffsetOf(Json.number "line" position, Json.number "character" position)

            let start, finish = offset "start", offset "end"

            StringBuilder(text.Length + replacement.Length)
                .Append(text, 0, min start finish)
                .Append(replacement)
                .Append(text, max start finish, text.Length - max start finish)
                .ToString()

    /// All that are open.
    member _.All: Document seq = byUri.Values

    /// The open file of a URI.
    member _.TryFind(uri: string) : Document option =
        match byUri.TryGetValue uri with
        | true, document -> Some document
        | _ -> None

    /// The open file of a path.
    member this.TryFindPath(path: string) : Document option =
        match byPath.TryGetValue path with
        | true, uri -> this.TryFind uri
        | _ -> None

    /// The client's name of a path.
    member this.UriOf(path: string) : string =
        match byPath.TryGetValue path with
        | true, uri -> uri
        | _ -> paths.ToUri path

    /// A file is opened.
    member _.Open(uri: string, version: int, text: string) : Document = put (make uri version text)

    /// A file is changed.
    member this.Change(uri: string, version: int, changes: JsonElement) : Document option =
        this.TryFind uri
        // A text older than the one that is known says nothing.
        |> Option.filter (fun document -> version = 0 || version >= document.Version)
        |> Option.map (fun document ->
            (document.Source.Text, changes.EnumerateArray())
            ||> Seq.fold change
            |> make uri version
            |> put)

    /// A file is closed.
    member this.Close(uri: string) =
        match byUri.TryRemove uri with
        | true, document -> byPath.TryRemove document.Source.Path |> ignore
        | _ -> ()
