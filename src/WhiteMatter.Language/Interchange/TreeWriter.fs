/// Syntax trees as JSON.
module internal WhiteMatter.Language.Interchange.TreeWriter

open System
open System.Collections
open System.IO
open System.Text
open System.Text.Encodings.Web
open System.Text.Json
open Microsoft.FSharp.Reflection
open WhiteMatter.Language.Interchange.TreeShape

/// Trees that the parser makes are less deep.
let deepest = 4000

let private isNothing (part: Part) (value: objnull) =
    match part.Default with
    | ValueSome nothing -> part.Name <> "span" && Object.Equals(nothing, value)
    | ValueNone -> false

/// Writes a value of the tree's types.
let write (root: Type) (value: obj) (head: Utf8JsonWriter -> unit) (indented: bool) : string =
    use stream = new MemoryStream()

    use json =
        new Utf8JsonWriter(
            stream,
            JsonWriterOptions(
                Indented = indented,
                MaxDepth = deepest,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
            )
        )

    let rec any (kind: Type) (value: objnull) =
        match formOf kind with
        | Shape.Text -> json.WriteStringValue(string value)
        | Shape.Whole -> json.WriteNumberValue(Convert.ToInt64 value)
        | Shape.Number -> json.WriteNumberValue(nonNull value :?> float)
        | Shape.Truth -> json.WriteBooleanValue(nonNull value :?> bool)
        | Shape.TypeName -> json.WriteStringValue(spellType value)
        | Shape.Word words ->
            json.WriteStringValue(words |> List.find (fun (_, each) -> Object.Equals(each, value)) |> fst)
        | Shape.Optional inner ->
            // Absent ones are left out with their member.
            let _, fields = FSharpValue.GetUnionFields(value, kind)
            any inner fields[0]
        | Shape.Many inner ->
            json.WriteStartArray()

            for item in nonNull value :?> IEnumerable do
                any inner item

            json.WriteEndArray()
        | Shape.Object record ->
            json.WriteStartObject()
            members record.Parts (record.Take value) -1
            json.WriteEndObject()
        | Shape.Choice(tag, cases) ->
            json.WriteStartObject()
            case cases[tag value] value
            json.WriteEndObject()
        | Shape.Node(record, place, tag, cases) ->
            json.WriteStartObject()
            let values = record.Take value
            case cases[tag values[place]] values[place]
            members record.Parts values place
            json.WriteEndObject()

    and case (case: Case) (value: objnull) =
        json.WriteString("node", case.Word)
        members case.Parts (case.Take value) -1

    and members (parts: Part[]) (values: objnull[]) (but: int) =
        for i in 0 .. parts.Length - 1 do
            let part = parts[i]

            let unsayable =
                match values[i] with
                | :? float as number -> not (Double.IsFinite number)
                | _ -> false

            if i <> but && not (isNothing part values[i]) && not unsayable then
                json.WritePropertyName part.Name
                any part.Type values[i]

    match formOf root with
    | Shape.Object record ->
        json.WriteStartObject()
        head json
        members record.Parts (record.Take value) -1
        json.WriteEndObject()
    | _ -> any root value

    json.Flush()
    Encoding.UTF8.GetString(stream.ToArray()) + "\n"
