/// Renames and references over all studies that know a name.
module internal WhiteMatter.LanguageServer.Answers.Renaming

open System
open System.IO
open System.Threading
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.LanguageServer
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// Files that are looked at for imports.
[<Literal>]
let MostFiles = 1000

/// The studies below a folder, and whether these are all.
let private below (root: string) =
    let options =
        EnumerationOptions(
            RecurseSubdirectories = true,
            MaxRecursionDepth = 8,
            IgnoreInaccessible = true,
            AttributesToSkip = (FileAttributes.Hidden ||| FileAttributes.System ||| FileAttributes.ReparsePoint)
        )

    try
        let found =
            Directory.EnumerateFiles(root, "*.wmstudy", options)
            |> Seq.truncate (MostFiles + 1)
            |> List.ofSeq

        List.truncate MostFiles found, found.Length <= MostFiles
    with
    | :? DirectoryNotFoundException -> [], true
    | :? IOException
    | :? UnauthorizedAccessException -> [], false

/// The studies below a folder, as many as are looked at.
let studiesBelow (root: string) = fst (below root)

/// Studies that were looked at for a name.
type Around = {
    Models: StudyModel list
    /// Whether there were more than are looked at, or folders that cannot be.
    IsPart: bool
}

/// The models of open studies that are asked for, and of those below the open folder, and beside the file, that are not open: `mayNeed` looks at
/// their text, `needs` at what was checked.
let private around
    (paths: Paths)
    (documents: Documents)
    (checks: Checks)
    (host: IStudyHost)
    (path: string)
    (mayNeed: string -> bool)
    (needs: StudyModel -> bool)
    (cancellation: CancellationToken)
    =
    task {
        let found = ResizeArray<StudyModel>()

        for document in List.ofSeq documents.All do
            if document.Source.Path <> path && mayNeed document.Source.Text then
                let! model = checks.Current(document, cancellation)

                if needs model then
                    found.Add model

        let folder = Path.GetDirectoryName(Path.GetFullPath(Path.Combine(paths.Root, path)))

        let isInside =
            (string folder + "/").StartsWith(paths.Root.TrimEnd('/') + "/", StringComparison.Ordinal)

        let inRoot, isAll = below paths.Root

        // A single file that was opened from elsewhere has its studies beside it.
        let beside, isAllBeside =
            if isInside || StandardLibrary.isOf path then
                [], true
            else
                below (string folder)

        for file in inRoot @ beside |> List.distinct do
            cancellation.ThrowIfCancellationRequested()
            let uri = Uri(file).AbsoluteUri
            let other = paths.OfUri uri

            if other <> path && (documents.TryFindPath other).IsNone then
                let! probe =
                    host.ReadTextAsync(other, CheckLimits.Default.MaximumFileBytes, cancellation)

                match probe with
                | :? Probe<string>.Found as text when mayNeed text.Value ->
                    let request = Checker.request (SourceText(other, text.Value))
                    let! model = StudyModel.check request host cancellation

                    if needs model then
                        found.Add model
                | _ -> ()

        return {
            Models = List.ofSeq found
            IsPart = not (isAll && isAllBeside)
        }
    }

/// The models of studies that read a file.
let importers paths documents checks host (path: string) cancellation =
    // An import may leave out folders, where they are searched, and the extension.
    let fileName = Path.GetFileNameWithoutExtension path |> string

    around
        paths
        documents
        checks
        host
        path
        (fun text -> text.Contains(fileName, StringComparison.Ordinal))
        (fun model -> List.contains path model.Imports)
        cancellation

/// The models of studies, but the one of a path, that may name a column.
let namingColumn paths documents checks host (path: string) (name: string) cancellation =
    around
        paths
        documents
        checks
        host
        path
        (fun text -> text.Contains(name, StringComparison.Ordinal))
        (fun _ -> true)
        cancellation

/// Places found by several studies, each once.
let distinct (places: StudyLocation seq) =
    places
    |> Seq.distinctBy (fun place -> struct (place.Source.Path, place.Span))
    |> Seq.sortBy (fun place -> struct (place.Source.Path, place.Span.Start))
    |> List.ofSeq

/// What would be wrong, and is not now, if `name` stood at these places: it is a column's or a word of the language somewhere.
let spoilt
    (host: IStudyHost)
    (models: StudyModel list)
    (places: StudyLocation list)
    (name: string)
    (cancellation: CancellationToken)
    =
    task {
        let texts =
            places
            |> List.groupBy _.Source.Path
            |> List.map (fun (path, ofFile) ->
                let edits = ofFile |> List.map (fun place -> { Span = place.Span; Text = name })
                path, Formatting.apply ofFile.Head.Source.Text edits)
            |> Map.ofList

        let renamed = RememberingHost(host, texts.TryFind, Int64.MaxValue)

        let errors (model: StudyModel) =
            model.Diagnostics
            |> Seq.filter (fun found -> found.Severity = DiagnosticSeverity.Error)
            |> List.ofSeq

        let mutable found = None

        for model in models do
            if found.IsNone then
                let path = model.Source.Path

                let source =
                    match texts.TryFind path with
                    | Some text -> SourceText(path, text)
                    | None -> model.Source

                let! again = StudyModel.check (Checker.request source) renamed cancellation
                let before, after = errors model, errors again

                if after.Length > before.Length then
                    let known = before |> List.map (fun found -> found.Code, found.Message) |> set

                    found <-
                        after
                        |> List.tryFind (fun found -> not (known.Contains(found.Code, found.Message)))
                        |> Option.map _.Message

        return found
    }
