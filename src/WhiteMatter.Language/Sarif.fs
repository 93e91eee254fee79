namespace WhiteMatter.Language

open System
open System.IO
open System.Text
open System.Text.Json
open WhiteMatter.Plan.Diagnostics

module Sarif =

    let private level (severity: DiagnosticSeverity) =
        match severity with
        | DiagnosticSeverity.Error -> "error"
        | DiagnosticSeverity.Warning -> "warning"
        | _ -> "note"

    /// The folder that relative paths start from, by the name that code hosts know.
    [<Literal>]
    let private Root = "%SRCROOT%"

    let private isDrive (path: string) =
        path.Length > 2 && Char.IsAsciiLetter path[0] && path[1] = ':' && path[2] = '/'

    /// A path as a URI, and whether that is relative.
    let private uri (path: string) =
        let path = path.Replace('\\', '/')

        let escaped (path: string) =
            String.Join('/', path.Split('/') |> Array.map Uri.EscapeDataString)

        match StandardLibrary.tryPlace path with
        | Some place -> path.Substring(0, path.Length - place.Length) + escaped place, false
        | None when isDrive path -> $"file:///{path[0]}:{escaped (path.Substring 2)}", false
        | None when path.StartsWith "//" -> $"file:{escaped path}", false
        | None when path.StartsWith '/' -> $"file://{escaped path}", false
        // A first part with a colon would be read as a scheme; it is written by its code.
        | None -> escaped path, true

    let private object (writer: Utf8JsonWriter) (name: string) (body: unit -> unit) =
        writer.WriteStartObject name
        body ()
        writer.WriteEndObject()

    let private list (writer: Utf8JsonWriter) (name: string) (items: 'item seq) (write: 'item -> unit) =
        writer.WriteStartArray name

        for item in items do
            writer.WriteStartObject()
            write item
            writer.WriteEndObject()

        writer.WriteEndArray()

    let private text (writer: Utf8JsonWriter) (name: string) (value: string) =
        object writer name (fun () -> writer.WriteString("text", value))

    let private file (writer: Utf8JsonWriter) (path: string) =
        object writer "artifactLocation" (fun () ->
            let uri, isRelative = uri path
            writer.WriteString("uri", uri)

            if isRelative then
                writer.WriteString("uriBaseId", Root))

    let private region (writer: Utf8JsonWriter) (name: string) (span: SourceSpan) =
        object writer name (fun () ->
            writer.WriteNumber("startLine", span.Line)
            writer.WriteNumber("startColumn", span.Column)
            writer.WriteNumber("endLine", span.EndLine)
            writer.WriteNumber("endColumn", span.EndColumn)
            writer.WriteNumber("charOffset", span.Start)
            writer.WriteNumber("charLength", span.Length))

    let private place (writer: Utf8JsonWriter) (span: SourceSpan) =
        object writer "physicalLocation" (fun () ->
            file writer span.Path
            region writer "region" span)

    let private rule (writer: Utf8JsonWriter) (row: DiagnosticDescriptor) =
        writer.WriteString("id", row.Code)
        text writer "shortDescription" row.Title
        text writer "fullDescription" $"{row.Title}. {row.Advice}"
        // §3.11.5: what is found stands for `{0}`, `{1}` …
        object writer "messageStrings" (fun () -> text writer "default" row.Template)
        let page = $"docs/reference/diagnostics/{row.Code}.md"

        let accepted =
            if row.Acceptable then
                $" What is right in a study is accepted in the declaration: accept {row.Code} because \"why it does not matter here\"."
            else
                ""

        // No `helpUri` (§3.49.12): that is an absolute URI, and the pages are a folder of the program's sources.
        object writer "help" (fun () ->
            writer.WriteString(
                "text",
                $"{row.Title}. {row.Advice}{accepted} A study that has it, and why it is one: {page} of wmstudy."
            )

            writer.WriteString(
                "markdown",
                $"**{row.Code}: {row.Title}**\n\n{row.Advice}{accepted}\n\nA study that has it, and why it is one: `{page}` of wmstudy."
            ))

        object writer "defaultConfiguration" (fun () -> writer.WriteString("level", level row.Severity))

    /// Changes of one title belong together, such as those of every use of a name; each title is an alternative.
    let private fix (writer: Utf8JsonWriter) (title: string, changes: DiagnosticFix list) =
        text writer "description" title

        list writer "artifactChanges" (changes |> List.groupBy _.Span.Path) (fun (path, changes) ->
            file writer path

            list writer "replacements" changes (fun change ->
                region writer "deletedRegion" change.Span
                text writer "insertedContent" change.Replacement))

    /// `reason` is why the study accepts it; `anyAccepted` that it accepts some of the results.
    let private result
        (writer: Utf8JsonWriter)
        (ruleIndex: int)
        (anyAccepted: bool)
        (reason: string option)
        (found: Diagnostic)
        =
        writer.WriteString("ruleId", found.Code)
        writer.WriteNumber("ruleIndex", ruleIndex)
        writer.WriteString("level", level found.Severity)

        text
            writer
            "message"
            (if found.Advice = "" then
                 found.Message
             else
                 $"{found.Message} {found.Advice}")

        match found.Span with
        | null -> ()
        | span -> list writer "locations" [ span ] (place writer)

        if not found.Related.IsEmpty then
            list writer "relatedLocations" (Seq.indexed found.Related) (fun (index, related) ->
                writer.WriteNumber("id", index)
                place writer related.Span
                text writer "message" related.Message)

        if not found.Fixes.IsEmpty then
            list writer "fixes" (found.Fixes |> List.ofSeq |> List.groupBy _.Title) (fix writer)

        // §3.27.23: where some results have suppressions, an empty list says of the others that they have none.
        if anyAccepted then
            list writer "suppressions" (Option.toList reason) (fun reason ->
                writer.WriteString("kind", "inSource")
                writer.WriteString("status", "accepted")
                writer.WriteString("justification", reason))

    let write (version: string) (accepted: AcceptedFinding seq) (diagnostics: Diagnostic seq) : string =
        let found = [
            for one in diagnostics -> one, None
            for one in accepted -> one.Found, Some one.Reason
        ]

        let anyAccepted = found |> List.exists (fun (_, reason) -> reason.IsSome)

        let rules =
            found
            |> List.map (fun (one, _) -> one.Code)
            |> List.distinct
            |> List.sortWith (fun a b -> String.CompareOrdinal(a, b))

        let rows =
            rules |> List.choose (fun code -> Option.ofObj (DiagnosticTable.Find code))

        let index = rows |> List.mapi (fun index row -> row.Code, index) |> Map.ofList

        use stream = new MemoryStream()

        do
            use writer = new Utf8JsonWriter(stream, JsonWriterOptions(Indented = true))
            writer.WriteStartObject()
            writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            writer.WriteString("version", "2.1.0")

            list writer "runs" [ found ] (fun found ->
                object writer "tool" (fun () ->
                    object writer "driver" (fun () ->
                        writer.WriteString("name", "wmstudy")
                        writer.WriteString("version", version)
                        list writer "rules" rows (rule writer)))

                object writer "originalUriBaseIds" (fun () ->
                    object writer Root (fun () ->
                        text writer "description" "The folder that the program was started in."))

                writer.WriteString("columnKind", "utf16CodeUnits")

                list writer "results" found (fun (one, reason) -> result writer index[one.Code] anyAccepted reason one))

            writer.WriteEndObject()

        Encoding.UTF8.GetString(stream.ToArray())
