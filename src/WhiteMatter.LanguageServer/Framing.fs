namespace WhiteMatter.LanguageServer

open System
open System.IO
open System.Text
open System.Threading

/// What came in.
[<RequireQualifiedAccess>]
type internal Frame =
    | Message of byte[]
    /// A header that says no usable length; reading goes on after it.
    | Malformed of why: string
    /// The other side is gone.
    | End

/// Messages as the base protocol frames them: `Content-Length: N`, an empty line, N bytes.
[<RequireQualifiedAccess>]
module internal Framing =

    /// No study and no answer is longer.
    [<Literal>]
    let private LongestMessage = 134_217_728

    [<Literal>]
    let private LongestHeader = 4096

    let private readByte (stream: Stream) (one: byte[]) =
        if stream.Read(one, 0, 1) = 1 then int one[0] else -1

    /// A line of a header without its end, the last part of one that is longer than any; `None` at the end of the stream.
    let private readLine (stream: Stream) (one: byte[]) : string option =
        let line = StringBuilder()
        let mutable going = true
        let mutable ended = false

        while going do
            match readByte stream one with
            | -1 ->
                going <- false
                ended <- true
            | 10 -> going <- false
            | 13 -> ()
            | byte ->
                if line.Length = LongestHeader then
                    line.Remove(0, LongestHeader / 2) |> ignore

                line.Append(char byte) |> ignore

        if ended then None else Some(line.ToString())

    [<Literal>]
    let private Name = "Content-Length:"

    /// Where a header without a length is behind, the message of that header may stand before the next one on its line.
    let private afterLost (line: string) =
        match line.LastIndexOf(Name, StringComparison.OrdinalIgnoreCase) with
        | at when at > 0 && line[at - 1] = '}' -> line.Substring at
        | _ -> line

    let private lengthOf (line: string) =
        match line.Split(':', 2) with
        | [| name; value |] when name.Trim().Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ->
            match Int32.TryParse(value.Trim()) with
            | true, length when length >= 0 && length <= LongestMessage -> Some(Ok length)
            | _ -> Some(Error $"'{line}' is no length")
        | _ -> None

    /// The next message. Blocks until it is there. `isLost` says that the one before had no length, so that its bytes may come first.
    let read (isLost: bool) (stream: Stream) : Frame =
        let one = Array.zeroCreate<byte> 1

        let rec header (length: Result<int, string> option) =
            match readLine stream one with
            | None ->
                match length with
                | Some(Error why) -> Error(Some why)
                | _ -> Error None
            | Some "" ->
                match length with
                | Some(Ok length) -> Ok length
                | Some(Error why) -> Error(Some why)
                | None -> Error(Some "a header without Content-Length")
            | Some line ->
                let line = if isLost then afterLost line else line
                header (lengthOf line |> Option.orElse length)

        match header None with
        | Error None -> Frame.End
        | Error(Some why) -> Frame.Malformed why
        | Ok length ->
            let body = Array.zeroCreate<byte> length

            try
                stream.ReadExactly(body, 0, length)
                Frame.Message body
            with :? EndOfStreamException ->
                Frame.End

    /// Writes messages whole, whoever writes them.
    [<Sealed>]
    type Writer(stream: Stream) =
        let door = obj ()

        /// Writes a message; a reader that is gone is no mistake.
        member _.Write(body: ReadOnlyMemory<byte>) =
            lock door (fun () ->
                try
                    let header = Encoding.ASCII.GetBytes $"Content-Length: {body.Length}\r\n\r\n"
                    stream.Write(header, 0, header.Length)
                    stream.Write(body.Span)
                    stream.Flush()
                with :? IOException ->
                    ())
