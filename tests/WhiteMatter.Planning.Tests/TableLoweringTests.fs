/// Joined tables of people: their step, what reads it, and why it runs.
module WhiteMatter.Planning.Tests.TableLoweringTests

open System.Collections.Immutable
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Planning.Tests.Studies

let private made name =
    expression
        StudyType.PeopleTable
        (CheckedNode.MadeTable {
            Declaration = name
            Kind = "table"
            File = "table.tsv"
            IdColumn = "iid"
            FamilyColumn = None
            MissingCodes = [ "" ]
        })

let private csv path =
    call "csv" [ "path", txt path; "id", column "ID" ]

let private genetics =
    TableHeader(ImmutableArray.Create(TableColumn("ID", ColumnContent.Text, ImmutableArray<string>.Empty)), 1200L, true)

let private outside =
    host
        .WithTable("studies/genetics.csv", genetics)
        .WithImages(
            "studies/{iid}.nii.gz",
            2000L,
            900L,
            ImmutableArray.Create<int>([| 4; 4; 4 |]),
            ImmutableArray.Create<float>([| 2.0; 0.0; 0.0; 0.0; 0.0; 2.0; 0.0; 0.0; 0.0; 0.0; 2.0; 0.0 |])
        )

/// The people of the other tests, joined of two files.
let private joined: CheckedStudy =
    let table =
        declaration "table" "people" None [
            "join", list [ Studies.table "people.tsv"; csv "genetics.csv" ]
            "how", word "inner"
            "missing", list [ txt "NA"; txt "-9" ]
            "include", atLeast "age" 45.0
        ]
        |> withColumns [ "sex", ColumnRole.Factor, None; "age", ColumnRole.Numeric, Some "y" ]

    let study =
        study
        |> change "everyone" (fun everyone -> {
            everyone with
                Body = {
                    everyone.Body with
                        Settings =
                            everyone.Body.Settings
                                .Add("table", made "people")
                                .Add("missing", list [ txt "NA"; txt "-9" ])
                }
        })

    {
        study with
            Declarations =
                table :: study.Declarations
                @ [
                    declaration "images" "fa" (Some(reference "everyone")) [
                        "path",
                        expression
                            StudyType.String
                            (CheckedNode.Text [
                                TextPart.Placeholder {
                                    Name = "iid"
                                    Span = Span.create 10 20
                                }
                                TextPart.Literal ".nii.gz"
                            ])
                    ]
                ]
            Facts = {
                study.Facts with
                    Tables =
                        study.Facts.Tables
                            .Add("studies/genetics.csv", genetics)
                            .Add("table:people", TableHeader(peopleTable.Columns, 1200L, false))
            }
    }

let private plan = lazy planWith outside joined

let private parameters<'T when 'T :> StepParameters> id =
    Assert.IsType<'T>((step id plan.Value).Parameters)

[<Fact>]
let ``A table becomes a step with every file it reads, and only the roles that its condition needs`` () =
    let table = parameters<TableParameters> "table:people"

    Assert.Equal<string list>(
        [ "studies/people.tsv"; "studies/genetics.csv" ],
        [ for one in table.Tables -> one.File.Path ]
    )

    Assert.All(table.Tables, fun one -> Assert.Equal<string>([ ""; "NA"; "-9" ], one.MissingCodes))
    Assert.Equal(TableJoin.Inner, table.How)
    Assert.Empty table.Suffixes
    Assert.Equal(ColumnDeclaration("age", ColumnRole.Numeric, "y"), Assert.Single table.Columns)
    Assert.Empty (step "table:people" plan.Value).Inputs

[<Fact>]
let ``Whatever reads the cohort's table has the step that makes it among its inputs`` () =
    for id in
        [
            "cohort:everyone"
            "cohort:discovery"
            "traits:sizes"
            "design:g"
            "images:fa"
        ] do
        Assert.Contains(StepInput("table", "table:people"), (step id plan.Value).Inputs)

    let cohort = parameters<CohortParameters> "cohort:everyone"
    Assert.Equal(FileReference.Made("table", "table.tsv"), cohort.Table.File)
    Assert.Equal<string>([ "" ], cohort.Table.MissingCodes)
    Assert.Equal("iid", cohort.Table.IdColumn)

[<Fact>]
let ``Images are looked for by the first table, which stays outside their identity`` () =
    let images = parameters<ImagesParameters> "images:fa"
    let outside = images.Outside |> Unchecked.nonNull
    Assert.Equal("studies/people.tsv", (outside.Listing |> Unchecked.nonNull).File.Path)
    Assert.Equal(900L, (outside.Identity |> Unchecked.nonNull).Files)
    Assert.DoesNotContain("listing", (StepFingerprint.IdentityJson images).GetRawText())

[<Fact>]
let ``A joined table's cost is that of its files, and no memory is asked for columns`` () =
    let size path =
        match (outside :> IStudyHost).IdentifyAsync(path, System.Threading.CancellationToken.None).AsTask().Result with
        | :? Probe<FileIdentity>.Found as found -> found.Value.Size
        | _ -> 0L

    let bytes = size "studies/people.tsv" + size "studies/genetics.csv"
    let cost = (step "table:people" plan.Value).Cost
    Assert.Equal(bytes, cost.DiskBytes)
    // 3,200 rows in both.
    Assert.InRange(cost.MemoryBytes, 128_000_000L, 128_000_000L + 3200L * 1000L)

/// Of a large table the first rows were read: how many there are is its size over the bytes that one takes.
[<Fact>]
let ``The people of a large table are counted by the bytes that its first rows take`` () =
    let large bytesPerRow =
        TableHeader(genetics.Columns, 10_000L, false, BytesPerRow = bytesPerRow)

    let memoryOf header =
        let outside = outside.WithTable("studies/genetics.csv", header)

        let study = {
            joined with
                Facts = {
                    joined.Facts with
                        Tables = joined.Facts.Tables.Add("studies/genetics.csv", header)
                }
        }

        (step "table:people" (planWith outside study)).Cost.MemoryBytes

    let size =
        match
            ((outside.WithTable("studies/genetics.csv", large 0.0)) :> IStudyHost)
                .IdentifyAsync("studies/genetics.csv", System.Threading.CancellationToken.None)
                .AsTask()
                .Result
        with
        | :? Probe<FileIdentity>.Found as found -> float found.Value.Size
        | _ -> 0.0

    let rows = 40_000.0
    let told = memoryOf (large (size / rows))
    let exact = memoryOf (TableHeader(genetics.Columns, int64 rows, true))
    Assert.InRange(told, exact - 1000L, exact + 1000L)

[<Fact>]
let ``Reasons name what changed of a join as the study writes it`` () =
    let stored = afterRunning plan.Value outside

    let reasonsOf update (host: InMemoryHost) =
        (step "table:people" (planWith host (joined |> change "people" update))).Reasons
        |> Seq.map (PlanText.reason (step "table:people" plan.Value))
        |> List.ofSeq

    Assert.Empty(reasonsOf id stored)
    Assert.Equal<string list>([ "how changed from inner to left" ], reasonsOf (withSetting "how" (word "left")) stored)

    Assert.Equal<string list>(
        [ "missing changed from [\"\", \"NA\", \"-9\"] to [\"\", \"NA\"]" ],
        reasonsOf (withSetting "missing" (list [ txt "NA" ])) stored
    )

    Assert.Equal<string list>(
        [ "join changed from [tsv(id = iid), csv(id = ID)] to [tsv(id = iid)]" ],
        reasonsOf (withSetting "join" (list [ Studies.table "people.tsv" ])) stored
    )

    let grown =
        stored.WithTable("studies/genetics.csv", TableHeader(genetics.Columns, 1300L, true))

    Assert.Equal<string list>([ "the file studies/genetics.csv changed" ], reasonsOf id grown)

[<Fact>]
let ``A joined table without one of its files blocks its step and what follows, and says which file`` () =
    let study = {
        joined with
            Facts = {
                joined.Facts with
                    Absent = Set.singleton "studies/genetics.csv"
            }
    }

    let plan = planWith host study
    let table = step "table:people" plan
    Assert.Equal(StepState.Blocked, table.State)
    Assert.Equal("studies/genetics.csv", (Assert.Single table.Reasons).Subject)
    Assert.Equal(StepState.Blocked, (step "cohort:everyone" plan).State)

[<Fact>]
let ``Tables that steps make are joined under numbered roles`` () =
    let study = {
        joined with
            Declarations =
                declaration "table" "more" None [
                    "join", list [ csv "genetics.csv"; made "people" ]
                    "how", word "full"
                ]
                :: joined.Declarations
    }

    let more = step "table:more" (planWith outside study)
    Assert.Equal(StepInput("table2", "table:people"), Assert.Single more.Inputs)
    let table = Assert.IsType<TableParameters> more.Parameters
    Assert.Equal(FileReference.Made("table2", "table.tsv"), table.Tables[1].File)
