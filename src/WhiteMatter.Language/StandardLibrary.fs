namespace WhiteMatter.Language

open System
open System.IO
open System.Text

/// The library that comes with the language: files of the language itself, which any study imports as `std/NAME`. Each belongs to an
/// edition, so that a study of one edition goes on reading what it always read.
[<RequireQualifiedAccess>]
module StandardLibrary =

    /// What the paths of its files begin with; no file of a disk is named so.
    [<Literal>]
    let private Scheme = "std:"

    let private folderOf (edition: int) = $"{Scheme}{edition}/"

    let private assembly = typeof<SourceText>.Assembly

    let private read (path: string) =
        use stream =
            match assembly.GetManifestResourceStream path with
            | null -> invalidOp $"{path} was not built in."
            | stream -> stream

        let text = Array.zeroCreate<byte>(int stream.Length)
        stream.ReadExactly(Span<byte> text)
        SourceText(path, Encoding.UTF8.GetString text)

    let private files =
        lazy
            (assembly.GetManifestResourceNames()
             |> Array.filter (fun name -> name.StartsWith(Scheme, StringComparison.Ordinal))
             |> Array.map (fun name -> name, read name)
             |> Map.ofArray)

    /// Whether a path is that of a file of the library, whatever its edition.
    let isOf (path: string) =
        path.StartsWith(Scheme, StringComparison.Ordinal)

    /// The file of a path that messages and models show, such as `std:1/ukb.wmstudy`.
    let tryRead (path: string) : SourceText option = Map.tryFind path files.Value

    /// The path of a file by its edition and name, `1/ukb.wmstudy`.
    let pathOf (place: string) : string = Scheme + place

    /// The edition and name of a file of the library, `1/ukb.wmstudy`, by its path.
    let tryPlace (path: string) : string option =
        if isOf path then
            Some(path.Substring Scheme.Length)
        else
            None

    /// A path as people read it: of a file of the library the one that an import names.
    let shown (path: string) : string =
        match tryPlace path with
        | Some place -> "std" + place.Substring(place.IndexOf '/')
        | None -> path

    /// Every file of every edition.
    let all () : SourceText list = [ for KeyValue(_, source) in files.Value -> source ]

    /// The file that a study of an edition imports by a name such as `std/ukb.wmstudy`.
    let tryFind (edition: int) (name: string) : SourceText option =
        if name.StartsWith("std/", StringComparison.Ordinal) then
            tryRead (folderOf edition + name.Substring 4)
        else
            None

    /// The names under which studies of an edition import its files, such as `std/ukb`.
    let names (edition: int) : string list = [
        for KeyValue(path, _) in files.Value do
            if path.StartsWith(folderOf edition, StringComparison.Ordinal) then
                "std/" + Path.GetFileNameWithoutExtension path
    ]
