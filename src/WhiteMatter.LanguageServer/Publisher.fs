namespace WhiteMatter.LanguageServer

open System
open System.Collections.Concurrent
open System.Text.Json
open WhiteMatter.Language.Services
open WhiteMatter.LanguageServer.Answers
open WhiteMatter.Plan.Diagnostics

/// Sends the findings of files. `notify` sends a notification; `page` is the URI of the page of codes.
[<Sealed>]
type internal Publisher(notify: string -> (Utf8JsonWriter -> unit) -> unit, page: string option) =
    let published = ConcurrentDictionary<string, unit>(StringComparer.Ordinal)
    let door = obj ()

    /// Sends what is wrong with a file: what its own check found, or what is known of it since its last edit, and what those found that import it.
    let send (session: Session) (path: string) (edited: StudyModel option) =
        let all = session.Checks.All
        let document = session.Documents.TryFindPath path

        let latest =
            edited
            |> Option.orElseWith (fun () ->
                document |> Option.bind (fun document -> session.Checks.Latest document.Uri))

        // Findings of an older text have no place in the one of now; those of the check that goes on are sent when it is done.
        let isCurrent =
            match document, latest with
            | Some document, Some model -> obj.ReferenceEquals(model.Source, document.Source)
            | Some _, None -> false
            // A file that was closed meanwhile has no findings of its edits.
            | None, _ -> edited.IsNone

        let own = latest |> Option.filter (fun model -> not (Library.isImported model all))

        let models = [
            yield! Option.toList own

            for _, model in all do
                if model.Source.Path <> path && List.contains path model.Imports then
                    model
        ]

        let isHere (model: StudyModel) (found: Diagnostic) =
            match found.Span with
            | null -> model.Source.Path = path
            | span -> span.Path = path

        let found =
            [
                for model in models do
                    for diagnostic in model.Diagnostics do
                        if isHere model diagnostic then
                            model, diagnostic
            ]
            |> List.distinctBy (fun (_, diagnostic) ->
                struct (diagnostic.Code, diagnostic.Message, Writing.spanOf diagnostic.Span))

        let lines =
            match document, models with
            | Some document, _ -> document.Lines
            | None, model :: _ -> session.Places.LinesOf(model, path) |> Option.defaultWith (fun () -> Lines "")
            | None, [] -> Lines ""

        if
            isCurrent
            && (document.IsSome || not found.IsEmpty || published.ContainsKey path)
        then
            if found.IsEmpty && document.IsNone then
                published.TryRemove path |> ignore
            else
                published[path] <- ()

            notify "textDocument/publishDiagnostics" (fun writer ->
                Write.object writer (fun () ->
                    writer.WriteString("uri", session.Documents.UriOf path)

                    match document with
                    | Some document -> writer.WriteNumber("version", document.Version)
                    | None -> ()

                    Write.property writer "diagnostics" (fun () ->
                        Write.list writer found (fun (model, diagnostic) ->
                            Writing.diagnostic writer session.Places page model lines diagnostic))))

    /// Sends those of one file at a time, so that what was found last is sent last.
    member _.Publish(session: Session, path: string) =
        lock door (fun () -> send session path None)

    /// Sends what is known of a file while its whole text is being checked.
    member _.PublishEdited(session: Session, edited: StudyModel) =
        lock door (fun () -> send session edited.Source.Path (Some edited))
