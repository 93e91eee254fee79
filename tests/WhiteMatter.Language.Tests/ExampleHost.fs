/// The outside of the repository's examples, without their data: the headers of the files they name.
module WhiteMatter.Language.Tests.ExampleHost

open System.Collections.Immutable
open WhiteMatter.Plan.Hosting

let private column name content (levels: string list) =
    TableColumn(name, content, ImmutableArray.CreateRange levels)

let private table rows columns =
    TableHeader(ImmutableArray.CreateRange<TableColumn> columns, rows, true)

let private number name = column name ColumnContent.Number []
let private identifier name = column name ColumnContent.Text []

/// The tables of the other tests, and those of `dsl-examples`: columns as Debian's bolt-lmm-example and fastqtl-doc have
/// them, with three of the 364 genes.
let host: InMemoryHost =
    CheckerHost.host
        .WithTable(
            "data/bolt-lmm/EUR_subset.pheno2.covars",
            table 373L [
                identifier "FID"
                identifier "IID"
                number "PHENO"
                column "QCOV1" ColumnContent.Integer [ "1"; "2" ]
                number "QCOV2"
                column "CAT_COV" ColumnContent.Text [ "A"; "B"; "C" ]
            ]
        )
        .WithGenotypes("data/bolt-lmm/EUR_subset.bed", 379L, 54_051L, ImmutableArray.Create("17", "22"))
        .WithTable(
            "data/fastqtl/people.tsv",
            table 373L [
                identifier "IID"
                number "PC1"
                number "PC2"
                number "PC3"
                column "PHASE1" ColumnContent.Integer [ "0"; "1" ]
            ]
        )
        .WithTable(
            "data/fastqtl/expression.tsv",
            table 373L [
                identifier "IID"
                number "ENSG00000100077.9"
                number "ENSG00000100266.13"
                number "ENSG00000100410.3"
            ]
        )
        .WithGenotypes("data/fastqtl/chr22.bed", 373L, 48_000L, ImmutableArray.Create "22")
