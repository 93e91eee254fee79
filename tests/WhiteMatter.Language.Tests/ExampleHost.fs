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

/// The text of a file beside the examples.
let private example (name: string) =
    System.IO.File.ReadAllText(System.IO.Path.Combine(CheckerHost.repository, "dsl-examples", name))

/// The 1 mm grid of MNI152, and the 2 mm one as MRIcron's copy of the JHU atlas has it: left and right exchanged.
let private fine = ImmutableArray.Create<int>([| 182; 218; 182 |])
let private coarse = ImmutableArray.Create<int>([| 91; 109; 91 |])

let private mni =
    ImmutableArray.Create<double>([| -1.0; 0.0; 0.0; 90.0; 0.0; 1.0; 0.0; -126.0; 0.0; 0.0; 1.0; -72.0 |])

let private copy =
    ImmutableArray.Create<double>([| 2.0; 0.0; 0.0; -90.0; 0.0; 2.0; 0.0; -126.0; 0.0; 0.0; 2.0; -72.0 |])

/// The grid of the series that `diffusion.wmstudy` is run on.
let private small = ImmutableArray.Create<int>([| 10; 8; 6 |])

let private smallPlace =
    ImmutableArray.Create<double>([| -2.0; 0.0; 0.0; 9.0; 0.0; 2.0; 0.0; -7.0; 0.0; 0.0; 2.0; -5.0 |])

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
        .WithTable(
            "diffusion/people.tsv",
            table 200L [
                identifier "IID"
                column "age" ColumnContent.Integer []
                column "sex" ColumnContent.Text [ "F"; "M" ]
                column "site" ColumnContent.Integer [ "0"; "1"; "2" ]
                number "t1"
                number "t2"
            ]
        )
        .WithGenotypes("diffusion/chips.bed", 200L, 9_000L, ImmutableArray.Create("1", "9"))
        .WithImages("diffusion/dwi/{IID}.nii", 200L, 200L, small, smallPlace)
        .WithImage("diffusion/mask.nii.gz", small, smallPlace)
        .WithImage("diffusion/halves.nii.gz", small, smallPlace)
        .WithText("diffusion/halves.txt", "1 right_half\n2 left_half\n")
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
        .WithImage("data/mricron/JHU-WhiteMatter-labels-2mm.nii.gz", coarse, copy)
        .WithText(
            "data/mricron/JHU-WhiteMatter-labels-2mm.nii.txt",
            "0\tUnclassified\r\n3\tGenu_of_corpus_callosum\r\n4\tBody_of_corpus_callosum\r\n5\tSplenium_of_corpus_callosum\r\n6\tFornix_(column_and_body_of_fornix)\r\n"
        )
        .WithText("atlases/jhu.wmstudy", example "atlases/jhu.wmstudy")
        .WithTable(
            "ukb/participants.tsv",
            table 40_000L [
                column "eid" ColumnContent.Integer []
                number "age"
                column "sex" ColumnContent.Integer [ "0"; "1" ]
                column "site" ColumnContent.Text [ "Cheadle"; "Newcastle"; "Reading"; "Bristol" ]
                number "headsize"
                column "ancestry" ColumnContent.Text [ "EUR"; "AFR"; "SAS"; "EAS" ]
                for i in 1..10 do
                    number $"pc{i}"
            ]
        )
        .WithText("ukb/withdrawn.csv", "")
        .WithImages("ukb/{eid}/dMRI/TBSS/FA/dti_FA_to_MNI.nii.gz", 40_000L, 38_000L, fine, mni)
        .WithImage("ukb/MNI152_T1_1mm_brain_mask.nii.gz", fine, mni)
        .WithGenotypes("ukb/imputed.bed", 40_000L, 9_000_000L, ImmutableArray.Create("1", "22"), "GRCh37")
        .WithImage("atlases/jhu/JHU-ICBM-labels-1mm.nii.gz", fine, mni)
        .WithText("atlases/jhu/JHU-ICBM-labels.txt", "1\tMiddle cerebellar peduncle\n")
        .WithImage("atlases/jhu/JHU-ICBM-tracts-maxprob-thr25-1mm.nii.gz", fine, mni)
        .WithText("atlases/jhu/JHU-ICBM-tracts.txt", "1\tAnterior thalamic radiation L\n")
