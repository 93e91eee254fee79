module WhiteMatter.Cli.Commands.ExplainCommand

open System
open System.Text
open System.Text.Json
open WhiteMatter.Cli
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Plan.Diagnostics

let private severity (row: DiagnosticDescriptor) =
    row.Severity.ToString().ToLowerInvariant()

let private ofCode (row: DiagnosticDescriptor) =
    let text = StringBuilder()
    text.AppendLine $"{row.Code}  {row.Title} ({severity row})" |> ignore

    text.AppendLine().AppendLine(row.Template).AppendLine().AppendLine(row.Advice)
    |> ignore

    if row.Acceptable then
        text.AppendLine $"A study may take it upon itself: accept {row.Code} because \"…\""
        |> ignore

    text.ToString()

let private toCome availability =
    if availability = Availability.ToCome then
        " (not in this version)"
    else
        ""

let private setting (row: SettingRow) =
    let need =
        match row.Required, row.Default with
        | true, _ -> "required"
        | false, Some value when value.Text <> "" -> $"default {value.Text}"
        | _ -> "optional"

    let source =
        match row.For with
        | [] -> ""
        | types -> $", from {String.Join('/', types |> List.map StudyType.name)}"

    let only =
        match row.With with
        | Some condition -> $", with {condition.Setting} = {String.Join('/', condition.Words)}"
        | None -> ""

    $"  {row.Name} ({need}{source}{only}){toCome row.Availability}: {row.Doc}"

let private ofKind (row: KindRow) =
    let text = StringBuilder()
    text.AppendLine $"{row.Name}{toCome row.Availability}: {row.Doc}" |> ignore

    if not row.Settings.IsEmpty then
        text.AppendLine().AppendLine("Settings") |> ignore

        for one in row.Settings do
            text.AppendLine(setting one) |> ignore

    if not row.Blocks.IsEmpty then
        text.AppendLine().AppendLine("Blocks") |> ignore

        for block in row.Blocks do
            text.AppendLine $"  {block.Name}{toCome block.Availability}: {block.Doc}"
            |> ignore

            for one in block.Settings do
                text.AppendLine("  " + setting one) |> ignore

    if row.Example <> "" then
        text.AppendLine().AppendLine("Example").AppendLine("  " + row.Example.Replace("\n", "\n  "))
        |> ignore

    text.ToString()

let private ofFunction (row: FunctionRow) =
    let text = StringBuilder()
    let arguments = String.Join(", ", row.Arguments |> List.map _.Name)

    text.AppendLine $"{row.Name}({arguments}){toCome row.Availability}: {row.Doc}"
    |> ignore

    for argument in row.Arguments do
        let need = if argument.Required then "" else " (optional)"
        text.AppendLine $"  {argument.Name}{need}: {argument.Doc}" |> ignore

    if row.Example <> "" then
        text.AppendLine().AppendLine("Example").AppendLine("  " + row.Example) |> ignore

    text.ToString()

let private list () =
    let text = StringBuilder()
    text.AppendLine "Kinds" |> ignore

    for row in Catalogue.kinds do
        text.AppendLine $"  {row.Name}{toCome row.Availability}: {row.Doc}" |> ignore

    text.AppendLine().AppendLine("Functions") |> ignore

    for row in Catalogue.functions do
        text.AppendLine $"  {row.Name}{toCome row.Availability}: {row.Doc}" |> ignore

    text.AppendLine().AppendLine("Codes") |> ignore

    for row in DiagnosticTable.All do
        text.AppendLine $"  {row.Code}  {row.Title} ({severity row})" |> ignore

    text.ToString()

let private codeJson (writer: Utf8JsonWriter) (row: DiagnosticDescriptor) =
    writer.WriteStartObject()
    writer.WriteString("code", row.Code)
    writer.WriteString("severity", severity row)
    writer.WriteString("title", row.Title)
    writer.WriteString("template", row.Template)
    writer.WriteString("advice", row.Advice)
    writer.WriteBoolean("acceptable", row.Acceptable)
    writer.WriteEndObject()

let private wordJson
    (writer: Utf8JsonWriter)
    (what: string)
    (name: string)
    (doc: string)
    availability
    (example: string)
    =
    writer.WriteStartObject()
    writer.WriteString(what, name)
    writer.WriteString("doc", doc)
    writer.WriteBoolean("available", (availability = Availability.Here))
    writer.WriteString("example", example)
    writer.WriteEndObject()

let private kindJson writer (row: KindRow) =
    wordJson writer "kind" row.Name row.Doc row.Availability row.Example

let private functionJson writer (row: FunctionRow) =
    wordJson writer "function" row.Name row.Doc row.Availability row.Example

let private listJson (writer: Utf8JsonWriter) =
    writer.WriteStartArray()
    Catalogue.kinds |> List.iter (kindJson writer)
    Catalogue.functions |> List.iter (functionJson writer)

    for row in DiagnosticTable.All do
        codeJson writer row

    writer.WriteEndArray()

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<ExplainArguments> "explain" words

    let say text json =
        if options.Contains ExplainArguments.Json then
            terminal.Out.WriteLine(JsonOutput.build true json)
        else
            terminal.Out.Write(text: string)

        ExitCode.Done

    match options.TryGetResult ExplainArguments.Topic with
    | None -> say (list ()) listJson
    | Some topic ->
        let row =
            match DiagnosticTable.Find(topic.ToUpperInvariant()) with
            | null -> None
            | row -> Some row

        match row, Catalogue.tryFindKind topic, Catalogue.tryFindFunction topic with
        | Some row, _, _ -> say (ofCode row) (fun writer -> codeJson writer row)
        | _, Some row, _ -> say (ofKind row) (fun writer -> kindJson writer row)
        | _, _, Some row -> say (ofFunction row) (fun writer -> functionJson writer row)
        | None, None, None ->
            let known = [
                for row in Catalogue.kinds do
                    row.Name
                for row in Catalogue.functions do
                    row.Name
                for row in DiagnosticTable.All do
                    row.Code
            ]

            Usage.fail $"nothing is called '{topic}'{Closest.hint known topic}"

let command: Command = {
    Name = "explain"
    Summary = "explain a diagnostic's code, a kind or a function"
    Details = "Without a word, all of them are listed."
    Example = "wmstudy explain gwas"
    Options = CommandLine.options<ExplainArguments> "explain"
    Run = run
}
