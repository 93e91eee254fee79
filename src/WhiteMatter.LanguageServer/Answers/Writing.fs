/// Places, diagnostics and changes as the protocol writes them.
module internal WhiteMatter.LanguageServer.Answers.Writing

open System.Text.Json
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.LanguageServer
open WhiteMatter.Plan.Diagnostics

/// `{ line, character }`.
let position (writer: Utf8JsonWriter) (lines: Lines) (offset: int) =
    let struct (line, column) = lines.PositionOf offset

    Write.object writer (fun () ->
        writer.WriteNumber("line", line)
        writer.WriteNumber("character", column))

/// `{ start, end }` of a span.
let range (writer: Utf8JsonWriter) (lines: Lines) (span: Span) =
    Write.object writer (fun () ->
        Write.property writer "start" (fun () -> position writer lines span.Start)
        Write.property writer "end" (fun () -> position writer lines span.End))

/// Where diagnostics and names of a study are, in the client's terms.
type Places(documents: Documents) =

    /// The lines of a file that a study read, as far as its text is at hand.
    member _.LinesOf(model: StudyModel, path: string) : Lines option =
        match model.TryFindSource path, documents.TryFindPath path with
        | Some source, Some document when obj.ReferenceEquals(document.Source, source) -> Some document.Lines
        | Some source, _ -> Some(Lines source.Text)
        | None, Some document -> Some document.Lines
        | None, None -> None

    /// `{ uri, range }`.
    member this.Location(writer: Utf8JsonWriter, model: StudyModel, path: string, span: Span) =
        let lines = this.LinesOf(model, path) |> Option.defaultWith (fun () -> Lines "")

        Write.object writer (fun () ->
            writer.WriteString("uri", documents.UriOf path)
            Write.property writer "range" (fun () -> range writer lines span))

/// The span of a diagnostic, that of nothing where it has none.
let spanOf (span: SourceSpan | null) =
    match span with
    | null -> Span.empty
    | span -> Span.create span.Start (span.Start + span.Length)

let private severity (severity: DiagnosticSeverity) =
    match severity with
    | DiagnosticSeverity.Error -> 1
    | DiagnosticSeverity.Warning -> 2
    | _ -> 3

/// A heading of the page of codes as its anchor: `WM1001: File too large` is `wm1001-file-too-large`.
let private anchor (code: string) =
    match DiagnosticTable.Find code with
    | null -> ""
    | row ->
        let heading = $"{row.Code} {row.Title}".ToLowerInvariant()

        "#"
        + System.String [|
            for c in heading do
                if System.Char.IsLetterOrDigit c then
                    c
                elif c = ' ' || c = '-' then
                    '-'
        |]

/// A diagnostic; `page` is the URI of the page of codes.
let diagnostic
    (writer: Utf8JsonWriter)
    (places: Places)
    (page: string option)
    (model: StudyModel)
    (lines: Lines)
    (found: Diagnostic)
    =
    Write.object writer (fun () ->
        Write.property writer "range" (fun () -> range writer lines (spanOf found.Span))
        writer.WriteNumber("severity", severity found.Severity)
        writer.WriteString("code", found.Code)

        match page with
        | Some page ->
            Write.property writer "codeDescription" (fun () ->
                Write.object writer (fun () -> writer.WriteString("href", page + anchor found.Code)))
        | None -> ()

        writer.WriteString("source", "wmstudy")

        writer.WriteString(
            "message",
            if found.Advice = "" then
                found.Message
            else
                found.Message + "\n" + found.Advice
        )

        if not found.Related.IsEmpty then
            Write.property writer "relatedInformation" (fun () ->
                Write.list writer found.Related (fun related ->
                    Write.object writer (fun () ->
                        Write.property writer "location" (fun () ->
                            places.Location(writer, model, related.Span.Path, spanOf related.Span))

                        writer.WriteString("message", related.Message)))))

/// `{ range, newText }`.
let textEdit (writer: Utf8JsonWriter) (lines: Lines) (edit: TextEdit) =
    Write.object writer (fun () ->
        Write.property writer "range" (fun () -> range writer lines edit.Span)
        writer.WriteString("newText", edit.Text))

/// Markdown as it reads without its marks: fences, backticks and stars.
let private withoutMarks (text: string) =
    text.Split '\n'
    |> Array.filter (fun line -> not (line.StartsWith("```", System.StringComparison.Ordinal)))
    |> String.concat "\n"
    |> _.Replace("`", "").Replace("**", "")

/// `{ kind, value }`: Markdown, or for a client that shows none the same without its marks.
let markdown (writer: Utf8JsonWriter) (isPlain: bool) (text: string) =
    Write.object writer (fun () ->
        writer.WriteString("kind", (if isPlain then "plaintext" else "markdown"))
        writer.WriteString("value", (if isPlain then withoutMarks text else text)))
