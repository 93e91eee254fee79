/// The studies that the pages show are studies.
module WhiteMatter.Language.Tests.DocumentationTests

open System
open System.IO
open System.Text.RegularExpressions
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.Samples
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// Pages that are written by hand: what the reference shows are expressions and fragments, tested where they are made.
let private pages =
    let reference = Path.Combine(repository, "docs", "reference")

    Directory.EnumerateFiles(Path.Combine(repository, "docs"), "*.md", SearchOption.AllDirectories)
    |> Seq.filter (fun page -> not (page.StartsWith(reference, StringComparison.Ordinal)))
    |> Seq.append [ Path.Combine(repository, "README.md") ]

/// Every block of a page that says it is the study language, with its page.
let private blocks = [
    for page in pages do
        let block =
            Regex("^ *```wmstudy\n(.*?)^ *```", RegexOptions.Multiline ||| RegexOptions.Singleline)

        for found in block.Matches(File.ReadAllText page) do
            Path.GetRelativePath(repository, page), found.Groups[1].Value
]

/// What stands for something left out.
let private isShortened (text: string) = text.Contains '…'

[<Fact>]
let ``every block of a page can be read`` () =
    Assert.True(blocks.Length > 20)

    let wrong = [
        for page, text in blocks do
            if not (isShortened text) then
                let whole =
                    if text.StartsWith "wmstudy" then
                        text
                    else
                        "wmstudy 1\n" + text

                for found in (parse whole).Diagnostics do
                    if found.Severity = DiagnosticSeverity.Error then
                        $"{page}: {found.Code} {found.Message}\n{text}"
    ]

    Assert.True(wrong.IsEmpty, String.Join("\n", wrong))

[<Fact>]
let ``a whole study of a page has no mistake but that its files are not there`` () =
    let whole =
        blocks
        |> List.filter (fun (_, text) -> text.StartsWith "wmstudy 1" && not (isShortened text))

    Assert.NotEmpty whole

    let wrong = [
        for page, text in whole do
            let result =
                CheckerHost.checkWith (Checker.request (SourceText("study.wmstudy", text))) (InMemoryHost())

            for found in result.Diagnostics do
                if
                    found.Severity = DiagnosticSeverity.Error
                    && found.Code <> DataCodes.ImportNotFound.Code
                then
                    $"{page}: {found.Code} {found.Message}"
    ]

    Assert.True(wrong.IsEmpty, String.Join("\n", wrong))
