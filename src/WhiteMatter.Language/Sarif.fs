namespace WhiteMatter.Language

open System
open System.Collections.Generic
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

    /// A path that leads out of the folder that it starts from, as the path from the root on.
    let private outside (folder: string) (path: string) =
        let parts = List<string>(folder.Replace('\\', '/').TrimEnd('/').Split '/')

        for part in path.Split '/' do
            match part with
            | "."
            | "" -> ()
            | ".." when parts.Count > 1 -> parts.RemoveAt(parts.Count - 1)
            | ".." -> ()
            | part -> parts.Add part

        String.Join('/', parts)

    /// A path as a URI, and whether that is relative to the folder.
    let private uri (folder: string) (path: string) =
        let path = path.Replace('\\', '/')

        let path =
            if path.StartsWith("../", StringComparison.Ordinal) && folder <> "" then
                outside folder path
            else
                path

        let escaped (path: string) =
            String.Join('/', path.Split('/') |> Array.map Uri.EscapeDataString)

        if isDrive path then
            $"file:///{path[0]}:{escaped (path.Substring 2)}", false
        elif path.StartsWith "//" then
            $"file:{escaped path}", false
        elif path.StartsWith '/' then
            $"file://{escaped path}", false
        else
            // A first part with a colon would be read as a scheme; it is written by its code. What leads out of the folder is not of it.
            escaped path, not (path.StartsWith("../", StringComparison.Ordinal))

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

    let private file (writer: Utf8JsonWriter) (folder: string) (path: string) =
        object writer "artifactLocation" (fun () ->
            let uri, isRelative = uri folder path
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

    /// A place in a file. Files of the library that comes with the program are nowhere where they could be opened: what is said of them is said of
    /// the module that they are (§3.33).
    let private place (writer: Utf8JsonWriter) (folder: string) (span: SourceSpan) =
        if StandardLibrary.isOf span.Path then
            list writer "logicalLocations" [ StandardLibrary.shown span.Path ] (fun name ->
                writer.WriteString("fullyQualifiedName", name)
                writer.WriteString("kind", "module"))
        else
            object writer "physicalLocation" (fun () ->
                file writer folder span.Path
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
    let private fix (writer: Utf8JsonWriter) (folder: string) (title: string, changes: DiagnosticFix list) =
        text writer "description" title

        list writer "artifactChanges" (changes |> List.groupBy _.Span.Path) (fun (path, changes) ->
            file writer folder path

            list writer "replacements" changes (fun change ->
                region writer "deletedRegion" change.Span
                text writer "insertedContent" change.Replacement))

    /// `reason` is why the study accepts it; `anyAccepted` that it accepts some of the results.
    let private result
        (writer: Utf8JsonWriter)
        (folder: string)
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
        | span -> list writer "locations" [ span ] (place writer folder)

        if not found.Related.IsEmpty then
            list writer "relatedLocations" (Seq.indexed found.Related) (fun (index, related) ->
                writer.WriteNumber("id", index)
                place writer folder related.Span
                text writer "message" related.Message)

        let fixes =
            found.Fixes
            |> List.ofSeq
            |> List.groupBy _.Title
            |> List.filter (fun (_, changes) ->
                changes
                |> List.forall (fun change -> not (StandardLibrary.isOf change.Span.Path)))

        if not fixes.IsEmpty then
            list writer "fixes" fixes (fix writer folder)

        // §3.27.23: where some results have suppressions, an empty list says of the others that they have none.
        if anyAccepted then
            list writer "suppressions" (Option.toList reason) (fun reason ->
                writer.WriteString("kind", "inSource")
                writer.WriteString("status", "accepted")
                writer.WriteString("justification", reason))

    let write
        (version: string)
        (folder: string)
        (accepted: AcceptedFinding seq)
        (diagnostics: Diagnostic seq)
        : string =
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
                        text
                            writer
                            "description"
                            "The root of the repository, or the folder that the program was started in where it is in none."))

                writer.WriteString("columnKind", "utf16CodeUnits")

                list writer "results" found (fun (one, reason) ->
                    result writer folder index[one.Code] anyAccepted reason one))

            writer.WriteEndObject()

        Encoding.UTF8.GetString(stream.ToArray())
