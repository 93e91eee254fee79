namespace WhiteMatter.Language.Catalogue

open System
open System.Text
open System.Text.Encodings.Web
open System.Text.Json
open System.Text.Json.Nodes
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

[<RequireQualifiedAccess>]
module Reference =

    let private jsonFormat = 1

    let private generated =
        "<!-- Rendered from the catalogue; change the catalogue, not this page. -->"

    let private page (title: string) (intro: string) (write: StringBuilder -> unit) =
        let text = StringBuilder()
        text.Append($"# {title}\n\n{generated}\n\n{intro}\n") |> ignore
        write text
        text.ToString().TrimEnd() + "\n"

    let private commas (items: string list) = String.Join(", ", items)

    let private line (text: StringBuilder) (content: string) =
        text.Append(content).Append('\n') |> ignore

    /// A text inside a cell of a table.
    let private cell (text: string) =
        text.Replace("|", "\\|").ReplaceLineEndings " "

    let private typeName (studyType: StudyType) =
        match studyType with
        | StudyType.Quantity dimension ->
            let units = Units.ofDimension dimension |> List.map _.Name
            $"{Dimension.name dimension} ({commas units})"
        | StudyType.Unknown -> "any"
        | other -> StudyType.name other

    let private typeNames types =
        String.Join(" or ", types |> List.map typeName |> List.distinct)

    let private boundsText (setting: SettingRow) =
        match setting.Bounds with
        | Some bounds when setting.Accepts |> List.exists (fun accepts -> accepts = StudyType.Float) ->
            let low = if bounds.LowIncluded then "at least" else "more than"
            $" ({low} {bounds.Low}, at most {bounds.High})"
        | _ -> ""

    let private defaultText (setting: SettingRow) =
        match setting.Default with
        | _ when setting.Required -> "required"
        | Some { IsLiteral = true; Text = text } -> $"`{text}`"
        | Some { Text = text } -> text
        | None -> "–"

    let private signature (kind: KindRow) =
        let from =
            match kind.From with
            | Some from when from.Required -> $" from {typeNames from.Types}"
            | Some from -> $" [from {typeNames from.Types}]"
            | None -> ""

        let name = if kind.HasName then " name" else ""

        let yields =
            match kind.Yields with
            | StudyType.Nothing -> ""
            | other -> $" → {StudyType.name other}"

        $"{kind.Name}{name}{from} {{ … }}{yields}"

    let private entriesText entries =
        match entries with
        | Entries.Terms -> "Entries are terms of a formula, summed."
        | Entries.Conditions -> "Entries are conditions; all must hold."
        | Entries.ColumnRoles -> "Entries are `name : role` or `name : unit`."

    let private writeKind (text: StringBuilder) (kind: KindRow) =
        line text $"\n## {kind.Name}\n"
        line text $"`{signature kind}`\n"
        line text kind.Doc

        match kind.From with
        | Some { Algebra = true } ->
            line text "\nAfter `from`, cohorts may be combined: `a - b` takes people away, `a & b` keeps those in both."
        | _ -> ()

        kind.Entries
        |> Option.iter (fun entries -> line text $"\n{entriesText entries}")

        let here =
            kind.Settings
            |> List.filter (fun setting -> setting.Availability = Availability.Here)

        if not here.IsEmpty then
            line text "\n| setting | type | default | meaning |"
            line text "|---|---|---|---|"

            for setting in here do
                line
                    text
                    $"| `{setting.Name}` | {cell (typeNames setting.Accepts + boundsText setting)} | {cell (defaultText setting)} | {cell setting.Doc} |"

        for block in kind.Blocks do
            line text $"\n`{block.Name} {{ … }}`: {block.Doc}"

        let toCome =
            kind.Settings
            |> List.filter (fun setting -> setting.Availability = Availability.ToCome)
            |> List.map (fun setting -> $"`{setting.Name}`")

        if not toCome.IsEmpty then
            line text $"\nNot there yet: {commas toCome}."

        if kind.Example <> "" then
            line text $"\n```wmstudy\n{kind.Example}\n```"

    let kinds () =
        let here, toCome =
            Catalogue.kinds
            |> List.partition (fun kind -> kind.Availability = Availability.Here)

        page
            "Kinds"
            "What a declaration can be. `import \"file\" as name`, `param name : type = value` and `accept CODE because \"reason\"` belong to the grammar and stand beside them."
            (fun text ->
                here |> List.iter (writeKind text)
                line text "\n## Kinds of edition 1 that are not there yet\n"
                line text "| kind | from | yields | meaning |"
                line text "|---|---|---|---|"

                for kind in toCome do
                    let from =
                        kind.From
                        |> Option.map (fun from -> typeNames from.Types)
                        |> Option.defaultValue "–"

                    line text $"| `{kind.Name}` | {from} | {StudyType.name kind.Yields} | {cell kind.Doc} |")

    let private useText row =
        match row with
        | FunctionUse.Value -> "the value of a setting"
        | FunctionUse.Arithmetic -> "conditions and arithmetic"
        | FunctionUse.Formula -> "formulas"
        | FunctionUse.Show -> "what a report shows"

    let private callText (row: FunctionRow) =
        let arguments =
            row.Arguments
            |> List.map (fun argument ->
                if argument.Required then
                    argument.Name
                else
                    $"[{argument.Name}]")

        $"{row.Name}({commas arguments})"

    let private writeFunction (text: StringBuilder) (row: FunctionRow) =
        line text $"\n## {row.Name}\n"
        line text $"`{callText row}` → {typeName row.Yields}; in {useText row.Use}.\n"
        line text row.Doc
        line text "\n| argument | type | meaning |"
        line text "|---|---|---|"

        for argument in row.Arguments do
            let doc =
                if argument.Required then
                    argument.Doc
                else
                    argument.Doc + " May be left out."

            line text $"| `{argument.Name}` | {typeNames argument.Accepts} | {cell doc} |"

        line text $"\n```wmstudy\n{row.Example}\n```"

    let functions () =
        let here, toCome =
            Catalogue.functions
            |> List.partition (fun row -> row.Availability = Availability.Here)

        page
            "Functions"
            "Arguments may be given in order or by name, as in `tsv(\"people.tsv\", id = eid)`."
            (fun text ->
                here |> List.iter (writeFunction text)

                let names = toCome |> List.map (fun row -> $"`{row.Name}`")
                line text $"\n## Not there yet\n\n{commas names}.")

    let private mark availability =
        match availability with
        | Availability.Here -> ""
        | Availability.ToCome -> " Not there yet."

    let types () =
        page "Types" "What values there are, and what can be asked of them." (fun text ->
            line text "\n| type | meaning |"
            line text "|---|---|"

            for row in Catalogue.types do
                line text $"| `{StudyType.name row.Type}` | {cell row.Doc} |"

            line text "\n## Members\n"
            line text "Values known after the run may stand in thresholds and in `expect`.\n"
            line text "| member | type | known | meaning |"
            line text "|---|---|---|---|"

            for row in Catalogue.types do
                for m in row.Members do
                    let known = if m.AfterRun then "after the run" else "before"

                    line
                        text
                        $"| `{StudyType.name row.Type}.{m.Name}` | {typeName m.Type} | {known} | {cell (m.Doc + mark m.Availability)} |"

            line text "\n## Units\n"
            line text "| unit | measures | meaning |"
            line text "|---|---|---|"

            for unit in Units.all do
                line text $"| `{unit.Name}` | {Dimension.name unit.Dimension} | {unit.Doc} |"

            line text "\n## What `keep` of genotypes sees\n"
            line text "| name | type | meaning |"
            line text "|---|---|---|"

            for row in Catalogue.variantColumns do
                line text $"| `{row.Name}` | {typeName row.Type} | {cell (row.Doc + mark row.Availability)} |"

            for row in Catalogue.enumerations do
                line text $"\n## {row.Name}\n\n{row.Doc}\n"
                line text "| word | meaning |"
                line text "|---|---|"

                for case in row.Cases do
                    line text $"| `{case.Name}` | {cell (case.Doc + mark case.Availability)} |")

    let private severity (row: DiagnosticDescriptor) =
        match row.Severity with
        | DiagnosticSeverity.Error -> "error"
        | DiagnosticSeverity.Warning -> "warning"
        | _ -> "information"

    let diagnostics () =
        page
            "Diagnostics"
            "Every message has a code. An error stops the command; a warning that is marked acceptable can be accepted in the file by `accept CODE because \"reason\"`."
            (fun text ->
                for row in DiagnosticTable.All do
                    line text $"\n## {row.Code}: {row.Title}\n"

                    let acceptable = if row.Acceptable then ", acceptable" else ""
                    line text $"{severity row}{acceptable}\n"
                    line text $"> {row.Template}\n"
                    line text row.Advice)

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

    let private jsonSetting (setting: SettingRow) =
        node [
            "name", text setting.Name
            "doc", text setting.Doc
            "types", names setting.Accepts
            "required", flag setting.Required
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
                for block in kind.Blocks -> node [ "name", text block.Name; "doc", text block.Doc ]
            ]
            match kind.Entries with
            | Some entries -> "entries", text (entriesText entries)
            | None -> ()
            "available", available kind.Availability
            "example", text kind.Example
        ]

    let private jsonFunction (row: FunctionRow) =
        node [
            "name", text row.Name
            "doc", text row.Doc
            "arguments",
            array [
                for argument in row.Arguments ->
                    node [
                        "name", text argument.Name
                        "doc", text argument.Doc
                        "types", names argument.Accepts
                        "required", flag argument.Required
                    ]
            ]
            "yields", text (StudyType.name row.Yields)
            "use", text (useText row.Use)
            "available", available row.Availability
            "example", text row.Example
        ]

    let json () =
        let root =
            node [
                "formatVersion", JsonValue.Create jsonFormat :> JsonNode | null
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
                "variantColumns",
                array [
                    for row in Catalogue.variantColumns ->
                        node [
                            "name", text row.Name
                            "type", text (StudyType.name row.Type)
                            "doc", text row.Doc
                            "available", available row.Availability
                        ]
                ]
            ]

        root.ToJsonString(
            JsonSerializerOptions(WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
        )
        + "\n"

    let describe (word: string) =
        let kind =
            Catalogue.tryFindKind word
            |> Option.map (fun kind ->
                let text = StringBuilder()
                writeKind text kind
                text.ToString().Trim())

        let call =
            Catalogue.tryFindFunction word
            |> Option.map (fun row -> $"`{callText row}`\n\n{row.Doc}{mark row.Availability}")

        let case =
            Catalogue.enumerations
            |> List.tryPick (fun row ->
                row.Cases
                |> List.tryFind (fun case -> case.Name = word)
                |> Option.map (fun case -> $"`{case.Name}` ({row.Name}): {case.Doc}.{mark case.Availability}"))

        let unit =
            Units.tryFind word
            |> Option.map (fun unit -> $"`{unit.Name}`: {unit.Doc}, a unit of {Dimension.name unit.Dimension}.")

        [ kind; call; case; unit ] |> List.tryPick id
