namespace WhiteMatter.Jupyter

open System
open System.Collections.Generic
open System.Text.Json.Nodes
open System.Threading
open WhiteMatter.Interactive
open WhiteMatter.Language.Services
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Runtime.Running

/// Tells a notebook what a run does, a line for each step and for a step that goes on one in ten seconds.
[<Sealed>]
type internal StreamProgress(say: string -> unit) =
    let gate = obj ()
    let told = Dictionary<string, int64>(StringComparer.Ordinal)

    interface IProgress<RunEvent> with
        member _.Report(event: RunEvent) =
            lock gate (fun () ->
                match event with
                | :? RunEvent.Waiting as event -> say (EventText.waiting event.Store event.Holder)
                | :? RunEvent.StepStarted as event ->
                    told[event.Step.Id] <- Environment.TickCount64
                    say $"{event.Step.Id}: started"
                | :? RunEvent.StepAdvanced as event ->
                    let id = event.Step.Id

                    match told.TryGetValue id with
                    | true, last when Environment.TickCount64 - last < 10_000L -> ()
                    | _ ->
                        told[id] <- Environment.TickCount64

                        let counted =
                            $"{EventText.count event.Done} of {EventText.count event.Total} {event.Unit}"

                        say $"{id}: {EventText.joined [ counted; EventText.advanced event ]}"
                | :? RunEvent.StepEnded as event when event.Ending <> StepEnding.Cached ->
                    say $"{event.Step.Id}: {EventText.ending event.Ending event.Elapsed}"
                | _ -> ())

/// Serves the notebooks of one session: cells are declarations, expressions and commands.
[<Sealed>]
type Kernel(session: Session, version: string, file: ConnectionFile) =
    let id = Guid.NewGuid().ToString "N"
    let history = ResizeArray<string>()
    let mutable count = 0
    let mutable running: CancellationTokenSource option = None

    let text (value: string) : JsonNode = nonNull (JsonValue.Create value)

    let stream (channels: Channels) (request: Message) (name: string) (said: string) =
        let content = JsonObject()
        content["name"] <- text name
        content["text"] <- text said
        channels.Publish("stream", Some request, content)

    let isPicture (block: Block) =
        match block with
        | Block.Picture _
        | Block.Page _ -> true
        | _ -> false

    /// Shows what an input gave; the last one of a cell is its result.
    let show (channels: Channels) (request: Message) (isLast: bool) (answer: Answer) =
        for block in answer.Blocks do
            match block with
            | Block.Findings _ -> stream channels request "stderr" (AnswerText.block 100 true block + "\n")
            | _ -> ()

        let isFinding (block: Block) = block.IsFindings

        match
            answer.Blocks
            |> List.filter (fun block -> not (isPicture block || isFinding block))
        with
        | [] -> ()
        | blocks ->
            let content = JsonObject()

            for name, value in Replies.rich blocks do
                content[name] <- value

            if isLast then
                content["execution_count"] <- JsonValue.Create count
                channels.Publish("execute_result", Some request, content)
            else
                channels.Publish("display_data", Some request, content)

        for block in answer.Blocks do
            match block with
            | Block.Picture picture
            | Block.Page picture -> channels.Publish("display_data", Some request, Replies.picture picture)
            | _ -> ()

    let submit (channels: Channels) (request: Message) (input: string) : Answer =
        use stop = new CancellationTokenSource()
        Volatile.Write(&running, Some stop)

        let progress =
            StreamProgress(fun said -> stream channels request "stdout" (said + "\n"))

        try
            try
                session.Submit(input, progress, stop.Token).GetAwaiter().GetResult()
            with :? OperationCanceledException ->
                Answer.absent "stopped"
        finally
            Volatile.Write(&running, None)

    /// A cell that says no code is not one without any, which would be done.
    let refuse (channels: Channels) (request: Message) : JsonObject =
        let found =
            Replies.malformed "an 'execute_request' has its code as the text 'code', and this one has none"

        if not (Messages.truth "silent" false request.Content) then
            let published = found.DeepClone() :?> JsonObject
            published.Remove "status" |> ignore
            channels.Publish("error", Some request, published)

        found["execution_count"] <- JsonValue.Create count
        found

    let execute (channels: Channels) (request: Message) : JsonObject =
        let code = Messages.text "code" request.Content
        let silent = Messages.truth "silent" false request.Content

        if not silent then
            count <- count + 1

            if Messages.truth "store_history" true request.Content then
                history.Add code

            let content = JsonObject()
            content["code"] <- text code
            content["execution_count"] <- JsonValue.Create count
            channels.Publish("execute_input", Some request, content)

        let inputs = Inputs.split code

        let mutable isLeft = false

        let rec answer (inputs: Inputs.Input list) =
            match inputs with
            | [] -> None
            | input :: rest ->
                let answer' = submit channels request input.Text

                match answer'.Ending with
                | Ending.Done ->
                    if not silent then
                        show channels request rest.IsEmpty answer'

                    answer rest
                | Ending.Left ->
                    // It is for the client to end a kernel: a console does when it is asked to, a notebook from its menu.
                    isLeft <- true

                    if not silent then
                        stream
                            channels
                            request
                            "stdout"
                            "A notebook ends its session by 'Shut Down Kernel' of its menu.\n"

                    None
                | _ -> Some answer'

        let reply =
            match answer inputs with
            | None ->
                let reply = Replies.ok []
                reply["user_expressions"] <- JsonObject()

                reply["payload"] <-
                    (if isLeft then
                         JsonArray(Replies.askExit ())
                     else
                         JsonArray())

                reply
            | Some wrong ->
                let found = Replies.error wrong

                if not silent then
                    let published = found.DeepClone() :?> JsonObject
                    published.Remove "status" |> ignore
                    channels.Publish("error", Some request, published)

                if Messages.truth "stop_on_error" true request.Content then
                    channels.PassOver()

                found

        reply["execution_count"] <- JsonValue.Create count
        reply

    /// The input of a cell that a place stands in, with the inputs above it, and the place in it.
    let inputAt (content: JsonObject) =
        let code = Messages.text "code" content

        let cursor =
            CodePoints.toOffset code (Messages.number "cursor_pos" Int32.MaxValue content)
        // What stands after the cursor opens or closes nothing before it.
        let before = code.Substring(0, cursor)

        let texts (inputs: Inputs.Input list) = [ for input in inputs -> input.Text ]

        match List.rev (Inputs.split before) with
        | input :: above when input.Start + input.Text.Length >= cursor ->
            code, texts (List.rev above), input.Start, input.Text, cursor - input.Start
        | above -> code, texts (List.rev above), cursor, "", 0

    let complete (request: Message) : JsonObject =
        let code, above, start, typed, offset = inputAt request.Content

        session.CompleteBelow(above, typed, offset, CancellationToken.None).GetAwaiter().GetResult()
        |> Replies.completion code start

    let inspect (request: Message) : JsonObject =
        let code = Messages.text "code" request.Content

        let cursor =
            CodePoints.toOffset code (Messages.number "cursor_pos" Int32.MaxValue request.Content)

        let found =
            Inputs.split code
            |> List.tryFind (fun input -> input.Start <= cursor && cursor <= input.Start + input.Text.Length)
            |> Option.bind (fun input ->
                session.Inspect(input.Text, cursor - input.Start, CancellationToken.None).GetAwaiter().GetResult())

        Replies.inspection found

    let isComplete (request: Message) : JsonObject =
        let code = Messages.text "code" request.Content
        let content = JsonObject()

        let isOpen =
            match Inputs.split code |> List.tryLast with
            | Some last -> session.CompletenessOf last.Text = Completeness.Open
            | None -> false

        content["status"] <- text (if isOpen then "incomplete" else "complete")

        if isOpen then
            content["indent"] <- text "  "

        content

    let recall (request: Message) : JsonObject =
        let content = request.Content
        let all = [ for at, entry in Seq.indexed history -> at + 1, entry ]
        let most = max 0 (Messages.number "n" 100 content)

        let chosen =
            match Messages.text "hist_access_type" content with
            | "range" ->
                let start = Messages.number "start" 0 content
                let stop = Messages.number "stop" Int32.MaxValue content
                all |> List.filter (fun (number, _) -> number >= start && number < stop)
            | "search" ->
                let pattern = Messages.text "pattern" content

                all
                |> List.filter (fun (_, entry) ->
                    IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, entry, false))
            | _ -> all

        Replies.history (List.skip (max 0 (chosen.Length - most)) chosen) (Messages.truth "output" false content)

    let shutDown (channels: Channels) (request: Message) =
        let content = Replies.ok []
        content["restart"] <- JsonValue.Create(Messages.truth "restart" false request.Content)
        channels.Publish("shutdown_reply", Some request, content.DeepClone() :?> JsonObject)
        content

    /// Stops what a cell does at the moment, and not the kernel.
    member _.Interrupt() =
        match Volatile.Read &running with
        | Some stop ->
            try
                stop.Cancel()
            with :? ObjectDisposedException ->
                ()
        | None -> ()

    /// Serves until a front end asks for the end, or `cancellation` does.
    member this.Run(cancellation: CancellationToken) =
        use channels = new Channels(file, id)

        use _ =
            cancellation.Register(fun () ->
                this.Interrupt()
                channels.Stop())

        let shared (request: Message) (answer: string -> JsonObject -> unit) =
            match Messages.kind request with
            | "kernel_info_request" ->
                answer "kernel_info_reply" (Replies.kernelInfo version)
                true
            | "shutdown_request" ->
                this.Interrupt()
                answer "shutdown_reply" (shutDown channels request)
                channels.Status("idle", Some request)
                channels.Stop()
                true
            | "interrupt_request" ->
                this.Interrupt()
                answer "interrupt_reply" (Replies.ok [])
                true
            | _ -> false

        let ofShell (request: Message) (answer: string -> JsonObject -> unit) =
            if not (shared request answer) then
                let kind = Messages.kind request
                let reply = kind.Replace("_request", "_reply")

                try
                    match kind with
                    | "execute_request" when not (Messages.hasText "code" request.Content) ->
                        answer reply (refuse channels request)
                    | "execute_request" -> answer reply (execute channels request)
                    | "complete_request" -> answer reply (complete request)
                    | "inspect_request" -> answer reply (inspect request)
                    | "is_complete_request" -> answer reply (isComplete request)
                    | "history_request" -> answer reply (recall request)
                    | "comm_info_request" ->
                        let content = Replies.ok []
                        content["comms"] <- JsonObject()
                        answer reply content
                    // Messages of widgets, and what later versions of the protocol ask for.
                    | _ -> ()
                with mistake ->
                    // A mistake of the program ends the request and not the kernel.
                    answer reply (Replies.sorry $"A mistake of the program: {mistake.Message} Please report it.")

        channels.Status("starting", None)
        channels.Run(ofShell, (fun request answer -> shared request answer |> ignore))

/// Starts kernels.
[<RequireQualifiedAccess>]
module KernelStart =

    /// What to say of a machine by whether its libzmq is there.
    let lacking (isThere: bool) : Diagnostic option =
        if isThere then
            None
        else
            Some(Diagnostic.Create(NotebookCodes.LibraryMissing, null, ReadOnlySpan.op_Implicit [| ZeroMq.Library |]))

    let private unusable (path: string) (why: string) =
        Diagnostic.Create(NotebookCodes.ConnectionUnusable, null, ReadOnlySpan.op_Implicit [| path; why.TrimEnd '.' |])

    /// What keeps a kernel from starting, if anything does.
    let check (path: string) : Result<ConnectionFile, Diagnostic> =
        match lacking ZeroMq.IsThere with
        | Some missing -> Error missing
        | None -> ConnectionFile.read path |> Result.mapError (unusable path)

    /// Serves a kernel to its end, or says why it cannot listen where its file asks it to.
    let serve (kernel: Kernel) (path: string) (cancellation: CancellationToken) : Diagnostic option =
        try
            kernel.Run cancellation
            None
        with ZeroMqException why ->
            Some(unusable path why)
