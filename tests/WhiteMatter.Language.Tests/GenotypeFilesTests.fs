/// Genotypes in several formats and files.
module WhiteMatter.Language.Tests.GenotypeFilesTests

open System
open System.Collections.Immutable
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

let private chips = "bed = \"data/chips.bed\""

let private withFiles (files: string) = wholeStudy.Replace(chips, files)

let private request format (paths: string list) samples =
    GenotypeRequest(format, ImmutableArray.CreateRange paths, samples)

let private messages (result: CheckResult) = [ for diagnostic in result.Diagnostics -> diagnostic.Message ]

let private checkOn (host: IStudyHost) text =
    checkWith (Checker.request (SourceText("study.wmstudy", text))) host

let private requestOf (result: CheckResult) =
    match result.Study with
    | Some study -> CheckedStudy.tryFind "chips" study |> Option.bind GenotypePaths.request
    | None -> failwith (String.concat "\n" (messages result))

[<Fact>]
let ``Braces in the path of genotypes mean a file each, in order`` () =
    let files = [ for name in [ "1"; "2"; "3"; "X"; "par-1" ] -> $"data/chr{name}.pgen" ]
    let wanted = request GenotypeFormat.Pgen files null

    let result =
        withFiles "pgen = \"data/chr{1..3,X,par-1}.pgen\""
        |> checkOn (host.WithGenotypes(wanted, 373L, Nullable 5000L, ImmutableArray.Create("1", "2", "3", "X")))

    Assert.Empty result.Diagnostics
    Assert.Equal(wanted, (requestOf result).Value)
    Assert.Equal(5000L, result.Study.Value.Facts.Genotypes[wanted.Key].Variants.Value)

[<Fact>]
let ``Of several braces the last changes first, and a parameter stands in the rest of the path`` () =
    let result =
        check (
            (withFiles "vcf = \"{folder}/{left,right}/chr{1..2}.vcf.gz\"")
                .Replace("cohort people", "param folder : string = \"data\"\ncohort people")
        )

    let files = [
        "data/left/chr1.vcf.gz"
        "data/left/chr2.vcf.gz"
        "data/right/chr1.vcf.gz"
        "data/right/chr2.vcf.gz"
    ]

    Assert.Equal(request GenotypeFormat.Vcf files null, (requestOf result).Value)

[<Theory>]
[<InlineData("chromosome == \"X\"",
             "'chromosome == \"X\"' leaves no variant: the files have variants of chromosome 22 alone.")>]
[<InlineData("maf >= 0.01 and chromosome in [\"chr22\", \"21\"]",
             "'chromosome in [\"chr22\", \"21\"]' leaves no variant: the files have variants of chromosome 22 alone.")>]
let ``A condition on chromosomes that no file has is told by the check`` (keep: string) (message: string) =
    let found =
        check (wholeStudy.Replace("keep = maf >= 0.01 and missing <= 5%", "keep = " + keep))

    Assert.Equal<string list>([ DesignCodes.NobodyLeft.Code ], codes found)
    Assert.Equal<string list>([ message ], messages found)

[<Theory>]
[<InlineData("chromosome == \"22\"")>]
[<InlineData("chromosome in [\"21\", \"22\"]")>]
[<InlineData("chromosome != \"X\" and not (chromosome == \"21\")")>]
[<InlineData("chromosome == \"X\" or maf >= 0.05")>]
let ``A condition that leaves variants of a chromosome is not told of`` (keep: string) =
    Assert.Empty (check (wholeStudy.Replace("keep = maf >= 0.01 and missing <= 5%", "keep = " + keep))).Diagnostics

[<Fact>]
let ``The file of samples of BGEN files is part of what is asked for`` () =
    let wanted =
        request GenotypeFormat.Bgen [ "data/chr1.bgen"; "data/chr2.bgen" ] "data/ukb.sample"

    let result =
        withFiles "bgen = \"data/chr{1,2}.bgen\", sample = \"data/ukb.sample\""
        |> checkOn (host.WithGenotypes(wanted, 373L, Nullable 5000L, ImmutableArray<string>.Empty))

    Assert.Empty result.Diagnostics
    Assert.Equal(wanted, (requestOf result).Value)

[<Theory>]
[<InlineData("", "'chips' names its genotypes in no format; exactly one of bed, pgen, bgen and vcf is expected.")>]
[<InlineData("bed = \"data/chips.bed\", vcf = \"data/chips.vcf\"",
             "'chips' names its genotypes in 'bed' and 'vcf'; exactly one of bed, pgen, bgen and vcf is expected.")>]
let ``Genotypes have exactly one format`` (files: string) (message: string) =
    let text =
        if files = "" then
            wholeStudy.Replace(chips + ", ", "")
        else
            withFiles files

    let found = Assert.Single (check text).Diagnostics
    Assert.Equal(NameCodes.GenotypeFormats.Code, found.Code)
    Assert.Equal(message, found.Message)

[<Theory>]
[<InlineData("pgen = \"data/chr{1..1001}.pgen\"", "WM2030")>]
[<InlineData("pgen = \"data/chr{1..100}/{1..100}.pgen\"", "WM2030")>]
[<InlineData("pgen = \"data/chr{0..900000000000000}.pgen\"", "WM2030")>]
[<InlineData("pgen = \"data/chr{1..22,22}.pgen\"", "WM2064")>]
[<InlineData("pgen = \"data/chr{1..22.pgen\"", "WM1092")>]
[<InlineData("pgen = \"data/chr{1..22,}.pgen\"", "WM1093")>]
[<InlineData("pgen = \"data/chr{22..1,X}.pgen\"", "WM1094")>]
[<InlineData("pgen = \"data/chr.pgen\", sample = \"data/people.txt\"", "WM2069")>]
let ``Files that cannot be told, too many or one twice are errors`` (files: string) (code: string) =
    let result = check (withFiles files)

    let errors = [
        for found in result.Diagnostics do
            if found.Severity = DiagnosticSeverity.Error then
                found.Code
    ]

    Assert.Equal<string list>([ code ], errors)

[<Fact>]
let ``Imputation quality is a condition on formats that may have dosages`` () =
    let onQuality (text: string) =
        text.Replace("keep = maf >= 0.01 and missing <= 5%", "keep = maf >= 0.01 and info >= 0.8")

    let found = Assert.Single (check (onQuality wholeStudy)).Diagnostics
    Assert.Equal(NameCodes.DoNotGoTogether.Code, found.Code)

    let wanted = request GenotypeFormat.Bgen [ "data/chips.bgen" ] null

    Assert.Empty(
        (onQuality (withFiles "bgen = \"data/chips.bgen\"")
         |> checkOn (host.WithGenotypes(wanted, 373L, Nullable 5000L, ImmutableArray<string>.Empty)))
            .Diagnostics
    )

[<Fact>]
let ``The builds of all formats are checked by their positions`` () =
    let wanted = request GenotypeFormat.Pgen [ "data/chr1.pgen"; "data/chr2.pgen" ] null

    let result =
        withFiles "pgen = \"data/chr{1..2}.pgen\""
        |> checkOn (host.WithGenotypes(wanted, 373L, Nullable 5000L, ImmutableArray.Create("1", "2"), "GRCh38"))

    Assert.Equal<string list>(
        [
            "'data/chr{1..2}.pgen' is said to be on GRCh37, but its positions are those of GRCh38."
        ],
        messages result
    )

[<Fact>]
let ``A simulation has the people of genotypes of any format`` () =
    let wanted = request GenotypeFormat.Vcf [ "data/chips.vcf.gz" ] null

    let result =
        imagingStudy.Replace(chips, "vcf = \"data/chips.vcf.gz\"")
        |> checkOn (host.WithGenotypes(wanted, 250L, Nullable(), ImmutableArray<string>.Empty))

    // 250 with genotypes and 400 with images alone.
    Assert.Equal(650L, result.Study.Value.Facts.Tables["simulation:made"].Rows)
