/// Which tables and rows of an association are planned to be written.
module WhiteMatter.Planning.Tests.ExportTests

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies
open WhiteMatter.Planning.Tests.ImageStudies
open Xunit

let private settings update (declaration: CheckedDeclaration) = {
    declaration with
        Body = {
            declaration.Body with
                Settings = update declaration.Body.Settings
        }
}

let private parameters (step: PlanStep) =
    match step.Parameters with
    | :? SummaryStatisticsParameters as statistics -> statistics
    | other -> failwith $"{other.Kind}"

/// 128 latents.
let private many update =
    simulated
    |> change "udr" (settings (Map.add "architecture" (autoencoder [ 4.0; 8.0; 16.0 ] 128.0)))
    |> change "latent_gwas" (settings update)
    |> planWith imageHost

let private manyTraits update =
    many update |> step "summary-statistics:latent_gwas"

let private fewTraits update =
    planWith host (study |> change "g" (settings update))
    |> step "summary-statistics:g"

[<Fact>]
let ``Few traits are written in full and of many the rows of small P, where the study does not say`` () =
    let few = fewTraits (Map.remove "write_p")
    Assert.Equal(1.0, (parameters few).MaximumP)
    Assert.Contains("(GWAS-SSF): all rows\n", StepText.render false few)
    let long = manyTraits (Map.remove "write_p")
    Assert.Equal(0.001, (parameters long).MaximumP)
    Assert.Equal(1.0, (parameters (manyTraits id)).MaximumP)
    Assert.True(long.Cost.DiskBytes < (manyTraits id).Cost.DiskBytes / 100L)

/// Of 17 regions, 8 pairs and one by itself, 9 are left once the sides are averaged.
[<Fact>]
let ``Means over regions are counted by the names of the atlas, and 48 are assumed without them`` () =
    let names =
        [
            for n in 1..8 do
                $"T{n}_L"
                $"T{n}_R"
        ]
        @ [ "Genu" ]

    let largest sides (known: string list option) =
        let study =
            simulated
            |> change "tract_gwas" (settings (Map.remove "write_p"))
            |> change
                "tracts"
                (settings (
                    Map.add
                        "reduce"
                        (call "mean" [
                            "by", reference "jhu"
                            "zeros", word "exclude"
                            "coverage", share 0.5
                            "sides", word sides
                        ])
                ))

        let facts = {
            study.Facts with
                RegionNames =
                    known
                    |> Option.map (fun names -> "studies/atlas/names.txt", names)
                    |> Option.toList
                    |> Map
        }

        (planWith imageHost { study with Facts = facts }
         |> step "summary-statistics:tract_gwas"
         |> parameters)
            .MaximumP

    Assert.Equal(1.0, largest "averaged" (Some names))
    Assert.Equal(0.001, largest "separate" (Some names))
    Assert.Equal(1.0, largest "separate" (Some(List.tail names)))
    Assert.Equal(0.001, largest "averaged" None)

[<Theory>]
[<InlineData("ldsc")>]
[<InlineData("cojo")>]
[<InlineData("metal")>]
[<InlineData("regenie")>]
let ``Tables for programs that need every row have it of any number of traits, unless the study says otherwise``
    (table: string)
    =
    let export = Map.add "export" (list [ word "gwas_ssf"; word table ])
    Assert.Equal(1.0, (parameters (manyTraits (Map.remove "write_p" >> export))).MaximumP)
    Assert.Equal(0.01, (parameters (manyTraits (Map.add "write_p" (num 0.01) >> export))).MaximumP)
    let plink = Map.add "export" (list [ word "gwas_ssf"; word "plink" ])
    Assert.Equal(0.001, (parameters (manyTraits (Map.remove "write_p" >> plink))).MaximumP)

[<Fact>]
let ``The plan says below a step which rows it leaves out`` () =
    let text update = many update |> PlanText.render false

    Assert.DoesNotContain("the store keeps every result", text id)

    Assert.Contains("writes rows with P at most 0.001; the store keeps every result\n", text (Map.remove "write_p"))

    let twenty =
        "writes the 20 smallest P of each trait; the store keeps every result\n"

    Assert.Contains(twenty, text (Map.add "top" (whole 20.0)))
    // They are few whatever their P.
    Assert.Contains(twenty, text (Map.remove "write_p" >> Map.add "top" (whole 20.0)))

[<Fact>]
let ``Tables are planned once each and in one order`` () =
    let tables words =
        (parameters (fewTraits (Map.add "export" (list [ for name in words -> word name ])))).Export

    Assert.Equal<StatisticsTable seq>(
        [ StatisticsTable.GwasSsf; StatisticsTable.Metal ],
        tables [ "metal"; "gwas_ssf"; "metal" ]
    )

    Assert.Equal(6, (tables [ "gwas_ssf"; "plink"; "regenie"; "ldsc"; "cojo"; "metal" ]).Length)

    Assert.Contains(
        "(PLINK, LDSC): the 5 smallest P of each trait, at most 0.01\n",
        fewTraits (
            Map.add "export" (list [ word "plink"; word "ldsc" ])
            >> Map.add "top" (whole 5.0)
            >> Map.add "write_p" (num 0.01)
        )
        |> StepText.render false
    )
