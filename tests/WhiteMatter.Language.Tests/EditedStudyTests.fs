/// What is known of a long study after an edit, before all of it is checked again.
module WhiteMatter.Language.Tests.EditedStudyTests

open System
open System.Text
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

let private parts = 30

/// Thirty parts of five declarations; every seventh has mistakes of its own, so that there is something to keep.
let private study =
    let text =
        StringBuilder(
            "wmstudy 1\n\nstudy s { build = GRCh37 }\ncohort everyone { table = tsv(\"data/people.txt\", id = IID), columns { age : y, site : factor } }\n"
        )

    for i in 0 .. parts - 1 do
        let fault = if i % 7 = 3 then "agee" else "age"
        let setting = if i % 7 = 5 then "windw" else "window"

        text.Append(
            $"""
## Part {i}
cohort part{i} from everyone {{
  include = {fault} >= {40 + i}y and site == 1   # one site
}}
covariates base{i} {{ age * site }}
phenotypes traits{i} from part{i} {{ columns = [height] }}
gwas g{i} from part{i} {{
  traits    = traits{i}
  genotypes = chips
  adjust    = base{i}
}}
loci leads{i} from g{i} {{ p = 5e-8, r2 = 0.1, {setting} = 250kb, reference = chips }}
"""
        )
        |> ignore

    text.Append("\ngenotypes chips from everyone { bed = \"data/chips.bed\" }\n").ToString()

let private request text =
    Checker.request (SourceText("study.wmstudy", text))

let private check text =
    (StudyModel.check (request text) host CancellationToken.None).GetAwaiter().GetResult()

let private before = lazy check study

let private known (text: string) =
    let request = request text

    (EditedStudy.find before.Value request (Parser.parse request.Source) host CancellationToken.None)
        .GetAwaiter()
        .GetResult()

let private found text =
    known text |> Option.map _.Model.Diagnostics

let private shown (diagnostics: Diagnostic seq) =
    let place (span: SourceSpan | null) =
        match span with
        | null -> "-"
        | span -> $"{span.Path} {span.Line}:{span.Column}-{span.EndLine}:{span.EndColumn} {span.Start}+{span.Length}"

    [
        for one in diagnostics do
            let related = [ for other in one.Related -> $"{place other.Span} {other.Message}" ]
            let fixes = [ for fix in one.Fixes -> $"{place fix.Span} {fix.Title} {fix.Replacement}" ]
            String.Join('\n', $"{place one.Span} {one.Code} {one.Severity} {one.Message}" :: related @ fixes)
    ]
    |> List.sort

/// The study after the first `was` behind the heading of a part is written as `is`.
let private edit part (was: string) (is: string) =
    let at =
        study.IndexOf(was, study.IndexOf($"## Part {part}\n", StringComparison.Ordinal), StringComparison.Ordinal)

    Assert.True(at > 0)
    study.Remove(at, was.Length).Insert(at, is)

let private everywhere = Span.create 0 Int32.MaxValue

/// Words and notes are those of a check of all, but that columns are still known in covariates that nothing uses any longer.
let private sameWords (text: string) (known: StudyInEdit) =
    let all = check text
    let ofAll, ofKnown = Tokens.ofFile all "study.wmstudy", known.Tokens
    Assert.Empty(List.except ofKnown ofAll)

    for extra in List.except ofAll ofKnown do
        Assert.Equal(TokenKind.Column, extra.Kind)

    Assert.Equal<SemanticToken list>(ofKnown |> List.sortBy _.Span.Start, ofKnown)
    Assert.Equal<InlayHint list>(Hints.inSpan all "study.wmstudy" everywhere, known.HintsIn everywhere)

[<Theory>]
// A number, shorter and longer; what contradicts itself; a name that is no column; a column that is one now.
[<InlineData(0, "40y", "7y")>]
[<InlineData(12, "52y", "52.25y")>]
[<InlineData(12, "age >= 52y", "age >= 52y and age < 50y")>]
[<InlineData(12, "age >= 52y", "agr >= 52y")>]
[<InlineData(29, "site == 1", "site == \"9\"")>]
// Settings: unknown, of another type, left out, twice.
[<InlineData(12, "traits    =", "trait     =")>]
[<InlineData(12, "adjust    = base12", "adjust    = part12")>]
[<InlineData(12, "  genotypes = chips\n", "")>]
[<InlineData(12, "p = 5e-8", "p = 5")>]
[<InlineData(12, "r2 = 0.1", "r2 = 0.1, r2 = 0.2")>]
[<InlineData(5, "windw", "window")>]
// What is made from the edited declaration follows: its traits, its associations, its loci.
[<InlineData(12, "columns = [height]", "columns = [height, bmi]")>]
[<InlineData(12, "from part12 { columns", "from part11 { columns")>]
// Another name: of what others are made from, of what nothing is, to and from a name that is taken.
[<InlineData(12, "cohort part12", "cohort part12x")>]
[<InlineData(12, "covariates base12", "covariates base")>]
[<InlineData(12, "phenotypes traits12", "phenotypes traits13")>]
[<InlineData(12, "loci leads12", "loci found")>]
// One more, and one less.
[<InlineData(12, "covariates base12 {", "covariates more { age }\ncovariates base12 {")>]
[<InlineData(12, "covariates base12 {", "covariates more { agee }\ncovariates base12 {")>]
[<InlineData(12, "covariates base12 {", "covariates base13 { age }\ncovariates base12 {")>]
[<InlineData(12, "covariates base12 { age * site }\n", "")>]
[<InlineData(12, "phenotypes traits12 from part12 { columns = [height] }\n", "")>]
// What cannot be read.
[<InlineData(12, "age >= 52y", "age >= ")>]
[<InlineData(12, "[height]", "[height")>]
[<InlineData(12, "= 5e-8", "5e-8")>]
let ``After an edit of one declaration the same is found as by a check of all`` part was is =
    let text = edit part was is

    match known text with
    | Some known ->
        Assert.Equal<string list>(shown (check text).Diagnostics, shown known.Model.Diagnostics)
        sameWords text known
    | None -> failwith "all would be checked"

[<Theory>]
[<InlineData("age >= 52y", "age >= 7y")>]
[<InlineData("cohort part12", "cohort part12x")>]
[<InlineData("from part12 { columns", "from part11 { columns")>]
[<InlineData("traits    = traits12", "traits    = traits11")>]
let ``What the words of the edited declaration mean is known before the check of all`` (was: string) (is: string) =
    let text = edit 12 was is
    let all = check text

    match known text with
    | None -> failwith "all would be checked"
    | Some known ->
        let edited =
            text.IndexOf(is, text.IndexOf("## Part 12\n", StringComparison.Ordinal), StringComparison.Ordinal)

        Assert.True(known.IsChecked edited)
        // A declaration that has nothing to do with it was not looked at.
        Assert.False(known.IsChecked(text.IndexOf("cohort part20", StringComparison.Ordinal)))

        let places = [ 0 .. text.Length - 1 ] |> List.filter known.IsChecked
        let said (model: StudyModel) = [ for place in places -> place, Hover.at model "study.wmstudy" place ]
        Assert.Contains(said known.Model, fun (_, hover) -> hover.IsSome)
        Assert.Equal<(int * HoverText option) list>(said all, said known.Model)

[<Fact>]
let ``What was found moves with its text where only comments change`` () =
    let text = edit 0 "# one site" "# one of the sites,\n  # and a line more"
    Assert.NotEmpty before.Value.Diagnostics

    match known text with
    | Some known ->
        Assert.Equal<string list>(shown (check text).Diagnostics, shown known.Model.Diagnostics)
        sameWords text known
    | None -> failwith "all would be checked"

[<Fact>]
let ``A name that is missed in several declarations is told once, by a check of all`` () =
    Assert.True((found (edit 3 "agee" "age")).IsNone)
    Assert.True((found (edit 4 "age >=" "agee >=")).IsNone)

[<Theory>]
[<InlineData("build = GRCh37", "build = GRCh38")>]
[<InlineData("wmstudy 1", "wmstudy 2")>]
[<InlineData("cohort part3 ", "cohort part33 ")>]
[<InlineData("covariates base4 ", "phenotypes base4 ")>]
// A name that half of the study says.
[<InlineData("gwas g4 ", "gwas age ")>]
[<InlineData("covariates base4 { age * site }\n", "covariates base4 { age }\ncovariates other { age }\n")>]
// All of the study is made from this.
[<InlineData("age : y, site", "age : months, site")>]
let ``More than one declaration is left to the check of all`` (was: string) (is: string) =
    let at = study.IndexOf(was, StringComparison.Ordinal)
    Assert.True((found (study.Remove(at, was.Length).Insert(at, is))).IsNone)

[<Fact>]
let ``Whatever is typed in a declaration, nothing is found in it that a check of all does not find`` () =
    let random = Random 20261126
    let signs = "abgy19 .,=:<>(){}[]\"#*+-\n"
    let mutable judged = 0

    for _ in 1..300 do
        let at =
            random.Next(study.IndexOf("## Part 0", StringComparison.Ordinal), study.Length)

        let text =
            if random.Next 3 = 0 then
                study.Remove(at, 1)
            else
                study.Insert(at, string signs[random.Next signs.Length])

        match known text with
        | None -> ()
        | Some known ->
            judged <- judged + 1
            Assert.Equal<string list>(shown (check text).Diagnostics, shown known.Model.Diagnostics)
            sameWords text known

    // Most of what is typed keeps to one declaration.
    Assert.True(judged > 150, $"{judged} of 300")
