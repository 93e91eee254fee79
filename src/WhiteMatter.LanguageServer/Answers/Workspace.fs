/// The studies of the open folder, for what is asked of all of them.
module internal WhiteMatter.LanguageServer.Answers.Workspace

open System
open System.IO
open System.Text.Json
open System.Threading
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.LanguageServer
open WhiteMatter.Plan.Hosting

/// So many names are told at once: an editor asks again with every letter.
[<Literal>]
let private MostSymbols = 256

let private isOf (query: string) (name: string) =
    name.Contains(query, StringComparison.OrdinalIgnoreCase)

/// The declarations of a text whose names have what is looked for in them.
let private namedIn (query: string) (source: SourceText) : OutlineEntry list =
    if isOf query source.Text then
        (Outline.entries (Parser.parse source).File)
        |> List.filter (fun entry -> entry.Name <> "" && isOf query entry.Name)
    else
        []

/// `workspace/symbol`: declarations of the open studies and of those of the open folder, by a part of their names.
let symbols (session: Session) (files: string list) (query: string) (cancellation: CancellationToken) =
    task {
        let found = ResizeArray<string * Lines * string * OutlineEntry>()

        for document in session.Documents.All |> Seq.sortBy _.Source.Path |> List.ofSeq do
            for entry in namedIn query document.Source do
                found.Add((document.Uri, document.Lines, document.Source.Path, entry))

        for file in files do
            cancellation.ThrowIfCancellationRequested()
            let path = session.Paths.OfUri(Uri(file).AbsoluteUri)

            if found.Count < MostSymbols && (session.Documents.TryFindPath path).IsNone then
                let! probe =
                    (session.Host :> IStudyHost).ReadTextAsync(path, CheckLimits.Default.MaximumFileBytes, cancellation)

                match probe with
                | :? Probe<string>.Found as text ->
                    for entry in namedIn query (SourceText(path, text.Value)) do
                        found.Add((session.Paths.ToUri path, Lines text.Value, path, entry))
                | _ -> ()

        return
            fun (writer: Utf8JsonWriter) ->
                Write.list writer (Seq.truncate MostSymbols found |> List.ofSeq) (fun (uri, lines, path, entry) ->
                    Write.object writer (fun () ->
                        writer.WriteString("name", entry.Name)
                        writer.WriteNumber("kind", Symbols.symbolKind entry.Kind)
                        writer.WriteString("containerName", path)

                        Write.property writer "location" (fun () ->
                            Write.object writer (fun () ->
                                writer.WriteString("uri", (uri: string))
                                Write.property writer "range" (fun () -> Writing.range writer lines entry.NameSpan)))))
    }
