/// What the checker makes of traits that are harmonised.
module WhiteMatter.Language.Tests.HarmonisationTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

/// The preamble that the texts go on from.
let private start =
    """wmstudy 1
study s { build = GRCh37 }
cohort people {
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns { sex : factor, age : y }
}
"""

[<Fact>]
let ``Harmonised traits name a batch and covariates of the cohort, with every other argument filled in`` () =
    let traits (harmonise: string) =
        start
        + (if harmonise.Contains "base" then
               "covariates base { age + bmi }\n"
           else
               "")
        + $"phenotypes traits from people {{ columns = [height], harmonise = {harmonise} }}\n"

    let found text =
        setting "harmonise" (find "traits" (sound (traits text)))

    Assert.Equal("combat(batch = column sex, mean_only = False, prior = parametric)", found "combat(batch = sex)")
    Assert.Equal("combat(batch = column sex, mean_only = False, prior = parametric)", found "combat(sex)")

    Assert.Equal(
        "combat(batch = column sex, mean_only = True, preserve = base, prior = none)",
        found "combat(batch = sex, preserve = base, prior = none, mean_only = true)"
    )

    Assert.Contains("preserve = ", found "combat(batch = sex, preserve = age + I(age^2))")

    for text, code in
        [
            "combat(preserve = age)", NameCodes.MissingArgument.Code
            "combat(batch = sexx)", NameCodes.UnknownColumn.Code
            "combat(batch = sex, preserve = agee)", NameCodes.UnknownColumn.Code
            "combat(batch = sex, prior = bayes)", NameCodes.UnknownCase.Code
            "combat(batch = IID)", NameCodes.IdColumn.Code
        ] do
        Assert.Equal(code, (only (traits text)).Code)

[<Fact>]
let ``A trait is not what it is itself adjusted for`` () =
    let found =
        only (
            start
            + "phenotypes t from people { columns = [height, age], harmonise = combat(batch = sex, preserve = age) }\n"
        )

    Assert.Equal(NameCodes.DoNotGoTogether.Code, found.Code)
    Assert.Contains("'age'", found.Message)

[<Theory>]
[<InlineData("", "age + sex")>]
[<InlineData("", "age * sex")>]
[<InlineData("covariates base { age + sex }\n", "base")>]
let ``A batch that is taken out cannot be preserved`` (covariates: string) (preserve: string) =
    let found =
        only (
            start
            + covariates
            + $"phenotypes t from people {{ columns = [height], harmonise = combat(batch = sex, preserve = {preserve}) }}\n"
        )

    Assert.Equal(NameCodes.DoNotGoTogether.Code, found.Code)
    Assert.Contains("the batch 'sex'", found.Message)
