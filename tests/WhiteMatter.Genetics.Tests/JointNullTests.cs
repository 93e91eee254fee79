using MathNet.Numerics.LinearAlgebra;
using WhiteMatter.Genetics.Joint;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

/// <summary>
/// Joint tests of simulated genotypes and traits from end to end. Distances from the uniform are Kolmogorov's, times √variants: 1.63 is
/// passed by one null experiment in a hundred, 1.95 by one in a thousand.
/// </summary>
public sealed class JointNullTests
{
    private const int Independent = 1;

    [Theory]
    [InlineData(379, 5)]
    [InlineData(379, 48)]
    [InlineData(379, 128)]
    [InlineData(160, 48)]
    public void P_of_the_exact_F_is_uniform_in_few_people(int people, int traits)
    {
        using var set = new SyntheticFileset(people, 3000, 0, seed: 100 + traits, flips: Independent);
        var study = new JointStudy(set, JointStudy.Gaussians(traits, people, 0.3, 7 + traits), 8);
        using var association = study.Associate();
        var run = study.Joint(association, JointForm.Score, useF: true);
        Assert.Equal(traits, run.Form.Rank);
        Assert.InRange(JointStudy.KolmogorovSmirnov(run.Rows.Select(row => row.NegLog10P)), 0.3, 1.63);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(48)]
    [InlineData(128)]
    public void P_of_chi_squared_is_uniform_in_many_people(int traits)
    {
        using var set = new SyntheticFileset(12_000, 1500, 0, seed: 200 + traits, flips: Independent);
        var study = new JointStudy(set, JointStudy.Gaussians(traits, 12_000, 0.3, 9 + traits), 10);
        using var association = study.Associate();
        foreach (var form in new[] { JointForm.Score, JointForm.Wald })
        {
            var run = study.Joint(association, form, useF: false);
            Assert.InRange(JointStudy.KolmogorovSmirnov(run.Rows.Select(row => row.NegLog10P)), 0.3, 1.63);
        }
    }

    [Fact]
    public void In_few_people_chi_squared_makes_small_P_too_large_and_Walds_z_inflates_the_bulk()
    {
        // docs/decisions/2026-11-25-joint-test-forms.md: n = 379, K = 48.
        using var set = new SyntheticFileset(379, 3000, 0, seed: 148, flips: Independent);
        var study = new JointStudy(set, JointStudy.Gaussians(48, 379, 0.9, 55), 8);
        using var association = study.Associate();
        double Share(JointForm form, bool useF, double p) =>
            study.Joint(association, form, useF).Rows.Count(row => row.NegLog10P >= -Math.Log10(p)) / 3000.0;
        Assert.InRange(Share(JointForm.Score, true, 0.01), 0.0052, 0.0155);
        Assert.True(Share(JointForm.Score, false, 0.01) < Share(JointForm.Score, true, 0.01));
        Assert.True(Share(JointForm.Wald, false, 0.01) < Share(JointForm.Score, true, 0.01));
        Assert.True(Share(JointForm.Wald, false, 0.5) > Share(JointForm.Score, false, 0.5));
    }

    [Fact]
    public void With_missing_traits_z_has_the_correlation_that_R_states_and_T_is_uniform()
    {
        const int People = 4000;
        const int Variants = 4000;
        using var set = new SyntheticFileset(People, Variants, 0, seed: 301, flips: Independent);
        var traits = JointStudy.Gaussians(6, People, 0.6, 302);

        // Gaps of many sizes: trait t lacks t/8 of the people, at random but for the last, which lacks those of the largest first trait.
        var random = new Random(303);
        for (var t = 0; t < 5; t++)
        {
            for (var i = 0; i < People; i++)
            {
                traits[t][i] = random.NextDouble() < t / 8.0 ? double.NaN : traits[t][i];
            }
        }

        for (var i = 0; i < People; i++)
        {
            traits[5][i] = traits[0][i] > 0.5 ? double.NaN : traits[5][i];
        }

        var study = new JointStudy(set, traits, 304);
        var stated = TraitCorrelation.Of(study.Design, 2, CancellationToken.None);
        Assert.Equal(Definition(study), stated, (a, b) => Math.Abs(a - b) < 1e-12);
        using var association = study.Associate();
        var z = Matrix<double>.Build.Dense(Variants, 6);
        var block = association.CreateBuffer();
        for (var b = 0; b < association.Blocks; b++)
        {
            association.Read(b, block);
            for (var v = 0; v < block.Count; v++)
            {
                for (var t = 0; t < 6; t++)
                {
                    z[block.Variant[v], t] = block.Beta[(t * block.Count) + v] / block.StandardError[(t * block.Count) + v];
                }
            }
        }

        // The standard error of a covariance of standard normal pairs is √((1 + ρ²)/variants), here at most 0.021.
        var seen = z.TransposeThisAndMultiply(z) / Variants;
        for (var i = 0; i < 6; i++)
        {
            for (var j = 0; j < 6; j++)
            {
                Assert.InRange(seen[i, j] - stated[(i * 6) + j], -0.08, 0.08);
            }
        }

        Assert.True(stated[1] - stated[4] > 0.1, "The gaps are large enough to matter.");
        var run = study.Joint(association, JointForm.Score, useF: false);
        Assert.InRange(JointStudy.KolmogorovSmirnov(run.Rows.Select(row => row.NegLog10P)), 0.3, 1.63);
    }

    [Fact]
    public void A_signal_spread_over_many_traits_is_found_together_and_in_no_trait_alone()
    {
        const int People = 2000;
        const int Causal = 777;
        using var set = new SyntheticFileset(People, 2000, 0, seed: 401, flips: Independent);
        var traits = JointStudy.Gaussians(48, People, 0.3, 402);
        var random = new Random(403);
        var genotypes = set.Genotypes[Causal].Select(g => (double)g).ToArray();
        var mean = genotypes.Average();
        var scale = Math.Sqrt(genotypes.Average(g => (g - mean) * (g - mean)));
        foreach (var trait in traits)
        {
            // 0.3% of each trait's variance, in a direction of its own.
            var effect = (random.Next(2) == 0 ? 1 : -1) * Math.Sqrt(0.003) / scale;
            for (var i = 0; i < People; i++)
            {
                trait[i] += effect * (genotypes[i] - mean);
            }
        }

        var study = new JointStudy(set, traits, 404);
        using var association = study.Associate();
        var block = association.CreateBuffer();
        var alone = 0.0;
        for (var b = 0; b < association.Blocks; b++)
        {
            association.Read(b, block);
            alone = Math.Max(alone, block.NegLog10P.Take(block.Count * 48).Max());
        }

        var run = study.Joint(association, JointForm.Score, useF: false);
        var found = run.Rows.Where(row => row.NegLog10P > -Math.Log10(5e-8)).Select(row => row.Variant);
        Assert.True(alone < -Math.Log10(5e-8), $"a trait alone reaches {alone:F1}");
        Assert.Equal([Causal], found);
    }

    /// <summary>R by its definition: the correlation over the people in common with each trait's own variance, times n_ij/√(n_i n_j).</summary>
    private static double[] Definition(JointStudy study)
    {
        var (n, traits) = (study.Design.People, study.Design.Traits.Length);
        var matrix = new double[traits * traits];
        for (var a = 0; a < traits; a++)
        {
            for (var b = 0; b < traits; b++)
            {
                var both = Enumerable.Range(0, n).Where(i => Has(a, i) && Has(b, i)).ToList();
                var covariance = both.Sum(i => Residual(a, i) * Residual(b, i)) / both.Count;
                matrix[(a * traits) + b] = covariance / Math.Sqrt(Variance(a) * Variance(b)) * both.Count / Math.Sqrt((double)People(a) * People(b));
            }
        }

        return matrix;

        bool Has(int trait, int i) => study.Design.Missing[(trait * n) + i] == 0;
        double Residual(int trait, int i) => study.Design.Residuals[(trait * n) + i];
        int People(int trait) => Enumerable.Range(0, n).Count(i => Has(trait, i));
        double Variance(int trait) => Enumerable.Range(0, n).Where(i => Has(trait, i)).Sum(i => Residual(trait, i) * Residual(trait, i)) / People(trait);
    }
}
