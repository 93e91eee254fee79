/// A page for each code under `docs/reference/diagnostics`: what the table says of it, a study that has it, and what `check` prints of
/// that study; for codes of the design also why it matters, the study as it should be, and what to read. WMSTUDY_REWRITE_DOCS=1 writes them anew.
module WhiteMatter.Language.Tests.DiagnosticPageTests

open System
open System.IO
open System.Text
open Xunit
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

let private folder =
    Path.Combine(CheckerHost.repository, "docs", "reference", "diagnostics")

/// More than a page shows well, such as what a limit stops.
let private longestExample = 4000

/// A study with a code, and what is found in it: of the parser's from the table of mistakes, of the checker's from the baselines.
let private example (row: DiagnosticDescriptor) =
    let path = Path.Combine(CheckerCodesTests.folder, row.Code + ".wmstudy")

    let found =
        if File.Exists path then
            Some(File.ReadAllText path, List.ofSeq (CheckerCodesTests.checkFile path).Diagnostics)
        else
            SyntaxErrorTests.mistakes
            |> List.tryPick (fun (_, text) ->
                let found = (Parser.parse (SourceText("study.wmstudy", text))).Diagnostics

                if not found.IsEmpty && found |> List.forall (fun one -> one.Code = row.Code) then
                    Some(text, found)
                else
                    None)

    found
    |> Option.filter (fun (text, _) -> text.Length <= longestExample && not (text.Contains "```"))
    |> Option.map (fun (text, found) ->
        let source = SourceText("study.wmstudy", text)

        let sourceOf path =
            if path = source.Path then Some source else None

        text, found |> List.map (DiagnosticText.render false sourceOf) |> String.concat "")

let private weight (row: DiagnosticDescriptor) =
    match row.Severity with
    | DiagnosticSeverity.Error -> "An error: it stops the command."
    | DiagnosticSeverity.Warning when row.Acceptable ->
        $"A warning. A study that is meant so says `accept {row.Code} because \"…\"`."
    | DiagnosticSeverity.Warning -> "A warning: the work goes on."
    | _ -> "Worth knowing; nothing is wrong."

/// The lines of a table beside the studies: a code, and what is said of it.
let private said (name: string) : Map<string, string list> =
    File.ReadAllLines(Path.Combine(CheckerCodesTests.folder, name))
    |> Seq.skip 1
    |> Seq.map (fun line ->
        match line.Split '\t' with
        | [| code; text |] -> code, text
        | _ -> failwith $"{name}: '{line}' is no code and text.")
    |> Seq.groupBy fst
    |> Seq.map (fun (code, lines) -> code, [ for _, text in lines -> text ])
    |> Map

/// Why a mistake of the design matters.
let private reasons = said "reasons.tsv"

/// What a run, or a command, said where a test of the code's own brought it about: the test, the message, and what to do.
let private examplesOfRuns: Map<string, string * string * string> =
    File.ReadAllLines(Path.Combine(CheckerHost.repository, "tests", "Baselines", "runs.tsv"))
    |> Seq.skip 1
    |> Seq.map (fun line ->
        match line.Split '\t' with
        | [| code; test; message; advice |] -> code, (test.Replace('_', ' '), message, advice)
        | _ -> failwith $"runs.tsv: '{line}' has not four fields.")
    |> Map

/// What has been published about it.
let private references = said "references.tsv"

/// What stands in place of publications where a mistake is one of the language and not of the field.
let private ofTheLanguage = "About the language; no literature."

/// The study of a code as it should be.
let private remedied (code: string) =
    let path = Path.Combine(CheckerCodesTests.folder, "good", code + ".wmstudy")
    if File.Exists path then Some path else None

let private linked (reference: string) =
    match reference.LastIndexOf " doi:" with
    | -1 -> reference
    | at ->
        let doi = reference.Substring(at + 5)
        $"{reference.Substring(0, at)} [doi:{doi}](https://doi.org/{doi})"

let private page (row: DiagnosticDescriptor) =
    let text =
        StringBuilder()
            .Append($"# {row.Code}: {row.Title}\n\n")
            .Append("<!-- Rendered from the table of codes and a tested study; change those, not this page. -->\n\n")
            .Append($"{weight row}\n\n> {row.Outline}\n\n{row.Advice}\n")

    match reasons.TryFind row.Code with
    | Some why ->
        text.Append("\n## Why\n\n").Append(String.Join("\n\n", why)).Append('\n')
        |> ignore
    | None -> ()

    match example row with
    | Some(study, messages) ->
        text
            .Append("\n## A study that has it\n\n```wmstudy\n")
            // Line ends that a page would show as none.
            .Append(
                if study.Contains '\n' then
                    study.TrimEnd()
                else
                    study.TrimEnd().Replace('\r', '\n')
            )
            .Append("\n```\n\nWhere its data are there, `wmstudy check` prints:\n\n```text\n")
            .Append(messages.TrimEnd())
            .Append("\n```\n")
        |> ignore
    | None ->
        match examplesOfRuns.TryFind row.Code with
        | Some(test, message, advice) ->
            let word =
                match row.Severity with
                | DiagnosticSeverity.Error -> "error"
                | DiagnosticSeverity.Warning -> "warning"
                | _ -> "information"

            text
                .Append(
                    $"\n## An example\n\nIn the test “{test}” the program says:\n\n```text\n{word} {row.Code}: {message}\n"
                )
                .Append(if advice = "" then "" else $"  = {advice}\n")
                .Append("```\n")
            |> ignore
        | None -> ()

    match remedied row.Code with
    | Some path ->
        text
            .Append("\n## The study as it should be\n\n```wmstudy\n")
            .Append((File.ReadAllText path).TrimEnd())
            .Append("\n```\n")
        |> ignore
    | None -> ()

    match references.TryFind row.Code with
    | Some [ single ] when single = ofTheLanguage -> text.Append($"\n## Read more\n\n{single}\n") |> ignore
    | Some found ->
        text.Append("\n## Read more\n\n") |> ignore

        for reference in found do
            text.Append($"- {linked reference}\n") |> ignore
    | None -> ()

    text.Append("\n[All codes](../diagnostics.md)\n").ToString()

[<Fact>]
let ``each code has a page of its own, which is what the table and its example say, and there is no other`` () =
    let pages =
        DiagnosticTable.All |> Seq.map (fun row -> row.Code + ".md", page row) |> Map

    if Environment.GetEnvironmentVariable "WMSTUDY_REWRITE_DOCS" = "1" then
        if Directory.Exists folder then
            Directory.Delete(folder, true)

        Directory.CreateDirectory folder |> ignore

        for KeyValue(name, text) in pages do
            File.WriteAllText(Path.Combine(folder, name), text)

    let committed =
        Directory.GetFiles folder
        |> Seq.map (fun path -> string (Path.GetFileName path), File.ReadAllText path)
        |> Map

    Assert.Equal<Set<string>>(Set(Map.keys pages), Set(Map.keys committed))

    for KeyValue(name, text) in pages do
        Assert.Equal(text, committed[name])

[<Fact>]
let ``each code has an example on its page`` () =
    let without = [
        for row in DiagnosticTable.All do
            if (example row).IsNone && not (examplesOfRuns.ContainsKey row.Code) then
                row.Code
    ]

    Assert.Equal<string list>([], without)

let designCodes () =
    DesignCodes.All |> Seq.map (fun row -> [| box row.Code |])

[<Theory; MemberData(nameof designCodes)>]
let ``A code of the design has a reason and a study as it should be, which does not have the code and is no other mistake``
    (code: string)
    =
    Assert.True(reasons.ContainsKey code, $"{code} has no reason")
    Assert.True(references.ContainsKey code, $"{code} names no publication and does not say that it is of the language")

    match remedied code with
    | None -> failwith $"{code} has no study as it should be."
    | Some path ->
        let found = (CheckerCodesTests.checkFile path).Diagnostics

        // A file that the example names and the tests do not have is no mistake of the study.
        let mistakes =
            found |> Seq.filter (fun one -> one.Code <> DataCodes.FileNotFound.Code)

        Assert.True(
            Seq.isEmpty mistakes,
            String.Join("\n", mistakes |> Seq.map (fun one -> $"{one.Code} {one.Message}"))
        )

[<Fact>]
let ``What is said of codes is said of codes of the design, and names publications with a DOI or says that there are none``
    ()
    =
    let known = set [ for row in DesignCodes.All -> row.Code ]

    for table in [ reasons; references ] do
        for KeyValue(code, _) in table do
            Assert.Contains(code, known)

    for KeyValue(_, found) in references do
        if found <> [ ofTheLanguage ] then
            for reference in found do
                Assert.Matches(@"^\S.*\. \S.*\. \S.* (19|20)\d\d; .* doi:10\.\d{4,}/\S+$", reference)
