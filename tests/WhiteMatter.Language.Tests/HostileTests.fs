/// Studies made to exhaust whoever checks them: each is stopped by a limit that has a code of its own.
module WhiteMatter.Language.Tests.HostileTests

open System
open System.Text
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Hosting

let private codesOf (text: string) (host: InMemoryHost) =
    (checkWith (Checker.request (SourceText("study.wmstudy", text))) host).Diagnostics
    |> Seq.map _.Code
    |> set

[<Fact>]
let ``A text that is longer than any study is not read`` () =
    let text = wholeStudy + "# " + String('x', Parser.longestText)
    Assert.Contains("WM1001", codesOf text host)

[<Theory>]
[<InlineData("covariates deep { ", "(", "age", ")", " }\n")>]
[<InlineData("gwas deep from people { traits = ", "[", "traits", "]", " }\n")>]
[<InlineData("gwas deep from people { ", "a { ", "b = 1", " }", " }\n")>]
[<InlineData("report deep { show = ", "f(", "g", ")", " }\n")>]
let ``Nesting ends at a depth`` (before: string) (opening: string) (inside: string) (closing: string) (after: string) =
    let depth = 30_000

    let text =
        StringBuilder(wholeStudy)
            .Append(before)
            .Insert(wholeStudy.Length + before.Length, opening, depth)
            .Append(inside)

    for _ in 1..depth do
        text.Append closing |> ignore

    Assert.Contains("WM1002", codesOf (text.Append(after).ToString()) host)

[<Theory;
  InlineData("chr{1..1000000000}");
  InlineData("{1..1000}{1..1000}{1..1000}");
  InlineData("{1..999999999999999999}")>]
let ``A template of files is not written out beyond a number`` (template: string) =
    let text = wholeStudy.Replace("data/chips.bed", template + ".bed")
    let found = codesOf text host
    Assert.True(found.Contains "WM2030" || found.Contains "WM1094", String.Join(" ", found))

/// What is wrong inside is looked at once, however deep it is: were it looked at twice at each level, this would take 2 to the power of 60 looks.
[<Fact>]
let ``What is written where a column's name belongs costs no more with each level`` () =
    let depth = 60

    let condition =
        String.replicate depth "is_missing(not " + "nosuch" + String.replicate depth ")"

    let text = wholeStudy + $"cohort deep from people {{ include = {condition} }}\n"

    Assert.Contains("WM2037", codesOf text host)

/// On a stack as small as those of a server's threads.
let private onSmallStack (work: unit -> unit) =
    let mutable mistake: exn option = None

    let thread =
        System.Threading.Thread(
            (fun () ->
                try
                    work ()
                with error ->
                    mistake <- Some error),
            512 * 1024
        )

    thread.Start()
    thread.Join()
    mistake |> Option.iter raise

[<Fact>]
let ``Blocks, calls, paths and conditions of 20,000 parts are read without running out of stack`` () =
    let many (separator: string) (part: string) =
        String.Join(separator, Seq.replicate 20_000 part)

    onSmallStack (fun () ->
        for text in
            [
                wholeStudy
                + "study again {\n"
                + String.Join("\n", [ for i in 1..20_000 -> $"  s{i} = {i}" ])
                + "\n}\n"
                wholeStudy
                + "phenotypes more from people { columns = "
                + many ", " "height"
                + " }\n"
                wholeStudy + "report more { show = f(" + many ", " "1" + ") }\n"
                wholeStudy.Replace("\"data/chips.bed\"", many " / " "a" + ".bed")
                wholeStudy.Replace("age >= 45y and", many " and " "age >= 45y" + " and")
                wholeStudy.Replace("age * sex + I(age^2)", many " + " "age" + " + pc1..pc3 + " + many " + " "sex")
            ] do
            codesOf text host |> ignore)

[<Fact>]
let ``Imports that double with every file end at a number and at a depth`` () =
    let imports (names: string seq) =
        "wmstudy 1\n"
        + String.Join("", names |> Seq.mapi (fun index name -> $"import \"{name}\" as i{index}\n"))

    // Each file imports two others: a thousand million paths of thirty steps.
    let mutable doubling = host

    for level in 0..29 do
        for side in [ "a"; "b" ] do
            doubling <-
                doubling.WithText(
                    $"{side}{level}.wmstudy",
                    imports [ $"a{level + 1}.wmstudy"; $"b{level + 1}.wmstudy" ]
                )

    let text = wholeStudy.Replace("wmstudy 1\n", imports [ "a0.wmstudy"; "b0.wmstudy" ])
    Assert.Single(codesOf text doubling |> Seq.filter ((=) "WM2030")) |> ignore

    // One file imports more than anybody has.
    let mutable many = host

    for number in 0..99 do
        many <- many.WithText($"f{number}.wmstudy", "wmstudy 1\n")

    let text =
        wholeStudy.Replace("wmstudy 1\n", imports [ for number in 0..99 -> $"f{number}.wmstudy" ])

    Assert.Single(codesOf text many |> Seq.filter ((=) "WM2030")) |> ignore

[<Fact>]
let ``A text that parameters make four times as long with each of them ends at a number of characters`` () =
    let parameters =
        "wmstudy 1\nparam a0 : string = \"xxxxxxxxxx\"\n"
        + String.Join(
            "",
            seq {
                for number in 1..39 do
                    let before = $"{{a{number - 1}}}"
                    $"param a{number} : string = \"{before}{before}{before}{before}\"\n"
            }
        )

    let text =
        wholeStudy.Replace("wmstudy 1\n", parameters).Replace("title = \"", "title = \"{a39}")

    Assert.NotEqual<string>(wholeStudy, text)
    Assert.Equal<string list>([ "WM2030" ], codesOf text host |> List.ofSeq)

[<Theory>]
[<InlineData("covariates c0 { age * sex }",
             "covariates c{0} { c{1} * c{1} }",
             "gwas again from people { traits = traits, genotypes = chips, adjust = c39 }")>]
[<InlineData("meta m0 from [g, g] { }", "meta m{0} from [m{1}, m{1}] { }", "loci end from m39 { p = 5e-8 }")>]
[<InlineData("meta m0 from [g, g] { }\nmeta m1 from [m0, g] { }",
             "meta m{0} from [m{1}, m{2}] { }",
             "loci end from m39 { p = 5e-8 }")>]
let ``Declarations that name what they are made of twice end at a number`` (first: string, next: string, last: string) =
    let start = 1 + (first |> Seq.filter ((=) '\n') |> Seq.length)

    let many = [
        for number in start..39 ->
            next.Replace("{0}", string number).Replace("{1}", string (number - 1)).Replace("{2}", string (number - 2))
    ]

    let text = wholeStudy + "\n" + String.Join("\n", [ first ] @ many @ [ last ]) + "\n"
    Assert.Contains("WM2030", codesOf text host)

[<Fact>]
let ``A file that imports itself, or is larger than any, is told`` () =
    let circle =
        host
            .WithText("a.wmstudy", "wmstudy 1\nimport \"b.wmstudy\" as b\n")
            .WithText("b.wmstudy", "wmstudy 1\nimport \"a.wmstudy\" as a\n")

    let text =
        wholeStudy.Replace("wmstudy 1\n", "wmstudy 1\nimport \"a.wmstudy\" as a\n")

    Assert.Contains("WM2029", codesOf text circle)
