/// Mistakes of people who come from other programs, and what must not follow from a mistake.
module WhiteMatter.Language.Tests.OtherProgramsTests

open System
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

let private replaced (before: string) (after: string) =
    Assert.Contains(before, wholeStudy)
    wholeStudy.Replace(before, after)

/// What stands in the study, what somebody writes instead, the one code it gives, and what its message leads to.
let private habits = [
    "columns = [height]", "columns = c(\"height\")", "WM2022", "columns = [\"height\"]"
    "age * sex", "age * factor(sex)", "WM2022", "age * sex"
    "age * sex", "age * C(sex)", "WM2022", "age * sex"
    "age * sex", "poly(age, 2) + sex", "WM2022", "age + I(age^2) + sex"
    "age >= 45y", "is.na(age)", "WM2022", "is_missing(age)"
    "age >= 45y", "isna(age)", "WM2022", "is_missing(age)"
    "leads.count", "count(leads)", "WM2022", "leads.count"
    "include = age >= 45y", "exclude = age < 45y", "WM2007", "include = not (age < 45y)"
    "bed = \"data/chips.bed\"", "bfile = \"data/chips\"", "WM2007", "bed = \"data/chips.bed\""
    "keep = maf >= 0.01 and missing <= 5%", "maf = 0.01", "WM2007", "keep = maf >= 0.01"
    "keep = maf >= 0.01 and missing <= 5%", "geno = 5%", "WM2007", "keep = missing <= 5%"
    "keep = maf >= 0.01 and missing <= 5%", "hwe = 1e-6", "WM2007", "keep = hwe_p >= 1e-6"
    "adjust = base", "covar = base", "WM2007", "adjust = base"
    "traits = traits", "pheno = traits", "WM2007", "traits = traits"
    "build = GRCh37", "build = hg19", "WM2014", "build = GRCh37"
    "title = \"Height\"", "title: \"Height\"", "WM2019", "title = \"Height\""
    "adjust = base", "adjust = [age, sex]", "WM2045", "adjust = age + sex"
    "adjust = base", "adjust = \"FEV1/FVC\" + sex", "WM2045", "adjust = column(\"FEV1/FVC\") + sex"
    "adjust = base", "adjust = \"age + sex\"", "WM2045", "adjust = age + sex"
    "adjust = base", "adjust = FEV1 + sex", "WM2037", "adjust = column(\"FEV1/FVC\") + sex"
    "missing = [\"\", \"NA\", \"-9\"]", "missing = -9", "WM2010", "missing = [\"-9\"]"
    "maf >= 0.01", "maf >= 1", "WM3007", "maf >= 0.01"
    "maf >= 0.01", "maf > 60%", "WM3007", "maf >= 1%"
    "maf >= 0.01", "chr == \"22\"", "WM2037", "chromosome == \"22\""
    "missing = [\"\", \"NA\", \"-9\"]", "missing = [\"\", -9]", "WM2010", "missing = [\"\", \"-9\"]"
    "age >= 45y and", "age >= 45y & height > 1 and", "WM1062", "age >= 45y and height > 1 and"
    "age >= 45y", "missing(age)", "WM2022", "is_missing(age)"
    "age >= 45y", "age != NA", "WM2090", "not is_missing(age)"
    "adjust = base", "adjust = base + (1 | sex)", "WM2045", "adjust = base + sex"
    "adjust = base", "adjust = base + offset(height)", "WM2022", "adjust = base"
    "adjust = base", "adjust = base + s(age)", "WM2022", "adjust = base"
    "window = 250kb", "window = 250,000bp", "WM2081", "window = 250000bp"
    "id = IID, family = FID)\n", "id = FID, family = FID)\n", "WM2069", "id = IID, family = FID)\n"
    "table joined {", "join joined {", "WM2003", "table joined {"
    "id = IID, family = FID)] }",
    "id = IID, family = FID)], how = outer }",
    "WM2014",
    "id = IID, family = FID)], how = full }"
]

/// What is mended without being asked.
let private mended = [
    "p = 5e-8", "p = 5x10-8", "p = 5e-8"
    "p = 5e-8", "p = 5x10^-8", "p = 5e-8"
    "p = 5e-8", "p = 5x10^(-8)", "p = 5e-8"
    "window = 250kb", "window = 250_000bp", "window = 250000bp"
    "window = 250kb", "window = 250kbp", "window = 250kb"
    "window = 250kb", "window = 250 kilobases", "window = 250kb"
    "missing <= 5%", "missing <= 5 percent", "missing <= 5%"
    "missing <= 5%", "missing <= 5pct", "missing <= 5%"
    "maf >= 0.01", "chromosome in 1-22", "chromosome in 1..22"
    "maf >= 0.01", "chromosome in 1:22", "chromosome in 1..22"
    "traits = traits", "phenotypes = traits", "traits = traits"
    "method = linear", "model = linear", "method = linear"
    "adjust = base", "covariates = base", "adjust = base"
    "age >= 45y", "age =! 45y", "age != 45y"
    "seed = 1", "seed = \"1\"", "seed = 1"
    "p = 5e-8", "p = \"5e-8\"", "p = 5e-8"
    "window = 250kb", "window = \"250kb\"", "window = 250kb"
    "adjust = base", "adjust = ~ base", "adjust = base"
]

let mendedNumbers () = [ for number in 0 .. mended.Length - 1 -> [| box number |] ]

[<Theory; MemberData(nameof mendedNumbers)>]
let ``What can only mean one thing gives one message, whose change mends it`` (number: int) =
    let here, written, meant = mended[number]
    let text = replaced here written
    let found = check text
    Assert.True((found.Diagnostics.Length = 1), messages found)
    let edits = Services.Fixes.certain "study.wmstudy" found.Diagnostics
    Assert.Equal(replaced here meant, Services.Formatting.apply text edits)

[<Theory>]
// A negation would be lost, or taken to the half of a condition.
[<InlineData("age >= 45y", "~(age >= 45y)")>]
[<InlineData("age >= 45y", "not 40y < age < 60y")>]
// A condition would become a comment.
[<InlineData("age >= 45y", "height > age // 2")>]
// Another declaration would be taken.
[<InlineData("genotypes chips from people", "genotypes chips from peopl")>]
[<InlineData("age >= 45y", "log(age) == NA")>]
let ``What may mean another study is not changed without being asked`` (here: string) (written: string) =
    let text = replaced here written
    let found = check text
    Assert.False(found.Diagnostics.IsEmpty)
    let edits = Services.Fixes.certain "study.wmstudy" found.Diagnostics
    Assert.Contains(written, Services.Formatting.apply text edits)

[<Fact>]
let ``The brace that is added ends its line as the lines around it`` () =
    let text =
        (wholeStudy.Replace("\n", "\r\n")
         + "\r\ncohort older from people {\r\n  include = age > 60y\r\n")

    let edit =
        Assert.Single(Services.Fixes.certain "study.wmstudy" (check text).Diagnostics)

    Assert.Equal("\r\n}", edit.Text)

[<Fact>]
let ``A comma that may stand for a point or between thousands is left to who wrote it`` () =
    let found = check (replaced "window = 250kb" "window = 250,000bp")

    Assert.Equal<string list>(
        [ "250.000bp"; "250000bp" ],
        [ for fix in found.Diagnostics[0].Fixes -> "250" + fix.Replacement + "000bp" ]
    )

    Assert.Empty(Services.Fixes.certain "study.wmstudy" found.Diagnostics)

[<Fact>]
let ``A column, or several, in the place of traits is told once`` () =
    for written in [ "traits = height"; "traits = [height]"; "traits = [height, age]" ] do
        let found = check (replaced "traits = traits" written)
        Assert.True((codes found = [ "WM2083" ]), messages found)

[<Fact>]
let ``A condition behind the head of a cohort is written into its block`` () =
    let found =
        check (wholeStudy + "\ncohort older from people where age > 60y  # and so on\n")

    Assert.True((codes found = [ "WM1035" ]), messages found)
    let fix = Assert.Single found.Diagnostics[0].Fixes
    Assert.Equal("{ include = age > 60y }", fix.Replacement)

let habitNumbers () = [ for number in 0 .. habits.Length - 1 -> [| box number |] ]

[<Theory; MemberData(nameof habitNumbers)>]
let ``A habit of another program gives one message, and what it says checks without a fault`` (number: int) =
    let here, written, code, meant = habits[number]
    let found = check (replaced here written)
    Assert.True((codes found = [ code ]), messages found)
    let mended = check (replaced here meant)
    Assert.True(mended.Diagnostics.IsEmpty, messages mended)

[<Fact>]
let ``A formula with a mistake is not said to leave the site out as well`` () =
    let study =
        wholeStudy
            .Replace("columns { sex : factor,", "columns { site : factor, sex : factor,")
            .Replace("adjust = base", "adjust = age + factor(site)")

    let found = check study
    Assert.True((codes found = [ "WM2022" ]), messages found)

    Assert.Contains("WM3002", codes (check (study.Replace("age + factor(site)", "age"))))

[<Fact>]
let ``Who excludes people is never offered to include them`` () =
    let found = check (replaced "include = age >= 45y" "exclude = age < 45y")
    Assert.Empty found.Diagnostics[0].Fixes
    Assert.Contains("include = not (", found.Diagnostics[0].Message)

[<Theory>]
[<InlineData("cohort people {", "cohort people = {")>]
[<InlineData("cohort people {", "cohort people: {")>]
[<InlineData("covariates base {", "covariates base = {")>]
[<InlineData("columns { sex", "columns = { sex")>]
[<InlineData("gwas g from people", "gwas g of people")>]
[<InlineData("gwas g from people", "gwas g people")>]
[<InlineData("covariates base { age * sex + I(age^2) }", "covariates base = age * sex")>]
[<InlineData("include = age >= 45y and", "include = age >= 45y AND")>]
[<InlineData("missing = [\"\", \"NA\", \"-9\"]", "missing = (\"\", \"NA\", \"-9\")")>]
let ``A mistake of the grammar makes no mistakes of the names that follow`` (before: string) (after: string) =
    let found = check (replaced before after)
    Assert.True((found.Diagnostics.Length = 1), messages found)

[<Theory>]
[<InlineData("cohort discovery from made less pretraining")>]
[<InlineData("cohort discovery from made : pretraining")>]
[<InlineData("cohort discovery from made - pretrainign")>]
let ``Nothing is said of the design for people whom a mistake left unknown`` (head: string) =
    let found =
        check (imagingStudy.Replace("cohort discovery from made - pretraining", head))

    Assert.True((found.Diagnostics.Length = 1), messages found)

[<Fact>]
let ``What else is wrong with the design is said all the same`` () =
    let leaking = imagingStudy.Replace("fit_on = pretraining", "fit_on = made")
    Assert.Equal<string list>([ "WM3013" ], codes (check leaking))

    // A mistake in the body of a cohort leaves its people's origin known.
    let both =
        leaking.Replace(
            "cohort discovery from made - pretraining",
            "cohort discovery from made - pretraining { smaple = 3 }"
        )

    Assert.Equal<string list>([ "WM2007"; "WM3013" ], codes (check both))

[<Fact>]
let ``A second condition after a comma is offered to be joined to the first`` () =
    let text = replaced "keep = maf >= 0.01 and missing" "keep = maf >= 0.01, missing"
    let found = check text
    Assert.Equal<string list>([ "WM2019" ], codes found)
    Assert.Equal(wholeStudy, applyFix text found.Diagnostics[0].Fixes[0])

[<Fact>]
let ``A column named OR is a column`` () =
    let text = "wmstudy 1\nstudy s {\n  a = OR > 1 and b < OR\n}\n"
    Assert.Empty((Parser.parse (SourceText("study.wmstudy", text))).Diagnostics)

[<Fact>]
let ``A path where a table belongs is told the function that reads it`` () =
    let table = "space_separated(\"data/people.txt\", id = IID, family = FID)"

    for path, reader in [ "data/a.csv", "csv"; "data/a.tsv", "tsv"; "data/a.txt", "space_separated" ] do
        let found = check (start.Replace(table, $"\"{path}\""))
        Assert.Equal<string list>([ "WM2010" ], codes found)
        Assert.EndsWith($"; say how it is read: {reader}(\"{path}\", id = IID).", found.Diagnostics[0].Message)

[<Fact>]
let ``A table read with the wrong separator is told the right one`` () =
    let found =
        check (
            start.Replace(
                "space_separated(\"data/people.txt\", id = IID, family = FID)",
                "tsv(\"data/commas.csv\", id = IID)"
            )
        )

    let missing = found.Diagnostics |> Seq.find (fun one -> one.Code = "WM2037")
    Assert.EndsWith("; it is separated by commas, which csv(…) reads.", missing.Message)

[<Fact>]
let ``Cells that have their units are told as that`` () =
    let adviceOf column role =
        let text =
            $"wmstudy 1\nstudy s {{ build = GRCh37 }}\ncohort people {{ table = tsv(\"data/form.txt\", id = IID), columns {{ {column} : {role} }} }}\n"

        let found = check text
        Assert.Equal<string list>([ "WM4004" ], codes found)
        found.Diagnostics[0].Advice

    Assert.EndsWith("as in 'age : y': take the units out of the table.", adviceOf "age" "y")
    // Of these one is a text.
    Assert.Equal(DataCodes.RoleContradictsData.Advice, adviceOf "height" "numeric")

[<Fact>]
let ``A table of another program is told to be a text file here`` () =
    let table = "space_separated(\"data/people.txt\", id = IID, family = FID)"

    for written in
        [
            "read_excel(\"people.xlsx\")"
            "excel(\"people.xlsx\", id = IID)"
            "read_sav(\"people.sav\")"
        ] do
        let found = check (start.Replace(table, written))
        Assert.Equal<string list>([ "WM2022" ], codes found)
        Assert.Contains("; a table is a text file: ", found.Diagnostics[0].Message)

    for written, meant in [ "fread", "tsv"; "pd.read_csv", "csv"; "data.table.fread", "tsv" ] do
        let found = check (start.Replace(table, $"{written}(\"data/people.txt\")"))
        Assert.Equal<string list>([ "WM2022" ], codes found)
        Assert.Contains($"Did you mean '{meant}'?", found.Diagnostics[0].Message)

[<Fact>]
let ``A function of R behind the name of its package is read as one name`` () =
    let table = "space_separated(\"data/people.txt\", id = IID, family = FID)"

    let found =
        check (start.Replace(table, "readr::read_csv(\"data/people.txt\", id = IID)"))

    Assert.Equal<string list>([ "WM2022"; "WM1062" ], codes found)
    Assert.StartsWith("Found `::`", found.Diagnostics[1].Message)
    Assert.Contains("Did you mean 'csv'?", found.Diagnostics[0].Message)

[<Fact>]
let ``A covariate in which the people do not differ is told, and an interaction with it is an error`` () =
    let women =
        start.Replace("age : y }", "age : y, scan : numeric }")
        + "cohort women from people { include = sex == \"2\" and scan == 3 }\n"

    let gwas settings =
        check (
            women
            + $"gwas g from women {{ traits = traits, genotypes = chips, {settings} }}\n"
        )

    let found = gwas "adjust = age + sex"
    Assert.Equal<string list>([ "WM3071" ], codes found)
    Assert.StartsWith("'sex' has one value in everybody of 'women'", found.Diagnostics[0].Message)
    Assert.Equal(3, (nonNull found.Diagnostics[0].Span).Length)
    Assert.Empty(codes (gwas "adjust = age"))

    Assert.Equal<string list>([ "WM4151" ], codes (gwas "adjust = age, gxe = scan"))

    let other = "cohort others from people { include = sex == \"2\" or age > 50y }\n"

    check (
        start
        + other
        + "gwas g from others { traits = traits, genotypes = chips, adjust = age + sex }\n"
    )
    |> codes
    |> Assert.Empty

[<Fact>]
let ``A name of which a longer one is there is not taken for a wrong separator`` () =
    let found = check (replaced "adjust = base" "adjust = Waist + sex")
    Assert.Equal<string list>([ "WM2037" ], codes found)
    Assert.EndsWith(". Did you mean 'column(\"Waist (cm)\")'?", found.Diagnostics[0].Message)

let private visits = start.Replace("data/people.txt", "data/visits.txt")

[<Fact>]
let ``A trait that is text is told by the value that makes it so`` () =
    let found = check (visits.Replace("[height]", "[typed]"))
    Assert.Equal<string list>([ "WM2047" ], codes found)
    Assert.Contains("text with values such as '18O'", found.Diagnostics[0].Message)

[<Fact>]
let ``PLINK's code for missing is seen in all columns of a table and in a covariate`` () =
    Assert.Contains("WM3026", codes (check (visits.Replace("[height]", "all"))))

    let adjusted =
        visits
        + "gwas g from people { traits = traits, genotypes = chips, adjust = weight + site }\n"

    Assert.Contains("WM3026", codes (check adjusted))

[<Fact>]
let ``What is offered for a word of another program is what it means here`` () =
    for before, after, fix in
        [
            "table joined {", "join joined {", "table"
            "family = FID)] }", "family = FID)], how = outer }", "full"
            "age >= 45y and", "age >= 45y & height > 1 and", "and"
            "\"-9\"]", "-9]", "\"-9\""
        ] do
        let found = check (replaced before after)
        Assert.Equal(fix, (Assert.Single found.Diagnostics[0].Fixes).Replacement)

[<Fact>]
let ``A cohort from a table is told how a cohort has it`` () =
    let found =
        check (wholeStudy + "cohort others from joined { include = sex == \"1\" }\n")

    Assert.Equal<string list>([ "WM2010" ], codes found)
    Assert.EndsWith("; a cohort has it as its table: table = joined.", found.Diagnostics[0].Message)

[<Fact>]
let ``Is not missing is told the function that asks it`` () =
    let found = check (replaced "age >= 45y" "age is not missing")
    Assert.Equal<string list>([ "WM2090" ], codes found)
    Assert.EndsWith("asked by 'not is_missing(age)'.", found.Diagnostics[0].Message)

[<Fact>]
let ``A range of columns is written out only where it is the sum that it is written out as`` () =
    let fixOf (formula: string) =
        let found =
            (check (replaced "age * sex + I(age^2)" formula)).Diagnostics
            |> Seq.filter (fun found -> found.Code = "WM2084")
            |> List.ofSeq

        (List.exactlyOne found).Fixes |> Seq.map _.Replacement |> List.ofSeq

    Assert.Equal<string list>([ "pc1 + pc2 + pc3" ], fixOf "age + pc1..pc3 + sex")
    Assert.Equal<string list>([ "pc08 + pc09 + pc10" ], fixOf "pc08..pc10")
    Assert.Equal<string list>([ "pc8 + pc9 + pc10" ], fixOf "pc8..pc10")

    for other in
        [
            "pc1..pc3 * sex"
            "sex:pc1..pc3"
            "sex - pc1..pc3"
            "pc3..pc1"
            "pc1..x9"
            "pc08..pc9"
        ] do
        Assert.Empty(fixOf other)

/// What PLINK, regenie, R and METAL call it, and where it is said here.
[<Theory>]
[<InlineData("method = regenie",
             "'regenie' is no association method; it may be linear, logistic, mixed or ridge_two_step. Did you mean 'ridge_two_step'?")>]
[<InlineData("method = linear(test = additive)",
             "There is no function 'linear'; it is a word that stands alone, without ( ).")>]
[<InlineData("maf = 0.01",
             "'gwas' has no setting 'maf'; which variants are tested is said of the genotypes: keep = maf >= 0.01.")>]
[<InlineData("chr = 22",
             "'gwas' has no setting 'chr'; which variants are tested is said of the genotypes: keep = chromosome in 1..22.")>]
let ``An association told as another program is told names what stands for it`` (written: string) (message: string) =
    let found = (check (replaced "method = linear" written)).Diagnostics
    Assert.Contains(found, (fun one -> one.Message.StartsWith(message, StringComparison.Ordinal)))

[<Fact>]
let ``Arithmetic on a column in the place of traits is told once`` () =
    let found =
        (check (replaced "traits = traits, genotypes" "traits = log(bmi), genotypes")).Diagnostics
        |> Seq.filter (fun one -> one.Severity = DiagnosticSeverity.Error)

    Assert.Equal(NameCodes.ColumnAsTraits.Code, (Assert.Single found).Code)

[<Theory>]
[<InlineData("clump more from g { p = 5e-8 }", "loci")>]
[<InlineData("assoc second from people { traits = traits }", "gwas")>]
[<InlineData("pca pcs from chips { components = 10 }", "relatedness")>]
let ``A kind as another program calls it names the one that is meant`` (written: string) (kind: string) =
    let found =
        (check (wholeStudy + written + "\n")).Diagnostics
        |> Seq.filter (fun one -> one.Code = NameCodes.UnknownKind.Code)
        |> Assert.Single

    Assert.Equal(kind, (Assert.Single found.Fixes).Replacement)

[<Fact>]
let ``A column may be named by column() wherever a column is named`` () =
    let named = "phenotypes traits from people { columns = [column(\"FEV1/FVC\")] }"

    let found =
        check (start.Replace("phenotypes traits from people { columns = [height] }", named))

    Assert.Empty(codes found)

    let missing = check (start.Replace("[height]", "[column(\"FEV1/FVCC\")]"))
    Assert.Equal<string list>([ "WM2037" ], codes missing)

[<Fact>]
let ``A lone term of adjust is a column where nothing is declared that it could name, and a mistyped one is told once``
    ()
    =
    let gwas adjust =
        $"gwas g from people {{ traits = traits, genotypes = chips, adjust = {adjust} }}\n"

    Assert.Equal<string list>([ "WM2037" ], codes (check (start + gwas "QCOV9")))

    let named = "covariates base { age + sex + headsiz }\n" + gwas "base"

    Assert.Equal<string list>(
        [ "WM2037" ],
        codes (check (start.Replace("age : y", "age : y, headsize : numeric") + named))
    )

[<Fact>]
let ``Numbers with a decimal comma are told as such`` () =
    let found = check (visits.Replace("[height]", "[anisotropy]"))
    Assert.Equal<string list>([ "WM2047" ], codes found)
    Assert.Contains("'0,47287', which have a comma where a number has its point", found.Diagnostics[0].Message)
