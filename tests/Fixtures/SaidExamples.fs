/// What was said in a test of a code's own, kept in `tests/Baselines/runs.tsv` as code, test, message and advice, from which the page of the code takes its
/// example. WMSTUDY_REWRITE_DOCS=1 writes a row anew; otherwise a text that reads differently fails the test. Numbers may differ: some are of the machine.
module WhiteMatter.Fixtures.SaidExamples

open System
open System.IO
open System.Text.RegularExpressions
open Xunit
open WhiteMatter.Plan.Diagnostics

let private file =
    let rec find (folder: string | null) =
        match folder with
        | null -> failwith "The tests do not run inside the repository."
        | folder when File.Exists(Path.Combine(folder, "WhiteMatter.Dsl.sln")) -> folder
        | folder -> find (Path.GetDirectoryName folder)

    Path.Combine(find AppContext.BaseDirectory, "tests", "Baselines", "runs.tsv")

let private shown (text: string) =
    Regex.Replace(text, "/tmp/[^/' ]+/", "").ReplaceLineEndings(" ").Replace('\t', ' ')

let private withoutNumbers (text: string) =
    Regex.Replace(text, "[0-9][0-9.,]*", "#")

/// Keeps or compares what a test brought about.
let take (test: string) (code: string) (message: string) (advice: string) =
    let header, rows =
        match List.ofArray (File.ReadAllLines file) with
        | header :: rows -> header, rows
        | [] -> failwith $"{file} has no header."

    let row = [ code; test; shown message; shown advice ]
    let kept = rows |> List.tryFind (fun line -> line.StartsWith(code + "\t"))

    if not (String.IsNullOrEmpty(Environment.GetEnvironmentVariable "WMSTUDY_REWRITE_DOCS")) then
        let others = rows |> List.filter (fun line -> Some line <> kept)

        File.WriteAllLines(
            file,
            header
            :: List.sortWith (fun a b -> String.CompareOrdinal(a, b)) (String.Join('\t', row) :: others)
        )
    else
        match kept with
        | None -> failwith $"{code} has no example in {file}: run this test with WMSTUDY_REWRITE_DOCS=1."
        | Some line ->
            Assert.Equal<string list>(
                List.map withoutNumbers row,
                line.Split '\t' |> List.ofArray |> List.map withoutNumbers
            )

/// Keeps or compares a finding.
let takeFound (test: string) (found: Diagnostic) =
    take test found.Code found.Message found.Advice
