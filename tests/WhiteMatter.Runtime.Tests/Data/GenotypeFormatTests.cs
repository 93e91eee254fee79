using WhiteMatter.Fixtures;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
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
