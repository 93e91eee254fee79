/// A small outside for tests of the checker: tables, genotypes and files to import.
module WhiteMatter.Language.Tests.CheckerHost

open System.Collections.Immutable
open System.IO
open System.Threading
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

let private column name content (levels: string list) =
    TableColumn(name, content, ImmutableArray.CreateRange levels)

let private table rows columns =
    TableHeader(ImmutableArray.CreateRange<TableColumn> columns, rows, true)

let private peopleColumns = [
    column "FID" ColumnContent.Integer []
    column "IID" ColumnContent.Text []
    column "age" ColumnContent.Number []
    column "sex" ColumnContent.Integer [ "1"; "2" ]
    column "site" ColumnContent.Integer [ "3"; "1"; "2" ]
    column "scan" ColumnContent.Integer [ "3"; "1"; "2" ]
    column "ancestry" ColumnContent.Text [ "EUR"; "AFR"; "EAS" ]
    column "group" ColumnContent.Text [ "case"; "control" ]
    column "height" ColumnContent.Number []
    column "bmi" ColumnContent.Number []
    column "headsize" ColumnContent.Number []
    column "nothing" ColumnContent.Empty []
    column "constant" ColumnContent.Integer [ "7" ]
    column "FEV1/FVC" ColumnContent.Number []
]

/// 373 people with the columns above, a panel, genotypes of chromosome 22 on GRCh37.
let host: InMemoryHost =
    InMemoryHost()
        .WithTable("data/people.txt", table 373L peopleColumns)
        .WithTable("data/panel.txt", table 100L [ column "IID" ColumnContent.Text [] ])
        .WithTable("data/empty.txt", table 0L peopleColumns)
        .WithTable(
            "data/twice.txt",
            table 10L [
                column "IID" ColumnContent.Text []
                column "age" ColumnContent.Number []
                column "age" ColumnContent.Number []
            ]
        )
        .WithGenotypes("data/chips.bed", 373L, 1000L, ImmutableArray.Create "22", "GRCh37")
        .WithGenotypes("data/other.bed", 373L, 1000L, ImmutableArray.Create "22")
        .WithText("lib/shared.wmstudy", "wmstudy 1\ncovariates base { age + sex }\nparam least : float = 0.01\n")
        .WithText("lib/whole.wmstudy", "wmstudy 1\nstudy other { build = GRCh37 }\n")
        .WithText("lib/a.wmstudy", "wmstudy 1\nimport \"b.wmstudy\" as b\n")
        .WithText("lib/b.wmstudy", "wmstudy 1\nimport \"a.wmstudy\" as a\n")

let checkWith (request: CheckRequest) (host: IStudyHost) =
    (Checker.check request host CancellationToken.None).GetAwaiter().GetResult()

let check (text: string) =
    checkWith (Checker.request (SourceText("study.wmstudy", text))) host

let codes (result: CheckResult) = [ for diagnostic in result.Diagnostics -> diagnostic.Code ]

/// The text after a diagnostic's nth fix is applied.
let applyFix (text: string) (fix: DiagnosticFix) =
    text.Remove(fix.Span.Start, fix.Span.Length).Insert(fix.Span.Start, fix.Replacement)

/// The folder of the repository that tests read and, on demand, rewrite.
let repository =
    let rec up (folder: DirectoryInfo | null) =
        match folder with
        | null -> failwith "The tests do not run inside the repository."
        | folder when File.Exists(Path.Combine(folder.FullName, "WhiteMatter.Dsl.sln")) -> folder.FullName
        | folder -> up folder.Parent

    up (DirectoryInfo System.AppContext.BaseDirectory)
