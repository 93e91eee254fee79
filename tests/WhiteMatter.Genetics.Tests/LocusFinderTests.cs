using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Clumping;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

public sealed class LocusFinderTests
{
    [Theory]
    [InlineData(0.0, 0.1, 60_000)]
    [InlineData(0.03, 0.1, 60_000)]
    [InlineData(0.03, 0.5, 9_000)]
    [InlineData(0.03, 0.0, 1_000_000)]
    public void Clumps_equal_those_of_a_brute_force_search_with_genotype_r2(double missing, double r2, long window)
    {
        using var set = new SyntheticFileset(180, 600, missing, seed: 31);
        var study = new SyntheticStudy(set, 180, traits: 4, missing: 0, seed: 32);
        var (p1, p2) = (2.0, 0.8);
        using var table = Associate(set, study.Design);
        using var bed = set.Open();
        var variants = set.Variants();
        var found = LocusFinder.FindClumps(
            table, variants, bed, study.Design.SampleIndex, new ClumpingOptions(p1, p2, r2, window, 0, 2), null, CancellationToken.None);

        var expected = new List<string>();
        var block = table.CreateBuffer();
        for (var t = 0; t < 4; t++)
        {
            var logP = new double[600];
            Array.Fill(logP, double.NaN);
            for (var b = 0; b < table.Blocks; b++)
            {
                table.Read(b, block);
                for (var v = 0; v < block.Count; v++)
                {
                    logP[block.Variant[v]] = block.NegLog10P[(t * block.Count) + v];
                }
            }

            var free = Enumerable.Range(0, 600).ToHashSet();
            while (free.Where(v => logP[v] >= p1).OrderByDescending(v => logP[v]).ThenBy(v => v).Cast<int?>().FirstOrDefault() is { } lead)
            {
                free.Remove(lead);
                var members = free
                    .Where(v => logP[v] >= p2
                        && variants.ChromosomeOf(v) == variants.ChromosomeOf(lead)
                        && Math.Abs(variants.Position(v) - variants.Position(lead)) < window
                        && R2(set.Genotypes[lead], set.Genotypes[v]) > r2)
                    .Order()
                    .ToList();
                free.ExceptWith(members);
                expected.Add($"{t}:{lead}:{string.Join(',', members)}");
            }
        }

        Assert.NotEmpty(expected);
        Assert.Contains(expected, clump => clump.Contains(','));
        Assert.Equal(
            expected,
            found.Select(clump => $"{clump.Trait}:{clump.Lead.Index}:{string.Join(',', clump.Members.Select(m => m.Result.Index).Order())}"));
    }

    [Fact]
    public void Clumps_near_each_other_become_one_locus_led_by_the_strongest()
    {
        using var set = new SyntheticFileset(180, 600, 0, seed: 41);
        var study = new SyntheticStudy(set, 180, traits: 2, missing: 0, seed: 42);
        using var table = Associate(set, study.Design);
        using var bed = set.Open();
        var variants = set.Variants();
        var clumps = LocusFinder.FindClumps(
            table, variants, bed, study.Design.SampleIndex, new ClumpingOptions(1.5, 0.8, 0.2, 20_000, 0, 1), null, CancellationToken.None);
        Assert.Equal(clumps.Length, LocusFinder.Merge(clumps, variants, 0).Length);
        var loci = LocusFinder.Merge(clumps, variants, 50_000);
        Assert.True(loci.Length < clumps.Length);
        Assert.Equal(clumps.Length, loci.Sum(locus => locus.Clumps.Length));
        foreach (var locus in loci)
        {
            Assert.All(locus.Clumps, clump => Assert.True(clump.Lead.NegLog10P <= locus.Lead.NegLog10P));
            Assert.All(locus.Clumps, clump => Assert.InRange(variants.Position(clump.Lead.Index), locus.Start, locus.End));
        }

        foreach (var (left, right) in loci.Zip(loci.Skip(1)))
        {
            Assert.True(left.Trait != right.Trait || left.Chromosome != right.Chromosome || right.Start - left.End >= 50_000);
        }
    }

    internal static double R2(sbyte[] a, sbyte[] b)
    {
        var both = Enumerable.Range(0, a.Length).Where(i => a[i] >= 0 && b[i] >= 0).ToList();
        var meanA = both.Average(i => a[i]);
        var meanB = both.Average(i => b[i]);
        var covariance = both.Sum(i => (a[i] - meanA) * (b[i] - meanB));
        return covariance * covariance / (both.Sum(i => Math.Pow(a[i] - meanA, 2)) * both.Sum(i => Math.Pow(b[i] - meanB, 2)));
    }

    private static AssociationTable Associate(SyntheticFileset set, AssociationDesign design)
    {
        using var bed = set.Open();
        return Associations.Of(bed, design, set.PathOf("association.bin"));
    }
}
