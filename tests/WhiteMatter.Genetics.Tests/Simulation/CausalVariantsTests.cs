using System.Globalization;
using System.Text;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Simulation;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Simulation;

public sealed class CausalVariantsTests : IDisposable
{
    private const int People = 150;
    private const int Variants = 400;
    private const int PerChromosome = 80;
    private static readonly string[] Chromosomes = ["1", "2", "X", "22", "MT"];

    private readonly SyntheticFileset _set = new(People, Variants, missing: 0.02, seed: 5);

    public CausalVariantsTests()
    {
        // Chromosomes of 80 variants, 0.1 Mb apart: 7.9 Mb, so that at most four causal variants fit on one.
        var bim = new StringBuilder();
        for (var v = 0; v < Variants; v++)
        {
            bim.Append(CultureInfo.InvariantCulture, $"{Chromosomes[v / PerChromosome]}\tv{v}\t0\t{PositionOf(v)}\tA\tG\n");
        }

        File.WriteAllText(_set.PathOf("set.bim"), bim.ToString());
    }

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Drawn_variants_are_kept_autosomal_apart_and_unlinked_and_on_new_chromosomes_first()
    {
        var keep = new VariantFilter(facts => facts.Counts.MinorAlleleFrequency >= 0.1, NeedsHardyWeinberg: false);
        for (var seed = 1; seed <= 40; seed++)
        {
            var chosen = Choose([new(null, 2), new(null, 3)], seed, keep).SelectMany(of => of).ToArray();
            Assert.Equal(5, chosen.Length);
            Assert.Equal(3, chosen[..3].Select(of => ChromosomeOf(of.Index)).Distinct().Count());
            for (var i = 0; i < chosen.Length; i++)
            {
                Assert.Contains(ChromosomeOf(chosen[i].Index), new[] { "1", "2", "22" });
                Assert.True(MinorAlleleFrequency(chosen[i].Index) >= 0.1);
                foreach (var other in chosen[..i])
                {
                    Assert.True(
                        ChromosomeOf(other.Index) != ChromosomeOf(chosen[i].Index)
                        || Math.Abs(PositionOf(other.Index) - PositionOf(chosen[i].Index)) >= 2_000_000);
                    Assert.True(Correlation(Standardised(other.Index), Standardised(chosen[i].Index)) is var r && r * r < 0.05);
                }
            }
        }
    }

    [Fact]
    public void A_seed_gives_the_same_variants_and_another_seed_others()
    {
        int[] Draw(long seed) => [.. Choose([new(null, 3)], seed).Single().Select(of => of.Index)];
        Assert.Equal(Draw(1), Draw(1));
        Assert.True(Enumerable.Range(1, 20).Select(seed => string.Join(' ', Draw(seed))).Distinct().Count() >= 19);
    }

    [Fact]
    public void A_filter_leaves_the_order_of_the_draw_as_it_is()
    {
        // Removing a variant that was not drawn changes nothing.
        var drawn = Choose([new(null, 3)], 9).Single().Select(of => of.Index).ToArray();
        var other = Enumerable.Range(0, PerChromosome).First(v => !drawn.Contains(v));
        var keep = new VariantFilter(facts => facts.Index != other, NeedsHardyWeinberg: false);
        Assert.Equal(drawn, Choose([new(null, 3)], 9, keep).Single().Select(of => of.Index));
    }

    [Fact]
    public void Named_variants_are_honoured_and_those_drawn_stay_away_from_them()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var chosen = Choose([new(null, 4), new("v40", 1), new("v40", 1)], seed);
            Assert.Equal(40, chosen[1].Single().Index);
            Assert.Same(chosen[1].Single(), chosen[2].Single());
            Assert.All(chosen[0], of => Assert.True(ChromosomeOf(of.Index) != "1" || Math.Abs(PositionOf(of.Index) - PositionOf(40)) >= 2_000_000));

            // Chromosomes 2 and 22 have none yet, so that they come first.
            Assert.Equal(["2", "22"], chosen[0].Take(2).Select(of => ChromosomeOf(of.Index)).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void What_cannot_be_chosen_is_said()
    {
        Fails(CausalProblem.VariantUnknown, new("nowhere", 1));
        Fails(CausalProblem.VariantOutsideAutosomes, new("v200", 1));
        Fails(CausalProblem.VariantRemoved, new("v40", 1), new VariantFilter(facts => facts.Index != 40, NeedsHardyWeinberg: false));

        // Three autosomes of 7.9 Mb have room for at most 3 × 4.
        var failure = Fails(CausalProblem.TooFewVariants, new(null, 13));
        Assert.Equal(13, failure.Wanted);
        Assert.InRange(failure.Found, 3, 12);

        Array.Fill(_set.Genotypes[40], (sbyte)1);
        var bed = File.ReadAllBytes(_set.Bed);
        Array.Fill(bed, (byte)0b10101010, 3 + (40 * ((People + 3) / 4)), (People + 3) / 4);
        File.WriteAllBytes(_set.Bed, bed);
        Fails(CausalProblem.VariantConstant, new("v40", 1));

        CausalChoiceException Fails(CausalProblem problem, CausalRequest request, VariantFilter? keep = null)
        {
            var exception = Assert.Throws<CausalChoiceException>(() => Choose([request], 3, keep));
            Assert.Equal(problem, exception.Problem);
            return exception;
        }
    }

    [Fact]
    public void Scores_are_standardised_genotypes_with_missing_ones_at_the_mean()
    {
        foreach (var variant in Choose([new(null, 4)], 2).Single())
        {
            var expected = Standardised(variant.Index);
            for (var i = 0; i < People; i++)
            {
                Assert.Equal(expected[i], variant.Scores[i], 12);
            }

            Assert.Equal(_set.Genotypes[variant.Index].Count(g => g < 0), variant.Scores.Count(score => score == 0));
        }
    }

    [Fact]
    public void The_sum_of_an_effect_has_exactly_its_share_as_variance()
    {
        var random = new Random(11);
        for (var seed = 1; seed <= 10; seed++)
        {
            var variants = Choose([new(null, 4)], seed).Single();
            var loadings = new GeneticLoadings(variants);
            var columns = variants.Select(of => Standardised(of.Index)).ToArray();
            var sizes = new double[4];
            for (var region = 0; region < 10; region++)
            {
                int[] directions = [.. Enumerable.Range(0, 4).Select(_ => random.Next(2) == 0 ? 1 : -1)];
                var share = random.NextDouble();
                loadings.Fill(directions, share, sizes);
                Assert.Equal(directions, sizes.Select(Math.Sign));
                var sum = Enumerable.Range(0, People).Select(i => columns.Select((column, k) => sizes[k] * column[i]).Sum()).ToArray();
                Assert.Equal(0, sum.Average(), 12);
                Assert.Equal(share, sum.Average(value => value * value), 12);
            }
        }
    }

    [Fact]
    public void Drawn_genotypes_have_the_frequencies_of_hardy_and_weinberg()
    {
        const int Draws = 20_000;
        var variant = Choose([new(null, 1)], 4).Single().Single();
        var frequency = variant.Counts.A1Frequency;
        var copies = Enumerable.Range(0, Draws)
            .Select(i => (variant.DrawScore(WhiteMatter.Statistics.KeyedDraws.For(1, "genotype", $"sim-{i}")) * variant.StandardDeviation) + variant.Mean)
            .Select(value => (int)Math.Round(value))
            .ToArray();
        double[] expected = [(1 - frequency) * (1 - frequency), 2 * frequency * (1 - frequency), frequency * frequency];
        for (var g = 0; g < 3; g++)
        {
            // Five binomial standard deviations.
            var limit = 5 * Math.Sqrt(Draws * expected[g] * (1 - expected[g]));
            Assert.InRange(copies.Count(c => c == g), (Draws * expected[g]) - limit, (Draws * expected[g]) + limit);
        }
    }

    private IReadOnlyList<IReadOnlyList<CausalVariant>> Choose(IReadOnlyList<CausalRequest> requests, long seed, VariantFilter? keep = null)
    {
        using var bed = _set.Open();
        return [.. CausalVariants.Choose(_set.Variants(), bed, keep, requests, seed, CancellationToken.None)];
    }

    private static string ChromosomeOf(int variant) => Chromosomes[variant / PerChromosome];

    private static int PositionOf(int variant) => 1 + (100_000 * (variant % PerChromosome));

    private double MinorAlleleFrequency(int variant)
    {
        var frequency = _set.Genotypes[variant].Where(g => g >= 0).Average(g => g / 2.0);
        return Math.Min(frequency, 1 - frequency);
    }

    private double[] Standardised(int variant)
    {
        var genotypes = _set.Genotypes[variant];
        var mean = genotypes.Where(g => g >= 0).Average(g => (double)g);
        var centred = genotypes.Select(g => g < 0 ? 0 : g - mean).ToArray();
        var deviation = Math.Sqrt(centred.Average(x => x * x));
        return [.. centred.Select(x => x / deviation)];
    }

    private static double Correlation(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Average();
}
