/// What the checker makes of joined tables of people.
module WhiteMatter.Language.Tests.TableTests

open System.Collections.Immutable
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting

let private header rows (columns: (string * ColumnContent * string list) list) =
    TableHeader(
        ImmutableArray.CreateRange(
            columns
            |> List.map (fun (name, content, levels) -> TableColumn(name, content, ImmutableArray.CreateRange levels))
        ),
        rows,
        true
    )

/// Participants whose columns are spread over three files, with genotypes and images.
let private biobank =
    host
        .WithTable(
            "ukb/baseline.tsv",
            header 500L [
                "eid", ColumnContent.Integer, []
                "age", ColumnContent.Integer, []
                "sex", ColumnContent.Integer, [ "0"; "1" ]
                "site", ColumnContent.Integer, [ "1"; "2" ]
            ]
        )
        .WithTable(
            "ukb/imaging.tsv",
            header 90L [
                "eid", ColumnContent.Integer, []
                "age", ColumnContent.Number, []
                "hippocampus", ColumnContent.Number, []
                "scanner", ColumnContent.Text, [ "Cheadle"; "Newcastle" ]
            ]
        )
        .WithTable(
            "ukb/genetics.csv",
            header 480L [
                "ID", ColumnContent.Integer, []
                "ancestry", ColumnContent.Text, [ "EUR"; "AFR" ]
                "pc1", ColumnContent.Number, []
            ]
        )
        .WithTable("ukb/none.tsv", header 0L [ "eid", ColumnContent.Empty, []; "nothing", ColumnContent.Empty, [] ])
        .WithImages(
            "ukb/{eid}.nii.gz",
            500L,
            80L,
            ImmutableArray.Create<int>([| 4; 4; 4 |]),
            ImmutableArray.Create<float>([| 2.0; 0.0; 0.0; 0.0; 0.0; 2.0; 0.0; 0.0; 0.0; 0.0; 2.0; 0.0 |])
        )

let private study =
    """wmstudy 1
study s { build = GRCh37 }
table people {
  join     = [tsv("ukb/baseline.tsv", id = eid), tsv("ukb/imaging.tsv", id = eid), csv("ukb/genetics.csv", id = ID)]
  suffixes = ["", "_imaging", ""]
  columns { age : y, age_imaging : y, sex : factor, site : factor }
  missing  = ["NA", "-1"]
  include  = age >= 45y and ancestry == "EUR"
}
cohort everyone { table = people, include = age_imaging < 80y and scanner == "Cheadle" }
genotypes chips from everyone { bed = "data/chips.bed" }
phenotypes volumes from everyone { columns = [hippocampus] }
gwas g from everyone { traits = volumes, genotypes = chips, adjust = age_imaging * sex + pc1 + site }
images fa from everyone { path = "ukb/{eid}.nii.gz" }
report page { show = [manhattan(g), fa] }
"""

let private check (text: string) =
    checkWith (Checker.request (SourceText("study.wmstudy", text))) biobank

let private sound text = studyOf (check text)

/// The codes of the study with a text replaced.
let private codesOf (from: string) (into: string) =
    Assert.Contains(from, study)
    codes (check (study.Replace(from, into)))

[<Fact>]
let ``A joined table is known before it runs, with the columns of all tables and what is declared of them`` () =
    let study = sound study
    let everyone = (CheckedStudy.tryFind "everyone" study).Value
    let made = tableOf everyone
    Assert.Equal("table:people", made.Path)
    Assert.Equal("eid", made.IdColumn)
    Assert.Equal(None, made.FamilyColumn)
    Assert.Equal(None, made.Simulation)

    let header = study.Facts.Tables["table:people"]
    // Nobody is in the result who is not in the smallest table.
    Assert.Equal(90L, header.Rows)
    Assert.False header.RowsExact

    Assert.Equal<string list>(
        [
            "eid"
            "age"
            "sex"
            "site"
            "age_imaging"
            "hippocampus"
            "scanner"
            "ancestry"
            "pc1"
        ],
        [ for column in header.Columns -> column.Name ]
    )

    Assert.Equal<(string * ColumnRole * string option) list>(
        [
            "age", ColumnRole.Numeric, Some "y"
            "age_imaging", ColumnRole.Numeric, Some "y"
            "sex", ColumnRole.Factor, None
            "site", ColumnRole.Factor, None
        ],
        everyone.Body.Columns
    )

[<Fact>]
let ``What is written of joined columns is checked as of a file's`` () =
    Assert.Equal<string list>([ NameCodes.UnknownColumn.Code ], codesOf "age >= 45y and" "agee >= 45y and")
    Assert.Equal<string list>([ NameCodes.UnitMissing.Code ], codesOf "age >= 45y and" "age >= 45 and")
    Assert.Equal<string list>([ NameCodes.WrongDimension.Code ], codesOf "age >= 45y and" "age >= 45mm and")
    Assert.Equal<string list>([ NameCodes.UnknownLevel.Code ], codesOf "\"EUR\"" "\"EURO\"")
    Assert.Equal<string list>([ NameCodes.UnknownColumn.Code ], codesOf "[hippocampus]" "[hipocampus]")
    Assert.Equal<string list>([ NameCodes.TextAsNumber.Code ], codesOf "[hippocampus]" "[ancestry]")
    Assert.Equal<string list>([ NameCodes.IdColumn.Code ], codesOf "[hippocampus]" "[eid]")
    Assert.Equal<string list>([ NameCodes.UnknownColumn.Code ], codesOf "+ pc1 +" "+ pc2 +")
    Assert.Equal<string list>([ NameCodes.UnknownColumn.Code ], codesOf "id = ID" "id = eid")
    Assert.Contains(DataCodes.RoleContradictsData.Code, codesOf "sex : factor," "sex : factor, scanner : y,")
    Assert.Equal<string list>([ NameCodes.UnknownCase.Code ], codesOf "  missing " "  how = outer\n  missing ")

    Assert.Equal<string list>(
        [ NameCodes.FromUnexpected.Code ],
        codes (
            check (
                study.Replace("table people {", "table people from other {")
                + "cohort other { table = tsv(\"ukb/baseline.tsv\", id = eid) }\n"
            )
        )
    )

    Assert.Equal<string list>(
        [ NameCodes.OutOfBounds.Code ],
        codesOf "[\"\", \"_imaging\", \"\"]" "[\"\", \"_imaging\"]"
    )

    Assert.Equal<string list>(
        [ DataCodes.EmptyTable.Code ],
        codes (
            check (
                study
                    .Replace("id = ID)", "id = ID), tsv(\"ukb/none.tsv\", id = eid)")
                    .Replace(", \"\"]", ", \"\", \"\"]")
            )
        )
    )

    let what =
        (check (study.Replace("[hippocampus]", "[hipocampus]"))).Diagnostics[0].Message

    Assert.Contains("the table 'people'", what)

[<Fact>]
let ``A column of two tables is an error that names both files, and its fix makes the study sound`` () =
    let text = study.Replace("  suffixes = [\"\", \"_imaging\", \"\"]\n", "")

    let found =
        (check text).Diagnostics
        |> Seq.find (fun found -> found.Code = NameCodes.ColumnInSeveralTables.Code)

    Assert.Equal(
        "'ukb/baseline.tsv' and 'ukb/imaging.tsv' both have a column 'age', which 'people' would have twice.",
        found.Message
    )

    Assert.Equal(4, (nonNull found.Span).Line)
    sound (applyFix text (Assert.Single found.Fixes)) |> ignore

    // Suffixes that are wrong by themselves.
    Assert.Equal<string list>([ NameCodes.WrongType.Code ], codesOf "[\"\", \"_imaging\", \"\"]" "\"_imaging\"")

    // Suffixes that tell nothing apart.
    Assert.Contains(NameCodes.ColumnInSeveralTables.Code, codesOf "[\"\", \"_imaging\", \"\"]" "[\"_x\", \"_x\", \"\"]")

    // The name of another table's identifiers is a column of its own only where it is none there.
    let clash =
        study
            .Replace(
                "csv(\"ukb/genetics.csv\", id = ID)",
                "csv(\"ukb/genetics.csv\", id = ID), tsv(\"data/scanned.txt\", id = IID)"
            )
            .Replace("\"_imaging\", \"\"", "\"_imaging\", \"\", \"_p\"")

    sound clash |> ignore

[<Fact>]
let ``A table whose files are not there leaves its columns unchecked`` () =
    let result =
        check (study.Replace("ukb/imaging.tsv", "elsewhere/imaging.tsv").Replace("ancestry ==", "anything =="))

    Assert.Equal<string list>([ DataCodes.FileNotFound.Code ], codes result)
    Assert.True result.Study.IsSome

[<Fact>]
let ``A joined table stands wherever a file may, and has missing codes of its own`` () =
    let traits =
        study.Replace("{ columns = [hippocampus] }", "{ table = people, columns = [hippocampus] }")

    let volumes = (CheckedStudy.tryFind "volumes" (sound traits)).Value
    Assert.Equal("table:people", (tableOf volumes).Path)

    let nested =
        study.Replace(
            "cohort everyone { table = people,",
            "table more { join = [people, space_separated(\"data/scanned.txt\", id = IID)], suffixes = [\"\", \"_more\"] }\ncohort everyone { table = more,"
        )

    let everyone = (CheckedStudy.tryFind "everyone" (sound nested)).Value
    Assert.Contains(("age_imaging", ColumnRole.Numeric, Some "y"), everyone.Body.Columns)

    Assert.Equal<string list>(
        [ NameCodes.DoNotGoTogether.Code ],
        codesOf "{ table = people," "{ table = people, missing = [\"-9\"],"
    )

    let cohort = "cohort other { table = tsv(\"ukb/baseline.tsv\", id = eid) }\n"

    Assert.Equal<string list>(
        [ NameCodes.WrongType.Code ],
        codes (check (study.Replace("{ table = people,", "{ table = other,") + cohort))
    )

    Assert.Contains(NameCodes.Cycle.Code, codesOf "join     = [" "join     = [people, ")

[<Fact>]
let ``The first table lists the people whose images are looked for`` () =
    let codesOf (from: string) (into: string) =
        codesOf from into |> List.filter ((<>) DataCodes.FileNotFound.Code)

    Assert.Equal<string list>([ NameCodes.DoNotGoTogether.Code ], codesOf "  missing " "  how = full\n  missing ")

    Assert.Equal<string list>(
        [ NameCodes.DoNotGoTogether.Code ],
        codesOf "ukb/{eid}.nii.gz" "ukb/{scanner}/{eid}.nii.gz"
    )

    Assert.Equal<string list>([], codesOf "  missing " "  how = left\n  missing ")

[<Fact>]
let ``Names inside a table's call are columns, whatever else is called so`` () =
    // A declaration named as the column of identifiers is no reference, let alone a circle.
    sound (study + "covariates eid { age }\n") |> ignore

/// Of a small table all identifiers are known, but a full join has those of the other tables too.
[<Fact>]
let ``People of a later table may be named in a full join`` () =
    let small name ids host =
        (host: InMemoryHost).WithTable(name, header 2L [ "eid", ColumnContent.Integer, ids ])

    let outside = host |> small "a.tsv" [ "1"; "2" ] |> small "b.tsv" [ "2"; "77" ]

    let found =
        checkWith
            (Checker.request (
                SourceText(
                    "study.wmstudy",
                    "wmstudy 1\nstudy s { build = GRCh37 }\ntable t {\n  join = [tsv(\"a.tsv\", id = eid), tsv(\"b.tsv\", id = eid)]\n  how = full\n  include = eid != 77\n}\ncohort c { table = t, include = eid == 77 }\n"
                )
            ))
            outside

    Assert.Empty found.Diagnostics
