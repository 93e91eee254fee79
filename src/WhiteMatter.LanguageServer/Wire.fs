namespace WhiteMatter.LanguageServer

open System
open System.Buffers
open System.Buffers.Text
open System.Text
open System.Text.Json

/// Codes of errors of JSON-RPC and of the protocol.
[<RequireQualifiedAccess>]
module internal ErrorCode =

    [<Literal>]
    let ParseError = -32700

    [<Literal>]
    let InvalidRequest = -32600

    [<Literal>]
    let MethodNotFound = -32601

    [<Literal>]
    let InvalidParams = -32602

    [<Literal>]
    let InternalError = -32603

    [<Literal>]
    let ServerNotInitialized = -32002

    [<Literal>]
    let RequestCancelled = -32800

    [<Literal>]
    let ContentModified = -32801

    [<Literal>]
    let RequestFailed = -32803

/// A request that cannot be answered, with the protocol's code.
[<Sealed>]
type internal RequestException(code: int, message: string) =
    inherit Exception(message)
    /// The protocol's code.
    member _.Code = code

/// Reads what a message says.
[<RequireQualifiedAccess>]
module internal Json =

    /// The value of a property that is there and not null.
    let tryGet (name: string) (element: JsonElement) : JsonElement option =
        if element.ValueKind <> JsonValueKind.Object then
            None
        else
            match element.TryGetProperty name with
            | true, value when value.ValueKind <> JsonValueKind.Null -> Some value
            | _ -> None

    /// The value at a path of properties.
    let tryAt (path: string list) (element: JsonElement) : JsonElement option =
        (Some element, path)
        ||> List.fold (fun found name -> found |> Option.bind (tryGet name))

    let private missing name =
        raise (RequestException(ErrorCode.InvalidParams, $"'{name}' is missing or of another type"))

    /// A property that must be there.
    let get (name: string) (element: JsonElement) : JsonElement =
        match tryGet name element with
        | Some value -> value
        | None -> missing name

    /// A text as it is written, half pairs of surrogates included: an editor may cut a text in the middle of a letter, and the
    /// library takes such a text for a mistake.
    let private unescape (written: string) : string =
        let text = StringBuilder(written.Length)
        let mutable index = 1

        while index < written.Length - 1 do
            let c = written[index]

            if c <> '\\' then
                text.Append c |> ignore
                index <- index + 1
            else
                match written[index + 1] with
                | 'u' ->
                    let code = Convert.ToUInt16(written.Substring(index + 2, 4), 16)
                    text.Append(char code) |> ignore
                    index <- index + 6
                | escaped ->
                    let meant =
                        match escaped with
                        | 'n' -> '\n'
                        | 'r' -> '\r'
                        | 't' -> '\t'
                        | 'b' -> '\b'
                        | 'f' -> '\f'
                        | other -> other

                    text.Append meant |> ignore
                    index <- index + 2

        text.ToString()

    /// A property that must be a text.
    let text (name: string) (element: JsonElement) : string =
        match tryGet name element with
        | Some value when value.ValueKind = JsonValueKind.String ->
            try
                match value.GetString() with
                | null -> missing name
                | text -> text
            with :? InvalidOperationException ->
                unescape (value.GetRawText())
        | _ -> missing name

    /// A property that must be a whole number.
    let number (name: string) (element: JsonElement) : int =
        match tryGet name element with
        | Some value when value.ValueKind = JsonValueKind.Number ->
            match value.TryGetInt32() with
            | true, number -> number
            | _ -> missing name
        | _ -> missing name

    /// Whether a property is `true`.
    let isTrue (path: string list) (element: JsonElement) =
        match tryAt path element with
        | Some value -> value.ValueKind = JsonValueKind.True
        | None -> false

    /// The texts of a list.
    let texts (path: string list) (element: JsonElement) : string list =
        match tryAt path element with
        | Some list when list.ValueKind = JsonValueKind.Array -> [
            for item in list.EnumerateArray() do
                match item.ValueKind, item.GetString() with
                | JsonValueKind.String, (NonNull text) -> text
                | _ -> ()
          ]
        | _ -> []

/// Bytes in an array that is lent: an answer about a long study is larger than what the collector moves, and would be garbage at each key.
[<Sealed>]
type internal LentBytes() =
    let mutable lent = ArrayPool<byte>.Shared.Rent(1 <<< 16)
    let mutable count = 0

    let grow (more: int) =
        if lent.Length - count < more then
            let larger = ArrayPool<byte>.Shared.Rent(max (2 * lent.Length) (count + more))
            lent.AsSpan(0, count).CopyTo(larger.AsSpan())
            ArrayPool<byte>.Shared.Return lent
            lent <- larger

    /// What was written; holds until these bytes are given back.
    member _.Written: ReadOnlyMemory<byte> = ReadOnlyMemory<byte>(lent, 0, count)

    /// Appends bytes.
    member _.Add(bytes: byte[]) =
        grow bytes.Length
        bytes.AsSpan().CopyTo(lent.AsSpan(count))
        count <- count + bytes.Length

    /// Appends a number that is not negative.
    member _.Add(number: int) =
        grow 11
        let mutable length = 0

        Utf8Formatter.TryFormat(number, lent.AsSpan(count), &length) |> ignore
        count <- count + length

    /// Appends a text between quotes.
    member _.AddText(text: string) =
        let isPlain =
            text
            |> String.forall (fun c -> Char.IsAsciiLetterOrDigit c || c = '_' || c = ' ' || c = ':')

        if isPlain then
            grow (text.Length + 2)
            lent[count] <- byte '"'
            Encoding.ASCII.GetBytes(text.AsSpan(), lent.AsSpan(count + 1)) |> ignore
            lent[count + 1 + text.Length] <- byte '"'
            count <- count + text.Length + 2
        else
            let encoded = JsonEncodedText.Encode(text)
            let bytes = encoded.EncodedUtf8Bytes
            grow (bytes.Length + 2)
            lent[count] <- byte '"'
            bytes.CopyTo(lent.AsSpan(count + 1))
            lent[count + 1 + bytes.Length] <- byte '"'
            count <- count + bytes.Length + 2

    interface IBufferWriter<byte> with
        member _.Advance(written: int) = count <- count + written

        member _.GetMemory(sizeHint: int) =
            grow (max 256 sizeHint)
            Memory<byte>(lent, count, lent.Length - count)

        member _.GetSpan(sizeHint: int) =
            grow (max 256 sizeHint)
            lent.AsSpan(count)

    interface IDisposable with
        member _.Dispose() =
            ArrayPool<byte>.Shared.Return lent
            lent <- [||]
            count <- 0

/// Writes JSON.
[<RequireQualifiedAccess>]
module internal Write =

    /// An object.
    let object (writer: Utf8JsonWriter) (body: unit -> unit) =
        writer.WriteStartObject()
        body ()
        writer.WriteEndObject()

    /// A list, each item written by itself.
    let list (writer: Utf8JsonWriter) (items: 'item seq) (item: 'item -> unit) =
        writer.WriteStartArray()

        for one in items do
            item one

        writer.WriteEndArray()

    /// A property whose value is written.
    let property (writer: Utf8JsonWriter) (name: string) (value: unit -> unit) =
        writer.WritePropertyName name
        value ()

    /// Sends the bytes of a whole message, which are lent until then.
    let message (send: ReadOnlyMemory<byte> -> unit) (body: Utf8JsonWriter -> unit) =
        use buffer = new LentBytes()

        do
            use writer = new Utf8JsonWriter(buffer)
            writer.WriteStartObject()
            writer.WriteString("jsonrpc", "2.0")
            body writer
            writer.WriteEndObject()

        send buffer.Written
