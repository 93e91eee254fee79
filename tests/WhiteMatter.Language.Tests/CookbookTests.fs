/// The recipes of `docs/cookbook` are studies without a fault that can be planned, and the mistakes they warn of are found.
module WhiteMatter.Language.Tests.CookbookTests

open System
open System.IO
open System.Text.RegularExpressions
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.Samples
open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Planning

let private folder = Path.Combine(repository, "docs", "cookbook")

let private recipes =
    Directory.GetFiles(folder, "*.md")
    |> Array.filter (fun page -> Path.GetFileName page <> "README.md")
    |> Array.sortWith (fun one other -> String.CompareOrdinal(one, other))

let recipeNames () =
    recipes |> Seq.map (fun page -> [| box (string (Path.GetFileName page)) |])

let private read (name: string) =
    File.ReadAllText(Path.Combine(folder, name))

/// The blocks of a page in a language, in order.
let private blocks (language: string) (page: string) = [
    for found in Regex.Matches(page, $"^```{language}\n(.*?)^```", RegexOptions.Multiline ||| RegexOptions.Singleline) ->
        found.Groups[1].Value
]

/// The study of a recipe: its first block.
let private studyOf page = List.head (blocks "wmstudy" page)

let private check (text: string) =
    CheckerHost.checkWith (Checker.request (SourceText("study.wmstudy", text))) (CookbookHost.seenBy text)

/// A text with lines of it exchanged as a `diff` block says: each line taken out must be there once.
let private exchange (diff: string) (text: string) =
    let lines = diff.TrimEnd('\n').Split '\n'

    let marked (mark: char) =
        lines
        |> Array.filter (fun line -> line.StartsWith mark)
        |> Array.map (fun line -> line.Substring(1) + "\n")
        |> String.concat ""

    let before, after = marked '-', marked '+'
    Assert.True((text.Split(before).Length = 2), $"The study has not once:\n{before}")
    text.Replace(before, after)

let private line (found: Diagnostic) =
    $"{found.Severity.ToString().ToLowerInvariant()} {found.Code}: {found.Message}"

[<Fact>]
let ``There are eleven recipes, and the index names each`` () =
    let index = read "README.md"
    Assert.Equal(11, recipes.Length)

    for page in recipes do
        Assert.Contains($"]({Path.GetFileName page})", index)

[<Theory; MemberData(nameof recipeNames)>]
let ``A recipe's study is formatted and has no finding`` (name: string) =
    let text = studyOf (read name)
    let parsed = parse text
    Assert.Empty parsed.Diagnostics
    Assert.Equal(Formatter.format parsed.File, text)
    CheckerHost.studyOf (check text) |> ignore

[<Theory; MemberData(nameof recipeNames)>]
let ``A recipe's study is planned, and no step of it is blocked`` (name: string) =
    let study = CheckerHost.studyOf (check (studyOf (read name)))

    let planned =
        (Planner.plan PlanOptions.Default study CookbookHost.host CancellationToken.None).GetAwaiter().GetResult()

    Assert.False(planned.HasErrors, String.Join("\n", planned.Diagnostics |> Seq.map line))

    Assert.All(planned.Plan.Steps, (fun step -> Assert.Equal(StepState.Run, step.State)))
    Assert.Contains(planned.Plan.Steps, (fun step -> step.Id = "report:page"))

[<Theory; MemberData(nameof recipeNames)>]
let ``The mistake that a recipe warns of is found, and said as the page says`` (name: string) =
    let page = read name
    let mistakes = blocks "diff" page
    let said = blocks "text" page
    Assert.NotEmpty mistakes
    Assert.Equal(mistakes.Length, said.Length)

    for mistake, expected in List.zip mistakes said do
        let result = check (exchange mistake (studyOf page))
        let found = String.Join("\n", result.Diagnostics |> Seq.map line)
        Assert.True((expected.TrimEnd '\n' = found), $"{name} does not say:\n{found}")

        // The prose leads to the page of each code.
        for found in result.Diagnostics do
            Assert.Contains($"[{found.Code}](../reference/diagnostics/{found.Code}.md)", page)
