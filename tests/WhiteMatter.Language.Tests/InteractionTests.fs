/// `gxe` of an association: what it may name, and what its effects can be combined with and looked for in.
module WhiteMatter.Language.Tests.InteractionTests

open Xunit
open WhiteMatter.Language.Tests.CheckerHost

let private gwas (settings: string) =
    start
    + $"gwas g from people {{ traits = traits, genotypes = chips, adjust = age + sex, {settings} }}\n"

/// Two associations of people apart, each with settings of its own, and what is made of them.
let private two first second results =
    start
    + $"""cohort old from people {{ include = age > 60y }}
cohort young from people {{ include = age <= 60y }}
gwas g from old {{ traits = traits, genotypes = chips, adjust = age + sex{first} }}
gwas h from young {{ traits = traits, genotypes = chips, adjust = age + sex{second} }}
{results}
"""

let private combined = "meta all from [g, h]"
let private byPeople = "meta all from [g, h] { scheme = sample_size }"

let private through =
    "meta inner from [g, sumstats(\"data/other.tsv\", trait = \"height\")]\nmeta all from [inner, h]"

let private replicated =
    "loci leads from g { reference = chips }\nreplication again from leads { against = h }"

[<Theory>]
[<InlineData(", gxe = age", "")>]
[<InlineData("", ", gxe = age")>]
[<InlineData(", gxe = age", ", gxe = bmi")>]
[<InlineData(", gxe = age, coding = recessive", ", gxe = age")>]
[<InlineData(", coding = dominant", "")>]
let ``Effects of different things are neither combined nor looked for in silence`` (first: string) (second: string) =
    Assert.Equal<string list>([ "WM3040" ], codes (check (two first second combined)))
    Assert.Equal<string list>([ "WM3040" ], codes (check (two first second byPeople)))
    Assert.Equal<string list>([ "WM3073" ], codes (check (two first second replicated)))

[<Theory>]
[<InlineData("", "")>]
[<InlineData(", gxe = age", ", gxe = age")>]
[<InlineData(", gxe = age, coding = recessive", ", gxe = age, coding = recessive")>]
let ``Effects of the same are combined and looked for`` (first: string) (second: string) =
    Assert.Empty(codes (check (two first second combined)))
    Assert.Empty(codes (check (two first second replicated)))

[<Fact>]
let ``Effects on different scales have signs that can be compared`` () =
    Assert.Empty(codes (check (two ", transform = rank_int" "" replicated)))

[<Fact>]
let ``What is combined inside another meta-analysis is seen`` () =
    Assert.Contains("WM3040", codes (check (two "" ", gxe = age" through)))

[<Fact>]
let ``What effects are of is named`` () =
    Assert.Contains(
        "in 'g' an interaction of the genotype with 'age', in 'h' an additive effect",
        (only (two ", gxe = age" "" combined)).Message
    )

    Assert.Contains(
        "in 'g' a recessive effect, in 'h' an additive effect",
        (only (two ", coding = recessive" "" replicated)).Message
    )

/// What a file's effects are of is not known: it is told, and can be accepted.
[<Fact>]
let ``A file beside an interaction is told as what it is`` () =
    let found =
        only (
            start
            + "gwas g from people { traits = traits, genotypes = chips, adjust = age + sex, gxe = age }\n"
            + "meta all from [g, sumstats(\"data/other.tsv\", trait = \"height\")]\n"
        )

    Assert.Equal("WM3040", found.Code)
    Assert.Contains("an effect that its file does not call an interaction", found.Message)

/// Two cohorts of two tables, of which the second has other columns.
let private ofTwoTables (columns: string) (theirs: string) (first: string) (second: string) (results: string) =
    start.Replace("age : y", $"age : y{columns}")
    + $"""cohort others {{
  table = space_separated("data/scanned.txt", id = IID, family = FID)
  columns {{ sex : factor, age : y{theirs} }}
}}
genotypes theirs from others {{ bed = "data/other.bed" }}
phenotypes their_traits from others {{ columns = [height] }}
gwas g from people {{ traits = traits, genotypes = chips, adjust = age + sex, gxe = {first} }}
gwas h from others {{ traits = their_traits, genotypes = theirs, adjust = age + sex, gxe = {second} }}
{results}
"""

/// The same column in hours and in minutes: an effect of one is sixty times that of the other, and z and signs are the same.
[<Fact>]
let ``An interaction with a column in another unit has another effect, and the same sign`` () =
    let study = ofTwoTables ", bmi : h" ", bmi : min" "bmi" "bmi"
    let found = only (study combined)
    Assert.Equal("WM3040", found.Code)
    Assert.Contains("'bmi' in h", found.Message)
    Assert.Contains("'bmi' in min", found.Message)
    Assert.Empty(codes (check (study byPeople)))
    Assert.Empty(codes (check (study replicated)))

/// Two tables may call one thing by two names: that columns are of different things is told where it is known, by their dimensions or by a column that
/// was not chosen.
[<Theory>]
[<InlineData("", "", "age", "age_at_scan", false)>]
[<InlineData("", ", age_at_scan : y", "age", "age_at_scan", false)>]
[<InlineData("", ", weight_kg : kg", "age", "weight_kg", true)>]
[<InlineData("", "", "bmi", "weight_kg", false)>]
[<InlineData("", "", "age", "height", true)>]
let ``Columns of two tables are of different things where that is known``
    (columns: string)
    (theirs: string)
    (first: string)
    (second: string)
    (differ: bool)
    =
    let study results =
        (ofTwoTables columns theirs first second results)
            .Replace("data/scanned.txt", "data/elsewhere.txt")
            .Replace("sex : factor, age : y" + theirs, "sex : factor" + theirs)
            .Replace("genotypes = theirs, adjust = age + sex", $"genotypes = theirs, adjust = age_at_scan + sex")
            .Replace(
                "their_traits from others { columns = [height] }",
                "their_traits from others { columns = [weight_kg] }"
            )

    let expected (code: string) = if differ then [ code ] else []

    let told results =
        codes (check (study results))
        |> List.filter (fun code -> code = "WM3040" || code = "WM3073")

    Assert.Equal<string list>(expected "WM3040", told combined)
    Assert.Equal<string list>(expected "WM3040", told byPeople)
    Assert.Equal<string list>(expected "WM3073", told replicated)

[<Theory>]
[<InlineData("constant", "WM4151")>]
[<InlineData("height", "WM3012")>]
[<InlineData("site", "WM2046")>]
[<InlineData("nothing", "WM4007")>]
[<InlineData("sex", "WM2047")>]
[<InlineData("ancestry", "WM2047")>]
[<InlineData("IID", "WM2048")>]
let ``A column that cannot interact is told as in adjust`` (column: string) (code: string) =
    Assert.Equal<string list>([ code ], codes (check (gwas $"gxe = {column}")))

/// To declare a factor would lead to the next mistake, and a slope over a category is not for a program to write.
[<Fact>]
let ``Codes that cannot interact are told without a change to be made by itself`` () =
    let found = only (gwas "gxe = site")
    Assert.Empty found.Fixes
    Assert.Contains("Declare it as numeric", found.Advice)

[<Fact>]
let ``A trait among the covariates is told once`` () =
    let found =
        check ((gwas "gxe = height").Replace("adjust = age", "adjust = height + age"))

    Assert.Equal<string list>([ "WM3012" ], codes found)

[<Fact>]
let ``An interaction with sex is said how to write`` () =
    Assert.Contains("a column of 0 and 1 that is declared as numeric", (only (gwas "gxe = sex")).Advice)

[<Theory>]
[<InlineData("age + height")>]
[<InlineData("age and sex")>]
[<InlineData("not age")>]
[<InlineData("age == 3")>]
[<InlineData("age * sex")>]
[<InlineData("-sex")>]
[<InlineData("(age - 3)")>]
let ``Where a column's name is expected, that is all that is said of a formula`` (written: string) =
    let found = only (gwas $"gxe = {written}")
    Assert.Equal("WM2010", found.Code)
    Assert.Contains("expects a column's name", found.Message)
    Assert.Empty found.Fixes

[<Fact>]
let ``A name in it that is no column's is told as such`` () =
    Assert.Contains("WM2037", codes (check (gwas "gxe = age + heigth")))

[<Fact>]
let ``The outcome of a prediction is a column's name too`` () =
    let found =
        only (predictedStudy.Replace("outcome = height, adjust = age", "outcome = age + height, adjust = age"))

    Assert.Equal("WM2010", found.Code)
    Assert.Empty found.Fixes

[<Theory>]
[<InlineData("export = ldsc", "[ldsc]")>]
[<InlineData("export = [[ldsc]]", "ldsc")>]
[<InlineData("method = [linear]", "linear")>]
let ``A word stands in a list where one is expected, and alone where none is`` (setting: string) (replacement: string) =
    let found = only (gwas setting)
    Assert.Equal("WM2010", found.Code)
    Assert.Equal(replacement, (Assert.Single found.Fixes).Replacement)
    Assert.Empty(codes (check (applyFix (gwas setting) found.Fixes[0])))

[<Fact>]
let ``Words that are added are no word`` () =
    let found = only (gwas "coding = additive + dominant")
    Assert.Equal("WM2010", found.Code)
    Assert.Contains("this is a computed value", found.Message)

[<Theory>]
[<InlineData("prediction size from [] { outcome = height, adjust = age }")>]
[<InlineData("model udr from [] { fit_on = people, architecture = conv_autoencoder([4, 8], 4) }")>]
let ``Something made from nothing is told`` (declaration: string) =
    let found = only (start + declaration + "\n")
    Assert.Equal("WM2063", found.Code)
    Assert.Equal("'from' lists nothing.", found.Message)

[<Fact>]
let ``An ensemble of no seed is told once`` () =
    let text =
        imagingStudy.Replace("train { epochs = 30", "train { epochs = 30, seeds = []")

    Assert.NotEqual<string>(imagingStudy, text)
    Assert.Equal<string list>([ "WM2058" ], codes (check text))

/// The first argument is of genotypes.
[<Fact>]
let ``A relatedness that stands in the place of genotypes is named`` () =
    let text =
        start
        + "relatedness kin from chips\n"
        + "gwas g from people { traits = traits, genotypes = chips, adjust = age + sex, method = ridge_two_step(kin) }\n"

    let found = only text
    Assert.Equal("WM2010", found.Code)
    Assert.Equal("relatedness = kin", (Assert.Single found.Fixes).Replacement)
    Assert.Empty(codes (check (applyFix text found.Fixes[0])))

/// Whatever the method, what is linear gives differences of shares.
[<Theory>]
[<InlineData("linear", "linear regression")>]
[<InlineData("mixed(kin)", "a linear mixed model")>]
[<InlineData("ridge_two_step(relatedness = kin)", "linear regression beside a prediction")>]
let ``A trait of two values is told of every linear method`` (method: string) (called: string) =
    let found =
        check (
            start
                .Replace("data/people.txt", "data/visits.txt")
                .Replace("[height]", "[diabetes]")
                .Replace("age : y", "age : y, diabetes : numeric")
            + "relatedness kin from chips\ncohort apart from people { unrelated = kin }\n"
            + $"gwas g from apart {{ traits = traits, genotypes = chips, adjust = age + sex, method = {method} }}\n"
        )

    let told =
        found.Diagnostics
        |> Seq.filter (fun one -> one.Code = "WM3025")
        |> Seq.map _.Message
        |> List.ofSeq

    Assert.True((told.Length = 1), messages found)
    Assert.Contains(called, told.Head)

[<Fact>]
let ``A relatedness that is declared stands in what is advised`` () =
    let found =
        only (
            start
            + "relatedness kin from chips\ngwas g from people { traits = traits, genotypes = chips, adjust = age + sex }\n"
        )

    Assert.Equal("WM3030", found.Code)
    Assert.Contains("mixed(kin) or ridge_two_step(relatedness = kin)", found.Advice)
