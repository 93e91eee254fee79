/// Published statistics and meta-analyses, as the checker reads them.
module WhiteMatter.Language.Tests.MetaTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting
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

/// The codes of a meta-analysis and of a replication whose two studies are of these cohorts.
let private apart (cohorts: string) =
    let study results =
        $"""wmstudy 1
study both {{ build = GRCh37 }}
cohort people {{
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns {{ sex : factor, age : y }}
}}
genotypes chips from people {{ bed = "data/chips.bed" }}
phenotypes traits from people {{ columns = [height] }}
{cohorts}
gwas g from first {{ traits = traits, genotypes = chips, adjust = age }}
gwas h from second {{ traits = traits, genotypes = chips, adjust = age }}
{results}
"""

    codes (check (study "meta all from [g, h]")),
    codes (check (study "loci leads from g { reference = chips }\nreplication again from leads { against = h }"))

[<Theory>]
[<InlineData("cohort first from people { include = age > 60y }\ncohort second from people { include = age <= 60y }")>]
[<InlineData("cohort first from people { include = not (age > 60y) and sex == 1 }\ncohort second from people { include = age > 60y or sex == 2 }")>]
[<InlineData("cohort first from people { include = age in [50y, 60y] or age < 40y }\ncohort second from people { include = age > 60y }")>]
[<InlineData("cohort first from people { include = 60y < age }\ncohort second from people - first")>]
[<InlineData("cohort first from people { sample = 50% }\ncohort second from people - first")>]
[<InlineData("cohort half from people { sample = 50% }\ncohort first from half { include = age > 60y }\ncohort second from people - half")>]
[<InlineData("cohort old from people { include = age > 60y }\ncohort first from people - (people - old)\ncohort second from people { include = age <= 60y }")>]
[<InlineData("cohort first from people { include = is_missing(age) }\ncohort second from people { include = age > 0y }")>]
[<InlineData("cohort first from people { include = sex == 1 }\ncohort copy { table = space_separated(\"data/people.txt\", id = IID, family = FID)\n columns { sex : factor } }\ncohort second from people & copy - first")>]
let ``Cohorts that are proven to share nobody are combined and replicated in silence`` (cohorts: string) =
    let combined, replicated = apart cohorts
    Assert.Empty combined
    Assert.Empty replicated

[<Theory>]
[<InlineData("cohort first from people { sample = 100 }\ncohort second from people { sample = 100 }")>]
[<InlineData("cohort first from people { include = age > 60y }\ncohort second from people { include = sex == 1 }")>]
[<InlineData("cohort first from people { include = age >= 60y }\ncohort second from people { include = age <= 60y }")>]
[<InlineData("cohort old from people { include = age > 60y }\ncohort first from people - old\ncohort second from people { include = is_missing(age) or age > 70y }")>]
let ``Cohorts of one table that nothing keeps apart may share people`` (cohorts: string) =
    let combined, replicated = apart cohorts
    Assert.Equal<string list>([ DesignCodes.StudiesMayShareSomebody.Code ], combined)
    Assert.Equal<string list>([ DesignCodes.ReplicationMayShareSomebody.Code ], replicated)
    Assert.True DesignCodes.StudiesMayShareSomebody.Acceptable
    Assert.True DesignCodes.ReplicationMayShareSomebody.Acceptable

[<Theory>]
[<InlineData("cohort first from people { sample = 100 }\ncohort second from people - (people - first)")>]
[<InlineData("cohort first from people { include = age > 60y }\ncohort second from people { include = age > 50y }")>]
[<InlineData("cohort first from people { include = age > 60y and sex == 1 }\ncohort second from people { include = sex in [1, 2] }")>]
let ``Cohorts of which one is proven part of the other share people`` (cohorts: string) =
    let combined, replicated = apart cohorts
    Assert.Equal<string list>([ DesignCodes.StudiesShareSomebody.Code ], combined)
    Assert.Equal<string list>([ DesignCodes.ReplicatedInTheSamePeople.Code ], replicated)

[<Fact>]
let ``A table that is declared as two cohorts is of the same people`` () =
    let text =
        combinedStudy
        + """cohort twin {
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns { sex : factor, age : y }
}
genotypes twins from twin { bed = "data/chips.bed" }
phenotypes sizes from twin { columns = [height] }
gwas h from twin { traits = sizes, genotypes = twins, adjust = age + sex }
meta more from [g, h]
"""

    Assert.Equal<string list>([ DesignCodes.StudiesShareSomebody.Code ], codes (check text))

let private published (files: (string * StatisticsHeader) list) (declarations: string) =
    let host =
        files
        |> List.fold (fun (host: InMemoryHost) (path, header) -> host.WithStatistics(path, header)) host

    codes (checkWith (Checker.request (SourceText("study.wmstudy", combinedStudy + declarations + "\n"))) host)

[<Fact>]
let ``One file under two names, a link or a copy, is one study`` () =
    let known hash =
        StatisticsHeader(true, true, true, Identity = FileIdentity(1000L, hash, "abc"))

    let files = [
        "data/a.tsv", known 1L
        "data/b.tsv", known 2L
        "data/c.tsv", StatisticsHeader(true, true, true, Identity = FileIdentity(1000L, 1L, "abd"))
    ]

    let text (first: string) (second: string) (rest: string) =
        "meta more from [sumstats(\"data/"
        + first
        + ".tsv\"), sumstats(\"data/"
        + second
        + ".tsv\""
        + rest
        + ")]"

    Assert.Equal<string list>([ DesignCodes.StudyTwice.Code ], published files (text "a" "b" ""))

    Assert.Equal<string list>(
        [ DesignCodes.StudiesShareSomebody.Code ],
        published files (text "a" "b" ", trait = \"weight\"")
    )

    Assert.Empty(published files (text "a" "c" ""))

[<Fact>]
let ``Odds ratios of a file have no mean with effects of other units`` () =
    let files = [
        "data/or.tsv", StatisticsHeader(true, true, true, HasRatios = true)
        "data/beta.tsv", StatisticsHeader(true, true, true)
    ]

    let ratios, betas = "sumstats(\"data/or.tsv\")", "sumstats(\"data/beta.tsv\")"
    let scales text = published files text

    Assert.Equal<string list>(
        [ DesignCodes.StudiesOfDifferentScale.Code ],
        scales $"meta more from [{betas}, {ratios}]"
    )

    Assert.Equal<string list>([ DesignCodes.StudiesOfDifferentScale.Code ], scales $"meta more from [g, {ratios}]")
    Assert.Empty(scales $"meta more from [g, {betas}]")
    Assert.Empty(scales $"meta more from [{betas}, {ratios}] {{ scheme = sample_size }}")

    // Height is no binary trait, which is told as well.
    Assert.DoesNotContain(
        DesignCodes.StudiesOfDifferentScale.Code,
        scales
            $"gwas b from people {{ traits = traits, genotypes = chips, adjust = age + sex, method = logistic }}\nmeta more from [b, {ratios}]"
    )

[<Fact>]
let ``A meta-analysis of z, or of unknown numbers of people, inside another is found before anything runs`` () =
    let files = [
        "data/z1.tsv", StatisticsHeader(true, false, true)
        "data/z2.tsv", StatisticsHeader(true, false, true)
        "data/n1.tsv", StatisticsHeader(true, true, false)
        "data/n2.tsv", StatisticsHeader(true, true, false)
    ]

    let inner =
        "meta inner from [sumstats(\"data/z1.tsv\"), sumstats(\"data/z2.tsv\")] { scheme = sample_size }\n"

    Assert.Empty(published files inner)

    Assert.Equal<string list>(
        [ MetaCodes.StudyWithoutEffects.Code ],
        published files (inner + "meta outer from [inner, g]")
    )

    Assert.Empty(published files (inner + "meta outer from [inner, g] { scheme = sample_size }"))

    let unknown =
        "meta inner from [sumstats(\"data/n1.tsv\"), sumstats(\"data/n2.tsv\")]\n"

    Assert.Empty(published files (unknown + "meta outer from [inner, g]"))

    Assert.Equal<string list>(
        [ MetaCodes.StudyWithoutPeople.Code ],
        published files (unknown + "meta outer from [inner, g] { scheme = sample_size }")
    )

    // Units do not matter to z, and what differs inside is told inside.
    let mixed =
        "cohort old from people { include = age > 60y }\ncohort young from people - old\n"
        + "gwas o from old { traits = traits, genotypes = chips, adjust = age + sex, transform = rank_int }\n"
        + "gwas y from young { traits = traits, genotypes = chips, adjust = age + sex }\n"
        + "meta inner from [o, y]\nmeta outer from [inner, sumstats(\"data/n1.tsv\")]"

    Assert.Equal<string list>([ DesignCodes.StudiesOfDifferentScale.Code ], published files mixed)

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
