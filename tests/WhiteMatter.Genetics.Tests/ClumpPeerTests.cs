using System.Diagnostics;
using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Clumping;
using WhiteMatter.Genetics.Designs;
using WhiteMatter.Genetics.Tests.Relatedness;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Statistics.Designs;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

/// <summary>Clumps by haplotype r² beside Debian's PLINK 1.9 (v1.90b6.26), which is given the same P.</summary>
public sealed class ClumpPeerTests
{
    private const string Archive = "/usr/share/doc/bolt-lmm/examples/examples.tar.xz";

    [PeerFact("plink1.9")]
    public void Clumps_by_haplotype_r2_are_those_of_plink_19()
    {
        foreach (var (missing, r2, window, seed) in new[] { (0.0, 0.1, 60_000L, 51), (0.05, 0.2, 60_000L, 52), (0.05, 0.5, 9_000L, 53), (0.02, 0.01, 400_000L, 54) })
        {
            using var set = new SyntheticFileset(180, 600, missing, seed);
            var study = new SyntheticStudy(set, 180, traits: 2, missing: 0, seed);
            Compare(set.Bed, set.Variants(), study.Design, new ClumpingOptions(0.7, 0.3, r2, window, 0, 2) { Correlation = CorrelationKind.Haplotype }, least: 40);
        }
    }

    [RealDataFact("plink1.9", Archive)]
    public void Clumps_of_real_genotypes_are_those_of_plink_19()
    {
        using var real = new RealGenotypes(Archive);
        var bed = real.Prefix + ".bed";
        var design = Driven(bed, real.Bim, real.Fam.Count, causal: 40);
        Compare(bed, real.Bim, design, new ClumpingOptions(1.5, 0.7, 0.5, 250_000, 0, 2) { Correlation = CorrelationKind.Haplotype }, least: 200);
        Compare(bed, real.Bim, design, new ClumpingOptions(1.5, 0.7, 0.1, 1_000_000, 0, 2) { Correlation = CorrelationKind.Haplotype }, least: 200);
    }

    private static void Compare(string bed, BimFile variants, AssociationDesign design, ClumpingOptions options, int least)
    {
        var folder = Directory.CreateTempSubdirectory("wm-clump-").FullName;
        try
        {
            using var source = BedFile.Open(bed, variants.Count, FamFile.Read(Path.ChangeExtension(bed, ".fam")).Count);
            using var table = Associations.Of(source, design, Path.Combine(folder, "association.bin"));
            var found = LocusFinder.FindClumps(table, variants, source, design.SampleIndex, options, null, CancellationToken.None);
            var clumps = 0;
            for (var t = 0; t < design.Traits.Length; t++)
            {
                var expected = Plink(folder, Path.ChangeExtension(bed, null), P(table, variants, t), options);
                var ours = found.Where(clump => clump.Trait == t).ToDictionary(
                    clump => variants.Id(clump.Lead.Index),
                    clump => string.Join(',', clump.Members.Select(member => variants.Id(member.Result.Index)).Order(StringComparer.Ordinal)));
                Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), ours.Keys.Order(StringComparer.Ordinal));
                Assert.All(expected, clump => Assert.Equal(clump.Value, ours[clump.Key]));
                clumps += expected.Count;
            }

            Assert.InRange(clumps, least, int.MaxValue);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<(string Id, double P)> P(AssociationTable table, BimFile variants, int trait)
    {
        var block = table.CreateBuffer();
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            for (var v = 0; v < block.Count; v++)
            {
                if (block.NegLog10P[(trait * block.Count) + v] is var logP && !double.IsNaN(logP))
                {
                    yield return (variants.Id(block.Variant[v]), Math.Pow(10, -logP));
                }
            }
        }
    }

    /// <summary>The members of each index variant, sorted.</summary>
    private static Dictionary<string, string> Plink(string folder, string files, IEnumerable<(string Id, double P)> results, ClumpingOptions options)
    {
        var input = Path.Combine(folder, "p.txt");
        File.WriteAllLines(input, results.Select(result => string.Create(CultureInfo.InvariantCulture, $"{result.Id} {result.P:G17}")).Prepend("SNP P"));
        var output = Path.Combine(folder, "clumps");
        string[] arguments =
        [
            "--bfile", files, "--allow-no-sex", "--silent", "--clump", input, "--clump-p1", Text(Math.Pow(10, -options.NegLog10P)),
            "--clump-p2", Text(Math.Pow(10, -options.MemberNegLog10P)), "--clump-r2", Text(options.R2), "--clump-kb", Text(options.Window / 1000.0), "--out", output,
        ];
        using var process = Process.Start(new ProcessStartInfo("plink1.9", arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        var clumps = new Dictionary<string, string>();
        foreach (var fields in File.ReadLines(output + ".clumped").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length == 12))
        {
            // The file that a member comes from stands in parentheses behind its name.
            var members = fields[11] == "NONE" ? [] : fields[11].Split(',').Select(member => member[..member.LastIndexOf('(')]);
            clumps.Add(fields[2], string.Join(',', members.Order(StringComparer.Ordinal)));
        }

        return clumps;

        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>One trait that variants all over the file drive, with noise that a generator of fixed seed draws.</summary>
    private static AssociationDesign Driven(string bed, BimFile variants, int people, int causal)
    {
        using var source = BedFile.Open(bed, variants.Count, people);
        var random = new Random(7);
        var trait = new double[people];
        var packed = new byte[source.BytesPerVariant];
        for (var c = 0; c < causal; c++)
        {
            source.ReadCalls((int)((long)variants.Count * c / causal), 1, packed);
            for (var i = 0; i < people; i++)
            {
                trait[i] += 0.35 * ((packed[i / 4] >> (2 * (i % 4))) & 3) switch { 0 => 2, 2 => 1, _ => 0 };
            }
        }

        for (var i = 0; i < people; i++)
        {
            trait[i] += random.NextDouble() + random.NextDouble() + random.NextDouble();
        }

        double[][] intercept = [[.. Enumerable.Repeat(1.0, people)]];
        var rows = Enumerable.Range(0, people).ToArray();
        return AssociationDesignBuilder.Build(
            new AssociationPeople(rows, rows, rows, [], null!),
            people,
            intercept,
            ["(Intercept)"],
            OrthonormalBasis.Create(intercept, ["(Intercept)"]),
            new TraitMatrix([.. rows.Select(i => $"I{i}")], null, ["driven"], [trait]),
            rankTransform: false).Design;
    }
}
