/// Every message of the parser and of the checker as a terminal shows it, on pages to be read from top to bottom: a message that gets
/// better or worse is a difference somebody sees.
module WhiteMatter.Language.Tests.MessageTests

open System
open System.IO
open System.Text
open Xunit
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

/// More of one text are only counted.
let private mostShown = 5

let private section (title: string) (source: SourceText) (found: Diagnostic list) =
    let sourceOf path =
        if path = source.Path then Some source else None

    let page = StringBuilder().Append(title).Append("\n\n")

    for one in List.truncate mostShown found do
        page.Append(DiagnosticText.render false sourceOf one) |> ignore

    if found.Length > mostShown then
        page.Append $"and {found.Length - mostShown} more\n" |> ignore

    page.Append('\n').ToString()

[<Fact>]
let ``the page of the parser's messages is what it says`` () =
    let shown (text: string) =
        let line =
            text.Replace("\r", "\\r").Replace("\n", "\\n").Replace("\uFEFF", "\\uFEFF")

        if line.Length > 100 then
            line.Substring(0, 100) + "…"
        else
            line

    let page =
        SyntaxErrorTests.mistakes
        |> List.map (fun (_, text) ->
            let source = SourceText("study.wmstudy", text)
            section $"## {shown text}" source (Parser.parse source).Diagnostics)

    Baseline.hold [ Baseline.difference "messages/parser.txt" (String.Join("", page)) ]

[<Fact>]
let ``the page of the checker's messages is what it says`` () =
    let page =
        CheckerCodesTests.rows
        |> List.map (fun row ->
            let path = Path.Combine(CheckerCodesTests.folder, row.Code + ".wmstudy")
            let source = SourceText("study.wmstudy", File.ReadAllText path)
            let result = CheckerCodesTests.checkFile path
            section $"## {row.Code}: {row.Title}" source (List.ofSeq result.Diagnostics))

    Baseline.hold [ Baseline.difference "messages/checker.txt" (String.Join("", page)) ]
