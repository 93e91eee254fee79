/// Published statistics and meta-analyses, as the checker reads them.
module WhiteMatter.Language.Tests.MetaTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Language.Tests.CheckerHost

[<Fact>]
let ``A study that is combined with a published file is sound`` () =
    let result = check combinedStudy
    Assert.Empty result.Diagnostics

[<Theory>]
[<InlineData("sumstats(\"data/other.tsv\", trait = \"height\")", "sumstats(\"data/gone.tsv\")", "WM4002")>]
[<InlineData("trait = \"height\"", "build = GRCh38", "WM4005")>]
[<InlineData("trait = \"height\"", "n = 0", "WM2058")>]
[<InlineData("trait = \"height\"", "format = saige", "WM2014")>]
[<InlineData("trait = \"height\"", "traits = \"height\"", "WM2025")>]
[<InlineData("min_studies = 2", "scheme = sample_size, effects = random", "WM2073")>]
[<InlineData("min_studies = 2", "scheme = sample_size, export = [metal]", "WM2073")>]
[<InlineData("min_studies = 2", "ambiguous = trust, ambiguous_maf = 0.3", "WM2073")>]
[<InlineData("sumstats(\"data/other.tsv\", trait", "sumstats(\"data/z.sumstats.gz\", trait", "WM4370")>]
[<InlineData("sumstats(\"data/other.tsv\", trait = \"height\")] { min_studies = 2 }",
             "sumstats(\"data/z.sumstats.gz\", trait = \"height\")] { scheme = sample_size }",
             "WM4371")>]
[<InlineData("show = [all,", "show = [people(all), all,", "WM2010")>]
[<InlineData("show = [all,", "show = [design(sumstats(\"data/other.tsv\")), all,", "WM2010")>]
[<InlineData("from [g, sumstats(\"data/other.tsv\", trait = \"height\")]", "from g", "WM2010")>]
let ``Mistakes have their codes`` (written: string, mistaken: string, code: string) =
    let found = check (combinedStudy.Replace(written, mistaken))
    Assert.Equal<string list>([ code ], codes found |> List.distinct)

[<Theory>]
[<InlineData("meta more from [all, g]", "WM3034")>]
[<InlineData("meta more from [all, sumstats(\"data/other.tsv\", trait = \"height\")]", "WM3034")>]
[<InlineData("meta more from [all, sumstats(\"data/other.tsv\", trait = \"weight\")]", "WM3035")>]
[<InlineData("cohort old from people { include = age > 60y }\ngwas h from old { traits = traits, genotypes = chips, adjust = age + sex }\nmeta more from [all, h]",
             "WM3035")>]
[<InlineData("replication more from leads { against = sumstats(\"data/other.tsv\", trait = \"weight\") }", "WM3038")>]
[<InlineData("replication more from leads { against = g }", "WM3038")>]
[<InlineData("meta third from [sumstats(\"data/third.tsv\"), sumstats(\"data/other.tsv\")]\nreplication more from leads { against = third }",
             "WM3038")>]
[<InlineData("gwas h from people { traits = traits, genotypes = chips, adjust = age + sex, transform = rank_int }\nmeta more from [h, sumstats(\"data/third.tsv\")]",
             "")>]
[<InlineData("cohort old from people { include = age > 60y }\ncohort young from people - old\ngwas o from old { traits = traits, genotypes = chips, adjust = age + sex, transform = rank_int }\ngwas y from young { traits = traits, genotypes = chips, adjust = age + sex }\nmeta more from [o, y]",
             "WM3040")>]
[<InlineData("cohort old from people { include = age > 60y }\ncohort young from people - old\ngwas o from old { traits = traits, genotypes = chips, adjust = age + sex, transform = rank_int }\ngwas y from young { traits = traits, genotypes = chips, adjust = age + sex }\nmeta more from [o, y] { scheme = sample_size }",
             "")>]
[<InlineData("cohort old from people { include = age > 60y }\ncohort young from people - old\ngwas o from old { traits = traits, genotypes = chips, adjust = age + sex, coding = dominant }\ngwas y from young { traits = traits, genotypes = chips, adjust = age + sex }\nmeta more from [o, y] { scheme = sample_size }",
             "WM3040")>]
let ``People who count twice and effects on different scales are seen through what lies between``
    (declarations: string, code: string)
    =
    let found = check (combinedStudy + declarations + "\n")
    Assert.Equal<string list>((if code = "" then [] else [ code ]), codes found)

[<Theory>]
[<InlineData("meta a from [b, g]\nmeta b from [a, sumstats(\"data/third.tsv\")]\nloci l from a { reference = chips }\nreplication r from l { against = b }")>]
[<InlineData("meta a from [a, g]")>]
[<InlineData("joint a from b { method = jagwas }\njoint b from a { method = jagwas }\nloci l from a { reference = chips }\nreplication r from l { against = b }")>]
[<InlineData("loci a from b { reference = chips }\nloci b from a { reference = chips }\nreplication r from a { against = g }")>]
[<InlineData("phenotypes a from b { columns = [height] }\nphenotypes b from a { columns = [height] }\ngwas h from people { traits = a, genotypes = chips }")>]
[<InlineData("gwas a from b { traits = traits, genotypes = chips }\ngwas b from a { traits = traits, genotypes = chips }\nloci l from a { reference = chips }")>]
[<InlineData("genotypes a from b { bed = \"data/chips.bed\" }\ngenotypes b from a { bed = \"data/chips.bed\" }\nloci l from g { reference = a }")>]
let ``What comes from itself ends in a diagnostic`` (declarations: string) =
    Assert.NotEmpty(codes (check (combinedStudy + declarations + "\n")))

[<Fact>]
let ``People that the study states are weights`` () =
    let text =
        combinedStudy.Replace(
            "sumstats(\"data/other.tsv\", trait = \"height\")] { min_studies = 2 }",
            "sumstats(\"data/z.sumstats.gz\", trait = \"height\", n = 70)] { scheme = sample_size }"
        )

    Assert.Empty (check text).Diagnostics

[<Fact>]
let ``A published file that is not there is found before anything runs, in a list and in a report too`` () =
    let text =
        combinedStudy
            .Replace("sumstats(\"data/other.tsv\", trait", "sumstats(\"data/first.tsv\", trait")
            .Replace("manhattan(sumstats(\"data/other.tsv\"))", "manhattan(sumstats(\"data/second.tsv\"))")

    let found = (check text).Diagnostics
    Assert.Equal(2, found.Length)
    Assert.All(found, fun one -> Assert.Equal(DataCodes.FileNotFound.Code, one.Code))
