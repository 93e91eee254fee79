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

/// Parts of five declarations; every seventh has mistakes of its own, so that there is something to keep.
let private studyOf parts =
    let text =
        StringBuilder(
            "wmstudy 1\n\nstudy s { build = GRCh37 }\ncohort everyone { table = tsv(\"data/people.txt\", id = IID), columns { age : y, site : factor } }\n"
        )

    for i in 0 .. parts - 1 do
        let fault = if i % 7 = 3 then "agee" else "age"
        let setting = if i % 7 = 5 then "windw" else "window"
        // What does not differ in a cohort's people is told of the terms of the association itself.
        let terms = if i % 10 = 3 then "age + site" else $"base{i}"

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
  adjust    = {terms}
}}
loci leads{i} from g{i} {{ p = 5e-8, r2 = 0.1, {setting} = 250kb, reference = chips }}
"""
        )
        |> ignore

    text.Append("\ngenotypes chips from everyone { bed = \"data/chips.bed\" }\n").ToString()

let private study = studyOf 30

let private request text =
    Checker.request (SourceText("study.wmstudy", text))

let private check text =
    (StudyModel.check (request text) host CancellationToken.None).GetAwaiter().GetResult()

let private before = lazy check study

let private knownSince (before: StudyModel) (text: string) =
    let request = request text

    (EditedStudy.find before request (Parser.parse request.Source) host CancellationToken.None).GetAwaiter().GetResult()

let private known text = knownSince before.Value text

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
let private editIn (text: string) part (was: string) (is: string) =
    let at =
        text.IndexOf(was, text.IndexOf($"## Part {part}\n", StringComparison.Ordinal), StringComparison.Ordinal)

    Assert.True(at > 0)
    text.Remove(at, was.Length).Insert(at, is)

let private edit = editIn study

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
[<InlineData(12, "covariates base12 { age * site }\n", "covariates base12 { age }\ncovariates other { age }\n")>]
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

/// What is said of the words of the text is what a check of all says, whoever knows it, but of columns in covariates that nothing uses any longer.
let private sameHover (text: string) (known: StudyInEdit) =
    let all = check text

    for offset in 0 .. text.Length - 1 do
        match known.Knowing offset with
        | None -> ()
        | Some struct (model, moved) ->
            let said =
                Hover.at model "study.wmstudy" (offset + moved)
                |> Option.map (fun hover -> {
                    hover with
                        Span = Span.create (hover.Span.Start - moved) (hover.Span.End - moved)
                })

            match Hover.at all "study.wmstudy" offset, said with
            | None, Some hover -> Assert.Contains("A column of the table", hover.Markdown)
            | ofAll, ofKnown -> Assert.Equal<HoverText option>(ofAll, ofKnown)

[<Fact>]
let ``After edits of several declarations the same is found as by a check of all`` () =
    let edits = [
        2, "age >= 42y", "age >= 7y and agr > 1y"
        5, "windw", "window"
        8, "covariates base8 { age * site }\n", ""
        8, "adjust    = base8", "adjust    = base9"
        11, "cohort part11", "cohort part11x"
        11, "from part11 {", "from part11x {"
        17, "covariates base17 {", "covariates more { age }\ncovariates base17 {"
        26, "p = 5e-8", "p = 5"
    ]

    let mutable text = study

    for part, was, is in edits do
        text <- editIn text part was is

        match known text with
        | Some known ->
            Assert.Equal<string list>(shown (check text).Diagnostics, shown known.Model.Diagnostics)
            sameWords text known
            sameHover text known
        | None -> failwith $"all would be checked after {is}"

    Assert.Equal(8, (known text).Value.Edited.Length)

[<Fact>]
let ``Names that change places, and change places with others, are found as by a check of all`` () =
    for edits in
        [
            [ 4, "cohort part4 ", "cohort part5 "; 5, "cohort part5 ", "cohort part4 " ]
            [ 4, "cohort part4 ", "cohort part5 "; 7, "cohort part7 ", "cohort part4 " ]
            [
                4, "covariates base4 ", "covariates base9 "
                6, "covariates base6 ", "covariates base4 "
            ]
            [ 4, "loci leads4 ", "loci leads6 "; 6, "loci leads6 ", "loci leads4 " ]
        ] do
        let text =
            edits |> List.fold (fun text (part, was, is) -> editIn text part was is) study

        match known text with
        | Some known ->
            Assert.Equal<string list>(shown (check text).Diagnostics, shown known.Model.Diagnostics)
            sameWords text known
            sameHover text known
        | None -> failwith $"all would be checked after {edits}"

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
let ``A declaration that loses its own line, or gets it back, is told as by a check of all`` () =
    let apart = "[height] }\ngwas g13"
    let joined = edit 13 apart (apart.Replace("\n", ""))

    for before, now in [ before.Value, joined; check joined, study ] do
        match knownSince before now with
        | Some known -> Assert.Equal<string list>(shown (check now).Diagnostics, shown known.Model.Diagnostics)
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
// All of the study is made from this.
[<InlineData("age : y, site", "age : months, site")>]
let ``What may change what others mean is left to the check of all`` (was: string) (is: string) =
    let at = study.IndexOf(was, StringComparison.Ordinal)
    Assert.True((found (study.Remove(at, was.Length).Insert(at, is))).IsNone)

[<Fact>]
let ``Where a name was declared first is told of the place it has`` () =
    let twice = edit 20 "covariates base20 {" "covariates base12 {"
    let before = check twice

    let now =
        editIn twice 12 "covariates base12 { age * site }" "covariates base12 { age }"

    match knownSince before now with
    | Some known -> Assert.Equal<string list>(shown (check now).Diagnostics, shown known.Model.Diagnostics)
    | None -> ()

[<Fact>]
let ``More than a few declarations are left to the check of all`` () =
    let all = studyOf 100
    let before = check all

    /// What is known of it after so many of its loci were edited.
    let edited count =
        knownSince before (Seq.fold (fun text part -> editIn text part "p = 5e-8" "p = 1e-9") all [ 50 .. 49 + count ])

    Assert.Equal(32, (edited 32).Value.Edited.Length)
    Assert.True((edited 33).IsNone)

/// Signs put in and taken away anywhere behind the first heading, so many at a time.
let private typed seed rounds signsAtATime =
    let random = Random(seed: int)
    let signs = "abgy19 .,=:<>(){}[]\"#*+-\n"
    let mutable judged = 0

    for _ in 1..rounds do
        let mutable text = study

        for _ in 1 .. random.Next(1, signsAtATime + 1) do
            let at =
                random.Next(text.IndexOf("## Part 0", StringComparison.Ordinal), text.Length)

            text <-
                if random.Next 3 = 0 then
                    text.Remove(at, 1)
                else
                    text.Insert(at, string signs[random.Next signs.Length])

        match known text with
        | None -> ()
        | Some known ->
            judged <- judged + 1
            Assert.Equal<string list>(shown (check text).Diagnostics, shown known.Model.Diagnostics)
            sameWords text known

            if judged % 10 = 0 then
                sameHover text known

    judged

[<Fact>]
let ``Whatever is typed in a declaration, nothing is found in it that a check of all does not find`` () =
    let judged = typed 20261126 300 1
    // Most of what is typed keeps to one declaration.
    Assert.True(judged > 150, $"{judged} of 300")

[<Fact>]
let ``Whatever is typed in several declarations, nothing is found in them that a check of all does not find`` () =
    let judged = typed 20261128 300 5
    Assert.True(judged > 100, $"{judged} of 300")

/// Covariates that two associations share are left alone while the people of one differ in them; an edit of that one, or its end, changes what is told of
/// the other, which is not made from it.
[<Fact>]
let ``What is told of an association by who else shares its covariates is as by a check of all`` () =
    let other =
        "gwas other from everyone { traits = wide, genotypes = chips, adjust = together }\n"

    let text =
        study
        + "covariates together { age + site }\nphenotypes wide from everyone { columns = [height] }\ncohort one from everyone { include = site == 1 }\n"
        + "gwas own from one { traits = wide, genotypes = chips, adjust = together }\n"
        + other

    let before = check text

    let isTold (model: StudyModel) =
        model.Diagnostics
        |> Seq.exists (fun found -> found.Code = "WM3071" && found.Message.Contains "'one'")

    Assert.False(isTold before)

    for was, is, told in
        [
            other, "", true
            other, other.Replace("together", "age"), true
            other, other.Replace("traits = wide,", "traits = wide, min_maf = 0.01,"), false
            "gwas own from one { traits", "gwas own from one { coding = dominant, traits", false
        ] do
        let edited = text.Replace(was, is)
        Assert.NotEqual<string>(text, edited)
        Assert.Equal(told, isTold (check edited))

        match knownSince before edited with
        | Some known -> Assert.Equal<string list>(shown (check edited).Diagnostics, shown known.Model.Diagnostics)
        // What is left to the check of all is not told otherwise.
        | None -> ()
