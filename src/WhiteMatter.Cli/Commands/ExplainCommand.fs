module WhiteMatter.Cli.Commands.ExplainCommand

open System
open System.Text.Json
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Plan.Diagnostics

let private codeJson (writer: Utf8JsonWriter) (row: DiagnosticDescriptor) =
    writer.WriteStartObject()
    writer.WriteString("code", row.Code)
    writer.WriteString("severity", CatalogueText.severity row)
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

let private libraryJson (file: LibraryFile) (writer: Utf8JsonWriter) =
    writer.WriteStartObject()
    writer.WriteString("library", file.Name)
    writer.WriteStartArray "entries"

    for entry in file.Entries do
        writer.WriteStartObject()
        writer.WriteString("name", entry.Name)
        writer.WriteString("type", entry.Type)
        writer.WriteString("doc", entry.Doc)
        writer.WriteEndObject()

    writer.WriteEndArray()
    writer.WriteEndObject()

/// What a file of declarations at a path offers, where the topic is one.
let private fileAt (topic: string) : LibraryFile option =
    if topic.EndsWith(".wmstudy", StringComparison.OrdinalIgnoreCase) then
        Some(LibraryContents.ofFile topic (StudyFiles.read topic))
    else
        None

/// The rows that a topic stands for.
let private topicJson (topic: string) (writer: Utf8JsonWriter) =
    let each write rows =
        writer.WriteStartArray()
        rows |> List.iter (write writer)
        writer.WriteEndArray()

    match DiagnosticTable.Find(topic.ToUpperInvariant()) with
    | null ->
        match Catalogue.tryFindKind topic, Catalogue.tryFindFunction topic, Catalogue.tryFindEnumeration topic with
        | Some row, _, _ -> kindJson writer row
        | _, Some row, _ -> functionJson writer row
        | _, _, Some row -> each caseJson row.Cases
        | _ ->
            writer.WriteStartArray()

            Catalogue.types
            |> List.tryFind (CatalogueText.isType topic)
            |> Option.iter (typeJson writer)

            for row in Catalogue.enumerations do
                for case in row.Cases do
                    if case.Name = topic then
                        caseJson writer case

            for _, row in CatalogueText.allSettings do
                if row.Name = topic then
                    settingJson writer row

            writer.WriteEndArray()
    | row -> codeJson writer row

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<ExplainArguments> "explain" words

    let say text json =
        if options.Contains ExplainArguments.Json then
            terminal.Out.WriteLine(JsonOutput.build true json)
        else
            terminal.Out.Write(text: string)

        ExitCode.Done

    match options.TryGetResult ExplainArguments.Topic with
    | None -> say (CatalogueText.list ()) listJson
    | Some topic ->
        let library = LibraryContents.files Parser.edition

        let file =
            library
            |> List.tryFind (fun file -> file.Name = topic)
            |> Option.orElseWith (fun () -> fileAt topic)

        match file, CatalogueText.find topic with
        | Some file, _ -> say (LibraryContents.inWords file) (libraryJson file)
        | None, Some text -> say text (topicJson topic)
        | None, None ->
            let known = CatalogueText.known () @ (library |> List.map _.Name)
            Usage.fail $"nothing is called '{topic}'{Closest.hint known topic}"

let command: Command = {
    Name = "explain"
    Summary =
        "explain a diagnostic's code, a kind, setting, function, type or word, or what a file offers to those who import it"
    Details = "Without a word, all of them are listed."
    Example = "wmstudy explain gwas"
    Options = CommandLine.options<ExplainArguments> "explain"
    Run = run
}
