/// Slips of people who come from R, Python and PLINK: one message each, what it offers, and that what is taken of it is no mistake.
module WhiteMatter.Language.Tests.SlipTests

open System
open System.Collections.Immutable
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

let private replaced (before: string) (after: string) =
    Assert.Contains(before, wholeStudy)
    wholeStudy.Replace(before, after)

let private certain (text: string) =
    Formatting.apply text (Fixes.certain "study.wmstudy" (check text).Diagnostics)

let private titles (found: Diagnostic) = [ for fix in found.Fixes -> fix.Title ]

[<Theory>]
[<InlineData("covariates base { age * sex + I(age^2) }",
             "covariates base { ~ age * sex + I(age^2) }",
             "covariates base { age * sex + I(age^2) }")>]
[<InlineData("adjust = base", "adjust = ~ age + sex", "adjust = age + sex")>]
let ``The tilde of a formula is taken away, and nothing else is offered``
    (here: string)
    (written: string)
    (meant: string)
    =
    let text = replaced here written
    let found = only text
    Assert.Equal("WM1014", found.Code)
    Assert.Equal<string list>([ "Remove it" ], titles found)
    Assert.Equal(replaced here meant, certain text)

[<Fact>]
let ``The tilde of a condition is not taken away without asking`` () =
    let text = replaced "ancestry == \"EUR\"" "~(ancestry == \"EUR\")"
    Assert.Equal<string list>([ "Remove it"; "Write `not`" ], titles (only text))
    Assert.Equal(text, certain text)

[<Theory>]
[<InlineData("covariates base { age * sex + I(age^2) }", "covariates base { height ~ age }", "covariates base { age }")>]
[<InlineData("adjust = base", "adjust = height ~ age", "adjust = age")>]
let ``What a formula explains is offered to be left out`` (here: string) (written: string) (meant: string) =
    let text = replaced here written
    let fix = Assert.Single (only text).Fixes
    Assert.Equal(("Remove `height ~`", true), (fix.Title, fix.IsProposal))
    Assert.Equal(replaced here meant, applyFix text fix)

let private gwas =
    "gwas g from people { traits = traits, genotypes = chips, adjust = base, method = linear }"

[<Theory>]
[<InlineData("for t in traits {\n  GWAS\n}")>]
[<InlineData("for (t in traits) {\nGWAS\n}")>]
[<InlineData("for t in traits:\n  GWAS")>]
[<InlineData("foreach t of traits { GWAS }")>]
let ``A loop is told once, is left as it is, and what is declared in it is no unknown name`` (loop: string) =
    let text = replaced gwas (loop.Replace("GWAS", gwas))
    let result = check text
    Assert.True((codes result = [ "WM1059" ]), messages result)
    Assert.StartsWith($"Found `{loop.Substring(0, 5)}", result.Diagnostics[0].Message)
    Assert.Empty result.Diagnostics[0].Fixes
    Assert.Equal(text, certain text)

[<Theory>]
[<InlineData("let least = 0.01", "param least : float = 0.01", "0.01")>]
[<InlineData("const least = 3", "param least : int = 3", "0.01")>]
[<InlineData("var least = \"EUR\"", "param least : string = \"EUR\"", "0.01")>]
[<InlineData("let least = 45y", "param least : quantity = 45y", "0.01")>]
[<InlineData("let least = [1, 2.5]", "param least : [float] = [1, 2.5]", "0.01")>]
let ``A variable is the parameter that its value makes it`` (written: string) (meant: string) (_: string) =
    let text = wholeStudy + written + "\n"
    let found = only text
    Assert.Equal("WM1035", found.Code)
    let mended = certain text
    Assert.Equal(wholeStudy + meant + "\n", mended)
    Assert.Empty (check mended).Diagnostics

[<Fact>]
let ``A variable is known where it is used`` () =
    let text = replaced "maf >= 0.01" "maf >= least" + "let least = 0.01\n"

    Assert.Equal("WM1035", (only text).Code)
    Assert.Empty (check (certain text)).Diagnostics

/// Both are values of the column in the table: "case" and "control".
[<Theory>]
[<InlineData("group == Controls", "\"control\"", "group == \"control\"")>]
[<InlineData("group == \"Controls\"", "\"control\"", "group == \"control\"")>]
[<InlineData("ancestry == European", "\"EUR\"", "ancestry == \"EUR\"")>]
[<InlineData("ancestry == \"European\"", "'EUR'", "ancestry == \"EUR\"")>]
let ``A word beside a column is offered as the value of the column that it means``
    (written: string)
    (said: string)
    (meant: string)
    =
    let text = replaced "ancestry == \"EUR\"" written
    let found = only text
    Assert.Contains(said.Trim('"', '\''), found.Message)
    let fix = Assert.Single found.Fixes
    let mended = applyFix text fix
    Assert.Equal(replaced "ancestry == \"EUR\"" meant, mended)
    Assert.Empty (check mended).Diagnostics

[<Fact>]
let ``A word that no value of the column is like is told which there are`` () =
    let found = only (replaced "ancestry == \"EUR\"" "ancestry == Norwegian")
    Assert.EndsWith("; the values of 'ancestry' are \"EUR\", \"AFR\" or \"EAS\".", found.Message)
    Assert.Empty found.Fixes

let private shared =
    host.WithText(
        "lib/c.wmstudy",
        "wmstudy 1\nparam cutoff : quantity = 45y\ncohort people { table = space_separated(\"../data/people.txt\", id = IID, family = FID) }\ncovariates base { age }\n"
    )

let private head =
    "wmstudy 1\nimport \"lib/c.wmstudy\" as c\nstudy s { build = GRCh37 }\ngenotypes chips from c.people { bed = \"data/chips.bed\" }\nphenotypes traits from c.people { columns = [height] }\ncohort own { table = space_separated(\"data/people.txt\", id = IID, family = FID), columns { age : y } }\n"

[<Theory>]
[<InlineData("cohort old from people { sample = 10 }", "c.people", "cohort old from c.people { sample = 10 }")>]
[<InlineData("cohort old from own { include = age >= cutoff }",
             "c.cutoff",
             "cohort old from own { include = age >= c.cutoff }")>]
[<InlineData("gwas g from c.people { traits = traits, genotypes = chips, adjust = base }",
             "c.base",
             "gwas g from c.people { traits = traits, genotypes = chips, adjust = c.base }")>]
[<InlineData("gwas g from c.people { traits = traits, genotypes = chips, adjust = base + bmi }",
             "c.base",
             "gwas g from c.people { traits = traits, genotypes = chips, adjust = c.base + bmi }")>]
let ``A name of an imported file is offered with the file's name`` (written: string) (name: string) (meant: string) =
    let checkIn text =
        checkWith (Checker.request (SourceText("study.wmstudy", text))) shared

    let result = checkIn (head + written + "\n")
    let found = Assert.Single result.Diagnostics
    Assert.EndsWith($"Did you mean '{name}'?", found.Message)
    let fix = Assert.Single found.Fixes
    Assert.True fix.IsProposal
    let mended = applyFix (head + written + "\n") fix
    Assert.Equal(head + meant + "\n", mended)
    Assert.Empty (checkIn mended).Diagnostics

[<Fact>]
let ``A name that two imported files declare is offered by both`` () =
    let text =
        head.Replace(
            "import \"lib/c.wmstudy\" as c\n",
            "import \"lib/c.wmstudy\" as c\nimport \"lib/d.wmstudy\" as d\n"
        )
        + "cohort old from people { sample = 10 }\n"

    let both =
        shared.WithText(
            "lib/d.wmstudy",
            "wmstudy 1\ncohort people { table = space_separated(\"../data/people.txt\", id = IID, family = FID) }\n"
        )

    let result = checkWith (Checker.request (SourceText("study.wmstudy", text))) both
    Assert.EndsWith("Did you mean 'c.people' or 'd.people'?", (Assert.Single result.Diagnostics).Message)

/// 1 and 2 are the sexes of the table.
[<Fact>]
let ``A trait whose numbers the cohort calls a factor is told so, with the place`` () =
    let text = replaced "columns = [height]" "columns = [sex]"
    let result = check text

    let found =
        result.Diagnostics
        |> Seq.filter (fun one -> one.Code = "WM2047")
        |> Assert.Single

    Assert.Equal(
        "The column 'sex' is declared as a factor, although its values are numbers, and cannot be used as a number.",
        found.Message
    )

    let role = text.IndexOf("sex : factor", StringComparison.Ordinal) + "sex : ".Length
    Assert.Equal(role, (Assert.Single found.Related).Span.Start)
    let fix = Assert.Single found.Fixes
    Assert.Equal(("Declare 'sex : numeric'", true), (fix.Title, fix.IsProposal))
    let mended = applyFix text fix
    Assert.Equal(text.Replace("sex : factor", "sex : numeric"), mended)
    Assert.DoesNotContain("WM2047", codes (check mended))

[<Fact>]
let ``A role that the source of a cohort declares is found there`` () =
    let text =
        replaced "phenotypes traits from people" "cohort women from people\nphenotypes traits from women"

    let text = text.Replace("columns = [height]", "columns = [sex]")

    let found =
        (check text).Diagnostics
        |> Seq.filter (fun one -> one.Code = "WM2047")
        |> Assert.Single

    Assert.Equal<string list>([ "Declare 'sex : numeric'" ], titles found)

[<Fact>]
let ``Components as columns are told the term of the relatedness`` () =
    let kin = "relatedness kin from chips { components = 10 }\n"
    let text = replaced "adjust = base" "adjust = age + PC1 + PC2"

    for text, told in
        [
            text + kin, "; principal components of genotypes are one term of their relatedness: kin.pcs."
            text, "relatedness kin from chips { components = 10 }, and are one term: kin.pcs."
        ] do
        let result = check text
        Assert.True((codes result |> List.filter ((=) "WM2037") |> List.length = 2), messages result)

        for found in result.Diagnostics do
            if found.Code = "WM2037" then
                Assert.EndsWith(told, found.Message)
                Assert.Empty found.Fixes

[<Theory>]
[<InlineData("height == TRUE", "; what is true is written true.")>]
[<InlineData("height == False", "; what is false is written false.")>]
[<InlineData("sex == TRUE", "; the values of 'sex' are \"1\" or \"2\".")>]
let ``Truth as another language writes it is told beside a column`` (written: string) (told: string) =
    let found = only (replaced "ancestry == \"EUR\"" written)
    Assert.Equal("WM2037", found.Code)
    Assert.EndsWith(told, found.Message)

let private modelOf (host: IStudyHost) (text: string) =
    (StudyModel.check (Checker.request (SourceText("study.wmstudy", text))) host CancellationToken.None)
        .GetAwaiter()
        .GetResult()

/// The ages of the table are known because there are few.
[<Fact>]
let ``A number beside a column with a unit is proposed with the unit`` () =
    let column name content (levels: string list) =
        TableColumn(name, content, ImmutableArray.CreateRange levels)

    let host =
        InMemoryHost()
            .WithTable(
                "few.txt",
                TableHeader(
                    ImmutableArray.Create(
                        column "IID" ColumnContent.Text [],
                        column "age" ColumnContent.Integer [ "42"; "44" ],
                        column "weight" ColumnContent.Number [ "70.5" ]
                    ),
                    2L,
                    true
                )
            )

    let study condition =
        $"wmstudy 1\nstudy s {{ build = GRCh37 }}\ncohort c {{\n  table = tsv(\"few.txt\", id = IID)\n  columns {{ age : y }}\n  include = {condition}\n}}\n"

    for condition, wanted in
        [
            "age >= ", [ "42y"; "44y" ]
            "age in [", [ "42y"; "44y" ]
            "weight >= ", [ "70.5" ]
        ] do
        let text = study condition
        let model = modelOf host text
        let at = text.IndexOf(condition, StringComparison.Ordinal) + condition.Length

        let found =
            (Completing.at model host model.Source at CancellationToken.None).GetAwaiter().GetResult()

        let levels = [
            for one in found.Proposals do
                if one.Kind = ProposalKind.Level then
                    one.Text
        ]

        Assert.Equal<string list>(wanted, levels)

        for level in levels do
            let taken =
                if condition.EndsWith '[' then
                    condition + level + "]"
                else
                    condition + level

            let result =
                checkWith (Checker.request (SourceText("study.wmstudy", study taken))) host

            Assert.True(result.Diagnostics.IsEmpty, messages result)

[<Theory>]
[<InlineData("reference = chips", "ref = chips", "reference = chips")>]
[<InlineData("include = age >= 45y and ancestry == \"EUR\"",
             "filter = age >= 45y and ancestry == \"EUR\"",
             "include = age >= 45y and ancestry == \"EUR\"")>]
[<InlineData("keep = maf >= 0.01 and missing <= 5%",
             "filter = maf >= 0.01 and missing <= 5%",
             "keep = maf >= 0.01 and missing <= 5%")>]
[<InlineData("show = [manhattan(g), qq(g), leads]",
             "show = [manhattan(g), qq(g), \"leads\"]",
             "show = [manhattan(g), qq(g), leads]")>]
[<InlineData("genotypes = chips", "genotypes = \"chips\"", "genotypes = chips")>]
let ``A name as another program has it is told once and written as it is here``
    (here: string)
    (written: string)
    (meant: string)
    =
    let text = replaced here written
    let result = check text
    Assert.True((result.Diagnostics.Length = 1), messages result)
    Assert.Equal(replaced here meant, certain text)

[<Fact>]
let ``A list of people is no condition, whatever the setting is called`` () =
    let text =
        replaced "include = age >= 45y and ancestry == \"EUR\"" "keep = \"people.txt\""

    Assert.Equal<string list>([ "WM2007" ], codes (check text))
    Assert.Equal(text, certain text)

[<Fact>]
let ``A quantity out of its bounds is told with its unit`` () =
    Assert.StartsWith("'window' is -5kb, but it must be", (only (replaced "window = 250kb" "window = -5kb")).Message)

[<Fact>]
let ``A study is proposed where the text has none`` () =
    for text, wanted in [ "wmstudy 1\n", true; "wmstudy 1\nstudy s { build = GRCh37 }\n", false ] do
        let model = modelOf host text

        let found =
            (Completing.at model host model.Source text.Length CancellationToken.None).GetAwaiter().GetResult()

        Assert.Equal(wanted, found.Proposals |> List.exists (fun one -> one.Label = "study"))

let private proposed (host: IStudyHost) (text: string) =
    let at = text.IndexOf '|'
    let model = modelOf host (text.Remove(at, 1))

    [
        for one in (Completing.at model host model.Source at CancellationToken.None).GetAwaiter().GetResult().Proposals ->
            one.Label
    ]

/// `group` has two values, `ancestry` three.
[<Fact>]
let ``An outcome is a number, or one of two values`` () =
    let labels =
        proposed host (wholeStudy + "prediction p from traits { outcome = | }\n")

    Assert.Contains("group", labels)
    Assert.Contains("height", labels)
    Assert.DoesNotContain("ancestry", labels)

/// This cohort does not say that FID names the families.
[<Fact>]
let ``PLINK's column of families is no covariate`` () =
    let study =
        wholeStudy.Replace(", family = FID", "").Replace("adjust = base", "adjust = |")

    let labels = proposed host study
    Assert.Contains("age", labels)
    Assert.DoesNotContain("FID", labels)

/// The table has `age`, which `c.base` asks for, and neither of what `c.far` does.
[<Fact>]
let ``Covariates of an imported file are proposed where the table has their columns`` () =
    let host =
        host.WithText(
            "lib/c.wmstudy",
            "wmstudy 1\ncovariates base { age + I(age^2) }\ncovariates near { p31 * age }\ncovariates far { near + base }\n"
        )

    let study =
        wholeStudy.Replace("wmstudy 1\n", "wmstudy 1\nimport \"lib/c.wmstudy\" as c\n")

    let labels = proposed host (study.Replace("adjust = base", "adjust = |"))
    Assert.Contains("c.base", labels)
    Assert.DoesNotContain("c.near", labels)
    Assert.DoesNotContain("c.far", labels)
    let members = proposed host (study.Replace("adjust = base", "adjust = c.|"))
    Assert.Contains("base", members)
    Assert.DoesNotContain("far", members)

/// Bonferroni: 5e-8 shared among two traits.
[<Fact>]
let ``A threshold that leaves the traits out of account is offered shared among them`` () =
    let text = replaced "columns = [height]" "columns = [height, bmi]"
    let found = only text
    Assert.Equal("WM3001", found.Code)
    let fix = Assert.Single found.Fixes
    Assert.Equal(("5e-8 / 2", true), (fix.Replacement, fix.IsProposal))
    let mended = applyFix text fix
    Assert.Contains("p = 5e-8 / 2,", mended)
    Assert.Empty (check mended).Diagnostics
    // What is named is declared elsewhere, and may be meant for more.
    let named =
        text.Replace("p = 5e-8", "p = limit").Replace("\ncohort people", "\nparam limit : float = 5e-8\ncohort people")

    Assert.Empty (only named).Fixes

[<Fact>]
let ``A file whose lines end in CR alone is refused in one message`` () =
    let found = only (wholeStudy.Replace('\n', '\r'))
    Assert.Equal("WM1015", found.Code)
