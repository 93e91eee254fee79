module WhiteMatter.Cli.Commands.ExplainCommand

open System
open System.IO
open System.Text.Json
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Plan.Diagnostics

let private codeMembers (writer: Utf8JsonWriter) (row: DiagnosticDescriptor) =
    writer.WriteString("code", row.Code)
    writer.WriteString("severity", CatalogueText.severity row)
    writer.WriteString("title", row.Title)
    writer.WriteString("template", row.Template)
    writer.WriteString("advice", row.Advice)
    writer.WriteBoolean("acceptable", row.Acceptable)

let private codeJson (writer: Utf8JsonWriter) (row: DiagnosticDescriptor) =
    writer.WriteStartObject()
    codeMembers writer row
    writer.WriteEndObject()

/// A code with the page that explains it, as Markdown.
let private wholeCodeJson (writer: Utf8JsonWriter) (row: DiagnosticDescriptor) =
    writer.WriteStartObject()
    codeMembers writer row

    CodePages.tryFind row.Code
    |> Option.iter (fun page -> writer.WriteString("page", page))

    writer.WriteEndObject()

/// A word of the language, with what `more` writes of it before its example.
let private wholeJson
    (writer: Utf8JsonWriter)
    (what: string)
    (name: string)
    (doc: string)
    (availability: Availability)
    (example: string)
    (more: unit -> unit)
    =
    writer.WriteStartObject()
    writer.WriteString(what, name)
    writer.WriteString("doc", doc)
    writer.WriteBoolean("available", (availability = Availability.Here))
    more ()
    writer.WriteString("example", example)
    writer.WriteEndObject()

let private wordJson writer what name doc availability example =
    wholeJson writer what name doc availability example ignore

let private kindJson writer (row: KindRow) =
    wordJson writer "kind" row.Name row.Doc row.Availability row.Example

let private functionJson writer (row: FunctionRow) =
    wordJson writer "function" row.Name row.Doc row.Availability row.Example

let private types (writer: Utf8JsonWriter) (name: string) (types: StudyType list) =
    writer.WriteStartArray name

    for one in types do
        writer.WriteStringValue(StudyType.name one)

    writer.WriteEndArray()

/// Settings of a kind or a block, or arguments of a function, each with what it takes.
let private rowsJson (writer: Utf8JsonWriter) (name: string) (rows: SettingRow list) =
    writer.WriteStartArray name

    for row in rows do
        writer.WriteStartObject()
        writer.WriteString("name", row.Name)
        writer.WriteString("doc", row.Doc)
        types writer "types" row.Accepts
        writer.WriteBoolean("required", row.Required)

        match row.Default with
        | Some value -> writer.WriteString("default", value.Text)
        | None -> ()

        writer.WriteBoolean("available", (row.Availability = Availability.Here))
        writer.WriteEndObject()

    writer.WriteEndArray()

/// A kind with its settings and blocks.
let private wholeKindJson (writer: Utf8JsonWriter) (row: KindRow) =
    wholeJson writer "kind" row.Name row.Doc row.Availability row.Example (fun () ->
        row.From |> Option.iter (fun from -> types writer "from" from.Types)
        writer.WriteString("yields", StudyType.name row.Yields)
        rowsJson writer "settings" row.Settings
        writer.WriteStartArray "blocks"

        for block in row.Blocks do
            writer.WriteStartObject()
            writer.WriteString("name", block.Name)
            writer.WriteString("doc", block.Doc)
            rowsJson writer "settings" block.Settings
            writer.WriteEndObject()

        writer.WriteEndArray())

/// A function with its arguments.
let private wholeFunctionJson (writer: Utf8JsonWriter) (row: FunctionRow) =
    wholeJson writer "function" row.Name row.Doc row.Availability row.Example (fun () ->
        writer.WriteString("yields", StudyType.name row.Yields)
        rowsJson writer "arguments" row.Arguments)

let private caseJson writer (case: EnumerationCase) =
    wordJson writer "word" case.Name case.Doc case.Availability ""

let private typeJson writer (row: TypeRow) =
    wordJson writer "type" (StudyType.name row.Type) row.Doc Availability.Here ""

let private settingJson writer (row: SettingRow) =
    wordJson writer "setting" row.Name row.Doc row.Availability ""

let private blockJson writer (row: BlockRow) =
    wordJson writer "block" row.Name row.Doc row.Availability ""

let private unitJson (writer: Utf8JsonWriter) (unit: Unit) =
    writer.WriteStartObject()
    writer.WriteString("unit", unit.Name)
    writer.WriteString("doc", unit.Doc)
    writer.WriteString("dimension", Dimension.name unit.Dimension)
    writer.WriteNumber("factor", unit.Factor)
    writer.WriteString("of", CatalogueText.canonicalOf unit)
    writer.WriteEndObject()

let private syntaxJson writer (word: string, doc: string, example: string) =
    wordJson writer "syntax" word doc Availability.Here example

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

        if not entry.Columns.IsEmpty then
            writer.WriteStartArray "columns"

            for column in entry.Columns do
                writer.WriteStartObject()
                writer.WriteString("name", column.Name)
                writer.WriteString("role", column.Role)
                writer.WriteString("doc", column.Doc)
                writer.WriteEndObject()

            writer.WriteEndArray()

        writer.WriteEndObject()

    writer.WriteEndArray()
    writer.WriteEndObject()

/// What a file of declarations at a path offers, where the topic is one; one that cannot be read whole offers nothing, and says why.
let private fileAt (terminal: Terminal) (topic: string) : Result<LibraryFile, int> option =
    let isFile = topic.EndsWith(".wmstudy", StringComparison.OrdinalIgnoreCase)

    // A path, as an import writes it: the ending may be left out.
    let path =
        if isFile || File.Exists topic then
            topic
        else
            topic + ".wmstudy"

    let isPath =
        topic.StartsWith("./", StringComparison.Ordinal)
        || topic.StartsWith("../", StringComparison.Ordinal)
        || Path.IsPathRooted topic
        || topic.Contains '/' && File.Exists path

    if isFile || isPath then
        let topic = path
        let source = StudyFiles.read topic
        let given = { Settings = []; Libraries = [] }

        let checkedFile =
            LoadedStudy.check terminal topic source given None (MachineLimits.apply None None) StudyData.hide

        let found =
            (ImportedFile.ofImported checkedFile.Checked).Diagnostics
            |> Seq.filter (fun one ->
                one.Severity = DiagnosticSeverity.Error
                && one.Code <> DataCodes.FileNotFound.Code)
            |> List.ofSeq

        if not found.IsEmpty then
            Findings.write terminal [ source ] found
            Some(Error ExitCode.StudyErrors)
        else
            Some(Ok(LibraryContents.ofFile topic source))
    else
        None

/// One entry of a file of the library, by the name that studies give it: `ukb.person` or `std/ukb.person`.
let private entryOf (library: LibraryFile list) (topic: string) : LibraryFile option =
    match topic.LastIndexOf '.' with
    | at when at > 0 ->
        let name = topic.Substring(0, at)
        let asked = topic.Substring(at + 1)

        library
        |> List.tryFind (fun file -> file.Name = name || file.Name = "std/" + name)
        |> Option.bind (fun file ->
            match file.Entries |> List.filter (fun entry -> entry.Name = asked) with
            | [] ->
                let known = file.Entries |> List.map (fun entry -> $"{name}.{entry.Name}")
                Usage.fail $"'{file.Name}' has nothing called '{asked}'{Closest.hint known topic}"
            | entries -> Some { file with Entries = entries })
    | _ -> None

/// The rows that a topic stands for.
let private topicJson (topic: string) (writer: Utf8JsonWriter) =
    let each write rows =
        writer.WriteStartArray()
        rows |> List.iter (write writer)
        writer.WriteEndArray()

    match DiagnosticTable.Find(topic.ToUpperInvariant()) with
    | null ->
        match Catalogue.tryFindKind topic, Catalogue.tryFindFunction topic, Catalogue.tryFindEnumeration topic with
        | Some row, _, _ -> wholeKindJson writer row
        | _, Some row, _ -> wholeFunctionJson writer row
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

            for _, row in CatalogueText.allBlocks do
                if row.Name = topic then
                    blockJson writer row

            Units.tryFind topic |> Option.iter (unitJson writer)

            CatalogueText.syntax
            |> List.filter (fun (word, _, _) -> word = topic)
            |> List.iter (syntaxJson writer)

            writer.WriteEndArray()
    | row -> wholeCodeJson writer row

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
            |> Option.map Ok
            |> Option.orElseWith (fun () -> fileAt terminal topic)

        match file, CatalogueText.find topic, lazy (entryOf library topic) with
        | Some(Error code), _, _ -> code
        | Some(Ok file), _, _ -> say (LibraryContents.inWords file) (libraryJson file)
        | None, Some text, _ -> say text (topicJson topic)
        | None, None, Lazy(Some one) ->
            say
                ($"{one.Name}\n\n"
                 + String.Join("\n", one.Entries |> List.map LibraryContents.entryInWords))
                (libraryJson one)
        | None, None, _ ->
            let known = CatalogueText.known () @ (library |> List.map _.Name)
            Usage.fail $"nothing is called '{topic}'{Closest.hint known topic}"

let command: Command = {
    Name = "explain"
    Summary =
        "explain a diagnostic's code, a kind, block, setting, function, type, unit or word, or what a file offers to those who import it"
    Details =
        "Without a word, all of them are listed. A file with errors is not explained: they are told, and it ends with 1."
    Example = "wmstudy explain gwas"
    Options = CommandLine.options<ExplainArguments> "explain"
    Run = run
}
