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
    /// What a run would do with each declaration of a checked study, a line for each step, by its qualified name; the folder is that of paths.
    Describe: string -> CheckedStudy -> CancellationToken -> Task<Map<string, string list>>
    /// The folder where the client names none.
    Folder: string
    /// The URI of the page of diagnostic codes, if there is one.
    CodesPage: string option
    /// Where the files of the library are shown from.
    Library: LibraryPlace
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

    let ended = new CancellationTokenSource()
    let mutable session: Session option = None
    let mutable hasShutDown = false

    let notify (method: string) (body: Utf8JsonWriter -> unit) =
        Write.message output.Write (fun writer ->
            writer.WriteString("method", method)
            Write.property writer "params" (fun () -> body writer))

    let log (message: string) =
        notify "window/logMessage" (fun writer ->
            Write.object writer (fun () ->
                writer.WriteNumber("type", 1)
                writer.WriteString("message", message)))

    let respond (id: JsonElement) (result: Utf8JsonWriter -> unit) =
        Write.message output.Write (fun writer ->
            Write.property writer "id" (fun () -> id.WriteTo writer)
            Write.property writer "result" (fun () -> result writer))

    let refuse (id: JsonElement option) (code: int) (message: string) =
        Write.message output.Write (fun writer ->
            Write.property writer "id" (fun () ->
                match id with
                | Some id -> id.WriteTo writer
                | None -> writer.WriteNullValue())

            Write.property writer "error" (fun () ->
                Write.object writer (fun () ->
                    writer.WriteNumber("code", code)
                    writer.WriteString("message", message))))

    let publisher = Publisher(notify, options.CodesPage)

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

        /// Whether the client says which texts it shows and Markdown is none of them.
        let isPlain path =
            match Json.texts ([ "capabilities"; "textDocument" ] @ path) parameters with
            | [] -> false
            | formats -> not (List.contains "markdown" formats)

        let root =
            List.tryHead folders
            |> Option.orElse (text "rootUri")
            |> Option.bind Paths.FileOf
            |> Option.orElse (text "rootPath")
            |> Option.defaultValue options.Folder

        let paths = Paths(root, options.Library)
        let documents = Documents paths

        let unsaved path =
            documents.TryFindPath path |> Option.map _.Source.Text

        let host = RememberingHost(options.OpenHost root, unsaved, freshMilliseconds)

        let finished (_: Document) (model: StudyModel) =
            match session with
            | Some session ->
                for path in model.Source.Path :: model.Imports do
                    publisher.Publish(session, path)
            | None -> ()

        let edited (model: StudyModel) =
            session |> Option.iter (fun session -> publisher.PublishEdited(session, model))

        let failed (mistake: exn) =
            log $"A mistake of the program: {mistake}"

        {
            Paths = paths
            Documents = documents
            Host = host
            Checks = Checks(documents, host, edited, finished, failed)
            Plans = Plans(options.Describe root)
            Places = Writing.Places documents
            Colours = Colours()
            HoverIsPlain = isPlain [ "hover"; "contentFormat" ]
            NotesArePlain = isPlain [ "completion"; "completionItem"; "documentationFormat" ]
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

    let notified (session: Session) (method: string) (parameters: JsonElement) =
        match method with
        | "textDocument/didOpen" ->
            let item = Json.get "textDocument" parameters

            session.Documents.Open(Json.text "uri" item, Json.number "version" item, Json.text "text" item)
            |> ignore

            // Other open studies may import it, or have looked for it in vain.
            session.Checks.Restart()
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
            session.Colours.Close uri
            session.Host.Forget()
            session.Checks.Restart()

            for path in path :: imports do
                publisher.Publish(session, path)
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
                        let lenses = Json.isTrue [ "initializationOptions"; "lenses" ] parameters
                        respond id (fun writer -> Capabilities.write writer options.Version lenses)
                    | None, _ -> refuse (Some id) ErrorCode.ServerNotInitialized "'initialize' comes first"
                    | Some _, "initialize" -> refuse (Some id) ErrorCode.InvalidRequest "'initialize' was sent before"
                    | Some _, _ when hasShutDown -> refuse (Some id) ErrorCode.InvalidRequest "the server is shut down"
                    | Some _, "shutdown" ->
                        hasShutDown <- true
                        respond id (fun writer -> writer.WriteNullValue())
                    | Some session, _ ->
                        let! write = Requests.answer options.CodesPage session method parameters cancellation
                        respond id write
                with
                | :? RequestException as refused -> refuse (Some id) refused.Code refused.Message
                | :? OperationCanceledException when cancellation.IsCancellationRequested ->
                    refuse (Some id) ErrorCode.RequestCancelled "cancelled"
                // A check ends when its text changes.
                | :? OperationCanceledException ->
                    refuse (Some id) ErrorCode.ContentModified "the text has changed since"
                | mistake ->
                    refuse (Some id) ErrorCode.InternalError $"A mistake of the program: {mistake.Message}"
                    log $"A mistake of the program in {method}: {mistake}"
            finally
                // Not disposed: the reader may be about to cancel it, and a source without a timer holds nothing to free.
                pending.TryRemove key |> ignore
        }

    let handleNotification (method: string) (parameters: JsonElement) =
        try
            match session with
            | Some session when not hasShutDown -> notified session method parameters
            | _ -> ()
        with
        | :? RequestException as refused -> log $"{method}: {refused.Message}"
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
                            // A hover may wait for a plan, and nobody else has to wait for it: what it is of is known at once.
                            | Some id when method = "textDocument/hover" && parameters.ValueKind = JsonValueKind.Object ->
                                handleRequest (id.Clone()) method (parameters.Clone()) |> ignore
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
        let mutable isLost = false

        while going do
            match Framing.read isLost input with
            | Frame.End -> going <- false
            | Frame.Malformed why ->
                isLost <- true
                refuse None ErrorCode.ParseError why
            | Frame.Message body ->
                isLost <- false

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
