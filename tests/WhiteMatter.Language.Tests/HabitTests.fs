/// What newcomers write who know R, PLINK or a database: one message each, with the change that mends it where one does.
module WhiteMatter.Language.Tests.HabitTests

open System
open System.Collections.Immutable
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

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
    "keep = maf >= 0.01 and missing <= 5%",
    "keep = maf >= 0.01 and missing <= 5",
    "WM3069",
    "keep = maf >= 0.01 and missing <= 5%"
    "keep = maf >= 0.01 and missing <= 5%",
    "keep = maf >= 0.01 and missing < 1",
    "WM3069",
    "keep = maf >= 0.01 and missing < 1%"
    "keep = maf >= 0.01 and missing <= 5%", "keep = maf <= 2", "WM3069", "keep = maf <= 2%"
    "keep = maf >= 0.01 and missing <= 5%", "keep = hwe_p <= 1e-6", "WM3070", "keep = hwe_p >= 1e-6"
    "keep = maf >= 0.01 and missing <= 5%",
    "keep = missing > 5% and maf >= 0.01",
    "WM3070",
    "keep = missing <= 5% and maf >= 0.01"
    "method = linear", "transform = \"INT\"", "WM2014", "transform = rank_int"
    "method = linear", "method = \"ols\"", "WM2014", "method = linear"
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

/// Filters that say what they seem to.
[<Theory>]
[<InlineData("maf >= 0.01 and missing <= 5%")>]
[<InlineData("missing <= 100%")>]
[<InlineData("maf <= 0.5 and maf >= 0%")>]
[<InlineData("maf <= 1%")>]
[<InlineData("hwe_p >= 1e-6 and hwe_p < 0.05")>]
[<InlineData("not (missing > 5%)")>]
let ``A filter that may be meant is not told`` (keep: string) =
    let found = check (replaced "maf >= 0.01 and missing <= 5%" keep)
    Assert.True(found.Diagnostics.IsEmpty, messages found)

/// What is drawn from people of a table with a column that has the name of a scanning site.
[<Theory>]
[<InlineData("site == \"a\"", false)>]
[<InlineData("age >= 50y and site in [\"a\"]", false)>]
[<InlineData("\"a\" == site", false)>]
[<InlineData("site in [\"a\", \"b\"]", true)>]
[<InlineData("site != \"a\"", true)>]
[<InlineData("site == \"a\" or age >= 50y", true)>]
let ``People of one site are not to be adjusted for it`` (condition: string) (isAsked: bool) =
    let text =
        replaced "sex : factor, age : y" "sex : factor, age : y, site : factor"
        |> fun text ->
            text.Replace("covariates base", $"cohort some from people {{ include = {condition} }}\ncovariates base")
        |> fun text -> text.Replace("gwas g from people", "gwas g from some")

    let found = check text
    let told = codes found |> List.contains DesignCodes.SiteNotAdjusted.Code
    Assert.True((told = isAsked), messages found)

/// A parameter whose type is no type: its uses are no mistakes of their own.
[<Theory>]
[<InlineData("cutoff : age = 50y", "cutoff : quantity = 50y")>]
[<InlineData("cutoff : years = 50y", "cutoff : quantity = 50y")>]
let ``A parameter of no type is told once`` (written: string) (meant: string) =
    let text =
        (replaced "age >= 45y" "age >= cutoff").Replace("cohort people", $"param {written}\ncohort people")

    let found = check text
    Assert.True((codes found = [ "WM1044" ]), messages found)
    let after = mendedBy text found.Diagnostics[0]
    Assert.Contains($"param {meant}\n", after)
    Assert.Empty((check after).Diagnostics)

[<Theory>]
[<InlineData("n : count = 3", "int")>]
[<InlineData("n : ratio = 0.5", "float")>]
[<InlineData("n : ratio = 1e-3", "float")>]
[<InlineData("n : share = 5%", "quantity")>]
[<InlineData("n : window = 250kb", "quantity")>]
[<InlineData("n : label = \"a\"", "string")>]
[<InlineData("n : flag = true", "bool")>]
let ``The value of a parameter says which type was meant`` (written: string) (meant: string) =
    let found =
        check (wholeStudy.Replace("cohort people", $"param {written}\ncohort people"))

    Assert.True((codes found = [ "WM1044" ]), messages found)
    Assert.Equal(meant, found.Diagnostics[0].Fixes[0].Replacement)

/// A study of traits of a table with columns as its header has them, none of them declared.
let private withHeader (columns: string list) (traits: string) =
    let column name =
        TableColumn(name, ColumnContent.Number, ImmutableArray.Empty)

    let host =
        host.WithTable(
            "data/scans.txt",
            TableHeader(
                ImmutableArray.CreateRange [
                    for name in [ "FID"; "IID"; "age"; "sex"; "height"; "FA_mean" ] @ columns -> column name
                ],
                373L,
                true
            )
        )

    let text =
        $"""wmstudy 1
study s {{ build = GRCh37 }}
cohort people {{ table = space_separated("data/scans.txt", id = IID, family = FID), columns {{ sex : factor, age : y }} }}
genotypes chips from people {{ bed = "data/chips.bed" }}
phenotypes traits from people {{ columns = [{traits}] }}
gwas g from people {{ traits = traits, genotypes = chips, adjust = age + sex }}
loci leads from g {{ reference = chips }}
"""

    codes (checkWith (Checker.request (SourceText("study.wmstudy", text))) host)
    |> List.filter (fun code ->
        code = DesignCodes.SiteNotAdjusted.Code
        || code = DesignCodes.HeadSizeNotAdjusted.Code)

[<Theory>]
[<InlineData("site", "FA_mean", "WM3002")>]
[<InlineData("ScannerID", "FA_mean", "WM3002")>]
[<InlineData("54-2.0", "FA_mean", "WM3002")>]
[<InlineData("p54_i3", "FA_mean", "WM3002")>]
[<InlineData("eTIV", "FA_mean", "WM3003")>]
[<InlineData("icv_mm3", "FA_mean", "WM3003")>]
[<InlineData("25000-2.0", "FA_mean", "WM3003")>]
[<InlineData("f.25000.2.0", "FA_mean", "WM3003")>]
[<InlineData("EstimatedTotalIntraCranialVol", "FA_mean", "WM3003")>]
// Height is measured without a scanner.
[<InlineData("scanner", "height", "")>]
[<InlineData("eTIV", "height", "")>]
[<InlineData("opposite", "FA_mean", "")>]
let ``What is left out is seen in the header of the table`` (column: string) (trait': string) (expected: string) =
    Assert.Equal<string list>(
        [
            if expected <> "" then
                expected
        ],
        withHeader [ column ] trait'
    )

[<Fact>]
let ``Tables joined with themselves again and again end at a number of columns`` () =
    let twice name table =
        $"table {name} {{ join = [{table}, {table}], suffixes = [\"_a\", \"_b\"] }}\n"

    let people = "space_separated(\"data/people.txt\", id = IID, family = FID)"

    let text =
        wholeStudy
        + twice "t0" people
        + String.concat "" [ for number in 1..30 -> twice $"t{number}" $"t{number - 1}" ]

    let found = check text
    Assert.Equal("WM2030", Assert.Single(List.distinct (codes found)))
    Assert.Contains("1,000,000", found.Diagnostics[0].Message)
