namespace WhiteMatter.Jupyter

open System
open System.Security.Cryptography
open System.Text
open System.Text.Json
open System.Text.Json.Nodes

/// A message of the Jupyter protocol (https://jupyter-client.readthedocs.io/en/stable/messaging.html).
type internal Message = {
    /// Whom a router socket sends it to.
    Identities: byte array list
    /// What it is, and its number.
    Header: JsonObject
    /// The header of the message that it answers.
    Parent: JsonObject
    /// What it says.
    Content: JsonObject
}

/// Signs and checks messages.
[<RequireQualifiedAccess>]
module internal Messages =

    /// The version of the protocol that is spoken.
    let protocol = "5.3"

    let private delimiter = "<IDS|MSG>"B

    let private sign (key: string) (parts: byte array list) : string =
        if key = "" then
            ""
        else
            use hash =
                IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes key)

            parts |> List.iter hash.AppendData
            Convert.ToHexStringLower(hash.GetHashAndReset())

    let private parse (bytes: byte array) : JsonObject option =
        try
            match JsonNode.Parse(ReadOnlySpan bytes) with
            | :? JsonObject as found -> Some found
            | _ -> None
        with :? JsonException ->
            None

    /// The message of these parts; `None` where it is none, or is not signed with the key.
    let read (key: string) (parts: byte array list) : Message option =
        match
            parts
            |> List.tryFindIndex (fun part -> part.AsSpan().SequenceEqual(ReadOnlySpan delimiter))
        with
        | None -> None
        | Some at ->
            match List.skip (at + 1) parts with
            | signature :: ([ header; parent; metadata; content ] as signed)
            | signature :: header :: parent :: metadata :: content :: _ & (_ :: signed) ->
                let signed = List.truncate 4 signed
                let expected = Encoding.ASCII.GetBytes(sign key signed)

                if
                    key <> ""
                    && not (CryptographicOperations.FixedTimeEquals(ReadOnlySpan expected, ReadOnlySpan signature))
                then
                    None
                else
                    match parse header, parse parent, parse metadata, parse content with
                    | Some header, Some parent, Some _, Some content ->
                        Some {
                            Identities = List.truncate at parts
                            Header = header
                            Parent = parent
                            Content = content
                        }
                    | _ -> None
            | _ -> None

    /// The parts of a message, signed.
    let write (key: string) (message: Message) : byte array list =
        let signed =
            [ message.Header; message.Parent; JsonObject(); message.Content ]
            |> List.map (fun node -> Encoding.UTF8.GetBytes(node.ToJsonString()))

        message.Identities
        @ [ delimiter; Encoding.ASCII.GetBytes(sign key signed) ]
        @ signed

    let private element (name: string) (node: JsonObject) : JsonElement option =
        match node[name] with
        | :? JsonValue as value -> Some(value.GetValue<JsonElement>())
        | _ -> None

    /// A text of an object; empty where there is none.
    let text (name: string) (node: JsonObject) : string =
        match element name node with
        | Some value when value.ValueKind = JsonValueKind.String -> string (value.GetString())
        | _ -> ""

    /// Whether an object has a text of this name.
    let hasText (name: string) (node: JsonObject) : bool =
        match element name node with
        | Some value -> value.ValueKind = JsonValueKind.String
        | None -> false

    /// A whole number of an object.
    let number (name: string) (otherwise: int) (node: JsonObject) : int =
        match element name node with
        | Some value when value.ValueKind = JsonValueKind.Number ->
            match value.TryGetInt32() with
            | true, number -> number
            | _ -> otherwise
        | _ -> otherwise

    /// A truth of an object.
    let truth (name: string) (otherwise: bool) (node: JsonObject) : bool =
        match element name node with
        | Some value when value.ValueKind = JsonValueKind.True -> true
        | Some value when value.ValueKind = JsonValueKind.False -> false
        | _ -> otherwise

    /// What kind of message it is.
    let kind (message: Message) : string = text "msg_type" message.Header

    /// The kernel's message of a kind, in answer to another or to none.
    let make (session: string) (kind: string) (parent: Message option) (content: JsonObject) : Message =
        let header = JsonObject()
        header["msg_id"] <- JsonValue.Create(Guid.NewGuid().ToString "N")
        header["session"] <- JsonValue.Create session
        header["username"] <- JsonValue.Create "kernel"
        header["date"] <- JsonValue.Create(DateTime.UtcNow.ToString("o", Globalization.CultureInfo.InvariantCulture))
        header["msg_type"] <- JsonValue.Create kind
        header["version"] <- JsonValue.Create protocol

        {
            Identities = []
            Header = header
            Parent =
                match parent with
                | Some parent -> parent.Header.DeepClone() :?> JsonObject
                | None -> JsonObject()
            Content = content
        }
