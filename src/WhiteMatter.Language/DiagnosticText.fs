namespace WhiteMatter.Language

open System
open System.Globalization
open System.IO
open System.Text
open System.Text.Json
open WhiteMatter.Plan.Diagnostics

module DiagnosticText =

    let formatVersion = 1

    let private tabStop = 4

    /// Lines longer than this are shown in part.
    let private widestExcerpt = 140

    let private isWide (rune: Rune) =
        let c = rune.Value

        (c >= 0x1100 && c <= 0x115F)
        || (c >= 0x2E80 && c <= 0x303E)
        || (c >= 0x3041 && c <= 0x33FF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0xA000 && c <= 0xA4CF)
        || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFE30 && c <= 0xFE6F)
        || (c >= 0xFF00 && c <= 0xFF60)
        || (c >= 0xFFE0 && c <= 0xFFE6)
        || (c >= 0x1F300 && c <= 0x1F64F)
        || (c >= 0x1F900 && c <= 0x1F9FF)
        || (c >= 0x20000 && c <= 0x3FFFD)

    let private isInvisible (rune: Rune) =
        match Rune.GetUnicodeCategory rune with
        | UnicodeCategory.NonSpacingMark
        | UnicodeCategory.EnclosingMark
        | UnicodeCategory.Format -> true
        | _ -> false

    /// The text as it is safe to show, and the columns it takes from `column` on.
    let private shown (column: int) (text: string) : struct (string * int) =
        let built = StringBuilder(text.Length)
        let mutable at = column

        for rune in text.EnumerateRunes() do
            if rune.Value = int '\t' then
                let width = tabStop - at % tabStop
                built.Append(' ', width) |> ignore
                at <- at + width
            elif Rune.IsControl rune then
                built.Append '\u00B7' |> ignore
                at <- at + 1
            elif isInvisible rune then
                // Direction marks could reorder the excerpt; combining marks belong to the letter before them.
                if Rune.GetUnicodeCategory rune <> UnicodeCategory.Format then
                    built.Append(rune.ToString()) |> ignore
            else
                built.Append(rune.ToString()) |> ignore
                at <- at + (if isWide rune then 2 else 1)

        struct (built.ToString(), at - column)

    let displayWidth (text: string) =
        let struct (_, width) = shown 0 text
        width

    let private severityWord (severity: DiagnosticSeverity) =
        match severity with
        | DiagnosticSeverity.Error -> "error"
        | DiagnosticSeverity.Warning -> "warning"
        | _ -> "information"

    let private severityColour (severity: DiagnosticSeverity) =
        match severity with
        | DiagnosticSeverity.Error -> "31;1"
        | DiagnosticSeverity.Warning -> "33;1"
        | _ -> "36;1"

    /// Where an excerpt of a long line starts and ends.
    let private window (line: string) (column: int) =
        if line.Length <= widestExcerpt then
            struct (0, line.Length)
        else
            let start =
                column - 1 - widestExcerpt / 2 |> max 0 |> min (line.Length - widestExcerpt)

            struct (start, start + widestExcerpt)

    let render (colour: bool) (sourceOf: string -> SourceText option) (diagnostic: Diagnostic) : string =
        let page = StringBuilder()

        let paint (code: string) (text: string) =
            if colour then $"\u001b[{code}m{text}\u001b[0m" else text

        let plain (text: string) =
            let struct (safe, _) = shown 0 text
            safe

        let line (text: string) =
            page.Append(text.TrimEnd()).Append('\n') |> ignore

        let gutterWidth =
            let lines =
                seq {
                    match diagnostic.Span with
                    | null -> ()
                    | span -> span.Line

                    for related in diagnostic.Related do
                        related.Span.Line
                }

            if Seq.isEmpty lines then
                1
            else
                (Seq.max lines).ToString(CultureInfo.InvariantCulture).Length

        let gutter (text: string) (sign: string) =
            paint "34;1" $"{text.PadLeft gutterWidth} {sign}"

        let arrow (span: SourceSpan) =
            line $"""{paint "34;1" (String(' ', gutterWidth) + "-->")} {plain span.Path}:{span.Line}:{span.Column}"""

        let excerpt (span: SourceSpan) (mark: char) (style: string) (label: string) =
            match sourceOf span.Path with
            | Some source when span.Line <= source.LineCount ->
                let text = source.LineText span.Line
                let first = min (span.Column - 1) text.Length

                let last =
                    if span.EndLine = span.Line then
                        span.EndColumn - 1 |> min text.Length |> max first
                    else
                        text.Length

                let struct (start, finish) = window text span.Column
                let first = max start first
                let last = last |> min finish |> max first
                let cut = if start > 0 then "…" else ""

                let struct (before, beforeWidth) =
                    shown cut.Length (text.Substring(start, first - start))

                let struct (inside, insideWidth) =
                    shown (cut.Length + beforeWidth) (text.Substring(first, last - first))

                let struct (after, _) =
                    shown (cut.Length + beforeWidth + insideWidth) (text.Substring(last, finish - last))

                let rest = if finish < text.Length then "…" else ""
                line $"""{gutter (string span.Line) "|"} {cut}{before}{inside}{after}{rest}"""
                let marks = String(mark, max 1 insideWidth)
                let blanks = String(' ', cut.Length + beforeWidth)

                let more =
                    if span.EndLine > span.Line then
                        $"… to line {span.EndLine}"
                    else
                        ""

                let words =
                    match label, more with
                    | "", "" -> ""
                    | _ -> " " + (label + " " + more).Trim()

                line $"""{gutter "" "|"} {blanks}{paint style (marks + words)}"""
            | _ ->
                if label <> "" then
                    line $"""{gutter "" "="} {plain span.Path}:{span.Line}:{span.Column}: {label}"""

        let style = severityColour diagnostic.Severity

        line
            $"{paint style (severityWord diagnostic.Severity)} {paint style diagnostic.Code}: {plain diagnostic.Message}"

        match diagnostic.Span with
        | null -> ()
        | span ->
            arrow span
            excerpt span '^' style ""

        for related in diagnostic.Related do
            let elsewhere =
                match diagnostic.Span with
                | null -> true
                | span -> span.Path <> related.Span.Path

            if elsewhere then
                arrow related.Span

            excerpt related.Span '-' "34;1" (plain related.Message)

        if diagnostic.Advice <> "" then
            line $"""{gutter "" "="} {plain diagnostic.Advice}"""

        for fix in diagnostic.Fixes do
            let change =
                let old =
                    match sourceOf fix.Span.Path with
                    | Some source -> source.TextOf(Span.create fix.Span.Start (fix.Span.Start + fix.Span.Length))
                    | None -> ""

                let replacement = fix.Replacement.Replace("\n", "\\n")

                if old.Trim() = "" && replacement = "" then
                    ""
                elif fix.Span.Length = 0 then
                    $": + `{plain replacement}`"
                elif replacement = "" then
                    $": - `{plain old}`"
                elif old.Contains '\n' || old.Trim() = "" then
                    $": `{plain replacement}`"
                else
                    $": `{plain old}` → `{plain replacement}`"

            let word = if fix.IsProposal then "possible fix" else "fix"
            line $"""{gutter "" "="} {word} at {fix.Span.Line}:{fix.Span.Column}: {plain fix.Title}{change}"""

        page.ToString()

    let private counted (count: int) (word: string) =
        if count = 1 then $"1 {word}" else $"{count} {word}s"

    let summary (diagnostics: Diagnostic seq) : string =
        let count severity =
            diagnostics |> Seq.filter (fun found -> found.Severity = severity) |> Seq.length

        let errors = count DiagnosticSeverity.Error
        let warnings = count DiagnosticSeverity.Warning

        match errors, warnings with
        | 0, 0 -> "no errors"
        | 0, _ -> counted warnings "warning"
        | _, 0 -> counted errors "error"
        | _ -> counted errors "error" + ", " + counted warnings "warning"

    let private writeSpan (writer: Utf8JsonWriter) (name: string) (span: SourceSpan | null) =
        match span with
        | null -> writer.WriteNull name
        | span ->
            writer.WriteStartObject name
            writer.WriteString("path", span.Path)
            writer.WriteNumber("start", span.Start)
            writer.WriteNumber("length", span.Length)
            writer.WriteNumber("line", span.Line)
            writer.WriteNumber("column", span.Column)
            writer.WriteNumber("endLine", span.EndLine)
            writer.WriteNumber("endColumn", span.EndColumn)
            writer.WriteEndObject()

    let json (diagnostics: Diagnostic seq) : string =
        use stream = new MemoryStream()
        let options = JsonWriterOptions(Indented = true, NewLine = "\n")

        using (new Utf8JsonWriter(stream, options)) (fun writer ->
            writer.WriteStartObject()
            writer.WriteNumber("formatVersion", formatVersion)
            writer.WriteStartArray "diagnostics"

            for diagnostic in diagnostics do
                writer.WriteStartObject()
                writer.WriteString("code", diagnostic.Code)
                writer.WriteString("severity", severityWord diagnostic.Severity)
                writer.WriteString("message", diagnostic.Message)
                writer.WriteString("advice", diagnostic.Advice)
                writeSpan writer "span" diagnostic.Span
                writer.WriteStartArray "related"

                for related in diagnostic.Related do
                    writer.WriteStartObject()
                    writer.WriteString("message", related.Message)
                    writeSpan writer "span" related.Span
                    writer.WriteEndObject()

                writer.WriteEndArray()
                writer.WriteStartArray "fixes"

                for fix in diagnostic.Fixes do
                    writer.WriteStartObject()
                    writer.WriteString("title", fix.Title)
                    writeSpan writer "span" fix.Span
                    writer.WriteString("replacement", fix.Replacement)
                    writer.WriteBoolean("proposal", fix.IsProposal)
                    writer.WriteEndObject()

                writer.WriteEndArray()
                writer.WriteEndObject()

            writer.WriteEndArray()
            writer.WriteEndObject())

        Encoding.UTF8.GetString(stream.ToArray()) + "\n"
