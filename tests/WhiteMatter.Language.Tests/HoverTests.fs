/// What is told of words that name nothing, and where paths and columns lead.
module WhiteMatter.Language.Tests.HoverTests

open System
open System.Collections.Immutable
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Hosting

let private files =
    host
        .WithTable(
            "data/clinic.txt",
            TableHeader(
                ImmutableArray.Create(
                    TableColumn("IID", ColumnContent.Text, ImmutableArray<string>.Empty, FirstText = "sub-0007"),
                    TableColumn("ward", ColumnContent.Text, ImmutableArray<string>.Empty, FirstText = "north")
                ),
                9L,
                true
            )
        )
        .WithTable(
            "data/ukb.tsv",
            TableHeader(
                ImmutableArray.Create(
                    TableColumn("eid", ColumnContent.Integer, ImmutableArray<string>.Empty),
                    TableColumn("p31", ColumnContent.Integer, ImmutableArray.Create("0", "1")),
                    TableColumn("p50_i0", ColumnContent.Number, ImmutableArray<string>.Empty)
                ),
                9L,
                true
            )
        )

let private text =
    """wmstudy 1
study s { build = GRCh37 }
import "std/ukb" as ukb
param oldest : quantity = 70y
param names : [string] = ["a"]
cohort everyone { table = tsv("data/people.txt", id = IID, family = FID), columns { sex : factor, age : y, FID : id } }
cohort gone { table = tsv("data/gone.txt", id = IID) }
cohort clinic { table = tsv("data/clinic.txt", id = IID), include = IID != "x" and ward != "y" }
cohort old from everyone { include = age >= 60y and ancestry == "EUR" }
cohort none from everyone { include = ancestry == "MARS" }
cohort biobank { table = tsv("data/ukb.tsv", id = eid), columns { ukb.person } }
cohort women from biobank { include = p31 == "0" and p50_i0 > 150 }
genotypes chips from everyone { bed = "data/chips.bed" }
images fa from everyone { path = "data/fa/{IID}.nii.gz", mask = "data/mask.nii.gz" }
atlas jhu { labels = "data/labels.nii.gz", names = "data/labels.txt" }
phenotypes tracts from fa { reduce = mean(by = jhu), harmonise = combat(batch = sex, mean_only = true) }
accept WM3001 because "few"
"""

let private model =
    (StudyModel.check (Checker.request (SourceText("study.wmstudy", text))) files CancellationToken.None)
        .GetAwaiter()
        .GetResult()

/// The offset of a mark in a piece of the text that is found there once it is taken out.
let private offsetOf (piece: string) =
    text.IndexOf(piece.Replace("|", ""), StringComparison.Ordinal)
    + piece.IndexOf '|'

[<Theory>]
[<InlineData("clinic.txt\", id = I|ID)", "")>]
[<InlineData("include = I|ID != ", "")>]
[<InlineData("w|ard != ", "north")>]
let ``A column's values are shown, and nobody's name`` (piece: string) (shown: string) =
    let found = Hover.at model "study.wmstudy" (offsetOf piece)
    Assert.True(found.IsSome, piece)
    Assert.DoesNotContain("sub-0007", found.Value.Markdown)
    Assert.Contains(shown, found.Value.Markdown)

[<Theory>]
[<InlineData("wmst|udy 1", "edition")>]
[<InlineData("\"std/ukb\" a|s ukb", "import \"PATH\" as NAME")>]
[<InlineData("old f|rom everyone", "made from")>]
[<InlineData("WM3001 bec|ause", "accept CODE because")>]
[<InlineData("60y an|d ancestry", "Both conditions hold")>]
[<InlineData("mean_only = tr|ue", "`true` or `false`")>]
[<InlineData("sex : fac|tor", "A category")>]
[<InlineData("FID : i|d", "Names people")>]
[<InlineData("oldest : quan|tity", "A number with a unit")>]
[<InlineData("names : [str|ing]", "A list in brackets")>]
[<InlineData("tsv(\"data/peo|ple.txt\"", "373 rows, 15 columns: `FID`, `IID`")>]
[<InlineData("tsv(\"data/go|ne.txt\"", "There is no such file.")>]
[<InlineData("bed = \"data/ch|ips.bed\"", "373 people, 1,000 variants.")>]
[<InlineData("path = \"data/fa|/", "370 of 373 people.")>]
[<InlineData("mask = \"data/ma|sk", "91 × 109 × 91 voxels")>]
[<InlineData("names = \"data/lab|els.txt", "3 regions.")>]
[<InlineData("ancestry == \"E|UR\"", "A value of `ancestry`.")>]
[<InlineData("ancestry == \"MA|RS\"", "No value that `ancestry` has.")>]
[<InlineData("{ incl|ude = age", "May be left out.")>]
let ``Hover tells of words of the language, roles, types, paths and values`` (piece: string) (said: string) =
    let hover = Hover.at model "study.wmstudy" (offsetOf piece)
    Assert.True(hover.IsSome, piece)
    Assert.Contains(said, hover.Value.Markdown)
    Assert.DoesNotContain("–", hover.Value.Markdown)

[<Fact>]
let ``A column that a set of another file declares leads there`` () =
    let found =
        (Navigation.definition model "study.wmstudy" (offsetOf "include = p3|1 ==")).Value

    Assert.Equal("p31", found.Source.TextOf found.Span)
    Assert.EndsWith("ukb", found.Source.Path.Replace(".wmstudy", ""))

[<Fact>]
let ``The path of a table leads to the table, and that of a file which is not there nowhere`` () =
    let found =
        (Navigation.definition model "study.wmstudy" (offsetOf "tsv(\"data/peo|ple.txt")).Value

    Assert.Equal("data/people.txt", found.Source.Path)

    Assert.True((Navigation.definition model "study.wmstudy" (offsetOf "tsv(\"data/go|ne.txt")).IsNone)
    // A volume is no text that an editor shows.
    Assert.True((Navigation.definition model "study.wmstudy" (offsetOf "mask = \"data/ma|sk")).IsNone)
