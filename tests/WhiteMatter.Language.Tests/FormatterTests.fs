module WhiteMatter.Language.Tests.FormatterTests

open System
open FsCheck
open FsCheck.FSharp
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.Samples

/// What must hold of a tree's canonical text, whatever the tree; the problem, if one does not.
let private problem (tree: Syntax.StudyFile) (mayBeWrong: bool) : string option =
    let before = TreeText.dump tree
    let text = Formatter.format tree
    let read = parse text
    let after = TreeText.dump read.File
    let again = Formatter.format read.File

    if not mayBeWrong && not read.Diagnostics.IsEmpty then
        Some $"new diagnostics {read.Diagnostics.Head.Message}\n{text}"
    elif before <> after then
        Some $"another tree\n{text}\n--- before\n{before}\n--- after\n{after}"
    elif again <> text then
        Some $"not stable\n{text}\n--- then\n{again}"
    elif text.Contains '\r' || (text <> "" && not (text.EndsWith '\n')) then
        Some "line ends"
    elif text.Contains " \n" || text.Contains "\n\n\n" then
        Some $"blanks at a line's end or two blank lines\n{text}"
    else
        None

let private hold (found: string option) =
    match found with
    | Some found -> failwith found
    | None -> ()

[<Fact>]
let ``studies without mistakes keep their tree and comments, and are stable`` () =
    Assert.True(validStudies.Length > 100)

    for text in validStudies do
        hold (problem (parse text).File false)

/// How many lines have a comment, in studies whose texts have no `#`.
let private commented (text: string) =
    text.Split '\n' |> Array.filter (fun line -> line.Contains '#') |> Array.length

[<Fact>]
let ``no comment of a source is lost`` () =
    let plain =
        validStudies
        |> Array.filter (fun text -> not (text.Contains "\"#") && text.Contains '#')

    Assert.True(plain.Length > 10)

    for text in plain do
        let file = (parse text).File
        Assert.Equal(commented text, TreeText.commentCount (TreeText.dump file))
        Assert.Equal(commented text, commented (Formatter.format file))

[<Fact>]
let ``generated studies keep their tree and comments, and are stable`` () =
    let config =
        Config.QuickThrowOnFailure.WithMaxTest(rounds "WMSTUDY_GENERATED" 10_000).WithEndSize(60)

    let property =
        Prop.forAll (Arb.fromGen StudyGenerator.study) (fun tree -> hold (problem tree false))

    Check.One(config, property)

[<Fact>]
let ``a study with mistakes is stable after formatting and gains none`` () =
    for study in allStudies do
        let first = parse study
        let text = Formatter.format first.File
        let second = parse text

        // Notes on tabs, line ends and signs that formatting replaces go away; nothing comes.
        if second.Diagnostics.Length > first.Diagnostics.Length then
            failwith
                $"""{study}
{second.Diagnostics |> List.map _.Message |> String.concat "; "}"""

        Assert.Equal(text, Formatter.format second.File)

[<Fact>]
let ``no line of the blueprint is wider than the page`` () =
    for line in (Formatter.format (parse blueprint).File).Split '\n' do
        Assert.True(line.Length <= Formatter.lineWidth, line)

[<Theory>]
[<InlineData("study s {\n\n\n a=1\n\n\n\n bcd=f( x,y =2 )\n}", "study s {\n  a = 1\n\n  bcd = f(x, y = 2)\n}\n")>]
[<InlineData("study s {\n a=1\n bcd=2,e = 3\n}", "study s {\n  a   = 1\n  bcd = 2\n  e   = 3\n}\n")>]
[<InlineData("study s {a=1,b=2}", "study s { a = 1, b = 2 }\n")>]
[<InlineData("study s { }", "study s { }\n")>]
[<InlineData("study s {\n}", "study s { }\n")>]
[<InlineData("cohort a from b{x=1}\ncohort abc from bcd{x=1}",
             "cohort a   from b   { x = 1 }\ncohort abc from bcd { x = 1 }\n")>]
[<InlineData("cohort a from b{x=1}\ngwas abc from bcd{x=1}", "cohort a from b { x = 1 }\ngwas abc from bcd { x = 1 }\n")>]
[<InlineData("study s{ keep=-a^2+b:c*2,r=1..n - 1 }", "study s { keep = -a^2 + b : c * 2, r = 1..n-1 }\n")>]
let ``layout is canonical`` (source: string) (expected: string) =
    let result = parse ("wmstudy 1\n" + source + "\n")
    Assert.Empty result.Diagnostics
    Assert.Equal("wmstudy 1\n" + expected, Formatter.format result.File)

[<Fact>]
let ``a list that is too long is broken one element per line`` () =
    let names = [ for index in 1..12 -> $"a_name_number_{index}" ]

    let source =
        "wmstudy 1\nreport r {\n  show = [" + String.concat ", " names + "]\n}\n"

    let lines = (Formatter.format (parse source).File).Split '\n'
    Assert.Equal("  show = [", lines[2])
    Assert.Equal("    a_name_number_1,", lines[3])
    Assert.Equal("    a_name_number_12", lines[14])
    Assert.Equal("  ]", lines[15])
