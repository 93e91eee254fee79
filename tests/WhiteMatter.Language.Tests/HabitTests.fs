/// What newcomers write who know R, PLINK or a database: one message each, with the change that mends it where one does.
module WhiteMatter.Language.Tests.HabitTests

open System
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

let private replaced (before: string) (after: string) =
    Assert.Contains(before, wholeStudy)
    wholeStudy.Replace(before, after)

/// A text with all changes of a diagnostic's first title applied.
let private mendedBy (text: string) (found: Diagnostic) =
    found.Fixes
    |> Seq.filter (fun fix -> fix.Title = found.Fixes[0].Title)
    |> Seq.sortByDescending _.Span.Start
    |> Seq.fold applyFix text

/// What stands in the study, what somebody writes instead, its one code, and what its first change makes of it.
let private mended = [
    "sex : factor", "sex : binary(1 = male)", "WM2020", "sex : factor"
    "sex : factor", "sex : factor(1=\"male\")", "WM2020", "sex : factor"
    "sex : factor", "sex : factor(1 = \"male\", 2 = \"female\")", "WM2020", "sex : factor"
    "sex : factor", "sex : factor(\"1\" = male)", "WM2020", "sex : factor"
    "sex : factor", "sex : factor(1 = \"male (m)\", 2 = \"female\")", "WM2020", "sex : factor"
    "sex : factor", "sex : factor(1, 2)", "WM2020", "sex : factor(\"1\", \"2\")"
    "sex : factor", "sex : categorical(\"1\", \"2\")", "WM2020", "sex : factor(\"1\", \"2\")"
    "sex : factor", "sex : binary", "WM2021", "sex : factor"
    "adjust = base", "adjust = c(age, sex)", "WM2022", "adjust = age + sex"
    "adjust = base", "adjust = c(age, sex):group", "WM2022", "adjust = (age + sex):group"
    "adjust = base", "adjust = c(\"age\", \"sex\")", "WM2022", "adjust = age + sex"
    "adjust = base", "adjust = [\"age\", \"sex\"]", "WM2045", "adjust = age + sex"
    "adjust = base", "adjust = age + as.factor(sex)", "WM2022", "adjust = age + sex"
    "adjust = base", "adjust = age + factor(group)", "WM2022", "adjust = age + group"
    "bed = \"data/chips.bed\"", "bfile = \"data/chips\"", "WM2007", "bed = \"data/chips.bed\""
    "bed = \"data/chips.bed\"", "pgen = \"data/chips.bed\"", "WM2010", "bed = \"data/chips.bed\""
    "keep = maf >= 0.01 and missing <= 5%", "maf = 0.01", "WM2007", "keep = maf >= 0.01"
    "keep = maf >= 0.01 and missing <= 5%",
    "keep = maf >= 0.01, geno = 5%",
    "WM2007",
    "keep = maf >= 0.01 and missing <= 5%"
    "from people { traits = traits, genotypes = chips, adjust = base, method = linear }",
    "from people ( traits = traits, genotypes = chips, adjust = base, method = linear )",
    "WM1035",
    "from people { traits = traits, genotypes = chips, adjust = base, method = linear }"
    "from people { traits = traits, genotypes = chips, adjust = base, method = linear }",
    "from people (\n  traits = traits\n  genotypes = chips  # :)\n  adjust = base\n)",
    "WM1035",
    "from people {\n  traits = traits\n  genotypes = chips  # :)\n  adjust = base\n}"
]

let mendedNumbers () = [ for number in 0 .. mended.Length - 1 -> [| box number |] ]

[<Theory; MemberData(nameof mendedNumbers)>]
let ``A newcomer's spelling gives one message, and its change is without a fault`` (number: int) =
    let here, written, code, meant = mended[number]
    let text = replaced here written
    let found = check text
    Assert.True((codes found = [ code ]), messages found)
    let after = mendedBy text found.Diagnostics[0]
    Assert.Equal(replaced here meant, after)
    let again = check after
    Assert.True(again.Diagnostics.IsEmpty, messages again)

[<Fact>]
let ``A function of R that makes a factor declares the column where nothing does`` () =
    let text = replaced "adjust = base" "adjust = age + as.factor(site)"
    let found = check text
    Assert.True((codes found = [ "WM2022" ]), messages found)
    let after = mendedBy text found.Diagnostics[0]
    Assert.Contains("adjust = age + site,", after)
    Assert.Contains("site : factor", after)
    Assert.Empty((check after).Diagnostics)

[<Theory>]
[<InlineData("age + factor(age)")>]
[<InlineData("age + as.numeric(sex)")>]
[<InlineData("age + as.factor(nowhere)")>]
let ``A function of R on a column that is declared otherwise, or is none, is not changed without asking``
    (adjust: string)
    =
    let found = check (replaced "adjust = base" $"adjust = {adjust}")
    Assert.True((codes found = [ "WM2022" ]), messages found)
    Assert.Empty found.Diagnostics[0].Fixes

[<Fact>]
let ``A file beside the one that a setting names is given to no setting`` () =
    let found = check (replaced "bed = \"data/chips.bed\"" "pgen = \"data/chips.bim\"")
    Assert.True((codes found = [ "WM2010" ]), messages found)
    Assert.Empty found.Diagnostics[0].Fixes

[<Fact>]
let ``Several options of PLINK become one condition when their changes are made`` () =
    let mutable text =
        replaced "keep = maf >= 0.01 and missing <= 5%" "maf = 0.01, geno = 0.05, hwe = 1e-6"

    for _ in 1..3 do
        text <- Services.Formatting.apply text (Services.Fixes.certain "study.wmstudy" (check text).Diagnostics)

    Assert.Equal(replaced "missing <= 5%" "missing <= 0.05 and hwe_p >= 1e-6", text)

[<Theory>]
// A part of a condition that is an alternative would be read otherwise.
[<InlineData("keep = maf >= 0.01 or missing <= 5%, hwe = 1e-6")>]
[<InlineData("keep = maf >= 0.01, # rare\n  hwe = 1e-6")>]
let ``A condition is joined to no other that it would change`` (settings: string) =
    let found = check (replaced "keep = maf >= 0.01 and missing <= 5%" settings)
    Assert.Equal<string list>([ "WM2007" ], codes found)
    Assert.Empty found.Diagnostics[0].Fixes

[<Theory>]
[<InlineData("age >= 45y", "age >= 45mm", "'age' expects an age, but '45mm' is a length; an age is written with y.")>]
[<InlineData("window = 250kb",
             "window = 250mm",
             "'window' expects a genomic distance, but '250mm' is a length; a genomic distance is written with bp, kb or Mb.")>]
let ``A number in the unit of something else says what is expected, and is not given another unit``
    (here: string)
    (written: string)
    (message: string)
    =
    let found = check (replaced here written)
    Assert.Equal<string list>([ "WM2013" ], codes found)
    Assert.Equal(message, found.Diagnostics[0].Message)
    Assert.Empty found.Diagnostics[0].Fixes

[<Theory>]
[<InlineData("include = age >= 45y", "include = größe > 3 and age >= 45y", "column(\"größe\")")>]
[<InlineData("age * sex", "größe * sex", "column(\"größe\")")>]
[<InlineData("columns = [height]", "columns = [größe]", "\"größe\"")>]
[<InlineData("age : y }", "age : y, größe : mm }", "\"größe\"")>]
let ``A column's name with other letters is offered in quotes`` (here: string) (written: string) (meant: string) =
    let found = check (replaced here written)
    Assert.True((codes found = [ "WM1005" ]), messages found)
    let fix = Assert.Single found.Diagnostics[0].Fixes
    Assert.Equal((meant, true), (fix.Replacement, fix.IsProposal))

[<Theory>]
[<InlineData("étude 1\nstudy s { build = GRCh37 }\n", "WM1021")>]
[<InlineData("wmstudy 1\nétude s { build = GRCh37 }\n", "WM1030")>]
[<InlineData("wmstudy 1\nstudy étude { build = GRCh37 }\n", "WM1005")>]
[<InlineData("wmstudy 1\nstudy s { build = GRCh37 }\nparam größe : int = 3\n", "WM1005")>]
let ``A word with other letters is told once, whole`` (text: string) (code: string) =
    let found = check text
    Assert.True((codes found = [ code ]), messages found)
    Assert.Matches("étude|größe", found.Diagnostics[0].Message)

[<Fact>]
let ``A condition of more parts than are read names the limit, and where it is reached`` () =
    let many = String.Join(" and ", Array.create 20_000 "age > 1y")
    let found = check (replaced "include = age >= 45y" $"include = {many}")
    let first = found.Diagnostics |> Seq.find (fun one -> one.Code = "WM1002")
    Assert.Contains("1000 operators", first.Message)
    let span = nonNull first.Span
    Assert.True(span.Line = 11 && span.Column > 1000)
    Assert.Single found.Diagnostics |> ignore

[<Fact>]
let ``A function's name without its parentheses is told how it is called`` () =
    let text =
        imagingStudy.Replace("architecture = conv_autoencoder", "architecture = variational_autoencoder\n  #")

    let found = check text
    Assert.True((codes found = [ "WM2001" ]), messages found)

    Assert.Contains(
        "is a function, which is called with its arguments: variational_autoencoder(",
        found.Diagnostics[0].Message
    )

[<Fact>]
let ``A setting of a block inside is told which block`` () =
    let found =
        check (imagingStudy.Replace("fit_on = pretraining", "epochs = 3\n  fit_on = pretraining"))

    Assert.True((codes found = [ "WM2007" ]), messages found)
    Assert.EndsWith("; it belongs to its block 'train': train { epochs = … }.", found.Diagnostics[0].Message)

[<Fact>]
let ``A path of another place of the net is told that files are local, as it is written`` () =
    let found =
        check (replaced "space_separated(\"data/people.txt\"" "tsv(\"https://example.org/people.tsv\"")

    let absent =
        found.Diagnostics
        |> Seq.find (fun one -> one.Code = "WM4002" && one.Message.Contains "example")

    Assert.StartsWith(
        "The file 'https://example.org/people.tsv' is not there: files are of this machine",
        absent.Message
    )

[<Theory>]
[<InlineData("<IID>", ": '<IID>' stands for nothing here.", "{IID}")>]
[<InlineData("{{IID}}", ": doubled braces stand for braces.", "{IID}")>]
[<InlineData("%s", ": '%s' stands for nothing here.", "")>]
[<InlineData("*", ": '*' stands for nothing here.", "")>]
[<InlineData("all", ".", "")>]
let ``A path that is the same for everybody says what in it was no placeholder``
    (written: string)
    (ending: string)
    (meant: string)
    =
    let found =
        check (start + $"images fa from people {{ path = \"data/fa/{written}.nii.gz\" }}\n")

    Assert.True((codes found = [ "WM2070" ]), messages found)
    Assert.EndsWith("is the same file for everybody" + ending, found.Diagnostics[0].Message)
    let fixes = [ for fix in found.Diagnostics[0].Fixes -> fix.Replacement ]
    Assert.Equal<string list>((if meant = "" then [] else [ $"\"data/fa/{meant}.nii.gz\"" ]), fixes)

[<Theory>]
[<InlineData("{IID.nii.gz", "WM1092", "{IID}.nii.gz")>]
[<InlineData("IID}.nii.gz", "WM1095", "{IID}.nii.gz")>]
[<InlineData("{ IID }.nii.gz", "WM1093", "{IID}.nii.gz")>]
[<InlineData("{participant}.nii.gz", "WM2037", "{FID}.nii.gz")>]
let ``A placeholder that is not whole is offered whole`` (written: string) (code: string) (meant: string) =
    let text = start + $"images fa from people {{ path = \"data/fa/{written}\" }}\n"
    let found = check text
    Assert.True((codes found = [ code ]), messages found)
    Assert.Contains($"\"data/fa/{meant}\"", mendedBy text found.Diagnostics[0])

[<Fact>]
let ``A set of columns that a table has none of is told once where traits are taken from it`` () =
    let text =
        "wmstudy 1\nstudy s { build = GRCh37 }\ncolumns clinic { pulse : numeric, pressure : numeric }\n"
        + "cohort people {\n  table = space_separated(\"data/people.txt\", id = IID, family = FID)\n  columns { clinic }\n}\n"

    Assert.Equal<string list>([ "WM4013" ], codes (check text))
    let found = check (text + "phenotypes traits from people { columns = clinic }\n")
    Assert.Equal<string list>([ "WM2089" ], codes found)
    Assert.Equal(6, (Assert.Single found.Diagnostics[0].Related).Span.Line)

[<Theory>]
[<InlineData("p = 5e-8", "p = 1e-4", "")>]
[<InlineData("p = 5e-8", "p = 0.05", "50,000")>]
[<InlineData("p = 5e-8", "p = 1e-3", "1,000")>]
let ``A threshold that many variants pass by chance is told how many``
    (here: string)
    (written: string)
    (count: string)
    =
    let found = check (replaced here written)

    if count = "" then
        Assert.Empty found.Diagnostics
    else
        Assert.Equal<string list>([ "WM3067" ], codes found)
        Assert.Contains($", {count} have so small a P by chance.", found.Diagnostics[0].Message)
