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

    text.AppendLine().AppendLine(row.Outline).AppendLine().AppendLine(row.Advice)
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

/// The enumerations whose words a setting takes.
let private enumerationsOf (row: SettingRow) =
    row.Accepts
    |> List.choose (fun studyType ->
        match studyType with
        | StudyType.Enumeration name
        | StudyType.List(StudyType.Enumeration name) -> Catalogue.tryFindEnumeration name
        | _ -> None)

let private word (case: EnumerationCase) =
    let name = if case.Numbered then case.Name + ":N" else case.Name
    $"{name}{toCome case.Availability}: {case.Doc}"

/// A setting with the words it takes, each in a line of its own.
let private settingAndWords (indent: string) (row: SettingRow) : string list = [
    indent + setting row
    for enumeration in enumerationsOf row do
        for case in enumeration.Cases do
            indent + "      " + word case
]

let private ofKind (row: KindRow) =
    let text = StringBuilder()
    text.AppendLine $"{row.Name}{toCome row.Availability}: {row.Doc}" |> ignore

    if not row.Settings.IsEmpty then
        text.AppendLine().AppendLine("Settings") |> ignore

        for line in row.Settings |> List.collect (settingAndWords "") do
            text.AppendLine line |> ignore

    if not row.Blocks.IsEmpty then
        text.AppendLine().AppendLine("Blocks") |> ignore

        for block in row.Blocks do
            text.AppendLine $"  {block.Name}{toCome block.Availability}: {block.Doc}"
            |> ignore

            for line in block.Settings |> List.collect (settingAndWords "  ") do
                text.AppendLine line |> ignore

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

/// Every setting with the kind, or the kind and the block, that it stands in.
let private allSettings = [
    for kind in Catalogue.kinds do
        for one in kind.Settings do
            kind.Name, one

        for block in kind.Blocks do
            for one in block.Settings do
                $"{kind.Name}, {block.Name}", one
]

let private ofEnumeration (row: EnumerationRow) =
    let text = StringBuilder()
    text.AppendLine $"{row.Name}: {row.Doc}" |> ignore

    for case in row.Cases do
        text.AppendLine("  " + word case) |> ignore

    text.ToString()

/// A word, in every enumeration that has it, with the settings that take it.
let private ofWord (name: string) =
    let text = StringBuilder()

    for row in Catalogue.enumerations do
        for case in row.Cases do
            if case.Name = name then
                text.AppendLine $"{case.Name} ({row.Name}){toCome case.Availability}: {case.Doc}"
                |> ignore

                for owner, one in allSettings do
                    if enumerationsOf one |> List.exists (fun other -> other.Name = row.Name) then
                        text.AppendLine $"  {one.Name} = {case.Name} in {owner}" |> ignore

    text.ToString()

let private ofType (row: TypeRow) =
    let text = StringBuilder()
    text.AppendLine $"{StudyType.name row.Type}: {row.Doc}" |> ignore

    for one in row.Members do
        let known = if one.AfterRun then " (known after the run)" else ""

        text.AppendLine $"  .{one.Name}{known}{toCome one.Availability}: {one.Doc}"
        |> ignore

    text.ToString()

let private ofSetting (name: string) =
    let text = StringBuilder()

    for owner, one in allSettings do
        if one.Name = name then
            text.AppendLine owner |> ignore

            for line in settingAndWords "" one do
                text.AppendLine line |> ignore

    text.ToString()

let private isType (name: string) (row: TypeRow) =
    String.Equals(StudyType.name row.Type, name, StringComparison.OrdinalIgnoreCase)

let private list () =
    let text = StringBuilder()
    text.AppendLine "Kinds" |> ignore

    for row in Catalogue.kinds do
        text.AppendLine $"  {row.Name}{toCome row.Availability}: {row.Doc}" |> ignore

    text.AppendLine().AppendLine("Functions") |> ignore

    for row in Catalogue.functions do
        text.AppendLine $"  {row.Name}{toCome row.Availability}: {row.Doc}" |> ignore

    text.AppendLine().AppendLine("Types") |> ignore

    for row in Catalogue.types do
        text.AppendLine $"  {StudyType.name row.Type}: {row.Doc}" |> ignore

    text.AppendLine().AppendLine("Words of settings") |> ignore

    for row in Catalogue.enumerations do
        let words = String.Join(", ", row.Cases |> List.map _.Name)
        text.AppendLine $"  {row.Name}: {words}" |> ignore

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

let private caseJson writer (case: EnumerationCase) =
    wordJson writer "word" case.Name case.Doc case.Availability ""

let private typeJson writer (row: TypeRow) =
    wordJson writer "type" (StudyType.name row.Type) row.Doc Availability.Here ""

let private settingJson writer (row: SettingRow) =
    wordJson writer "setting" row.Name row.Doc row.Availability ""

let private listJson (writer: Utf8JsonWriter) =
    writer.WriteStartArray()
    Catalogue.kinds |> List.iter (kindJson writer)
    Catalogue.functions |> List.iter (functionJson writer)
    Catalogue.types |> List.iter (typeJson writer)

    for row in Catalogue.enumerations do
        row.Cases |> List.iter (caseJson writer)

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
        let each write rows (writer: Utf8JsonWriter) =
            writer.WriteStartArray()
            rows |> List.iter (write writer)
            writer.WriteEndArray()

        let cases =
            Catalogue.enumerations
            |> List.collect _.Cases
            |> List.filter (fun case -> case.Name = topic)

        let settings =
            allSettings |> List.map snd |> List.filter (fun row -> row.Name = topic)

        match DiagnosticTable.Find(topic.ToUpperInvariant()) with
        | null ->
            match
                Catalogue.tryFindKind topic,
                Catalogue.tryFindFunction topic,
                Catalogue.tryFindEnumeration topic,
                Catalogue.types |> List.tryFind (isType topic)
            with
            | Some row, _, _, _ -> say (ofKind row) (fun writer -> kindJson writer row)
            | _, Some row, _, _ -> say (ofFunction row) (fun writer -> functionJson writer row)
            | _, _, Some row, _ -> say (ofEnumeration row) (each caseJson row.Cases)
            // A word and a setting may have one name, as a type may have that of a kind: all that is known is said.
            | _, _, _, found when found.IsSome || not cases.IsEmpty || not settings.IsEmpty ->
                let ofTypes = found |> Option.map ofType |> Option.defaultValue ""

                say
                    (String.Join(
                        Environment.NewLine,
                        [ ofTypes; ofWord topic; ofSetting topic ]
                        |> List.filter (fun text -> text <> "")
                    ))
                    (fun writer ->
                        writer.WriteStartArray()
                        found |> Option.iter (typeJson writer)
                        cases |> List.iter (caseJson writer)
                        settings |> List.iter (settingJson writer)
                        writer.WriteEndArray())
            | _ ->
                let known = [
                    for row in Catalogue.kinds do
                        row.Name
                    for row in Catalogue.functions do
                        row.Name
                    for row in Catalogue.types do
                        StudyType.name row.Type
                    for row in Catalogue.enumerations do
                        for case in row.Cases do
                            case.Name
                    for _, row in allSettings do
                        row.Name
                    for row in DiagnosticTable.All do
                        row.Code
                ]

                Usage.fail $"nothing is called '{topic}'{Closest.hint (List.distinct known) topic}"
        | row -> say (ofCode row) (fun writer -> codeJson writer row)

let command: Command = {
    Name = "explain"
    Summary = "explain a diagnostic's code, or a kind, setting, function, type or word"
    Details = "Without a word, all of them are listed."
    Example = "wmstudy explain gwas"
    Options = CommandLine.options<ExplainArguments> "explain"
    Run = run
}
