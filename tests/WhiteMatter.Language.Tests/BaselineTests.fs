/// Each folder of `tests/Baselines/cases` holds a study and all that is made of it: the words with their colours, the tree, the outline,
/// the canonical text, the diagnostics woven under its lines, what its names mean and what a run would do. The folders of the examples, whose
/// studies are in `dsl-examples`, hold the rest alone.
module WhiteMatter.Language.Tests.BaselineTests

open System
open System.IO
open System.Text
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Language.Tests.Samples
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Planning

let private woven (source: SourceText) (diagnostics: Diagnostic list) : string =
    let page = StringBuilder()

    let add (text: string) =
        page.Append(text.TrimEnd()).Append('\n') |> ignore

    let placed = [
        for found in diagnostics do
            match found.Span with
            | null -> add $"{found.Code} {found.Message}"
            | span when span.Path <> source.Path -> add $"{span.Path}: {found.Code} {found.Message}"
            | span -> found, span
    ]

    for line in 1 .. source.LineCount do
        if line < source.LineCount || source.LineText line <> "" then
            add (source.LineText line)

        for found, span in placed do
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
                    let word = if fix.IsProposal then "possible fix" else "fix"

                    add (
                        String(' ', blanks)
                        + $"| {word}: {fix.Title} [{fix.Span.Line}:{fix.Span.Column}+{fix.Span.Length} → `{replacement}`]"
                    )

    page.ToString()

/// What each word is, a line each.
let private tokens (model: StudyModel) : string =
    let page = StringBuilder()

    for token in Tokens.ofFile model model.Source.Path do
        let place = model.Source.PositionOf token.Span.Start
        let declared = if token.IsDeclaration then ", declared" else ""

        page.Append($"{place.Line}:{place.Column} {model.Source.TextOf token.Span}: {token.Kind}{declared}\n")
        |> ignore

    page.ToString()

/// What is declared, with what is in it.
let private outline (model: StudyModel) : string =
    let page = StringBuilder()

    let rec add depth (entry: OutlineEntry) =
        let place = model.Source.PositionOf entry.NameSpan.Start

        page
            .Append(' ', 2 * depth)
            .Append($"{entry.Kind} {entry.Name}")
            .Append(if entry.Detail = "" then "" else $" ({entry.Detail})")
            .Append($" at {place.Line}:{place.Column}\n")
        |> ignore

        entry.Children |> List.iter (add (depth + 1))

    Outline.entries model.File |> List.iter (add 0)
    page.ToString()

let private planned (study: CheckedStudy option) : string =
    match study with
    | None -> "none: the study has errors\n"
    | Some study ->
        PlanText.render
            false
            (StudyPlanner.PlanAsync(study, ExampleHost.host, CancellationToken.None).GetAwaiter().GetResult().Plan)

let private differences (folder: string) (source: SourceText) =
    let model =
        (StudyModel.check (Checker.request source) ExampleHost.host CancellationToken.None).GetAwaiter().GetResult()

    let difference file =
        Baseline.difference $"cases/{folder}/{file}"

    [
        difference "tokens.txt" (tokens model)
        difference "tree.txt" (TreeText.dump model.File)
        difference "outline.txt" (outline model)
        difference "formatted.wmstudy" (Formatter.format model.File)
        difference "diagnostics.txt" (woven source (List.ofSeq model.Diagnostics))
        difference
            "checked.txt"
            (model.Result.Study
             |> Option.map CheckedText.dump
             |> Option.defaultValue "none: the study has errors\n")
        difference "plan.txt" (planned model.Result.Study)
    ]

[<Fact>]
let ``every case is what its files say`` () =
    // Sixty, thirty of them mistakes that people make.
    Assert.True(caseNames.Length >= 60)

    Baseline.hold [
        for caseName in caseNames do
            // Read as bytes: a byte order mark is part of the text here.
            let path = Path.Combine(baselines, caseName, "study.wmstudy")
            let text = Encoding.UTF8.GetString(File.ReadAllBytes path)
            yield! differences caseName (SourceText("study.wmstudy", text))
    ]

[<Fact>]
let ``every example is what its files say`` () =
    Baseline.hold [
        for file in exampleFiles do
            let name = string (Path.GetFileNameWithoutExtension file)
            yield! differences $"examples/{name}" (SourceText("study.wmstudy", File.ReadAllText file))
    ]

/// Somebody who had not written them has judged these, the messages of thirty mistakes and more: what changes is judged anew.
[<Fact>]
let ``messages are those that a person has judged`` () =
    let judged =
        File.ReadAllLines(Path.Combine(baselines, "..", "judged.tsv"))
        |> Array.filter (fun line -> line <> "" && not (line.StartsWith '#'))
        |> Array.map (fun line -> line.Split '\t')

    Assert.True((judged |> Array.distinctBy (fun row -> row[0])).Length >= 30)

    for row in judged do
        let shown = File.ReadAllText(Path.Combine(baselines, row[0], "diagnostics.txt"))

        Assert.True(shown.Contains($"~ {row[1]} {row[2]}\n"), $"{row[0]} no longer says: {row[1]} {row[2]}")
