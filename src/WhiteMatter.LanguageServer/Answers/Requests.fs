/// Answers requests: finds the document and the checked study that each asks of.
module internal WhiteMatter.LanguageServer.Answers.Requests

open System.Text.Json
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.LanguageServer

let private documentOf (session: Session) (parameters: JsonElement) : Document =
    let uri = Json.get "textDocument" parameters |> Json.text "uri"

    match session.Documents.TryFind uri with
    | Some document -> document
    | None -> raise (RequestException(ErrorCode.InvalidParams, $"{uri} is not open"))

let private offsetIn (document: Document) (position: JsonElement) =
    document.Lines.OffsetOf(Json.number "line" position, Json.number "character" position)

let private offsetOf (document: Document) (parameters: JsonElement) =
    offsetIn document (Json.get "position" parameters)

let private spanOf (document: Document) (parameters: JsonElement) =
    let range = Json.get "range" parameters
    Span.create (offsetIn document (Json.get "start" range)) (offsetIn document (Json.get "end" range))

/// The studies that know the name at a place, each with where it is declared.
let private everywhere (session: Session) (document: Document) (offset: int) (cancellation: CancellationToken) =
    task {
        let! own = session.Checks.Current(document, cancellation)

        match Navigation.declaration own document.Source.Path offset with
        | None -> return own, [], false
        | Some declared ->
            let! others =
                Renaming.importers
                    session.Paths
                    session.Documents
                    session.Checks
                    session.Host
                    declared.Source.Path
                    cancellation

            return own, own :: others.Models |> List.map (fun model -> model, declared), others.IsPart
    }

let private rename
    (session: Session)
    (document: Document)
    (offset: int)
    (name: string)
    (cancellation: CancellationToken)
    =
    task {
        let! own, models, isPart = everywhere session document offset cancellation

        if isPart then
            let most =
                Renaming.MostFiles.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)

            raise (
                RequestException(
                    ErrorCode.RequestFailed,
                    $"Not all studies below '{session.Paths.Root}' can be looked at, of which some may use the name: there are more than {most}, or a folder cannot be read. Open the folder of this study alone."
                )
            )

        let changes =
            match models with
            | [] -> [ Navigation.rename own document.Source.Path offset name ]
            | models -> [
                for model, declared in models -> Navigation.rename model declared.Source.Path declared.Span.Start name
              ]

        match
            changes
            |> List.tryPick (fun change ->
                match change with
                | Error why -> Some why
                | Ok _ -> None)
        with
        | Some why -> return raise (RequestException(ErrorCode.RequestFailed, why))
        | None ->
            let places =
                changes
                |> List.collect (fun change ->
                    match change with
                    | Ok places -> places
                    | Error _ -> [])
                |> Renaming.distinct

            let! spoilt =
                Renaming.spoilt session.Host (List.map fst models) places name cancellation

            match spoilt with
            | Some message ->
                raise (RequestException(ErrorCode.RequestFailed, $"'{name}' cannot be its name: {message}"))
            | None -> ()

            return
                fun (writer: Utf8JsonWriter) ->
                    Write.object writer (fun () ->
                        Write.property writer "changes" (fun () ->
                            Write.object writer (fun () ->
                                for path, ofFile in places |> List.groupBy _.Source.Path do
                                    let lines =
                                        session.Places.LinesOf(own, path)
                                        |> Option.defaultWith (fun () -> Lines ofFile.Head.Source.Text)

                                    Write.property writer (session.Documents.UriOf path) (fun () ->
                                        Write.list writer ofFile (fun place ->
                                            Writing.textEdit writer lines { Span = place.Span; Text = name })))))
    }

/// The column at a place, as this study reads it or, of a file without cohorts, one that imports it.
let private columnAt (session: Session) (own: StudyModel) (document: Document) (offset: int) cancellation =
    task {
        let path = document.Source.Path

        match Navigation.column own path offset with
        | Some asked -> return Some asked
        | None ->
            let! importers =
                Renaming.importers session.Paths session.Documents session.Checks session.Host path cancellation

            return
                importers.Models
                |> List.tryPick (fun model -> Navigation.column model path offset)
    }

let private references (session: Session) (document: Document) offset declarations (cancellation: CancellationToken) =
    task {
        let! own, models, _ = everywhere session document offset cancellation

        let! ofColumn =
            task {
                if not models.IsEmpty then
                    return []
                else
                    match! columnAt session own document offset cancellation with
                    | None -> return []
                    | Some asked ->
                        let! others =
                            Renaming.namingColumn
                                session.Paths
                                session.Documents
                                session.Checks
                                session.Host
                                document.Source.Path
                                asked.Name
                                cancellation

                        return [
                            for model in own :: others.Models do
                                for place in Navigation.referencesOfColumn model asked declarations do
                                    model, place
                        ]
            }

        let places =
            [
                yield! ofColumn

                for model, declared in models do
                    for place in Navigation.references model declared.Source.Path declared.Span.Start declarations do
                        model, place
            ]
            |> List.distinctBy (fun (_, place) -> struct (place.Source.Path, place.Span))

        return
            fun (writer: Utf8JsonWriter) ->
                Write.list writer places (fun (model, place) ->
                    session.Places.Location(writer, model, place.Source.Path, place.Span))
    }

/// What answers soonest: the last check where it still serves, else what is known of the edited declarations, else a check of the text as it is now.
let private soonest
    (session: Session)
    (document: Document)
    (ofLatest: StudyModel -> 'found option)
    (ofKnown: StudyInEdit -> 'found option)
    (ofNow: StudyModel -> 'found)
    cancellation
    =
    task {
        match session.Checks.Latest document.Uri |> Option.bind ofLatest with
        | Some found -> return found
        | None ->
            let! known = session.Checks.Known(document, cancellation)

            match known |> Option.bind ofKnown with
            | Some found -> return found
            | None ->
                let! model = session.Checks.Current(document, cancellation)
                return ofNow model
    }

/// The model for what may lag behind the text by a check: the last one finished, where there is one and no lines were pasted since.
let private lagging (session: Session) (document: Document) cancellation =
    let textOf (source: SourceText) (span: Span) =
        source.Text.Substring(span.Start, span.Length)

    // Declarations may be edited, each in a line, that stand far from each other.
    let isTyped (known: StudyInEdit) =
        known.Edited
        |> List.forall (fun struct (was, is) ->
            match was, is with
            | Some was, Some is -> not (Lag.isPasted (textOf known.Before.Source was) (textOf known.Model.Source is))
            | _ -> false)

    soonest
        session
        document
        (fun model ->
            if Lag.isPasted model.Source.Text document.Source.Text then
                None
            else
                Some model)
        (fun known -> if isTyped known then Some known.Before else None)
        id
        cancellation

/// Answers a request of an open session.
let answer
    (page: string option)
    (session: Session)
    (method: string)
    (parameters: JsonElement)
    (cancellation: CancellationToken)
    : Task<Utf8JsonWriter -> unit> =
    let withModel (write: Utf8JsonWriter -> Document -> StudyModel -> unit) =
        task {
            let document = documentOf session parameters
            let! model = session.Checks.Current(document, cancellation)
            return fun writer -> write writer document model
        }

    /// Of a place whose meaning may be known before all of the text is checked.
    let withMeaning (offset: Document -> int) (write: Utf8JsonWriter -> Document -> StudyModel -> unit) =
        task {
            let document = documentOf session parameters
            let! model = session.Checks.Meaning(document, offset document, cancellation)
            return fun writer -> write writer document model
        }

    let withWords (write: Utf8JsonWriter -> Document -> Choice<StudyInEdit, StudyModel> -> unit) =
        task {
            let document = documentOf session parameters
            let! words = session.Checks.Words(document, cancellation)
            return fun writer -> write writer document words
        }

    let tokensOf (document: Document) words =
        match words with
        | Choice1Of2(edited: StudyInEdit) -> edited.Tokens
        | Choice2Of2 model -> Tokens.ofFile model document.Source.Path

    let fromText (write: Utf8JsonWriter -> Document -> unit) =
        let document = documentOf session parameters
        Task.FromResult(fun (writer: Utf8JsonWriter) -> write writer document)

    match method with
    | "textDocument/completion" ->
        task {
            let document = documentOf session parameters
            let! model = lagging session document cancellation
            let offset = offsetOf document parameters
            let! found = Completing.at model session.Host document.Source offset cancellation
            return fun writer -> Reading.completion writer session document found
        }
    | "textDocument/hover" ->
        task {
            let document = documentOf session parameters
            let offset = offsetOf document parameters

            // What a word says does not change with a letter elsewhere.
            let! struct (model, moved) =
                soonest
                    session
                    document
                    (fun model ->
                        Lag.moved model.Source.Text document.Source.Text offset
                        |> Option.map (fun moved -> struct (model, moved)))
                    _.Knowing(offset)
                    (fun model -> struct (model, 0))
                    cancellation

            match Hover.at model document.Source.Path (offset + moved) with
            | None -> return fun (writer: Utf8JsonWriter) -> writer.WriteNullValue()
            | Some found ->
                let! plan =
                    match found.Declaration with
                    | Some declaration ->
                        let isOfNow = obj.ReferenceEquals(model.Source, document.Source)
                        session.Plans.Of(model, declaration, isOfNow)
                    | None -> Task.FromResult []

                return fun writer -> Reading.hover writer session document moved found plan
        }
    | "textDocument/signatureHelp" ->
        fromText (fun writer document -> Reading.signature writer document (offsetOf document parameters))
    | "textDocument/definition" ->
        withMeaning (fun document -> offsetOf document parameters) (fun writer document model ->
            Reading.definition writer session.Places document model (offsetOf document parameters))
    | "textDocument/references" ->
        let document = documentOf session parameters
        let declarations = Json.isTrue [ "context"; "includeDeclaration" ] parameters
        references session document (offsetOf document parameters) declarations cancellation
    | "textDocument/documentHighlight" ->
        withModel (fun writer document model -> Reading.highlights writer document model (offsetOf document parameters))
    | "textDocument/prepareRename" ->
        task {
            let document = documentOf session parameters
            let! model = session.Checks.Current(document, cancellation)

            return
                match Navigation.renameable model document.Source.Path (offsetOf document parameters) with
                | Some(Ok place) -> fun (writer: Utf8JsonWriter) -> Writing.range writer document.Lines place.Span
                | Some(Error why) -> raise (RequestException(ErrorCode.RequestFailed, why))
                | None -> fun (writer: Utf8JsonWriter) -> writer.WriteNullValue()
        }
    | "textDocument/rename" ->
        let document = documentOf session parameters
        rename session document (offsetOf document parameters) (Json.text "newName" parameters) cancellation
    | "textDocument/documentSymbol" -> fromText Symbols.write
    | "textDocument/foldingRange" -> fromText Reading.folding
    | "textDocument/codeLens" -> fromText Reading.lenses
    | "textDocument/formatting" -> fromText (fun writer document -> Reading.formatting writer document None)
    | "textDocument/rangeFormatting" ->
        fromText (fun writer document -> Reading.formatting writer document (Some(spanOf document parameters)))
    | "textDocument/onTypeFormatting" ->
        fromText (fun writer document -> Reading.onBrace writer document (offsetOf document parameters))
    | "textDocument/semanticTokens/full" ->
        withWords (fun writer document words -> session.Colours.Full(writer, document, tokensOf document words))
    | "textDocument/semanticTokens/full/delta" ->
        let previous = Json.text "previousResultId" parameters

        withWords (fun writer document words ->
            session.Colours.Since(writer, document, previous, tokensOf document words))
    | "textDocument/semanticTokens/range" ->
        withWords (fun writer document words ->
            session.Colours.In(writer, document, spanOf document parameters, tokensOf document words))
    | "textDocument/inlayHint" ->
        withWords (fun writer document words ->
            let span = spanOf document parameters

            match words with
            | Choice1Of2 edited -> edited.HintsIn span
            | Choice2Of2 model -> Hints.inSpan model document.Source.Path span
            |> Reading.hints writer document)
    | "workspace/symbol" ->
        Workspace.symbols session (Renaming.studiesBelow session.Paths.Root) (Json.text "query" parameters) cancellation
    | "textDocument/codeAction" ->
        withMeaning (fun document -> (spanOf document parameters).Start) (fun writer document model ->
            CodeActions.write
                writer
                session.Places
                session.Documents
                page
                model
                document
                (spanOf document parameters)
                (Json.texts [ "context"; "only" ] parameters))
    | _ -> raise (RequestException(ErrorCode.MethodNotFound, $"'{method}' is not known"))
