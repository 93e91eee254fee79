using System.Collections.Immutable;
using WhiteMatter.Genetics.Clumping;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

public sealed class PlantedTruthTests
{
    // 200 variants 700 base pairs apart from 1000; chromosome 1 has rows 0 to 66, 2 has 67 to 133, 3 the rest; every 25th starts a new run of
    // linkage disequilibrium.
    private const int People = 300;

    [Fact]
    public void A_causal_variant_is_found_by_place_or_by_its_r2_with_the_lead()
    {
        using var set = Files(out var variants);

        // Locus 1: rows 30 to 33 led by 31. Row 32 lies inside, row 35 outside in r² with the lead, row 60 neither, and the last is on chromosome 2.
        ImmutableArray<Locus> loci = [Make(variants, 31, 30, 33)];
        Assert.True(R2(set, 31, 35) > 0.3 && R2(set, 31, 60) < 0.3);
        var truth = Compare(set, loci, 0.3, Causal(32), Causal(35), Causal(60), Causal(80));
        Assert.Equal([true, true, false, false], truth.Outcomes.Select(outcome => outcome.IsFound));
        Assert.Equal([true], truth.Explained.ToArray());
        Assert.Equal(R2(set, 31, 35), truth.Outcomes[1].R2, 1e-12);
        Assert.Equal((35 - 31) * 700, truth.Outcomes[1].Distance);
        Assert.Equal([32, 35, 60, 80], truth.Outcomes.Select(outcome => outcome.Reference));

        // With a threshold of 1 only the place counts.
        Assert.Equal([true, false, false, false], Compare(set, loci, 1, Causal(32), Causal(35), Causal(60), Causal(80)).Outcomes.Select(outcome => outcome.IsFound));
    }

    [Fact]
    public void A_locus_is_explained_by_its_own_variants_linkage_and_otherwise_not()
    {
        using var set = Files(out var variants);
        ImmutableArray<Locus> loci = [Make(variants, 5, 4, 6), Make(variants, 31, 30, 34), Make(variants, 120, 118, 121)];

        // Row 36 is in r² with row 34, a member of the second locus, but not enough with its lead: the locus is explained, the variant not found.
        var threshold = (R2(set, 36, 34) + R2(set, 36, 31)) / 2;
        Assert.True(R2(set, 36, 34) > R2(set, 36, 31));
        var truth = Compare(set, loci, threshold, Causal(36));
        Assert.False(truth.Outcomes[0].IsFound);
        Assert.Equal([false, true, false], truth.Explained.ToArray());
    }

    [Fact]
    public void Of_several_loci_the_one_in_closest_linkage_holds_the_variant()
    {
        using var set = Files(out var variants);
        ImmutableArray<Locus> loci = [Make(variants, 30, 30, 30), Make(variants, 33, 33, 33), Make(variants, 45, 45, 45)];
        var outcome = Compare(set, loci, 0.05, Causal(34)).Outcomes[0];
        Assert.Equal(1, outcome.Locus);
        Assert.Equal(R2(set, 33, 34), outcome.R2, 1e-12);
    }

    [Fact]
    public void A_variant_that_the_reference_lacks_is_found_by_place_alone()
    {
        using var set = Files(out var variants);
        ImmutableArray<Locus> loci = [Make(variants, 31, 30, 33)];
        var inside = new CausalVariant("elsewhere", "1", 1000 + (31 * 700) + 5);
        var outside = new CausalVariant("v34", "1", 999);
        var truth = Compare(set, loci, 0.1, inside, outside);
        Assert.Equal([(-1, true), (-1, false)], truth.Outcomes.Select(outcome => (outcome.Reference, outcome.IsFound)));
        Assert.True(double.IsNaN(truth.Outcomes[0].R2));
        Assert.Empty(Compare(set, loci, 0.1).Outcomes);
        Assert.Equal([false], Compare(set, loci, 0.1).Explained.ToArray());
    }

    private static CausalVariant Causal(int row) => new($"v{row}", (1 + (row * 3 / 200)).ToString(System.Globalization.CultureInfo.InvariantCulture), 1000 + (row * 700));

    private static SyntheticFileset Files(out Formats.Plink.BimFile variants)
    {
        var set = new SyntheticFileset(People, 200, 0, seed: 71, flips: 0.12);
        variants = set.Variants();
        return set;
    }

    /// <summary>A locus of the rows from first to last, led by one of them.</summary>
    private static Locus Make(Formats.Plink.BimFile variants, int lead, int first, int last)
    {
        var result = new VariantResult(lead, 1, 1, 9, People, 0.5);
        var members = Enumerable.Range(first, last - first + 1).Where(row => row != lead)
            .Select(row => new ClumpMember(result with { Index = row, NegLog10P = 3 }, 0.5)).ToImmutableArray();
        var clump = new Clump(0, result, members);
        return new Locus(0, variants.ChromosomeOf(lead), variants.Position(first), variants.Position(last), result, [clump], members.Length + 1);
    }

    private static TruthComparison Compare(SyntheticFileset set, ImmutableArray<Locus> loci, double r2, params CausalVariant[] causal)
    {
        using var bed = set.Open();
        return PlantedTruth.Compare(loci, [.. causal], set.Variants(), bed, [.. Enumerable.Range(0, People)], r2, CorrelationKind.Genotype, 2, CancellationToken.None);
    }

    private static double R2(SyntheticFileset set, int a, int b)
    {
        var (x, y) = (set.Genotypes[a].Select(g => (double)g).ToArray(), set.Genotypes[b].Select(g => (double)g).ToArray());
        var (mx, my) = (x.Average(), y.Average());
        var covariance = x.Zip(y, (p, q) => (p - mx) * (q - my)).Sum();
        return covariance * covariance / (x.Sum(p => (p - mx) * (p - mx)) * y.Sum(q => (q - my) * (q - my)));
    }
}
