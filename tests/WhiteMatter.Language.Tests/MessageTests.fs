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

let private checkedSection title (text: string) =
    let source = SourceText("study.wmstudy", text)
    section title source (List.ofSeq (CheckerHost.check text).Diagnostics)

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

/// Messages that are right and yet poor, each with what would be better. Whoever mends one takes it out of this list, and gives its study a
/// place among those whose messages are good.
let private poor =
    let heights (written: string) (instead: string) better =
        better, CheckerHost.wholeStudy.Replace(written, instead)

    let brains (written: string) (instead: string) better =
        better, CheckerHost.imagingStudy.Replace(written, instead)

    [
        heights
            "traits = traits"
            "traits = height"
            "Say that `height` is a column, and how phenotypes are declared of one."
        heights
            "age >= 45y and"
            "age between 45 and 80 and"
            "Say that a range is two comparisons: `age >= 45y and age <= 80y`."
        heights "\"data/chips.bed\"" "data/chips.bed" "One message: a path stands in quotes."
        heights
            "expect { leads.count >= 1 }"
            "expect leads.count >= 1"
            "Say that `expect` has no name and holds its conditions in braces."
        heights "p = 5e-8" "p = 5x10-8" "Say how a power of ten is written: `5e-8`."
        heights
            "sex : factor, age : y"
            "sex = factor, age = y"
            "Read `=` as `:`, so that nothing follows from it, and offer the change."
        heights "cohort people {" "cohort = people {" "Say that a declaration has no sign, and let `people` be known."
        brains "method = jagwas" "method = mostest" "Say which words are there in this version."
        heights "age * sex" "age + pc1..pc10 + sex" "Say that columns are named one by one."
        brains "adam(lr = 2e-3)" "adam(lr: 2e-3)" "Say that an argument is given with `=`, and offer the change."
        brains "[4, 8, 16]" "4, 8, 16" "One message: the numbers are a list, `[4, 8, 16]`."
        brains
            "made - pretraining"
            "made or pretraining"
            "One message: people are joined by other signs than conditions."
    ]

[<Fact>]
let ``the page of messages to improve is what is still poor`` () =
    let page =
        poor |> List.map (fun (better, text) -> checkedSection $"## {better}" text)

    Baseline.hold [ Baseline.difference "messages/to-improve.txt" (String.Join("", page)) ]
