using WhiteMatter.Fixtures;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>
/// The small file set as PLINK 2 writes it in other formats and in several files: the same associations, to the byte, as from the BED
/// file, whose every genotype is a hard call.
/// </summary>
public sealed class GenotypeFormatTests : InSmallFileset
{
    [PeerFact("plink2")]
    public async Task Pgen_gives_the_table_of_bed()
    {
        Plink2Program.Run(Folder, "--bfile", "g", "--make-pgen", "--out", "p");
        Assert.Equal(await TableOf(Folder.PlinkSet("g")), await TableOf(Files(GenotypeFormat.Pgen, "p")));
    }

    [PeerFact("plink2")]
    public async Task Pgen_with_its_variants_in_zstd_gives_the_table_of_bed()
    {
        Plink2Program.Run(Folder, "--bfile", "g", "--make-pgen", "vzs", "--out", "p");
        var set = new GenotypeFileSet(Folder.Reference("p.pgen"), Folder.Reference("p.pvar.zst"), Folder.Reference("p.psam"));
        Assert.Equal(await TableOf(Folder.PlinkSet("g")), await TableOf(new GenotypesParameters(GenotypeFormat.Pgen, [set])));
    }

    [PeerFact("plink2")]
    public async Task Several_pgen_files_give_the_table_of_one_bed()
    {
        Split("--make-pgen");
        Assert.Equal(await TableOf(Folder.PlinkSet("g")), await TableOf(Files(GenotypeFormat.Pgen, "p1", "p2", "p3")));
    }

    [PeerFact("plink2")]
    public async Task Several_bed_files_give_the_table_of_one()
    {
        Split("--make-bed");
        Assert.Equal(await TableOf(Folder.PlinkSet("g")), await TableOf(Files(GenotypeFormat.Bed, "p1", "p2", "p3")));
    }

    /// <summary>The same calls with one row a person, the order of PLINK before 2008.</summary>
    [Fact]
    public async Task An_individual_major_bed_file_gives_the_same_table()
    {
        var expected = await TableOf(Folder.PlinkSet("g"));
        var (people, variants) = (File.ReadLines(Folder["g.fam"]).Count(), File.ReadLines(Folder["g.bim"]).Count());
        var (from, to) = ((people + 3) / 4, (variants + 3) / 4);
        var calls = File.ReadAllBytes(Folder["g.bed"]);
        var turned = new byte[3 + (people * to)];
        (turned[0], turned[1], turned[2]) = (0x6c, 0x1b, 0);
        for (var v = 0; v < variants; v++)
        {
            for (var i = 0; i < people; i++)
            {
                var call = (calls[3 + (v * from) + (i / 4)] >> (2 * (i % 4))) & 3;
                turned[3 + (i * to) + (v / 4)] |= (byte)(call << (2 * (v % 4)));
            }
        }

        File.WriteAllBytes(Folder["g.bed"], turned);
        Assert.Equal(expected, await TableOf(Folder.PlinkSet("g")));
    }

    [PeerFact("plink2")]
    public async Task Vcf_gives_the_table_of_bed()
    {
        Plink2Program.Run(Folder, "--bfile", "g", "--export", "vcf", "bgz", "id-paste=iid", "--out", "p");
        Assert.Equal(await TableOf(Folder.PlinkSet("g")), await TableOf(Files(GenotypeFormat.Vcf, "p")));
    }

    /// <summary>Probabilities of 0 and 1 are the same calls as dosages, which are summed in another order: equal but for rounding.</summary>
    [PeerFact("plink2")]
    public async Task Several_bgen_files_give_the_results_of_bed()
    {
        foreach (var (name, range) in Thirds)
        {
            Plink2Program.Run(Folder, "--bfile", "g", "--snps", range, "--export", "bgen-1.2", "bits=8", "ref-first", "--out", name);
        }

        var files = Files(GenotypeFormat.Bgen, "p1", "p2", "p3");
        var table = await TableOf(files);
        var (bed, bgen) = (Results(await TableOf(Folder.PlinkSet("g"))), Results(table));
        Assert.Equal(bed.Length, bgen.Length);
        foreach (var (expected, found) in bed.Zip(bgen))
        {
            Assert.True(double.IsNaN(expected) ? double.IsNaN(found) : Math.Abs(found - expected) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"{found} for {expected}");
        }

        // One file of samples stands for all.
        var one = Folder.Reference("p1.sample");
        Assert.Equal(table, await TableOf(files with { Files = [.. files.Files.Select(file => file with { Samples = one })] }));
    }

    /// <summary>
    /// Drawn dosages in steps of 1/256: VCF and PGEN hold them as they are, BGEN of 16 and 8 bits to half of a step of their own in each probability. They are
    /// spread by more than 0.5, so that steps of 2⁻¹⁶ and 2⁻⁸ move a z of up to 5 by less than 0.001 and 0.1.
    /// </summary>
    [PeerFact("plink2")]
    public async Task Dosages_give_the_same_results_from_vcf_and_pgen_and_those_of_bgen_to_its_steps()
    {
        var random = new Random(23);
        var lines = new List<string>
        {
            "##fileformat=VCFv4.2",
            "##contig=<ID=1>",
            "##FORMAT=<ID=DS,Number=1,Type=Float,Description=\"Dosage\">",
            "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" + string.Join('\t', Enumerable.Range(1, SmallFileset.People).Select(i => $"P{i}")),
        };
        for (var v = 0; v < SmallFileset.Variants; v++)
        {
            var dosages = Enumerable.Range(0, SmallFileset.People).Select(_ => random.Next(40) == 0 ? "." : (random.Next(513) / 256.0).ToString(System.Globalization.CultureInfo.InvariantCulture));
            lines.Add($"1\t{1000 * (v + 1)}\trs{v}\tG\tA\t.\t.\t.\tDS\t" + string.Join('\t', dosages));
        }

        Folder.Write("d.vcf", string.Join('\n', lines) + "\n");
        Plink2Program.Run(Folder, "--vcf", "d.vcf", "dosage=DS", "--make-pgen", "--out", "p");
        Plink2Program.Run(Folder, "--pfile", "p", "--export", "bgen-1.2", "bits=8", "ref-first", "--out", "b8");
        Plink2Program.Run(Folder, "--pfile", "p", "--export", "bgen-1.2", "bits=16", "ref-first", "--out", "b16");
        var vcf = await EffectsOf(new GenotypesParameters(GenotypeFormat.Vcf, [new GenotypeFileSet(Folder.Reference("d.vcf"), null, null)]));
        Assert.Equal(2 * SmallFileset.Variants, vcf.Count(cell => double.IsFinite(cell.Z)));
        Assert.Equal(vcf, await EffectsOf(Files(GenotypeFormat.Pgen, "p")));
        foreach (var (name, step, z) in new[] { ("b16", 1.0 / 65536, 0.001), ("b8", 1.0 / 256, 0.1) })
        {
            var bgen = await EffectsOf(Files(GenotypeFormat.Bgen, name));
            Assert.Equal(vcf.Count, bgen.Count);
            foreach (var (expected, found) in vcf.Zip(bgen))
            {
                Assert.Equal(expected.People, found.People);
                Assert.InRange(found.Frequency, expected.Frequency - step, expected.Frequency + step);
                Assert.InRange(found.Z, expected.Z - z, expected.Z + z);
            }

            // A step of 1/256 survives 16 bits and not 8.
            Assert.Equal(name == "b16", vcf.SequenceEqual(bgen));
        }
    }

    [PeerFact("plink2")]
    public async Task Loci_and_a_filter_read_all_files()
    {
        Split("--make-pgen");
        var keep = new BinaryExpression(BinaryOperation.GreaterOrEqual, new ColumnExpression("maf"), new NumberExpression(0.4));
        var one = new SmallAssociation(Folder) { Keep = keep };
        var several = one with { Genotypes = Files(GenotypeFormat.Pgen, "p1", "p2", "p3") };
        Assert.Equal(await FileOf(one, "loci", "clumps.tsv"), await FileOf(several, "loci", "clumps.tsv"));
    }

    [PeerFact("plink2")]
    public async Task Hard_calls_have_no_imputation_quality()
    {
        Plink2Program.Run(Folder, "--bfile", "g", "--make-pgen", "--out", "p");
        var keep = new BinaryExpression(BinaryOperation.GreaterOrEqual, new ColumnExpression("info"), new NumberExpression(0));
        var result = await new SmallAssociation(Folder) { Keep = keep, Genotypes = Files(GenotypeFormat.Pgen, "p") }.RunAsync();
        var found = Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.VariantsNoneTested.Code);
        Assert.Contains("the genotypes' keep removes 50", found.Message, StringComparison.Ordinal);
    }

    /// <summary>Chromosome 17 ends at 81,195,210 in GRCh37 and at 83,257,441 in GRCh38 (GRC's assembly reports).</summary>
    [PeerFact("plink2")]
    public async Task Bgen_files_with_positions_of_another_build_are_refused()
    {
        var lines = File.ReadAllLines(Folder["g.bim"]);
        lines[^1] = "17\trs49\t0\t83000000\tA\tG";
        File.WriteAllLines(Folder["g.bim"], lines);
        Plink2Program.Run(Folder, "--bfile", "g", "--export", "bgen-1.2", "bits=8", "ref-first", "--out", "p");
        var files = Files(GenotypeFormat.Bgen, "p");
        var result = await new SmallAssociation(Folder) { Genotypes = files with { Build = "GRCh37" } }.RunAsync();
        Assert.Equal(
            "'p.bgen' is said to be on GRCh37, but its positions are those of GRCh38.",
            Assert.Single(result.Diagnostics, found => found.Code == DataCodes.BuildContradictsData.Code).Message);
        foreach (var build in new[] { "GRCh38", null })
        {
            Assert.NotEmpty(await TableOf(files with { Build = build }));
        }
    }

    /// <summary>The genotypes of the last variant are damaged, which nobody sees who leaves it out by its place or its name.</summary>
    [PeerFact("plink2")]
    public async Task Genotypes_of_variants_that_places_and_lists_leave_out_are_not_decoded()
    {
        Plink2Program.Run(Folder, "--bfile", "g", "--export", "bgen-1.2", "bits=8", "ref-first", "--out", "p");
        Folder.Write("unwanted.txt", "rs49\n");
        PlanExpression Compare(string column, BinaryOperation operation, double value) =>
            new BinaryExpression(operation, new ColumnExpression(column), new NumberExpression(value));
        var here = new BinaryExpression(
            BinaryOperation.And,
            new BinaryExpression(BinaryOperation.And, Compare("maf", BinaryOperation.GreaterOrEqual, 0.1), Compare("chromosome", BinaryOperation.Equal, 1)),
            Compare("position", BinaryOperation.Less, 50_000));
        var study = new SmallAssociation(Folder) { Genotypes = Files(GenotypeFormat.Bgen, "p") };
        var region = study with { Keep = here };
        var list = study with { Genotypes = study.Genotypes! with { Exclude = Folder.Reference("unwanted.txt") } };
        var expected = (Region: await AssociationOf(region), List: await AssociationOf(list));
        Assert.NotNull(expected.Region);
        Assert.NotNull(await AssociationOf(study));

        var bytes = File.ReadAllBytes(Folder["p.bgen"]);
        bytes.AsSpan(bytes.Length - 20).Fill(0xff);
        File.WriteAllBytes(Folder["p.bgen"], bytes);
        SmallAssociation Damaged(SmallAssociation whole) =>
            whole with { Genotypes = Files(GenotypeFormat.Bgen, "p") with { Exclude = whole.Genotypes!.Exclude } };
        Assert.Null(await AssociationOf(Damaged(study)));
        Assert.Equal(expected.Region, await AssociationOf(Damaged(region)));
        Assert.Equal(expected.List, await AssociationOf(Damaged(list)));
    }

    [Fact]
    public async Task Files_of_other_people_or_in_another_order_are_refused_by_the_first_who_differs()
    {
        foreach (var extension in new[] { "bed", "bim", "fam" })
        {
            File.Copy(Folder["g." + extension], Folder["h." + extension]);
        }

        var lines = File.ReadAllLines(Folder["h.fam"]);
        (lines[3], lines[4]) = (lines[4], lines[3]);
        File.WriteAllLines(Folder["h.fam"], lines);
        var result = await new SmallAssociation(Folder) { Genotypes = Files(GenotypeFormat.Bed, "g", "h") }.RunAsync();
        var found = Assert.Single(result.Diagnostics, found => found.Code == GenotypeCodes.PeopleOfFilesDiffer.Code);
        Assert.Equal(
            "'g.fam' and 'h.fam' do not have the same people in the same order: person 4 is FID F4, IID P4 in the first and FID F5, IID P5 in the other.",
            found.Message);
    }

    [Fact]
    public async Task Variants_of_one_name_in_several_files_are_a_warning_that_names_them_by_file()
    {
        foreach (var extension in new[] { "bed", "bim", "fam" })
        {
            File.Copy(Folder["g." + extension], Folder["h." + extension]);
        }

        var result = await new SmallAssociation(Folder) { Genotypes = Files(GenotypeFormat.Bed, "g", "h") }.RunAsync();
        var found = Assert.Single(result.Diagnostics, found => found.Code == DataFileCodes.VariantsOfOneName.Code);
        Assert.Equal("Variants of 'g.bed and 1 more' with the name of another: 50 (such as rs0: variant 1 of g.bed and variant 1 of h.bed).", found.Message);
    }

    private static readonly (string Name, string Range)[] Thirds = [("p1", "rs0-rs9"), ("p2", "rs10"), ("p3", "rs11-rs49")];

    /// <summary>Writes the variants into three files, of which one holds a single variant.</summary>
    private void Split(string make)
    {
        foreach (var (name, range) in Thirds)
        {
            Plink2Program.Run(Folder, "--bfile", "g", "--snps", range, make, "--out", name);
        }
    }

    /// <summary>Of every variant and trait the people, the frequency and z.</summary>
    private async Task<List<(int People, double Frequency, double Z)>> EffectsOf(GenotypesParameters genotypes)
    {
        File.WriteAllBytes(Folder["copy.bin"], (await AssociationOf(new SmallAssociation(Folder) { Genotypes = genotypes }))!);
        using var table = AssociationTable.Open(Folder["copy.bin"]);
        var block = table.CreateBuffer();
        table.Read(0, block);
        return
        [
            .. Enumerable.Range(0, block.Traits).SelectMany(trait => Enumerable.Range(0, block.Count).Select(v => (
                block.PeopleOf(trait, v), block.Counts[v].A1Frequency, block.Beta[(trait * block.Count) + v] / block.StandardError[(trait * block.Count) + v]))),
        ];
    }

    /// <summary>Frequency, β, standard error and −log10 P of every variant and trait, block after block.</summary>
    private double[] Results(byte[] bytes)
    {
        File.WriteAllBytes(Folder["copy.bin"], bytes);
        using var table = AssociationTable.Open(Folder["copy.bin"]);
        var block = table.CreateBuffer();
        var results = new List<double>();
        for (var index = 0; index < table.Blocks; index++)
        {
            table.Read(index, block);
            for (var variant = 0; variant < block.Count; variant++)
            {
                results.Add(block.Counts[variant].A1Frequency);
            }

            var cells = block.Count * block.Traits;
            results.AddRange(block.Beta.AsSpan(0, cells));
            results.AddRange(block.StandardError.AsSpan(0, cells));
            results.AddRange(block.NegLog10P.AsSpan(0, cells));
        }

        return [.. results];
    }

    private GenotypesParameters Files(GenotypeFormat format, params string[] names) => Folder.Genotypes(format, names);

    private Task<byte[]> TableOf(GenotypesParameters genotypes) =>
        FileOf(new SmallAssociation(Folder) { Genotypes = genotypes }, AssociationParameters.KindName, "association.bin");

    /// <summary>The table of the association; null where it failed, whatever became of the steps behind it.</summary>
    private async Task<byte[]?> AssociationOf(SmallAssociation study)
    {
        var plan = study.Plan();
        await study.RunAsync(plan);
        var step = plan.Steps.Single(step => step.Parameters.Kind == AssociationParameters.KindName);
        return ArtifactStore.OpenForReading(Folder[StudyFolder.Store]).Find(step.Fingerprint) is StoreLookup.Whole whole
            ? await File.ReadAllBytesAsync(whole.Artifact.PathOf("association.bin"))
            : null;
    }

    /// <summary>A file of the artifact of a step, made anew.</summary>
    private async Task<byte[]> FileOf(SmallAssociation study, string kind, string name)
    {
        var plan = study.Plan();
        var result = await study.RunAsync(plan);
        Assert.True(result.Ending == RunEnding.Done, string.Join("\n", result.Diagnostics.Select(found => found.Message)));
        var step = plan.Steps.Single(step => step.Parameters.Kind == kind);
        return await File.ReadAllBytesAsync(Folder.ArtifactOf(step).PathOf(name));
    }
}
