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
let private MostFiles = 1000

/// The studies below a folder.
let studiesBelow (root: string) =
    let options =
        EnumerationOptions(
            RecurseSubdirectories = true,
            MaxRecursionDepth = 8,
            IgnoreInaccessible = true,
            AttributesToSkip = (FileAttributes.Hidden ||| FileAttributes.System ||| FileAttributes.ReparsePoint)
        )

    try
        Directory.EnumerateFiles(root, "*.wmstudy", options)
        |> Seq.truncate MostFiles
        |> List.ofSeq
    with
    | :? IOException
    | :? UnauthorizedAccessException -> []

/// The models of studies that read a file: the open ones, and those of the open folder that are not open.
let importers
    (paths: Paths)
    (documents: Documents)
    (checks: Checks)
    (host: IStudyHost)
    (path: string)
    (cancellation: CancellationToken)
    =
    task {
        let found = ResizeArray<StudyModel>()

        for document in List.ofSeq documents.All do
            if document.Source.Path <> path then
                let! model = checks.Current(document, cancellation)

                if List.contains path model.Imports then
                    found.Add model

        // An import may leave out folders, where they are searched, and the extension.
        let fileName = Path.GetFileNameWithoutExtension path |> string

        for file in studiesBelow paths.Root do
            let uri = Uri(file).AbsoluteUri
            let other = paths.OfUri uri

            if other <> path && (documents.TryFindPath other).IsNone then
                let! probe =
                    host.ReadTextAsync(other, CheckLimits.Default.MaximumFileBytes, cancellation)

                match probe with
                | :? Probe<string>.Found as text when text.Value.Contains(fileName, StringComparison.Ordinal) ->
                    let request = Checker.request (SourceText(other, text.Value))
                    let! model = StudyModel.check request host cancellation

                    if List.contains path model.Imports then
                        found.Add model
                | _ -> ()

        return List.ofSeq found
    }

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
