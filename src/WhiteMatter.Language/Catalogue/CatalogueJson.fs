/// The catalogue as JSON, for other programs.
module internal WhiteMatter.Language.Catalogue.CatalogueJson

open System.Text.Encodings.Web
open System.Text.Json
open System.Text.Json.Nodes
open WhiteMatter.Language

let private format = 1

let private strings (values: string seq) =
    JsonArray [| for value in values -> JsonValue.Create value :> JsonNode | null |]

let private array (values: JsonObject seq) =
    JsonArray [| for value in values -> value :> JsonNode | null |]

let private node (fields: (string * JsonNode | null) list) =
    let result = JsonObject()

    for name, value in fields do
        result.Add(name, value)

    result

let private text (value: string) : JsonNode | null = JsonValue.Create value
let private flag (value: bool) : JsonNode | null = JsonValue.Create value
let private available availability = flag (availability = Availability.Here)

let private names types =
    strings [ for one in types -> StudyType.name one ] :> JsonNode | null

let private jsonCondition (condition: Condition) =
    node [
        "setting", text condition.Setting
        "words", strings condition.Words :> JsonNode | null
    ]

let private jsonSetting (setting: SettingRow) =
    node [
        "name", text setting.Name
        "doc", text setting.Doc
        "types", names setting.Accepts
        "required", flag setting.Required
        if not setting.For.IsEmpty then
            "for", names setting.For
        match setting.With with
        | Some condition -> "with", jsonCondition condition
        | None -> ()
        match setting.Bounds with
        | Some bounds ->
            "bounds",
            node [
                "low", JsonValue.Create bounds.Low :> JsonNode | null
                "lowIncluded", flag bounds.LowIncluded
                "high", JsonValue.Create bounds.High :> JsonNode | null
                "highIncluded", flag bounds.HighIncluded
            ]
        | None -> ()
        match setting.Length with
        | Some(least, most) ->
            "items",
            node [
                "least", JsonValue.Create least :> JsonNode | null
                "most", JsonValue.Create most :> JsonNode | null
            ]
        | None -> ()
        match setting.Default with
        | Some value ->
            "default", text value.Text
            "defaultIsLiteral", flag value.IsLiteral
        | None -> ()
        "allowsRunValues", flag setting.AllowsRunValues
        "available", available setting.Availability
    ]

let private jsonKind (kind: KindRow) =
    node [
        "name", text kind.Name
        "edition", JsonValue.Create kind.Edition :> JsonNode | null
        "doc", text kind.Doc
        "hasName", flag kind.HasName
        match kind.From with
        | Some from ->
            "from",
            node [
                "types", names from.Types
                "required", flag from.Required
                "algebra", flag from.Algebra
            ]
        | None -> ()
        "yields", text (StudyType.name kind.Yields)
        "settings", array (kind.Settings |> List.map jsonSetting)
        "blocks",
        array [
            for block in kind.Blocks ->
                node [
                    "name", text block.Name
                    "doc", text block.Doc
                    if not block.Settings.IsEmpty then
                        "settings", array (block.Settings |> List.map jsonSetting)
                ]
        ]
        match kind.Entries with
        | Some entries -> "entries", text (RowText.entries entries)
        | None -> ()
        "available", available kind.Availability
        "example", text kind.Example
    ]

let private jsonFunction (row: FunctionRow) =
    node [
        "name", text row.Name
        "doc", text row.Doc
        "arguments", array (row.Arguments |> List.map jsonSetting)
        "yields", text (StudyType.name row.Yields)
        "use", text (RowText.useOf row.Use)
        "available", available row.Availability
        "example", text row.Example
    ]

let private jsonColumn (row: ComputedColumnRow) =
    node [
        "name", text row.Name
        "type", text (StudyType.name row.Type)
        "doc", text row.Doc
        "available", available row.Availability
    ]

/// The catalogue as JSON.
let render () =
    let root =
        node [
            "formatVersion", JsonValue.Create format :> JsonNode | null
            "kinds", array (Catalogue.kinds |> List.map jsonKind)
            "functions", array (Catalogue.functions |> List.map jsonFunction)
            "types",
            array [
                for row in Catalogue.types ->
                    node [
                        "name", text (StudyType.name row.Type)
                        "doc", text row.Doc
                        "members",
                        array [
                            for m in row.Members ->
                                node [
                                    "name", text m.Name
                                    "type", text (StudyType.name m.Type)
                                    "doc", text m.Doc
                                    "knownAfterRun", flag m.AfterRun
                                    match m.Needs with
                                    | Some { Setting = setting; Words = [] } -> "needs", text setting
                                    | Some condition -> "needs", jsonCondition condition
                                    | None -> ()
                                    "available", available m.Availability
                                ]
                        ]
                    ]
            ]
            "enumerations",
            array [
                for row in Catalogue.enumerations ->
                    node [
                        "name", text row.Name
                        "doc", text row.Doc
                        "cases",
                        array [
                            for case in row.Cases ->
                                node [
                                    "name", text case.Name
                                    "doc", text case.Doc
                                    if case.Numbered then
                                        "numbered", flag true
                                    "available", available case.Availability
                                ]
                        ]
                    ]
            ]
            "units",
            array [
                for unit in Units.all ->
                    node [
                        "name", text unit.Name
                        "dimension", text (Dimension.name unit.Dimension)
                        "factor", JsonValue.Create unit.Factor :> JsonNode | null
                        "doc", text unit.Doc
                    ]
            ]
            "variantColumns", array (Catalogue.variantColumns |> List.map jsonColumn)
            "imageColumns", array (Catalogue.imageColumns |> List.map jsonColumn)
        ]

    root.ToJsonString(
        JsonSerializerOptions(WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
    )
    + "\n"
