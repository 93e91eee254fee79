namespace WhiteMatter.Jupyter

open System
open System.Collections.Generic
open System.Text
open System.Text.Json.Nodes
open System.Threading

/// The five sockets between a kernel and its front ends.
[<Sealed>]
type internal Channels(file: ConnectionFile, session: string) =
    let context = ZeroMq.Create()

    let listen kind port =
        let socket = context.Socket kind
        socket.Bind(ConnectionFile.address file port)
        socket

    let shell = listen SocketKind.Router file.Shell
    let control = listen SocketKind.Router file.Control
    let stdin = listen SocketKind.Router file.Stdin
    let ioPub = listen SocketKind.Publish file.IoPub
    let heartbeat = listen SocketKind.Reply file.Heartbeat

    // What had come when a cell failed.
    let behind = Queue<byte array list>()

    // What is said to all comes from several threads, and a socket is for one at a time.
    let gate = obj ()

    /// Says something to every front end, in answer to a message or to none.
    member _.Publish(kind: string, parent: Message option, content: JsonObject) =
        let message = {
            Messages.make session kind parent content with
                Identities = [ Encoding.ASCII.GetBytes kind ]
        }

        lock gate (fun () -> ioPub.Send(Messages.write file.Key message))

    /// Says whether the kernel works or waits.
    member this.Status(state: string, parent: Message option) =
        let content = JsonObject()
        content["execution_state"] <- JsonValue.Create state
        this.Publish("status", parent, content)

    /// Answers a request on the socket that it came by.
    member private _.Answer (socket: Socket) (request: Message) (kind: string) (content: JsonObject) =
        let message = {
            Messages.make session kind (Some request) content with
                Identities = request.Identities
        }

        socket.Send(Messages.write file.Key message)

    /// Takes what has come already, whose cells are answered as aborted: one before them failed. Called by the thread that serves cells, before it
    /// answers, so that what a front end sends upon the answer is none of it.
    member _.PassOver() =
        let rec take () =
            match shell.TryReceive() with
            | Some parts ->
                behind.Enqueue parts
                take ()
            | None -> ()

        take ()

    /// Serves one socket until the context ends; messages that are not signed with the key are passed over.
    member private this.Serve (socket: Socket) (handle: Message -> (string -> JsonObject -> unit) -> unit) =
        let serve (parts: byte array list) (handle: Message -> (string -> JsonObject -> unit) -> unit) =
            match Messages.read file.Key parts with
            | None -> ()
            | Some request ->
                this.Status("busy", Some request)
                handle request (this.Answer socket request)
                this.Status("idle", Some request)

        let abort (request: Message) (answer: string -> JsonObject -> unit) =
            if Messages.kind request = "execute_request" then
                let content = JsonObject()
                content["status"] <- JsonValue.Create "aborted"
                answer "execute_reply" content
            else
                handle request answer

        let rec next () =
            match socket.Receive() with
            | None -> ()
            | Some parts ->
                serve parts handle

                if Object.ReferenceEquals(socket, shell) then
                    while behind.Count > 0 do
                        serve (behind.Dequeue()) abort

                next ()

        next ()

    /// Serves all sockets until `Stop`: requests here, the urgent ones and the sign of life on threads of their own.
    member this.Run(shellHandler, controlHandler) =
        let start (name: string) (work: unit -> unit) =
            let thread = Thread((fun () -> work ()), IsBackground = true, Name = name)
            thread.Start()
            thread

        let rec beat () =
            match heartbeat.Receive() with
            | None -> ()
            | Some parts ->
                heartbeat.Send parts
                beat ()

        let threads = [
            start "heartbeat" beat
            start "control" (fun () -> this.Serve control controlHandler)
        ]

        this.Serve shell shellHandler

        for thread in threads do
            thread.Join(TimeSpan.FromSeconds 2.0) |> ignore

    /// Ends `Run`.
    member _.Stop() = context.Shutdown()

    interface IDisposable with
        member _.Dispose() =
            context.Shutdown()

            for socket in [ shell; control; stdin; ioPub; heartbeat ] do
                (socket :> IDisposable).Dispose()

            (context :> IDisposable).Dispose()
