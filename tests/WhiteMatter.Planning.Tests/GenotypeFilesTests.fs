/// Plans of genotypes in other formats than PLINK 1's, and in several files.
module WhiteMatter.Planning.Tests.GenotypeFilesTests

open System
open System.Collections.Immutable
open Xunit
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning
open WhiteMatter.Language.Syntax
open WhiteMatter.Language
open WhiteMatter.Planning.Tests.Studies

let private request format (paths: string list) samples =
    GenotypeRequest(format, ImmutableArray.CreateRange paths, samples)

/// The study with its genotypes in other files.
let private inFiles (settings: (string * CheckedExpression) list) =
    study
    |> change "chips" (fun chips -> {
        chips with
            Body = {
                chips.Body with
                    Settings = chips.Body.Settings.Remove "bed"
            }
    })
    |> change "chips" (fun chips ->
        settings
        |> List.fold (fun chips (name, value) -> withSetting name value chips) chips)

let private chromosomes extension : CheckedExpression = {
    txt "" with
        Node =
            CheckedNode.Text [
                TextPart.Literal "chr"
                TextPart.Expansion([ ExpansionItem.Range(1L, 2L); ExpansionItem.Word "X" ], { Start = 0; End = 0 })
                TextPart.Literal extension
            ]
}

let private files (file: GenotypeFileSet) =
    let pathOf (reference: FileReference | null) =
        match reference with
        | null -> ""
        | reference -> reference.Path

    file.Genotypes.Path, pathOf file.Variants, pathOf file.Samples

let private genotypesOf plan =
    match (step "genotypes:chips" plan).Parameters with
    | :? GenotypesParameters as genotypes -> genotypes
    | other -> failwith $"{other}"

[<Fact>]
let ``Every file of PLINK 2 is planned with its lists, and every step that reads genotypes has all of them`` () =
    let paths = [ "studies/chr1.pgen"; "studies/chr2.pgen"; "studies/chrX.pgen" ]

    let there =
        host.WithGenotypes(
            request GenotypeFormat.Pgen paths null,
            1500L,
            Nullable 100_000L,
            ImmutableArray.Create("1", "2", "X")
        )

    let asked = inFiles [ "pgen", chromosomes ".pgen" ]
    let plan = planWith there asked
    let genotypes = genotypesOf plan
    Assert.Equal(GenotypeFormat.Pgen, genotypes.Format)

    Assert.Equal<(string * string * string) list>(
        [
            for name in [ "1"; "2"; "X" ] ->
                $"studies/chr{name}.pgen", $"studies/chr{name}.pvar", $"studies/chr{name}.psam"
        ],
        genotypes.Files |> Seq.map files |> List.ofSeq
    )

    let read =
        match (step "association:g" plan).Parameters, (step "loci:leads" plan).Parameters with
        | (:? AssociationParameters as association), (:? LociParameters as loci) -> [
            association.Genotypes
            loci.Genotypes
          ]
        | _ -> []

    for references in read do
        Assert.Equal<string list>(paths, references |> Seq.map _.Path |> List.ofSeq)

    Assert.All(plan.Steps, (fun step -> Assert.True step.Fingerprint.IsKnown))

    // Blocks of all files together.
    let sharded = step "association:g" (shardedPlan 3 there asked)
    Assert.True(coverOnce 3 1024L 100_000L sharded.Shards)

[<Fact>]
let ``A step over files whose variants are not counted has no estimate and runs whole`` () =
    let paths = [ "studies/chr1.vcf.gz"; "studies/chr2.vcf.gz"; "studies/chrX.vcf.gz" ]

    let plan =
        inFiles [ "vcf", chromosomes ".vcf.gz" ]
        |> planWith (
            host.WithGenotypes(request GenotypeFormat.Vcf paths null, 1500L, Nullable(), ImmutableArray<string>.Empty)
        )

    let association = step "association:g" plan
    Assert.Equal(CostEstimate.Zero, association.Cost)
    Assert.Empty association.Shards
    Assert.True association.Fingerprint.IsKnown
    Assert.Equal(("studies/chr1.vcf.gz", "", ""), files (genotypesOf plan).Files[0])

[<Fact>]
let ``One file of samples stands for all BGEN files`` () =
    let wanted =
        request
            GenotypeFormat.Bgen
            [ "studies/chr1.bgen"; "studies/chr2.bgen"; "studies/chrX.bgen" ]
            "studies/ukb.sample"

    let plan =
        inFiles [ "bgen", chromosomes ".bgen"; "sample", txt "ukb.sample" ]
        |> planWith (host.WithGenotypes(wanted, 1500L, Nullable 100_000L, ImmutableArray<string>.Empty))

    Assert.Equal<string list>(
        [ "studies/ukb.sample"; "studies/ukb.sample"; "studies/ukb.sample" ],
        (genotypesOf plan).Files
        |> Seq.map (fun file ->
            let _, _, samples = files file
            samples)
        |> List.ofSeq
    )

[<Fact>]
let ``Lists of variants are files of the plan, and a changed list is a reason`` () =
    let listed =
        study
        |> change "chips" (withSetting "extract" (txt "hapmap3.snplist"))
        |> change "chips" (withSetting "exclude" (txt "bad.txt"))

    let on list =
        host.WithText("studies/hapmap3.snplist", list).WithText("studies/bad.txt", "rs2\n")

    let plan = planWith (on "rs1\n") listed
    let genotypes = genotypesOf plan

    match genotypes.Extract, genotypes.Exclude with
    | Null, _
    | _, Null -> failwith "both lists are in the plan"
    | NonNull extract, NonNull exclude ->
        Assert.Equal(("studies/hapmap3.snplist", "studies/bad.txt"), (extract.Path, exclude.Path))

    Assert.True((step "genotypes:chips" plan).Fingerprint.IsKnown)

    let other = planWith (on "rs1\nrs3\n") listed

    Assert.NotEqual((step "genotypes:chips" plan).Fingerprint, (step "genotypes:chips" other).Fingerprint)
    Assert.NotEqual((step "association:g" plan).Fingerprint, (step "association:g" other).Fingerprint)

    let without = planWith (host.WithText("studies/bad.txt", "rs2\n")) listed

    Assert.Contains(
        (step "genotypes:chips" without).Reasons,
        (fun reason -> reason.Subject = "studies/hapmap3.snplist")
    )

[<Fact>]
let ``A file that is not there blocks the steps that read it, by the names its lists usually have`` () =
    let plan =
        planWith (InMemoryHost().WithTable("studies/people.tsv", peopleTable)) (inFiles [ "pgen", chromosomes ".pgen" ])

    Assert.Equal<string list>(
        [
            for name in [ "1"; "2"; "X" ] do
                for extension in [ "pgen"; "pvar"; "psam" ] do
                    $"studies/chr{name}.{extension}"
        ],
        [ for reason in (step "genotypes:chips" plan).Reasons -> reason.Subject ]
    )

[<Fact>]
let ``Of several files the one that changed is named`` () =
    let on size =
        let changed =
            request GenotypeFormat.Pgen [ "studies/chr1.pgen"; "studies/chr2.pgen"; "studies/chrX.pgen" ] null

        host.WithGenotypes(changed, 1500L, Nullable size, ImmutableArray.Create "1")

    let study = inFiles [ "pgen", chromosomes ".pgen" ]
    let before = on 90_000L
    let ran = afterRunning (planWith before study) before

    let edited = {
        new ForwardingHost(ran) with
            override _.ReadGenotypeHeader(request, cancel) =
                let header =
                    match base.ReadGenotypeHeader(request, cancel).Result with
                    | :? Probe<GenotypeHeader>.Found as found -> found.Value
                    | _ -> failwith "the header is there"

                let second = header.Files[1]

                let other =
                    GenotypeMembers(
                        GenotypeFile(second.Genotypes.Path, FileIdentity(7L, 7L, "77")),
                        second.Variants,
                        second.Samples
                    )

                let files = header.Files.SetItem(1, other)

                Threading.Tasks.ValueTask<Probe<GenotypeHeader>>(
                    Probe<GenotypeHeader>
                        .Found(
                            GenotypeHeader(
                                header.Samples,
                                header.Variants,
                                header.Chromosomes,
                                header.BuildEvidence,
                                files
                            )
                        )
                )
    }

    let plan = planWith edited study

    for id in [ "genotypes:chips"; "association:g"; "loci:leads" ] do
        Assert.Equal<string list>(
            [ "studies/chr2.pgen" ],
            [
                for reason in (step id plan).Reasons do
                    if reason.Kind = ReasonKind.InputChanged then
                        reason.Subject
            ]
        )
