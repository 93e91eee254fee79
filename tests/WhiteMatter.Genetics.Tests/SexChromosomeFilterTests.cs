using System.Diagnostics;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Tests.Relatedness;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

/// <summary>What a filter is told of variants of X, Y and MT.</summary>
public sealed class SexChromosomeFilterTests
{
    private const int People = 240;
    private const int Variants = 160;
    private static readonly PloidyRun[] Runs = [new(40, 60, ChromosomePloidy.X), new(100, 30, ChromosomePloidy.Y), new(130, 30, ChromosomePloidy.One)];
    private static readonly Sex[] Sexes = [.. Enumerable.Range(0, People).Select(i => i % 5 < 2 ? Sex.Male : Sex.Female)];

    /// <summary>
    /// <c>plink2 --hardy cols=+femalep --nonfounders</c> (Debian's v2.00a3.5) has the P of women on X; <c>plink1.9 --hwe 0.05</c> (v1.90b6.26) keeps the
    /// variants whose P among women is as large, and all of Y and MT.
    /// </summary>
    [PeerTheory("plink2", "plink1.9")]
    [InlineData(true)]
    [InlineData(false)]
    public void The_test_of_Hardy_Weinberg_equilibrium_is_that_of_women_on_X_as_plink_has_it_and_there_is_none_on_Y_and_MT(bool permuted)
    {
        using var set = Draw();
        var facts = FactsOf(set, set.Open, new SexChromosomes(Runs, Sexes), permuted);
        Assert.Equal(Variants, facts.Count);
        using var peer = new Plink2().Run("--bfile", set.Bed[..^4], "--hardy", "cols=+femalep", "--nonfounders");
        var rows = peer.Rows("hardy.x");
        Assert.Equal(60, rows.Count);
        foreach (var row in rows)
        {
            var p = Plink2.Number(row["FEMALE_ONLY_P"]);
            Assert.InRange(facts[int.Parse(row["ID"][1..], System.Globalization.CultureInfo.InvariantCulture)].HardyWeinbergP, p * (1 - 6e-6), p * (1 + 6e-6));
        }

        Assert.All(facts.Where(pair => pair.Key >= 100), pair => Assert.Equal(1, pair.Value.HardyWeinbergP));
        var kept = set.PathOf("kept");
        using var process = Process.Start(new ProcessStartInfo(
            "plink1.9", ["--bfile", set.Bed[..^4], "--hwe", "0.05", "--nonfounders", "--write-snplist", "--out", kept])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(
            File.ReadAllLines(kept + ".snplist").Order(StringComparer.Ordinal),
            facts.Where(pair => pair.Value.HardyWeinbergP >= 0.05).Select(pair => $"v{pair.Key}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Where_there_are_no_women_nothing_is_tested_on_X_and_nothing_where_no_sex_is_known()
    {
        using var set = Draw();
        foreach (var sex in new[] { Sex.Male, Sex.Unknown })
        {
            var facts = FactsOf(set, set.Open, new SexChromosomes(Runs, [.. Enumerable.Repeat(sex, People)]), permuted: true);
            Assert.All(facts.Where(pair => pair.Key >= 40), pair => Assert.Equal(1, pair.Value.HardyWeinbergP));
        }
    }

    /// <summary>MACH's r², the variance of the copies over that of known genotypes: of two copies in women on X, of one on Y (men) and MT.</summary>
    [Fact]
    public void Imputation_quality_is_of_women_on_X_and_of_one_copy_on_Y_and_MT()
    {
        using var set = Draw();
        var random = new Random(77);
        double[][] copies = [.. set.Genotypes.Select(row => row.Select((g, i) => g < 0 ? -1 : Math.Round(((0.7 * g) + (0.6 * random.NextDouble())) * 8192) / 8192).ToArray())];
        var facts = FactsOf(set, () => new MemoryDosages(copies), new SexChromosomes(Runs, Sexes));
        for (var v = 0; v < Variants; v++)
        {
            var (counted, ploidy) = v switch
            {
                < 40 => (copies[v], 2),
                < 100 => (copies[v].Where((_, i) => Sexes[i] == Sex.Female), 2),
                < 130 => (copies[v].Where((_, i) => Sexes[i] == Sex.Male), 1),
                _ => (copies[v].AsEnumerable(), 1),
            };
            double[] one = [.. counted.Where(copy => copy >= 0).Select(copy => copy * ploidy / 2)];
            var p = one.Average() / ploidy;
            var variance = one.Average(copy => copy * copy) - (one.Average() * one.Average());
            Assert.Equal(variance / (ploidy * p * (1 - p)), facts[v].ImputationQuality, 1e-9);
        }
    }

    /// <summary>Men have 0 or 2 on X, everybody on Y and MT; sexes and chromosomes stand in the files.</summary>
    private static SyntheticFileset Draw()
    {
        var set = new SyntheticFileset(People, Variants, 0.02, seed: 51);
        for (var v = 40; v < Variants; v++)
        {
            for (var i = 0; i < People; i++)
            {
                if (set.Genotypes[v][i] == 1 && (v >= 100 || Sexes[i] == Sex.Male))
                {
                    set.Genotypes[v][i] = (sbyte)(2 * ((v + i) % 2));
                }
            }
        }

        set.Rewrite();
        File.WriteAllLines(set.PathOf("set.bim"), Enumerable.Range(0, Variants).Select(v => $"{v switch { < 40 => "1", < 100 => "X", < 130 => "Y", _ => "MT" }}\tv{v}\t0\t{5_000_000 + v}\tA\tG"));
        File.WriteAllLines(set.PathOf("set.fam"), Enumerable.Range(0, People).Select(i => $"F{i}\tI{i}\t0\t0\t{(int)Sexes[i]}\t-9"));
        return set;
    }

    private static Dictionary<int, VariantFacts> FactsOf(SyntheticFileset set, Func<GenotypeSource> open, SexChromosomes chromosomes, bool permuted = false)
    {
        var study = new SyntheticStudy(set, People, traits: 1, missing: 0, seed: 52);
        var facts = new Dictionary<int, VariantFacts>();
        var filter = new VariantFilter(
            variant =>
            {
                facts.Add((int)variant.Index, variant);
                return true;
            },
            NeedsHardyWeinberg: true)
        { NeedsQuality = true };
        using var source = open();
        var range = new AssociationRange(filter, 0, Variants, 64, null) { SexChromosomes = chromosomes };
        if (permuted)
        {
            // Everybody is tested as of autosomes, as by ridge regression and mixed models.
            PermutedAssociation.Run(study.Design, source, range, seed: 1, new AssociationOptions(5, 2), Stream.Null, CancellationToken.None);
        }
        else
        {
            LinearAssociation.Run(study.Design, source, range, new AssociationOptions(5, 2), Stream.Null, CancellationToken.None);
        }

        return facts;
    }
}
