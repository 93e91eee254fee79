/// Cohorts of whom the study itself says that nobody is in them, and columns in which their people do not differ.
module WhiteMatter.Language.Tests.EmptyCohortTests

open Xunit
open WhiteMatter.Language.Tests.CheckerHost

[<Theory>]
[<InlineData("cohort c from people { include = sex == 1 and sex == 2 }")>]
[<InlineData("cohort c from people { include = ancestry in [\"EUR\", \"AFR\"] and ancestry == \"EAS\" }")>]
[<InlineData("cohort w from people { include = sex == 1 }\ncohort c from w { include = sex == 2 }")>]
[<InlineData("cohort w from people { include = age > 60y }\ncohort c from w { include = not (age > 50y) }")>]
[<InlineData("cohort a from people { include = age > 60y }\ncohort b from people { include = age <= 60y }\ncohort c from a & b")>]
[<InlineData("cohort a from people { include = age > 60y }\ncohort b from people { include = age > 50y }\ncohort c from a - b")>]
[<InlineData("cohort c from people { include = is_missing(age) and age > 3y }")>]
let ``A cohort of nobody is told once`` (cohorts: string) =
    Assert.Equal<string list>([ "WM3007" ], codes (check (start + cohorts + "\n")))

[<Theory>]
[<InlineData("cohort c from people { include = sex == 1 or sex == 2 }")>]
[<InlineData("cohort w from people { include = sex == 1 }\ncohort c from w { include = sex != 2 }")>]
[<InlineData("cohort a from people { include = age > 60y }\ncohort b from people { include = age <= 60y }\ncohort c from people - a - b")>]
[<InlineData("cohort a from people { include = age > 60y, sample = 50% }\ncohort b from people { include = age > 50y, sample = 50% }\ncohort c from a - b")>]
[<InlineData("cohort a from people { include = age >= 60y }\ncohort b from people { include = age <= 60y }\ncohort c from a & b")>]
// The rows of a table of pairs are of one person by one column and of another by the next, and a code may be missing here and a value there.
[<InlineData("cohort a { table = space_separated(\"data/people.txt\", id = IID), include = sex == 1 }\ncohort b { table = space_separated(\"data/people.txt\", id = FID), include = sex == 2 }\ncohort c from a & b")>]
[<InlineData("cohort a from people { include = is_missing(height) }\ncohort b { table = space_separated(\"data/people.txt\", id = IID, family = FID), missing = [\"-9\"], include = height > 150 }\ncohort c from a & b")>]
let ``A cohort in which somebody may be is not`` (cohorts: string) =
    Assert.Empty(codes (check (start + cohorts + "\n")))

[<Fact>]
let ``What is drawn from a cohort of nobody is not told again`` () =
    let cohorts =
        "cohort a from people { include = sex == 1 and sex == 2 }\ncohort b from a { include = age > 60y }\ncohort c from b & people\n"

    Assert.Equal<string list>([ "WM3007" ], codes (check (start + cohorts)))

/// Two to the power of the number of cohorts: each names the one before twice.
[<Fact>]
let ``Cohorts that name each other twice end`` () =
    let cohorts = [
        "cohort c0 from people { include = age > 60y }\n"
        for index in 1..60 do
            $"cohort c{index} from c{index - 1} & c{index - 1} {{ include = sex == 1 }}\n"
    ]

    Assert.Empty(codes (check (start + System.String.Concat cohorts)))

[<Fact>]
let ``Variants of chromosomes that are not there are no matter of cohorts`` () =
    let text =
        start.Replace("\"data/chips.bed\" }", "\"data/chips.bed\", keep = chromosome == 3 }")

    let found = only text
    Assert.Equal("WM3007", found.Code)
    Assert.DoesNotContain("cohort", found.Advice)

let private ofWomen (cohorts: string) (rest: string) =
    start
    + $"{cohorts}\n{rest}\ngwas g from women {{ traits = traits, genotypes = chips, adjust = base }}\n"

let private base' = "covariates base { age + sex }"

[<Theory>]
[<InlineData("cohort women from people { include = sex == 2 }")>]
[<InlineData("cohort women from people { include = sex != 1 }")>]
[<InlineData("cohort women from people { include = not (sex == 1) }")>]
[<InlineData("cohort men from people { include = sex == 1 }\ncohort women from people - men")>]
[<InlineData("cohort men from people { include = sex in [1] and age > 0y }\ncohort women from people - men { include = age > 0y }")>]
let ``A covariate of one value is told of these people`` (cohorts: string) =
    Assert.Equal<string list>(
        [ "WM3071" ],
        codes (check ((ofWomen cohorts "").Replace("adjust = base", "adjust = age + sex")))
    )

    // Covariates that have a name, and that nobody else is adjusted for.
    let found = only (ofWomen cohorts base')
    Assert.Equal("WM3071", found.Code)
    Assert.Equal("base", (ofWomen cohorts base').Substring((nonNull found.Span).Start, (nonNull found.Span).Length))

[<Theory>]
[<InlineData("cohort women from people { include = sex == 2 or age > 60y }")>]
[<InlineData("cohort women from people { include = site != 1 }")>]
[<InlineData("cohort men from people { include = sex == 1 and age > 60y }\ncohort women from people - men")>]
[<InlineData("cohort men from people { include = sex == 1, sample = 50% }\ncohort women from people - men")>]
let ``A covariate in which people may differ is not`` (cohorts: string) =
    Assert.Empty(codes (check (ofWomen cohorts base')))

[<Fact>]
let ``Covariates that people who differ share are left alone, and those of two such cohorts are not`` () =
    let cohorts = "cohort women from people { include = sex == 2 }"

    let shared from =
        ofWomen
            cohorts
            (base'
             + $"\ngwas other from {from} {{ traits = traits, genotypes = chips, adjust = base }}")

    Assert.Empty(codes (check (shared "people")))
    // One code in two places is told once, with both.
    Assert.Equal<string list>([ "WM3071" ], codes (check (shared "women")) |> List.distinct)

/// The value is the caller's, and the study is not to be tied to another.
[<Fact>]
let ``A value that a parameter has is not written in its place`` () =
    let text (value: string) =
        start.Replace("age : y }", "age : y, group : factor }\n  include = group == who")
        + $"param who : string = \"{value}\"\n"

    let found = only (text "cases")
    Assert.Equal("WM2040", found.Code)
    Assert.Empty found.Fixes
    Assert.Empty(codes (check (text "case")))
