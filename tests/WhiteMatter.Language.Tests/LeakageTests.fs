/// Whom a model is fitted on against whom its latents are tested in, and other mistakes of a study's design.
module WhiteMatter.Language.Tests.LeakageTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics

let private study (fitOn: string) (applyTo: string) (tested: string) =
    check
        $"""wmstudy 1
study s {{ build = GRCh37 }}
cohort people {{
  table = space_separated("data/scanned.txt", id = IID, family = FID)
  columns {{ sex : factor, age : y }}
}}
cohort part from people {{ sample = 15%% }}
cohort rest from people - part
cohort older from people {{ include = age >= 60y }}
cohort restOlder from rest {{ include = age >= 60y }}
cohort partOlder from part & older
cohort panel {{ table = tsv("data/panel.txt", id = IID) }}
genotypes chips from people {{ bed = "data/chips.bed" }}
images fa from people {{ path = "data/fa/{{IID}}.nii.gz" }}
model udr from fa {{ fit_on = {fitOn}, architecture = conv_autoencoder(latents = 2) }}
phenotypes latents from udr {{ apply_to = {applyTo} }}
gwas g from {tested} {{ traits = latents, genotypes = chips, adjust = age + sex }}
"""

[<Theory>]
[<InlineData("part", "rest", "rest")>]
[<InlineData("part", "rest", "restOlder")>]
[<InlineData("part", "people - part", "restOlder")>]
[<InlineData("part", "rest", "people")>]
[<InlineData("part", "people", "rest")>]
[<InlineData("partOlder", "rest", "rest")>]
[<InlineData("part & older", "people - part", "rest")>]
[<InlineData("people - rest", "rest", "rest")>]
let ``Fitted and tested on people whom the algebra keeps apart, nothing is said`` (fitOn: string) applyTo tested =
    let result = study fitOn applyTo tested
    Assert.True((codes result |> List.except [ DesignCodes.EncodesFittedPeople.Code ] = []), messages result)

[<Theory>]
[<InlineData("people", "people", "people")>]
[<InlineData("people", "rest", "rest")>]
[<InlineData("part", "people", "people")>]
[<InlineData("rest", "restOlder", "restOlder")>]
[<InlineData("older", "people", "partOlder")>]
[<InlineData("restOlder", "rest", "people")>]
let ``Fitted on people who by the algebra are tested, it is an error`` (fitOn: string) applyTo tested =
    let result = study fitOn applyTo tested
    Assert.True((codes result = [ DesignCodes.FittedOnItsPeople.Code ]), messages result)
    Assert.Equal(DiagnosticSeverity.Error, result.Diagnostics[0].Severity)
    Assert.Equal("fitted on these people", (Assert.Single result.Diagnostics[0].Related).Message)

[<Theory>]
[<InlineData("part", "older", "older")>]
[<InlineData("older", "rest", "rest")>]
[<InlineData("older", "people", "rest")>]
let ``Where the algebra does not tell, the warning leaves it to the IDs, and can be accepted``
    (fitOn: string)
    applyTo
    tested
    =
    let result = study fitOn applyTo tested
    Assert.True((codes result = [ DesignCodes.MayBeFittedOnItsPeople.Code ]), messages result)
    Assert.True result.Study.IsSome
    Assert.True DesignCodes.MayBeFittedOnItsPeople.Acceptable

[<Fact>]
let ``A model applied to people it was fitted on is a warning, unless their association says more`` () =
    // Applied to everybody and tested in the others: the latents of `part` are there all the same.
    Assert.Equal<string list>([ DesignCodes.EncodesFittedPeople.Code ], codes (study "part" "people" "rest"))
    Assert.Equal<string list>([ DesignCodes.FittedOnItsPeople.Code ], codes (study "part" "people" "people"))

[<Fact>]
let ``Nobody can be fitted on or encoded who has no image of the set`` () =
    let text (fitOn: string) applyTo =
        $"""wmstudy 1
study s {{ build = GRCh37 }}
cohort people {{ table = space_separated("data/scanned.txt", id = IID, family = FID) }}
cohort panel {{ table = tsv("data/panel.txt", id = IID) }}
cohort part from people {{ sample = 15%% }}
cohort rest from people - part
images fa from rest {{ path = "data/fa/{{IID}}.nii.gz" }}
model udr from fa {{ fit_on = {fitOn}, architecture = conv_autoencoder(latents = 2) }}
phenotypes latents from udr {{ apply_to = {applyTo} }}
"""

    Assert.Equal<string list>([ DesignCodes.DisjointPeople.Code ], codes (check (text "part" "rest")))
    Assert.Equal<string list>([ DesignCodes.DisjointPeople.Code ], codes (check (text "rest" "part")))
    Assert.Equal<string list>([ DesignCodes.DifferentPeople.Code ], codes (check (text "rest" "panel")))
    Assert.Equal<string list>([ DesignCodes.NobodyLeft.Code ], codes (check (text "rest - people" "rest")))

let private statistics =
    """wmstudy 1
study s { build = GRCh37 }
cohort people {
  table = space_separated("data/scanned.txt", id = IID, family = FID)
  columns { sex : factor, age : y }
}
genotypes chips from people { bed = "data/chips.bed" }
phenotypes traits from people { columns = [height, bmi] }
gwas g from people { traits = traits, genotypes = chips, adjust = age + sex }
joint together from g { method = jagwas }
loci leads from together { reference = chips }
"""

[<Theory>]
[<InlineData("heritability x from together { }")>]
[<InlineData("correlation x from together { }")>]
[<InlineData("scores x from together { }")>]
[<InlineData("causal x from together { }")>]
let ``What needs signs and is not there yet says of a joint test that it has none`` (line: string) =
    let result = check (statistics + line + "\n")

    Assert.Equal<Set<string>>(
        set [ NameCodes.NotThereYet.Code; DesignCodes.UnsignedStatistics.Code ],
        set (codes result)
    )

    Assert.Equal(2, result.Diagnostics.Length)

[<Fact>]
let ``A meta-analysis needs signs of every study`` () =
    let found = check (statistics + "meta x from [g, together] { }\n")
    Assert.Equal<string list>([ DesignCodes.UnsignedStatistics.Code ], codes found)

[<Theory>]
[<InlineData("heritability x from g { }")>]
[<InlineData("genes x from together { }")>]
let ``What has its signs, or needs none, is only not there yet`` (line: string) =
    Assert.Equal<string list>([ NameCodes.NotThereYet.Code ], codes (check (statistics + line + "\n")))

[<Fact>]
let ``A joint test is one test, however many traits it has`` () =
    Assert.Empty (check statistics).Diagnostics

    // Of single traits, latents count as columns do.
    let text =
        imagingStudy.Replace(
            "loci found from latent_joint",
            "loci each from latent_gwas { p = 5e-8, reference = chips }\nloci found from latent_joint"
        )

    let found = Assert.Single (check text).Diagnostics
    Assert.Equal(DesignCodes.ThresholdIgnoresTraits.Code, found.Code)
    Assert.Contains("16 traits", found.Message)

[<Fact>]
let ``Several joint tests are several tests`` () =
    let second p =
        statistics
        + $"joint wald from g {{ z = wald }}\nloci others from wald {{ reference = chips, p = {p} }}\n"

    // `leads` has the default of one test, so both say it unless both are divided.
    Assert.Equal<string list>(List.replicate 2 DesignCodes.ThresholdIgnoresJoints.Code, codes (check (second "5e-8")))

    Assert.Empty(
        (check ((second "2.5e-8").Replace("together { reference", "together { p = 2.5e-8, reference"))).Diagnostics
    )
