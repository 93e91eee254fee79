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
