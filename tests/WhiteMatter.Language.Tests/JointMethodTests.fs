/// Settings and members that stand with one method of a joint test and not with another.
module WhiteMatter.Language.Tests.JointMethodTests

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open Xunit

let private associated =
    """wmstudy 1
study s { build = GRCh37 }
cohort people { table = space_separated("data/people.txt", id = IID, family = FID), columns { sex : factor, age : y } }
genotypes chips from people { bed = "data/chips.bed" }
phenotypes traits from people { columns = [height, bmi] }
gwas g from people { traits = traits, genotypes = chips, adjust = age + sex }
"""

[<Fact>]
let ``The smallest P of the traits has no setting of the quadratic form, not even by default`` () =
    let study =
        sound (associated + "joint together from g { method = minp, write_p = 0.1 }\n")

    Assert.Equal<string list>(
        [ "method"; "write_p" ],
        [
            for KeyValue(name, _) in (CheckedStudy.tryFind "together" study).Value.Body.Settings -> name
        ]
    )

[<Theory>]
[<InlineData("z = wald")>]
[<InlineData("distribution = f")>]
[<InlineData("min_eigenvalue = 1e-4")>]
let ``A setting of another method is an error that names both methods`` (setting: string) =
    // Where the setting stands before the method too.
    for body in [ $"method = minp, {setting}"; $"{setting}, method = minp" ] do
        let found = only (associated + $"joint together from g {{ {body} }}\n")
        let name = setting.Substring(0, setting.IndexOf ' ')
        Assert.Equal(NameCodes.SettingOfOtherWord.Code, found.Code)

        Assert.Contains(
            $"'{name}' does not stand in 'joint' with method = minp: it is for method = jagwas",
            found.Message
        )

    sound (associated + $"joint together from g {{ {setting} }}\n") |> ignore

    sound (associated + $"joint together from g {{ method = jagwas, {setting} }}\n")
    |> ignore

[<Fact>]
let ``A method that is not there is one error, whatever stands beside it`` () =
    let found =
        only (associated + "joint together from g { method = minpp, z = wald }\n")

    Assert.Equal("WM2014", found.Code)

[<Theory>]
[<InlineData("minp", "rank", "method = jagwas or mostest")>]
[<InlineData("jagwas", "effective_traits", "method = minp")>]
[<InlineData("jagwas", "null_variants", "method = mostest")>]
let ``What one method knows after a run another does not`` (method: string, memberName: string, needed: string) =
    let text = associated + $"joint together from g {{ method = {method} }}\n"
    let found = only (text + $"expect {{ together.{memberName} >= 1 }}\n")
    Assert.Equal(NameCodes.MemberNeedsSetting.Code, found.Code)
    Assert.Contains($"has the setting '{needed}'", found.Message)

    for shared in [ "variants"; "traits"; "lambda_gc"; "min_p" ] do
        sound (text + $"expect {{ together.{shared} >= 0 }}\n") |> ignore

[<Fact>]
let ``A test against permuted genotypes takes the form of z and the least eigenvalue, and what is of one method alone not``
    ()
    =
    sound (
        associated
        + "joint together from g { method = mostest, z = wald, min_eigenvalue = 1e-4, statistic = minp, keep_eigenvalues = 3 }\n"
        + "expect { together.rank >= 1, together.null_variants >= 1 }\n"
    )
    |> ignore

    for setting in
        [
            "method = mostest, distribution = f"
            "method = jagwas, keep_eigenvalues = 3"
        ] do
        Assert.Equal<string list>(
            [ NameCodes.SettingOfOtherWord.Code ],
            codes (check (associated + $"joint together from g {{ {setting} }}\n"))
        )

[<Theory>]
[<InlineData("method = ridge_two_step()", "the model of g is of the genotypes as they are")>]
[<InlineData("gxe = age", "g tests a product with a covariate")>]
let ``Permuted genotypes are refused where they are not those of a linear association``
    (setting: string, reason: string)
    =
    let text =
        associated.Replace("adjust = age + sex", $"adjust = age + sex, {setting}")

    let found = only (text + "joint together from g { method = mostest }\n")
    Assert.Equal(DesignCodes.PermutedModel.Code, found.Code)
    Assert.Contains(reason, found.Message)
    sound (text + "joint together from g { method = jagwas }\n") |> ignore

[<Fact>]
let ``Without a method the one by default decides`` () =
    let text = associated + "joint together from g { }\n"
    sound (text + "expect { together.rank >= 1 }\n") |> ignore

    Assert.Equal<string list>(
        [ NameCodes.MemberNeedsSetting.Code ],
        codes (check (text + "expect { together.effective_traits >= 1 }\n"))
    )

[<Fact>]
let ``The words that a row of the catalogue asks for are words of the setting it names`` () =
    let wordsOf (rows: SettingRow list) name =
        match rows |> List.tryFind (fun row -> row.Name = name) with
        | Some {
                   Accepts = [ StudyType.Enumeration enumeration ]
               } -> (Catalogue.tryFindEnumeration enumeration).Value.Cases |> List.map _.Name
        // What is called, such as an architecture.
        | Some row ->
            Catalogue.functions
            |> List.filter (fun call -> List.contains call.Yields row.Accepts)
            |> List.map _.Name
        | None -> []

    for kind in Catalogue.kinds do
        let conditions =
            (kind.Settings |> List.choose _.With)
            @ (Catalogue.membersOf kind.Yields |> List.choose _.Needs)

        for condition in conditions do
            let rows = kind.Settings
            Assert.Contains(condition.Setting, rows |> List.map _.Name)
            Assert.Empty(condition.Words |> List.except (wordsOf rows condition.Setting))
