/// The studies that the tests read, and ways to read them.
module WhiteMatter.Language.Tests.Samples

open System
open System.IO
open WhiteMatter.Language

/// The folder that holds the solution.
let repository =
    let rec climb (folder: DirectoryInfo | null) =
        match folder with
        | null -> failwith "the tests run outside the repository"
        | folder when File.Exists(Path.Combine(folder.FullName, "WhiteMatter.Dsl.sln")) -> folder.FullName
        | folder -> climb folder.Parent

    climb (DirectoryInfo AppContext.BaseDirectory)

/// One folder for each study, with what is made of it.
let baselines = Path.Combine(repository, "tests", "Baselines", "cases")

let caseNames =
    Directory.GetDirectories baselines
    |> Array.filter (fun folder -> File.Exists(Path.Combine(folder, "study.wmstudy")))
    |> Array.map (fun folder -> string (Path.GetFileName folder))
    |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b))

let studyOf (caseName: string) =
    File.ReadAllText(Path.Combine(baselines, caseName, "study.wmstudy"))

let blueprint = studyOf "blueprint"

let parse (text: string) =
    Parser.parse (SourceText("study.wmstudy", text))

let codes (text: string) =
    (parse text).Diagnostics |> List.map _.Code

let exampleFiles =
    Directory.GetFiles(Path.Combine(repository, "dsl-examples"), "*.wmstudy")
    |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b))

/// Files that the examples import.
let importedExamples =
    Directory.GetFiles(Path.Combine(repository, "dsl-examples", "atlases"), "*.wmstudy")

/// With WMSTUDY_REWRITE_EXAMPLES=1 the examples are formatted in place.
let rewriteExamples =
    Environment.GetEnvironmentVariable "WMSTUDY_REWRITE_EXAMPLES" = "1"

/// Every study of the baselines and of the examples.
let allStudies =
    let ofCodes =
        Directory.GetFiles(Path.Combine(repository, "tests", "Baselines", "diagnostics"), "*.wmstudy")
        |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b))

    Array.concat [
        caseNames |> Array.map studyOf
        ofCodes |> Array.map File.ReadAllText
        exampleFiles |> Array.map File.ReadAllText
        importedExamples |> Array.map File.ReadAllText
    ]

/// Those that can be read without a mistake.
let validStudies = allStudies |> Array.filter (fun text -> (codes text).IsEmpty)

/// A number of rounds that an environment variable may raise or lower.
let rounds (variable: string) (usual: int) =
    match Int32.TryParse(Environment.GetEnvironmentVariable variable) with
    | true, given when given > 0 -> given
    | _ -> usual

/// Tests that measure time run when no other test does.
[<Xunit.CollectionDefinition("timed", DisableParallelization = true)>]
type TimedTests() = class end
