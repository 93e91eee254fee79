/// The JSON Schema of syntax trees, of the same forms that they are written and read by.
module internal WhiteMatter.Language.Interchange.TreeSchema

open System
open System.Collections.Generic
open System.Text.Json.Nodes
open WhiteMatter.Language.Syntax
open WhiteMatter.Language.Interchange.TreeShape

let private node (pairs: (string * JsonNode) list) : JsonNode =
    let made = JsonObject()

    for name, value in pairs do
        made.Add(name, value)

    made

let private text (value: string) : JsonNode =
    JsonValue.Create value |> nonNull :> JsonNode

let private listed (values: string seq) : JsonNode =
    JsonArray [| for value in values -> text value |> Unchecked.nonNull |] :> JsonNode

/// The schema. `comment` gives the comment of a member of the tree's types by its name in .NET, `head` the members that stand beside the root's own.
let make (comment: string -> string option) (head: (string * JsonNode) list) (title: string) : JsonObject =
    let definitions = SortedDictionary<string, JsonNode>(StringComparer.Ordinal)

    let rec any (kind: Type) : JsonNode =
        match formOf kind with
        | Shape.Text -> node [ "type", text "string" ]
        | Shape.Whole -> node [ "type", text "integer" ]
        | Shape.Number -> node [ "type", text "number" ]
        | Shape.Truth -> node [ "type", text "boolean" ]
        | Shape.TypeName ->
            node [
                "type", text "string"
                "pattern", text "^\\[*(int|float|bool|string|quantity)\\]*$"
            ]
        | Shape.Word words -> node [ "enum", listed (List.map fst words) ]
        | Shape.Optional inner -> any inner
        | Shape.Many inner -> node [ "type", text "array"; "items", any inner ]
        | Shape.Object _
        | Shape.Choice _
        | Shape.Node _ ->
            let name = if kind.IsGenericType then "Edition" else kind.Name

            if not (definitions.ContainsKey name) then
                // Types hold themselves.
                definitions.Add(name, node [])
                definitions[name] <- define kind

            node [ "$ref", text $"#/$defs/{name}" ]

    and define (kind: Type) : JsonNode =
        match formOf kind with
        | Shape.Object record -> object' [] record.Parts
        | Shape.Choice(_, cases) -> oneOf cases [||]
        | Shape.Node(record, place, _, cases) -> oneOf cases (record.Parts |> Array.removeAt place)
        | _ -> invalidOp "no definition"

    /// What a node says it is picks the schema of its members, so that a validator looks at one for each node and not at all of them.
    and oneOf (cases: Case[]) (others: Part[]) : JsonNode =
        let isCase (case: Case) =
            node [ "properties", node [ "node", node [ "const", text case.Word ] ] ]

        node [
            "type", text "object"
            "properties", node [ "node", node [ "enum", listed (cases |> Seq.map _.Word) ] ]
            "required", listed [ "node" ]
            "allOf",
            JsonArray [|
                for case in cases -> node [ "if", isCase case; "then", ofCase case others ]
            |]
        ]

    and ofCase (case: Case) (others: Part[]) : JsonNode =
        object' [ "node", node [ "const", text case.Word ] ] (Array.append case.Parts others)

    and object' (first: (string * JsonNode) list) (parts: Part[]) : JsonNode =
        let properties = JsonObject()

        for name, value in first do
            properties.Add(name, value)

        for part in parts do
            let made = any part.Type

            match comment part.Source with
            | Some words -> made.AsObject().Insert(0, "description", text words)
            | None -> ()

            properties.Add(part.Name, made)

        node [
            "type", text "object"
            "properties", properties
            "required",
            listed (
                Seq.append
                    (Seq.map fst first)
                    (parts
                     |> Seq.filter (fun part -> part.Default.IsNone && not part.Derived)
                     |> Seq.map _.Name)
            )
            "additionalProperties", JsonValue.Create false :> JsonNode
        ]

    let root =
        match formOf typeof<StudyFile> with
        | Shape.Object record -> (object' head record.Parts).AsObject()
        | _ -> invalidOp "a file is a record"

    root.Insert(0, "$schema", text "https://json-schema.org/draft/2020-12/schema")
    root.Insert(1, "title", text title)

    root.Add(
        "$defs",
        node [
            for KeyValue(name, value) in definitions do
                name, value
        ]
    )

    root
