/// The files that the studies of `docs/cookbook` name: headers alone, as a host tells them.
module WhiteMatter.Language.Tests.CookbookHost

open System.Collections.Immutable
open WhiteMatter.Plan.Hosting

let private column name content (levels: string list) =
    TableColumn(name, content, ImmutableArray.CreateRange levels)

let private number name = column name ColumnContent.Number []

let private numbers before (which: int list) after = [ for one in which -> number $"{before}{one}{after}" ]

let private table rows columns =
    TableHeader(ImmutableArray.CreateRange<TableColumn> columns, rows, true)

let private autosomes =
    ImmutableArray.CreateRange<string>(seq { for chromosome in 1..22 -> string chromosome })

/// The 1 mm grid of MNI152, as FSL writes it.
let private size = ImmutableArray.Create<int>([| 182; 218; 182 |])

let private mni =
    ImmutableArray.Create<double>([| -1.0; 0.0; 0.0; 90.0; 0.0; 1.0; 0.0; -126.0; 0.0; 0.0; 1.0; -72.0 |])

/// Heights as PLINK writes them, with -9 for missing.
let private heightOfPlink =
    TableColumn("height", ColumnContent.Number, ImmutableArray<string>.Empty, MinusNines = 112L)

let private people height = [
    yield column "IID" ColumnContent.Text []
    yield number "age"
    yield column "sex" ColumnContent.Text [ "F"; "M" ]
    yield column "site" ColumnContent.Text [ "north"; "south"; "west" ]
    yield height
    yield number "bmi"
    yield column "diabetes" ColumnContent.Integer [ "0"; "1" ]
    yield! numbers "PC" [ 1..4 ] ""
]

/// UK Biobank's fields as the Research Analysis Platform exports them.
let private biobank = [
    yield column "eid" ColumnContent.Integer []
    yield column "p31" ColumnContent.Integer [ "0"; "1" ]
    yield column "p54_i2" ColumnContent.Integer [ "11025"; "11026"; "11027"; "11028" ]
    yield column "p22006" ColumnContent.Integer [ "1" ]
    yield number "p21003_i2"
    yield! numbers "p" [ 25000; 25741; 25742; 25756; 25757; 25758; 25759 ] "_i2"
    yield! numbers "p22009_a" [ 1..40 ] ""
    yield! numbers "p" [ 25056..25103 ] "_i2"
]

let host: InMemoryHost =
    InMemoryHost()
        .WithMachine(MachineResources(64, 512L <<< 30))
        .WithTable("people.tsv", table 20_000L (people (number "height")))
        .WithTable("pheno.txt", table 20_000L (people (number "height")))
        .WithTable(
            "dti.csv",
            table 20_000L [
                yield column "SubjID" ColumnContent.Text []
                yield! List.map number [ "AverageFA"; "BCC"; "GCC"; "SCC"; "FXST"; "UNC" ]
            ]
        )
        .WithTable("ukb.csv", table 50_000L biobank)
        .WithText("withdrawn.csv", "")
        .WithGenotypes("chips.bed", 20_000L, 500_000L, autosomes, "GRCh37")
        .WithGenotypes("ukb/chips.bed", 488_000L, 600_000L, autosomes, "GRCh37")
        .WithStatistics("consortium.tsv.gz", StatisticsHeader(true, true, true))
        .WithImages("fa/{IID}.nii.gz", 20_000L, 19_000L, size, mni)
        .WithImage("mask.nii.gz", size, mni)
        .WithImage("JHU-ICBM-labels-1mm.nii.gz", size, mni)

/// The files as a study sees them: a host counts -9 where the study does not take it for missing.
let seenBy (study: string) =
    if study.Contains "\"-9\"" then
        host
    else
        host.WithTable("pheno.txt", table 20_000L (people heightOfPlink))
