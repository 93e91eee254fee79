/// What the checker makes of simulated cohorts, and of results that are held against their truth.
module WhiteMatter.Language.Tests.SimulationTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

[<Fact>]
let ``The table of a simulation is known before it runs, and so are its columns`` () =
    let study = sound imagingStudy
    let made = tableOf (find "made" study)
    Assert.Equal("simulation:made", made.Path)
    Assert.Equal(Some "made", made.Simulation)
    Assert.Equal("id", made.IdColumn)
    Assert.Equal(Some "family", made.FamilyColumn)

    let header = study.Facts.Tables["simulation:made"]
    // 373 samples of data/chips.bed and 400 people without genotypes.
    Assert.Equal(773L, header.Rows)
    Assert.True header.RowsExact
    Assert.Equal<string>(SimulationParameters.ParticipantColumns, [ for column in header.Columns -> column.Name ])

    Assert.Equal<(string * ColumnRole * string option) list>(
        [
            "group", ColumnRole.Factor, None
            "age", ColumnRole.Numeric, Some "y"
            "sex", ColumnRole.Factor, None
            "site", ColumnRole.Factor, None
        ],
        (find "made" study).Body.Columns
    )

    // A cohort drawn from it has its table and its columns, as from any other.
    Assert.Equal(made, tableOf (find "discovery" study))
    Assert.Equal<_ list>((find "made" study).Body.Columns, (find "discovery" study).Body.Columns)
    Assert.Equal(ColumnRole.Factor, StudyColumns.roleOf study.Facts (find "discovery" study) "site")

[<Fact>]
let ``Mistakes in the columns of a simulated cohort are found before anything runs`` () =
    let check' (before: string) (after: string) expected =
        let text = imagingStudy.Replace(before, after)
        Assert.NotEqual<string>(imagingStudy, text)
        let result = check text
        Assert.True((codes result = expected), $"{after}: {messages result}")

    check' "group != \"genotyped\"" "group == \"image-only\"" [ NameCodes.UnknownLevel.Code ]
    check' "group != \"genotyped\"" "groop != \"genotyped\"" [ NameCodes.UnknownColumn.Code ]
    check' "group != \"genotyped\"" "age >= 45" [ NameCodes.UnitMissing.Code ]
    check' "age + sex + site" "age + sex + site + bmi" [ NameCodes.UnknownColumn.Code ]
    check' "age + sex + site" "age + sex" [ DesignCodes.SiteNotAdjusted.Code ]
    check' "covariate(age," "covariate(weight," [ NameCodes.UnknownCase.Code ]
    check' "regions = [\"Genu\"]" "regions = [\"Genus\"]" [ NameCodes.UnknownRegion.Code ]
    check' "regions = [\"Genu\"]" "regions = [\"Genu\", \"Genu\"]" [ NameCodes.ListedTwice.Code ]
    check' "regions = [\"Genu\"]" "regions = []" [ NameCodes.EmptyList.Code ]
    check' "variance = 25%" "variance = 0%" [ NameCodes.OutOfBounds.Code ]
    check' "variance = 25%" "variance = 25%, variants = 0" [ NameCodes.OutOfBounds.Code ]

    check' "variance = 25%" "variance = 25%, variants = 2, variant = \"rs1\"" [ NameCodes.DoNotGoTogether.Code ]

[<Fact>]
let ``A share beyond its bounds is told in per cent`` () =
    let result = check (imagingStudy.Replace("variance = 25%", "variance = 150%"))
    Assert.Contains("'variance' is 150%, but it must be more than 0% and at most 100%.", messages result)

[<Fact>]
let ``A simulation whose genotypes are not there still has its columns and levels`` () =
    let text =
        imagingStudy
            .Replace("data/chips.bed", "elsewhere/chips.bed")
            .Replace("group != \"genotyped\"", "group == \"image\"")

    let result = check text

    Assert.Equal<string list>([ DataCodes.FileNotFound.Code; NameCodes.UnknownLevel.Code ], codes result)

[<Fact>]
let ``Shares of variance add up to all of a region's at most`` () =
    let effects (shares: string) =
        check (
            imagingStudy
                .Replace("variance = 25%", shares)
                .Replace("expect { found.recovered == made.planted and found.unexplained == 0 }\n", "")
        )

    // The other effects of the same region take 21%.
    Assert.Empty (effects "variance = 79%").Diagnostics
    let found = Assert.Single (effects "variance = 80%").Diagnostics
    Assert.Equal(DesignCodes.VarianceExceeded.Code, found.Code)
    Assert.Contains("101% of the variance of 'Genu'", found.Message)

[<Fact>]
let ``The genotyped people of a simulation are those of its genotypes`` () =
    // No warning that the genotypes are of other people; genotypes of a cohort of its own table still give it.
    sound imagingStudy |> ignore

    let text =
        imagingStudy
        + "cohort panel { table = tsv(\"data/panel.txt\", id = IID) }\ngenotypes ref from panel { bed = \"data/chips.bed\" }\ngwas g from discovery { traits = tracts, genotypes = ref, adjust = base }\n"

    Assert.Equal<string list>([ DesignCodes.DifferentPeople.Code ], codes (check text))

[<Fact>]
let ``A truth is a simulation's, and only it knows what was planted`` () =
    let codesOf (line: string) = codes (check (imagingStudy + line))

    Assert.Equal<string list>(
        [ NameCodes.WrongType.Code ],
        codesOf "loci other from latent_joint { reference = chips, truth = people }\n"
    )

    // A cohort drawn from a simulation is no simulation.
    Assert.Equal<string list>(
        [ NameCodes.WrongType.Code ],
        codesOf "loci other from latent_joint { reference = chips, truth = discovery }\n"
    )

    for cohort in [ "people"; "discovery" ] do
        Assert.Equal<string list>([ NameCodes.UnknownMember.Code ], codesOf $"expect {{ {cohort}.planted >= 1 }}\n")

    Assert.Equal<string list>([ NameCodes.WrongType.Code ], codesOf "report other { show = [truth(people)] }\n")

[<Fact>]
let ``Loci without a truth do not know what was recovered`` () =
    let text = imagingStudy.Replace(", truth = made }", " }")
    let result = check text

    Assert.Equal<string list>(List.replicate 2 NameCodes.MemberNeedsSetting.Code, codes result)
    Assert.Contains("'found' has the setting 'truth'", result.Diagnostics[0].Message)

[<Fact>]
let ``A truth is held against associations of its own people and genotypes`` () =
    let codesOf (lines: string) = codes (check (imagingStudy + lines))

    let real =
        "phenotypes heights from people { columns = [height] }\ngwas real from people { traits = heights, genotypes = chips, adjust = age }\n"

    Assert.Equal<string list>(
        [ DesignCodes.TruthOfOthers.Code ],
        codesOf (real + "loci others from real { reference = chips, truth = made }\n")
    )

    Assert.Equal<string list>(
        [ DesignCodes.TruthOfOthers.Code ],
        codesOf (real + "report other { show = [truth(made, found = real)] }\n")
    )

    let otherFile =
        "genotypes imputed from people { bed = \"data/other.bed\" }\ngwas again from discovery { traits = tracts, genotypes = imputed, adjust = base }\n"

    Assert.Equal<string list>(
        [ DesignCodes.TruthOfOthers.Code ],
        codesOf (otherFile + "loci others from again { reference = imputed, truth = made }\n")
    )

    // The same file under another name, with other variants kept, is the same genotypes.
    Assert.Equal<string list>(
        [],
        codesOf (
            otherFile.Replace("data/other.bed", "data/chips.bed")
            + "loci others from again { reference = imputed, truth = made }\n"
        )
    )

[<Fact>]
let ``The quickstart's cohort has the people of its genotypes and those with images alone`` () =
    let path = System.IO.Path.Combine(repository, "dsl-examples", "quickstart.wmstudy")

    let text = System.IO.File.ReadAllText path

    let result =
        checkWith (Checker.request (SourceText("study.wmstudy", text))) ExampleHost.host

    Assert.True(result.Diagnostics.IsEmpty, messages result)
    // 379 samples of the .fam file and 400 more.
    Assert.Equal(779L, result.Study.Value.Facts.Tables["simulation:brains"].Rows)
    Assert.Empty result.Study.Value.Accepted
