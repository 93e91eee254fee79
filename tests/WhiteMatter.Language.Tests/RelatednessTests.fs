/// Relatives, unrelated people and principal components in a study.
module WhiteMatter.Language.Tests.RelatednessTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost

let private gwas (cohort: string) =
    $"gwas g from {cohort} {{ traits = traits, genotypes = chips, adjust = age + kin.pcs }}\n"

let private related =
    start
    + "relatedness kin from chips { components = 4 }\ncohort unrelated from people { unrelated = kin }\n"

[<Fact>]
let ``Components are a term of a formula and of covariates, and the unrelated are a cohort`` () =
    let study = sound (related + gwas "unrelated")
    let adjust = (find "g" study).Body.Settings["adjust"]
    Assert.Equal("(column age Add kin.pcs)", show adjust.Node)
    Assert.Equal("kin", setting "unrelated" (find "unrelated" study))

    let named =
        sound (
            related
            + "covariates base { age + kin.pcs }\n"
            + (gwas "unrelated").Replace("age + kin.pcs", "base")
        )

    Assert.Equal("(column age Add kin.pcs)", show (List.last (find "base" named).Body.Entries).Node)

[<Fact>]
let ``Whatever is drawn from unrelated people is unrelated`` () =
    sound (
        related
        + "cohort old from unrelated & people { include = age >= 60y }\n"
        + gwas "old"
    )
    |> ignore

[<Fact>]
let ``A linear association of people who may be related is warned of once, also where they were unrelated but for others``
    ()
    =
    let found = only (related + gwas "people")
    Assert.Equal("WM3030", found.Code)
    Assert.Contains("'g'", found.Message)
    Assert.Contains("'kin'", found.Message)

    let others = "cohort others from people - unrelated\n"
    Assert.Equal("WM3030", (only (related + others + gwas "others")).Code)

[<Theory>]
[<InlineData("logistic", "logistic regression")>]
[<InlineData("ridge_two_step", "ridge_two_step without 'relatedness'")>]
[<InlineData("ridge_two_step(folds = 10)", "ridge_two_step without 'relatedness'")>]
let ``So are other methods that take people for unrelated`` (method: string) (named: string) =
    let with' method people =
        check (related + (gwas people).Replace("{ traits", $"{{ method = {method}, traits"))

    let found =
        (with' method "people").Diagnostics
        |> Seq.filter (fun found -> found.Code = "WM3030")
        |> Seq.exactlyOne

    Assert.StartsWith($"'g' tests by {named}, which takes people for unrelated", found.Message)
    Assert.DoesNotContain("WM3030", codes (with' method "unrelated"))

[<Theory>]
[<InlineData("ridge_two_step(relatedness = kin)")>]
[<InlineData("mixed(kin)")>]
let ``Methods that are told who is related are not`` (method: string) =
    sound (related + (gwas "people").Replace("{ traits", $"{{ method = {method}, traits"))
    |> ignore

[<Fact>]
let ``The warning can be accepted with a reason`` () =
    let accepted =
        related
        + (gwas "people").Replace("{ traits", "{ accept WM3030 because \"none are expected\", traits")

    Assert.Equal("WM3030", (List.exactlyOne (sound accepted).Accepted).Code)

/// Two associations of mixed models, of people first and second, and what is made of both.
let private halves (cohorts: string) (made: string) =
    let ofPeople (name: string) people =
        $"gwas {name} from {people} {{ traits = traits, genotypes = chips, adjust = age, method = mixed(kin) }}\n"

    related + cohorts + ofPeople "g" "first" + ofPeople "h" "second" + made

let private replicated =
    "loci leads from g { reference = chips }\nreplication again from leads { against = h }\n"

[<Theory>]
[<InlineData("cohort first from people { sample = 50% }\ncohort second from people - first\n")>]
// Unrelated among themselves, and the rest are their relatives.
[<InlineData("cohort first from unrelated\ncohort second from people - unrelated\n")>]
[<InlineData("cohort first from people { include = age > 60y }\ncohort second from unrelated { include = age <= 60y }\n")>]
let ``Relatives on both sides of a replication or a meta-analysis are warned of`` (cohorts: string) =
    let replication = only (halves cohorts replicated)
    Assert.Equal("WM3065", replication.Code)
    Assert.Contains("'again' takes 'leads' and 'h'", replication.Message)
    Assert.Contains("'kin'", replication.Message)

    let meta = only (halves cohorts "meta all from [g, h]\n")
    Assert.Equal("WM3065", meta.Code)
    Assert.Contains("'all' takes 'g' and 'h'", meta.Message)

[<Fact>]
let ``Two parts of unrelated people have no relatives on both sides`` () =
    let cohorts =
        "cohort first from unrelated { sample = 50% }\ncohort second from unrelated - first\n"

    sound (halves cohorts replicated) |> ignore
    sound (halves cohorts "meta all from [g, h]\n") |> ignore

[<Fact>]
let ``Genotypes whose relatives nobody looks for are not warned of`` () =
    sound (
        start
        + "gwas g from people { traits = traits, genotypes = chips, adjust = age }\n"
    )
    |> ignore

[<Fact>]
let ``Counts are known after the run, and may be expected and shown`` () =
    let study =
        sound (
            related
            + "expect { kin.related_pairs == 0 and kin.unrelated + kin.removed == kin.people and kin.variants > 1000 }\nreport page { show = [kin] }\n"
        )

    Assert.Equal(StudyType.Relatedness, (find "kin" study).Type)

[<Theory>]
[<InlineData("components = 101", "WM2")>]
[<InlineData("components = -1", "WM2")>]
[<InlineData("kinship = 0.5", "WM2")>]
[<InlineData("prune_r2 = 0", "WM2")>]
[<InlineData("maf = 50%", "WM2")>]
[<InlineData("fit_on = chips", "WM2")>]
let ``A setting out of its bounds is one mistake`` (written: string, code: string) =
    let found = only (start + $"relatedness kin from chips {{ {written} }}\n")
    Assert.StartsWith(code, found.Code)

[<Fact>]
let ``A relatedness is of genotypes alone, and is no term without its components`` () =
    Assert.StartsWith("WM2", (only (start + "relatedness kin from people\n")).Code)

    let found =
        only (related + (gwas "unrelated").Replace("age + kin.pcs", "age + kin"))

    Assert.Equal("WM2045", found.Code)

[<Fact>]
let ``A mixed model names its relatedness, has a transform, and is no linear association of relatives`` () =
    let study (method: string) =
        related
        + (gwas "people").Replace("{ traits", $"{{ transform = rank_int, method = {method}, traits")

    for right in
        [
            "mixed(kin)"
            "mixed(kin, grm = dense)"
            "mixed(relatedness = kin, grm = dense_centred)"
        ] do
        sound (study right) |> ignore

    for wrong in [ "mixed"; "mixed()" ] do
        Assert.Equal("WM2024", (only (study wrong)).Code)

    Assert.Contains(check (study "mixed(chips)") |> codes, fun code -> code = "WM2010")
