/// Logistic regression of binary traits, as a word and as a call.
module WhiteMatter.Language.Tests.LogisticMethodTests

open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open Xunit

let private study columns settings =
    $"""wmstudy 1
study s {{ build = GRCh37 }}
cohort people {{ table = space_separated("data/visits.txt", id = IID, family = FID), columns {{ sex : factor, age : y }} }}
genotypes chips from people {{ bed = "data/chips.bed" }}
phenotypes traits from people {{ columns = [{columns}] }}
gwas g from people {{ traits = traits, genotypes = chips, adjust = age + sex{settings} }}
"""

let private methodOf text =
    (CheckedStudy.tryFind "g" (sound text)).Value.Body.Settings["method"].Node

let private firthOf node =
    match node with
    | CheckedNode.Call("logistic", arguments) -> arguments["firth"].Node
    | other -> failwith $"{other} is no call of logistic"

[<Fact>]
let ``The bare word has the defaults of the call's settings`` () =
    for written in [ "logistic"; "logistic()"; "logistic(firth = fallback)"; "logistic(fallback)" ] do
        Assert.Equal(CheckedNode.EnumCase "fallback", firthOf (methodOf (study "diabetes" $", method = {written}")))

    for other in [ "always"; "approximate"; "never" ] do
        Assert.Equal(
            CheckedNode.EnumCase other,
            firthOf (methodOf (study "diabetes" $", method = logistic(firth = {other})"))
        )

[<Theory>]
[<InlineData("logistic(firth = sometimes)", "WM2014")>]
[<InlineData("logistic(penalty = 1)", "WM2025")>]
[<InlineData("adam", "WM2014")>]
[<InlineData("adam()", "WM2010")>]
let ``A word or a setting that it does not have is one error`` (written: string) (code: string) =
    Assert.Equal(code, (only (study "diabetes" $", method = {written}")).Code)

[<Theory>]
[<InlineData("transform = rank_int")>]
[<InlineData("precision = single")>]
let ``What is for amounts does not stand with cases and controls`` (setting: string) =
    for method in [ "logistic"; "logistic(firth = never)" ] do
        let found = only (study "diabetes" $", method = {method}, {setting}")
        Assert.Equal(NameCodes.SettingOfOtherWord.Code, found.Code)
        Assert.Contains("with method = logistic", found.Message)

    let settings =
        (CheckedStudy.tryFind "g" (sound (study "diabetes" ", method = logistic"))).Value.Body.Settings

    Assert.False(settings.ContainsKey "transform")
    Assert.False(settings.ContainsKey "precision")

[<Fact>]
let ``A trait of many values is refused where the table shows it`` () =
    let found = only (study "height" ", method = logistic")
    Assert.Equal(DesignCodes.TraitOfManyValues.Code, found.Code)
    Assert.Contains("'height'", found.Message)

[<Fact>]
let ``Two values are said to be two where they are taken for amounts, and nowhere else`` () =
    Assert.Equal<string list>([ DesignCodes.TraitOfTwoValues.Code ], codes (check (study "diabetes" "")))
    Assert.Empty (check (study "diabetes" ", method = logistic")).Diagnostics

[<Fact>]
let ``A joint test of logistic regressions is refused`` () =
    let text = study "diabetes" ", method = logistic" + "joint together from g { }\n"
    Assert.Contains(DesignCodes.JointOfLogistic.Code, codes (check text))

[<Fact>]
let ``A genotype interacts with a numeric column of the cohort`` () =
    let found = (CheckedStudy.tryFind "g" (sound (study "height" ", gxe = age"))).Value
    Assert.Equal(CheckedNode.Column "age", found.Body.Settings["gxe"].Node)

    for written, code in
        [
            "sex", NameCodes.TextAsNumber.Code
            "IID", NameCodes.IdColumn.Code
            "agee", NameCodes.UnknownColumn.Code
        ] do
        Assert.Equal(code, (only (study "height" $", gxe = {written}")).Code)

    Assert.Empty (check (study "diabetes" ", method = logistic, gxe = age")).Diagnostics

    let approximate =
        only (study "diabetes" ", method = logistic(firth = approximate), gxe = age")

    Assert.Equal(DesignCodes.InteractionOfMeans.Code, approximate.Code)

    Assert.Equal(NameCodes.SettingOfOtherWord.Code, (only (study "height" ", method = ridge_two_step, gxe = age")).Code)
