/// JSON that programs read, in the form of plans.
[<RequireQualifiedAccess>]
module WhiteMatter.Cli.JsonOutput

open System.IO
open System.Text
open System.Text.Json
open WhiteMatter.Plan

/// Writes one document with a writer.
let build (indented: bool) (write: Utf8JsonWriter -> unit) : string =
    use stream = new MemoryStream()

    do
        use writer = new Utf8JsonWriter(stream, JsonWriterOptions(Indented = indented))
        write writer

    Encoding.UTF8.GetString(stream.ToArray())

let value (writer: Utf8JsonWriter) (name: string) (value: 'T) =
    writer.WritePropertyName name
    JsonSerializer.Serialize<'T>(writer, value, PlanJson.Options)

/// The JSON of a list, each item as the plan's own JSON has it.
let list<'item> (items: 'item list) : string =
    build true (fun writer ->
        writer.WriteStartArray()

        for item in items do
            JsonSerializer.Serialize<'item>(writer, item, PlanJson.Options)

        writer.WriteEndArray())
