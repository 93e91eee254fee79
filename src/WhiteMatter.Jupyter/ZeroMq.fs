/// The one door to libzmq (ZeroMQ 4, https://api.zeromq.org/4-3:_start): sockets that send and receive messages of several parts.
namespace WhiteMatter.Jupyter

open System
open System.Runtime.InteropServices
open System.Text

/// What libzmq says went wrong.
exception internal ZeroMqException of message: string with
    override this.Message = this.message

module private Native =
    [<Literal>]
    let Library = "libzmq.so.5"

    [<DllImport(Library)>]
    extern nativeint zmq_ctx_new()

    [<DllImport(Library)>]
    extern int zmq_ctx_term(nativeint context)

    [<DllImport(Library)>]
    extern int zmq_ctx_shutdown(nativeint context)

    [<DllImport(Library)>]
    extern nativeint zmq_socket(nativeint context, int kind)

    [<DllImport(Library)>]
    extern int zmq_close(nativeint socket)

    [<DllImport(Library)>]
    extern int zmq_bind(nativeint socket, byte[] address)

    [<DllImport(Library)>]
    extern int zmq_setsockopt(nativeint socket, int option, int& value, unativeint size)

    [<DllImport(Library)>]
    extern int zmq_getsockopt(nativeint socket, int option, int& value, unativeint& size)

    [<DllImport(Library)>]
    extern int zmq_send(nativeint socket, byte[] buffer, unativeint length, int flags)

    [<DllImport(Library)>]
    extern int zmq_msg_init(byte[] message)

    [<DllImport(Library)>]
    extern int zmq_msg_recv(byte[] message, nativeint socket, int flags)

    [<DllImport(Library)>]
    extern nativeint zmq_msg_data(byte[] message)

    [<DllImport(Library)>]
    extern unativeint zmq_msg_size(byte[] message)

    [<DllImport(Library)>]
    extern int zmq_msg_close(byte[] message)

    [<DllImport(Library)>]
    extern int zmq_errno()

    [<DllImport(Library)>]
    extern nativeint zmq_strerror(int number)

/// What a socket is.
[<RequireQualifiedAccess>]
type internal SocketKind =
    | Publish
    | Reply
    | Router

/// A socket, for one thread at a time.
[<Sealed>]
type internal Socket(handle: nativeint, check: int -> string -> unit) =
    // ZMQ_RCVMORE and ZMQ_SNDMORE.
    let receiveMore = 13
    let sendMore = 2

    // ZMQ_DONTWAIT, and EAGAIN where it would have had to.
    let doNotWait = 1
    let nothingThere = 11

    /// ETERM and ENOTSOCK: the context is shut down. EINTR: a signal came.
    let isEnd number = number = 156384765 || number = 88

    // zmq_msg_t is 64 bytes, aligned for pointers; a pinned array keeps its place.
    let message = GC.AllocateArray<byte>(64, pinned = true)

    let receive (flags: int) : byte array list option =
        let rec part flags (before: byte array list) =
            Native.zmq_msg_init message |> ignore

            if Native.zmq_msg_recv (message, handle, flags) < 0 then
                let number = Native.zmq_errno ()
                Native.zmq_msg_close message |> ignore

                if isEnd number || number = nothingThere then
                    None
                elif number = 4 then
                    part flags before
                else
                    check -1 "to receive"
                    None
            else
                let bytes = Array.zeroCreate<byte>(int (Native.zmq_msg_size message))

                if bytes.Length > 0 then
                    Marshal.Copy(Native.zmq_msg_data message, bytes, 0, bytes.Length)

                Native.zmq_msg_close message |> ignore
                let mutable more = 0
                let mutable size = unativeint 4
                check (Native.zmq_getsockopt (handle, receiveMore, &more, &size)) "to receive"

                // The rest of a message has come with its beginning.
                if more <> 0 then
                    part 0 (bytes :: before)
                else
                    Some(List.rev (bytes :: before))

        part flags []

    /// Listens at an address such as `tcp://127.0.0.1:5555`.
    member _.Bind(address: string) =
        check (Native.zmq_bind (handle, Encoding.UTF8.GetBytes(address + "\000"))) $"to listen at {address}"

    /// Sends the parts as one message.
    member _.Send(parts: byte array list) =
        let last = parts.Length - 1

        for at, part in List.indexed parts do
            let flags = if at < last then sendMore else 0

            if
                Native.zmq_send (handle, part, unativeint part.Length, flags) < 0
                && not (isEnd (Native.zmq_errno ()))
            then
                check -1 "to send"

    /// Waits for a message; `None` once the context is shut down.
    member _.Receive() : byte array list option = receive 0

    /// A message that has come already.
    member _.TryReceive() : byte array list option = receive doNotWait

    interface IDisposable with
        member _.Dispose() = Native.zmq_close handle |> ignore

/// A context of sockets.
[<Sealed>]
type internal ZeroMq private (context: nativeint) =
    // ZMQ_LINGER.
    let lingerOption = 17

    static let check code doing =
        if code < 0 then
            let why =
                match Marshal.PtrToStringUTF8(Native.zmq_strerror (Native.zmq_errno ())) with
                | null -> "unknown"
                | why -> why

            raise (ZeroMqException $"libzmq failed {doing}: {why}")

    /// The library's name, for those who must install it.
    static member Library = Native.Library

    /// Whether the library is there.
    static member IsThere: bool =
        match NativeLibrary.TryLoad Native.Library with
        | true, handle ->
            NativeLibrary.Free handle
            true
        | _ -> false

    /// A new context.
    static member Create() : ZeroMq =
        match Native.zmq_ctx_new () with
        | 0n -> raise (ZeroMqException "libzmq makes no context")
        | context -> new ZeroMq(context)

    /// A new socket; what it has not sent when it is closed waits a second at most.
    member _.Socket(kind: SocketKind) : Socket =
        let number =
            match kind with
            | SocketKind.Publish -> 1
            | SocketKind.Reply -> 4
            | SocketKind.Router -> 6

        match Native.zmq_socket (context, number) with
        | 0n ->
            check -1 "to make a socket"
            raise (ZeroMqException "libzmq makes no socket")
        | handle ->
            let mutable milliseconds = 1000
            check (Native.zmq_setsockopt (handle, lingerOption, &milliseconds, unativeint 4)) "to set up a socket"
            new Socket(handle, check)

    /// Ends all waiting.
    member _.Shutdown() =
        Native.zmq_ctx_shutdown context |> ignore

    interface IDisposable with
        member _.Dispose() = Native.zmq_ctx_term context |> ignore
