/// Each folder of `tests/Baselines/syntax` holds a study, its tree, its canonical text and its diagnostics woven under its
/// lines.
module WhiteMatter.Language.Tests.BaselineTests

open System
open System.IO
open System.Text
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.Samples

let private woven (source: SourceText) (result: ParseResult) : string =
    let page = StringBuilder()

    let add (text: string) =
        page.Append(text.TrimEnd()).Append('\n') |> ignore

    for line in 1 .. source.LineCount do
        if line < source.LineCount || source.LineText line <> "" then
            add (source.LineText line)

        for found in result.Diagnostics do
            let span = nonNull found.Span

            if span.Line = line then
                let last =
                    if span.EndLine = line then
                        span.EndColumn
                    else
                        (source.LineText line).Length + 1

                let blanks =
                    DiagnosticText.displayWidth (
                        (source.LineText line).Substring(0, min (span.Column - 1) (source.LineText line).Length)
                    )

                add (
                    String(' ', blanks)
                    + String('~', max 1 (last - span.Column))
                    + $" {found.Code} {found.Message}"
                )

                for related in found.Related do
                    add (
                        String(' ', blanks)
                        + $"| {related.Span.Line}:{related.Span.Column} {related.Message}"
                    )

                for fix in found.Fixes do
                    let replacement = fix.Replacement.Replace("\n", "\\n")

                    add (
                        String(' ', blanks)
                        + $"| fix: {fix.Title} [{fix.Span.Line}:{fix.Span.Column}+{fix.Span.Length} → `{replacement}`]"
                    )

    page.ToString()

[<Fact>]
let ``every study gives its tree, its canonical text and its diagnostics`` () =
    Baseline.hold [
        for caseName in caseNames do
            // Read as bytes: a byte order mark is part of the text here.
            let path = Path.Combine(baselines, caseName, "study.wmstudy")

            let source =
                SourceText("study.wmstudy", Encoding.UTF8.GetString(File.ReadAllBytes path))

            let result = Parser.parse source

            let difference file =
                Baseline.difference $"syntax/{caseName}/{file}"

            difference "tree.txt" (TreeText.dump result.File)
            difference "formatted.wmstudy" (Formatter.format result.File)
            difference "syntax.txt" (woven source result)
    ]
