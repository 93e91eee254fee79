namespace WhiteMatter.LanguageServer

open System
open System.Collections.Concurrent
open System.Diagnostics
open System.IO
open System.Text.Json
open System.Threading
open System.Threading.Channels
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.LanguageServer.Answers
open WhiteMatter.Plan.Hosting

/// What the process gives the server.
type ServerOptions = {
    /// What the client sends.
    Input: Stream
    /// What the client reads.
    Output: Stream
    /// The outside as it is seen from a folder.
    OpenHost: string -> IStudyHost
    /// The folder where the client names none.
    Folder: string
    /// The URI of the page of diagnostic codes, if there is one.
    CodesPage: string option
    /// The program's version.
    Version: string
    /// Ends the server.
    Cancellation: CancellationToken
}

/// How the server ended.
[<RequireQualifiedAccess>]
type ServerEnd =
    /// The client asked for it.
    | Asked
    /// The client went away, or left without asking.
    | Left

/// What exists once the client has said which folder is open.
type private Session = {
    Paths: Paths
    Documents: Documents
    Host: RememberingHost
    Checks: Checks
    Places: Writing.Places
    Snippets: bool
}

/// The language server: the protocol over the services of the language. Messages are taken in order by one worker; checks run beside it, and a
/// request that waits for one can be cancelled.
[<Sealed>]
type Server(options: ServerOptions) =

    /// For how long an answer of the outside holds while somebody types.
    [<Literal>]
    let freshMilliseconds = 5000L

    let output = Framing.Writer options.Output

    let pending =
        ConcurrentDictionary<string, CancellationTokenSource>(StringComparer.Ordinal)

    let published = ConcurrentDictionary<string, unit>(StringComparer.Ordinal)
    let publishing = obj ()
    let ended = new CancellationTokenSource()
    let mutable session: Session option = None
    let mutable hasShutDown = false

    let notify (method: string) (body: Utf8JsonWriter -> unit) =
        Write.message (fun writer ->
            writer.WriteString("method", method)
            Write.property writer "params" (fun () -> body writer))
        |> output.Write

    let log (message: string) =
        notify "window/logMessage" (fun writer ->
            Write.object writer (fun () ->
                writer.WriteNumber("type", 1)
                writer.WriteString("message", message)))

    let respond (id: JsonElement) (result: Utf8JsonWriter -> unit) =
        Write.message (fun writer ->
            Write.property writer "id" (fun () -> id.WriteTo writer)
            Write.property writer "result" (fun () -> result writer))
        |> output.Write

    let refuse (id: JsonElement option) (code: int) (message: string) =
        Write.message (fun writer ->
            Write.property writer "id" (fun () ->
                match id with
                | Some id -> id.WriteTo writer
                | None -> writer.WriteNullValue())

            Write.property writer "error" (fun () ->
                Write.object writer (fun () ->
                    writer.WriteNumber("code", code)
                    writer.WriteString("message", message))))
        |> output.Write

    /// Sends what is wrong with a file: what its own check found, and what those found that import it.
    let publishNow (session: Session) (path: string) =
        let all = session.Checks.All
        let document = session.Documents.TryFindPath path

        let own =
            document
            |> Option.bind (fun document -> session.Checks.Latest document.Uri)
            |> Option.filter (fun model -> not (Library.isImported model all))

        let models = [
            yield! Option.toList own

            for _, model in all do
                if model.Source.Path <> path && List.contains path model.Imports then
                    model
        ]

        let isHere (model: StudyModel) (found: WhiteMatter.Plan.Diagnostics.Diagnostic) =
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

        if document.IsSome || not found.IsEmpty || published.ContainsKey path then
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
                            Writing.diagnostic writer session.Places options.CodesPage model lines diagnostic))))

    /// One file at a time, so that what was found last is sent last.
    let publish (session: Session) (path: string) =
        lock publishing (fun () -> publishNow session path)

    let makeSession (parameters: JsonElement) : Session =
        let folders =
            match Json.tryGet "workspaceFolders" parameters with
            | Some folders when folders.ValueKind = JsonValueKind.Array -> [
                for folder in folders.EnumerateArray() do
                    Json.text "uri" folder
              ]
            | _ -> []

        let text name =
            match Json.tryGet name parameters with
            | Some value when value.ValueKind = JsonValueKind.String -> Option.ofObj (value.GetString())
            | _ -> None

        let root =
            List.tryHead folders
            |> Option.orElse (text "rootUri")
            |> Option.bind Paths.FileOf
            |> Option.orElse (text "rootPath")
            |> Option.defaultValue options.Folder

        let paths = Paths root
        let documents = Documents paths

        let unsaved path =
            documents.TryFindPath path |> Option.map _.Source.Text

        let host = RememberingHost(options.OpenHost root, unsaved, freshMilliseconds)

        let finished (_: Document) (model: StudyModel) =
            match session with
            | Some session ->
                for path in model.Source.Path :: model.Imports do
                    publish session path
            | None -> ()

        let failed (mistake: exn) =
            log $"A mistake of the program: {mistake}"

        {
            Paths = paths
            Documents = documents
            Host = host
            Checks = Checks(documents, host, finished, failed)
            Places = Writing.Places documents
            Snippets =
                Json.isTrue
                    [
                        "capabilities"
                        "textDocument"
                        "completion"
                        "completionItem"
                        "snippetSupport"
                    ]
                    parameters
        }

    /// Ends the server when the client's process does, for clients that leave without closing.
    let watch (parameters: JsonElement) =
        match Json.tryGet "processId" parameters with
        | Some id when id.ValueKind = JsonValueKind.Number ->
            match id.TryGetInt32() with
            | true, id ->
                task {
                    try
                        use client = Process.GetProcessById id
                        do! client.WaitForExitAsync ended.Token
                        ended.Cancel()
                    with
                    | :? OperationCanceledException -> ()
                    | :? ArgumentException -> ended.Cancel()
                    | :? ComponentModel.Win32Exception
                    | :? InvalidOperationException -> ()
                }
                |> ignore
            | _ -> ()
        | _ -> ()

    let documentOf (session: Session) (parameters: JsonElement) : Document =
        let uri = Json.get "textDocument" parameters |> Json.text "uri"

        match session.Documents.TryFind uri with
        | Some document -> document
        | None -> raise (RequestException(ErrorCode.InvalidParams, $"{uri} is not open"))

    let offsetIn (document: Document) (position: JsonElement) =
        document.Lines.OffsetOf(Json.number "line" position, Json.number "character" position)

    let offsetOf (document: Document) (parameters: JsonElement) =
        offsetIn document (Json.get "position" parameters)

    let spanOf (document: Document) (parameters: JsonElement) =
        let range = Json.get "range" parameters
        Span.create (offsetIn document (Json.get "start" range)) (offsetIn document (Json.get "end" range))

    /// Every place that names what is named at a place, in all studies that know it.
    let everywhere (session: Session) (document: Document) (offset: int) (cancellation: CancellationToken) =
        task {
            let! own = session.Checks.Current(document, cancellation)
            let path = document.Source.Path

            match Navigation.declaration own path offset with
            | None -> return own, []
            | Some declared ->
                let! others =
                    Renaming.importers
                        session.Paths
                        session.Documents
                        session.Checks
                        session.Host
                        declared.Source.Path
                        cancellation

                return own, own :: others |> List.map (fun model -> model, declared)
        }

    let rename (session: Session) (document: Document) (offset: int) (name: string) (cancellation: CancellationToken) =
        task {
            let! own, models = everywhere session document offset cancellation

            let changes =
                match models with
                | [] -> [ Error "Only names that the study declares can be changed." ]
                | models -> [
                    for model, declared in models ->
                        Navigation.rename model declared.Source.Path declared.Span.Start name
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

    let references (session: Session) (document: Document) offset declarations (cancellation: CancellationToken) =
        task {
            let! _, models = everywhere session document offset cancellation

            let places =
                [
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

    /// The model for what may lag behind the text by a check: the last one finished, where there is one.
    let lagging (session: Session) (document: Document) cancellation =
        match session.Checks.Latest document.Uri with
        | Some model -> Task.FromResult model
        | None -> session.Checks.Current(document, cancellation)

    /// Answers a request of an open session.
    let answer
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
                return fun writer -> Reading.completion writer session.Snippets document found
            }
        | "textDocument/hover" ->
            withModel (fun writer document model -> Reading.hover writer document model (offsetOf document parameters))
        | "textDocument/signatureHelp" ->
            fromText (fun writer document -> Reading.signature writer document (offsetOf document parameters))
        | "textDocument/definition" ->
            withModel (fun writer document model ->
                Reading.definition writer session.Places document model (offsetOf document parameters))
        | "textDocument/references" ->
            let document = documentOf session parameters
            let declarations = Json.isTrue [ "context"; "includeDeclaration" ] parameters
            references session document (offsetOf document parameters) declarations cancellation
        | "textDocument/documentHighlight" ->
            withModel (fun writer document model ->
                Reading.highlights writer document model (offsetOf document parameters))
        | "textDocument/prepareRename" ->
            withModel (fun writer document model ->
                match Navigation.renameable model document.Source.Path (offsetOf document parameters) with
                | Some place -> Writing.range writer document.Lines place.Span
                | None -> writer.WriteNullValue())
        | "textDocument/rename" ->
            let document = documentOf session parameters
            rename session document (offsetOf document parameters) (Json.text "newName" parameters) cancellation
        | "textDocument/documentSymbol" -> fromText Reading.symbols
        | "textDocument/foldingRange" -> fromText Reading.folding
        | "textDocument/formatting" -> fromText (fun writer document -> Reading.formatting writer document None)
        | "textDocument/rangeFormatting" ->
            fromText (fun writer document -> Reading.formatting writer document (Some(spanOf document parameters)))
        | "textDocument/semanticTokens/full" ->
            withModel (fun writer document model -> Reading.tokens writer document model None)
        | "textDocument/semanticTokens/range" ->
            withModel (fun writer document model ->
                Reading.tokens writer document model (Some(spanOf document parameters)))
        | "textDocument/inlayHint" ->
            withModel (fun writer document model -> Reading.hints writer document model (spanOf document parameters))
        | "textDocument/codeAction" ->
            withModel (fun writer document model ->
                CodeActions.write
                    writer
                    session.Places
                    session.Documents
                    options.CodesPage
                    model
                    document
                    (spanOf document parameters)
                    (Json.texts [ "context"; "only" ] parameters))
        | _ -> raise (RequestException(ErrorCode.MethodNotFound, $"'{method}' is not known"))

    let notified (session: Session) (method: string) (parameters: JsonElement) =
        match method with
        | "textDocument/didOpen" ->
            let item = Json.get "textDocument" parameters

            session.Documents.Open(Json.text "uri" item, Json.number "version" item, Json.text "text" item)
            |> session.Checks.Start
        | "textDocument/didChange" ->
            let item = Json.get "textDocument" parameters

            let version =
                match Json.tryGet "version" item with
                | Some version when version.ValueKind = JsonValueKind.Number -> version.GetInt32()
                | _ -> 0

            session.Documents.Change(Json.text "uri" item, version, Json.get "contentChanges" parameters)
            |> Option.iter session.Checks.Start
        | "textDocument/didClose" ->
            let uri = Json.get "textDocument" parameters |> Json.text "uri"
            let path = session.Paths.OfUri uri

            let imports =
                session.Checks.Latest uri |> Option.map _.Imports |> Option.defaultValue []

            session.Documents.Close uri
            session.Checks.Close uri

            for path in path :: imports do
                publish session path
        // A saved or changed file may be a table or an import: everything is looked at again.
        | "textDocument/didSave"
        | "workspace/didChangeWatchedFiles" ->
            session.Host.Forget()
            session.Checks.Restart()
        | _ -> ()

    let handleRequest (id: JsonElement) (method: string) (parameters: JsonElement) =
        task {
            let key = id.GetRawText()

            let cancellation =
                match pending.TryGetValue key with
                | true, source -> source.Token
                | _ -> CancellationToken.None

            try
                try
                    cancellation.ThrowIfCancellationRequested()

                    match session, method with
                    | None, "initialize" ->
                        session <- Some(makeSession parameters)
                        watch parameters
                        respond id (fun writer -> Capabilities.write writer options.Version)
                    | None, _ -> refuse (Some id) ErrorCode.ServerNotInitialized "'initialize' comes first"
                    | Some _, "initialize" -> refuse (Some id) ErrorCode.InvalidRequest "'initialize' was sent before"
                    | Some _, _ when hasShutDown -> refuse (Some id) ErrorCode.InvalidRequest "the server is shut down"
                    | Some _, "shutdown" ->
                        hasShutDown <- true
                        respond id (fun writer -> writer.WriteNullValue())
                    | Some session, _ ->
                        let! write = answer session method parameters cancellation
                        respond id write
                with
                | RequestException(code, message) -> refuse (Some id) code message
                | :? OperationCanceledException when cancellation.IsCancellationRequested ->
                    refuse (Some id) ErrorCode.RequestCancelled "cancelled"
                | mistake ->
                    refuse (Some id) ErrorCode.InternalError $"A mistake of the program: {mistake.Message}"
                    log $"A mistake of the program in {method}: {mistake}"
            finally
                match pending.TryRemove key with
                | true, source -> source.Dispose()
                | _ -> ()
        }

    let handleNotification (method: string) (parameters: JsonElement) =
        try
            match session with
            | Some session when not hasShutDown -> notified session method parameters
            | _ -> ()
        with
        | RequestException(_, message) -> log $"{method}: {message}"
        | mistake -> log $"A mistake of the program in {method}: {mistake}"

    /// The messages after `exit`, or after the client is gone, are not handled.
    let work (messages: ChannelReader<JsonDocument>) =
        task {
            let mutable outcome: ServerEnd option = None

            while outcome.IsNone do
                let! more = messages.WaitToReadAsync ended.Token

                if not more then
                    outcome <- Some ServerEnd.Left
                else
                    match messages.TryRead() with
                    | true, document ->
                        use document = document
                        let root = document.RootElement

                        let parameters = Json.tryGet "params" root |> Option.defaultValue (JsonElement())

                        match Json.tryGet "method" root, Json.tryGet "id" root with
                        | Some method, _ when method.ValueKind <> JsonValueKind.String ->
                            refuse None ErrorCode.InvalidRequest "'method' is no text"
                        | Some method, id ->
                            let method = string (method.GetString())

                            match id with
                            | None when method = "exit" ->
                                outcome <- Some(if hasShutDown then ServerEnd.Asked else ServerEnd.Left)
                            | None -> handleNotification method parameters
                            | Some id -> do! handleRequest id method parameters
                        // An answer of the client: nothing was asked.
                        | None, Some _ when (Json.tryGet "result" root).IsSome || (Json.tryGet "error" root).IsSome ->
                            ()
                        | None, id -> refuse id ErrorCode.InvalidRequest "a message without 'method'"
                    | _ -> ()

            return Option.defaultValue ServerEnd.Left outcome
        }

    /// What has to be known before the message is its turn: which requests can be cancelled, and which are.
    let look (document: JsonDocument) =
        let root = document.RootElement

        match Json.tryGet "method" root, Json.tryGet "id" root with
        | Some method, Some id when method.ValueKind = JsonValueKind.String ->
            pending[id.GetRawText()] <- new CancellationTokenSource()
        | Some method, None when method.ValueKind = JsonValueKind.String && method.ValueEquals "$/cancelRequest" ->
            match Json.tryAt [ "params"; "id" ] root with
            | Some id ->
                match pending.TryGetValue(id.GetRawText()) with
                | true, source -> source.Cancel()
                | _ -> ()
            | None -> ()
        | _ -> ()

    let receive (messages: ChannelWriter<JsonDocument>) =
        let input = new BufferedStream(options.Input, 1 <<< 16)
        let mutable going = true

        while going do
            match Framing.read input with
            | Frame.End -> going <- false
            | Frame.Malformed why -> refuse None ErrorCode.ParseError why
            | Frame.Message body ->
                match
                    (try
                        Ok(JsonDocument.Parse(ReadOnlyMemory<byte> body))
                     with :? JsonException as mistake ->
                         Error mistake.Message)
                with
                | Error why -> refuse None ErrorCode.ParseError why
                | Ok document when document.RootElement.ValueKind <> JsonValueKind.Object ->
                    refuse None ErrorCode.InvalidRequest "a message is an object"
                | Ok document ->
                    look document
                    messages.TryWrite document |> ignore

        messages.TryComplete() |> ignore

    /// Serves until the client asks for the end or is gone.
    member _.Run() : ServerEnd =
        use _ = options.Cancellation.Register(fun () -> ended.Cancel())

        let messages =
            Channel.CreateUnbounded<JsonDocument>(UnboundedChannelOptions(SingleReader = true, SingleWriter = true))

        // Reading blocks, and nothing can wake it: the thread goes with the process.
        let reader = Thread((fun () -> receive messages.Writer), IsBackground = true)
        reader.Start()

        try
            (work messages.Reader).GetAwaiter().GetResult()
        with :? OperationCanceledException ->
            ServerEnd.Left
