using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Statistics.Distributions;
using Xunit;
using Normal = MathNet.Numerics.Distributions.Normal;

namespace WhiteMatter.Genetics.Tests;

/// <summary>The smallest P of all traits of an association, from genotypes and traits on.</summary>
public sealed class SmallestPTestTests
{
    private const int Independent = 1;

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.02, 0.1)]
    public void P_follows_from_the_traits_own_t_and_the_eigenvalues_of_their_correlation(double missingGenotypes, double missingTraits)
    {
        using var set = new SyntheticFileset(180, 300, missingGenotypes, seed: 33);
        var traits = JointStudy.Gaussians(7, 180, 0.6, 34);
        JointStudy.Blank(traits, missingTraits, 35);
        var study = new JointStudy(set, traits, 36);
        using var association = study.Associate();
        var run = Smallest(study, association);

        // A correlation's eigenvalues have the sum K: of f(λ) = I(λ ≥ 1) + λ − ⌊λ⌋ the sum is K less ⌊λ⌋ − 1 for each λ above 1.
        var eigenvalues = Matrix<double>.Build.Dense(7, 7, TraitCorrelation.Of(study.Design, 1, CancellationToken.None)).Evd(Symmetricity.Symmetric).EigenValues;
        var effective = 7 - eigenvalues.Sum(value => Math.Max(0, (int)Math.Floor(value.Real) - 1));
        Assert.InRange(effective, 2, 6);
        Assert.Equal(effective, ((SmallestPTest)run.Test).EffectiveTraits);
        Assert.Equal((TableStatistic.JointSmallestP, false), (run.Header.Statistic, run.Header.IsSigned));

        var block = association.CreateBuffer();
        var at = 0;
        for (var b = 0; b < association.Blocks; b++)
        {
            association.Read(b, block);
            for (var v = 0; v < block.Count; v++, at++)
            {
                var p = Enumerable.Range(0, 7).Select(t => StudentT.TwoSidedP(
                    block.Beta[(t * block.Count) + v] / block.StandardError[(t * block.Count) + v], block.PeopleOf(t, v) - 3 - 1)).ToArray();
                var expected = 1 - Math.Pow(1 - p.Min(), effective);
                var row = run.Rows[at];
                Assert.Equal(-Math.Log10(p.Min()), row.Statistic, 1e-10);
                Assert.Equal(expected, Math.Pow(10, -row.NegLog10P), 1e-9 * expected);
                Assert.Equal(Array.IndexOf(p, p.Min()), row.Driver);
                Assert.Equal(Enumerable.Range(0, 7).Min(t => block.PeopleOf(t, v)), row.People);
                Assert.True(double.IsNaN(row.StandardError));
            }
        }

        Assert.Equal(300, at);
    }

    [Fact]
    public void A_trait_given_three_times_is_its_own_test()
    {
        using var set = new SyntheticFileset(120, 200, 0.01, seed: 3);
        var trait = JointStudy.Gaussians(1, 120, 0, 4)[0];
        var study = new JointStudy(set, [trait, trait, trait], 5);
        using var association = study.Associate();
        var run = Smallest(study, association);
        Assert.Equal(1, ((SmallestPTest)run.Test).EffectiveTraits);
        Assert.All(run.Rows, row =>
        {
            Assert.Equal(row.Statistic, row.NegLog10P, 2e-14 * Math.Max(1, row.Statistic));
            Assert.Equal(0, row.Driver);
        });
    }

    [Fact]
    public void Nothing_underflows_where_a_trait_is_nearly_the_genotype()
    {
        using var set = new SyntheticFileset(2000, 130, 0, seed: 13, flips: Independent);
        var traits = JointStudy.Gaussians(4, 2000, 0, 14);
        traits[2] = [.. set.Genotypes[40].Zip(traits[2], (genotype, noise) => genotype + (0.02 * noise))];
        var study = new JointStudy(set, traits, 15);
        using var association = study.Associate();
        var run = Smallest(study, association);
        var row = run.Rows[40];
        Assert.Equal(4, ((SmallestPTest)run.Test).EffectiveTraits);
        Assert.InRange(row.Statistic, 1000, 10_000);
        Assert.Equal(row.Statistic - Math.Log10(4), row.NegLog10P, 1e-15 * row.Statistic);
        Assert.Equal(2, row.Driver);
    }

    [Fact]
    public void More_traits_than_people_are_tested_and_what_no_method_can_test_is_refused()
    {
        using var set = new SyntheticFileset(40, 130, 0, seed: 63);
        var many = new JointStudy(set, JointStudy.Gaussians(50, 40, 0, 66), 65);
        using var manyTable = many.Associate();
        var run = Smallest(many, manyTable);

        // 50 residual traits in 37 dimensions: 13 eigenvalues are 0.
        Assert.InRange(((SmallestPTest)run.Test).EffectiveTraits, 25, 37);
        JointProblem Refused(AssociationTableHeader header, AssociationDesign design) => Assert.Throws<JointException>(
            () => SmallestPTest.Create(header, design, 1, CancellationToken.None)).Problem;
        Assert.Equal(JointProblem.Unsigned, Refused(run.Header, many.Design));
        Assert.Equal(JointProblem.DesignDiffers, Refused(manyTable.Header with { People = 39 }, many.Design));
        var single = new JointStudy(set, JointStudy.Gaussians(1, 40, 0, 64), 65);
        using var singleTable = single.Associate();
        Assert.Equal(JointProblem.TooFewTraits, Refused(singleTable.Header, single.Design));
    }

    /// <summary>Where traits are independent M = K and Šidák's formula is exact; Kolmogorov's distance times √variants, 1.63 in one null experiment of a hundred.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(12)]
    [InlineData(48)]
    public void P_of_independent_traits_is_uniform(int traits)
    {
        using var set = new SyntheticFileset(2000, 3000, 0, seed: 300 + traits, flips: Independent);
        var study = new JointStudy(set, JointStudy.Gaussians(traits, 2000, 0, 17 + traits), 18);
        using var association = study.Associate();
        var run = Smallest(study, association);
        Assert.Equal(traits, ((SmallestPTest)run.Test).EffectiveTraits);
        Assert.InRange(JointStudy.KolmogorovSmirnov(run.Rows.Select(row => row.NegLog10P)), 0.3, 1.63);
    }

    /// <summary>
    /// Where traits are correlated M is an estimate, and the share of P under a level is that of the smallest P of K normal z with this correlation, by quadrature:
    /// at 0.05 it is 0.060, 0.059 and 0.045 with the M of the closed form.
    /// </summary>
    [Theory]
    [InlineData(12, 0.3)]
    [InlineData(48, 0.3)]
    [InlineData(48, 0.9)]
    public void P_of_correlated_traits_is_off_by_as_much_as_the_estimate(int traits, double shared)
    {
        const int Variants = 6000;
        using var set = new SyntheticFileset(2000, Variants, 0, seed: 500 + traits, flips: Independent);
        var study = new JointStudy(set, JointStudy.Gaussians(traits, 2000, shared, 27 + traits), 28);
        using var association = study.Associate();
        var run = Smallest(study, association);

        // The sample's greatest eigenvalue is within a few of 1 + (K − 1)ρ.
        var effective = ((SmallestPTest)run.Test).EffectiveTraits;
        Assert.InRange(effective, traits - Math.Floor((traits - 1) * shared) - 2, traits - Math.Floor((traits - 1) * shared) + 2);
        foreach (var level in new[] { 0.5, 0.05, 0.01 })
        {
            var expected = ShareOfSmallest(traits, shared, 1 - Math.Pow(1 - level, 1.0 / effective));
            var share = run.Rows.Count(row => row.NegLog10P >= -Math.Log10(level)) / (double)Variants;
            Assert.Equal(expected, share, 4 * Math.Sqrt(expected * (1 - expected) / Variants));
        }
    }

    /// <summary>The probability that the smallest P of K normal z with one correlation is at most p: over the common part x, independent given x.</summary>
    private static double ShareOfSmallest(int traits, double shared, double p)
    {
        var bound = -Normal.InvCDF(0, 1, p / 2);
        var none = 0.0;
        const double Step = 0.01;
        for (var x = -8.0; x <= 8; x += Step)
        {
            var (centre, width) = (Math.Sqrt(shared) * x, Math.Sqrt(1 - shared));
            none += Step * Normal.PDF(0, 1, x) * Math.Pow(Normal.CDF(centre, width, bound) - Normal.CDF(centre, width, -bound), traits);
        }

        return 1 - none;
    }

    private static JointRun Smallest(JointStudy study, AssociationTable association) =>
        study.Run(association, SmallestPTest.Create(association.Header, study.Design, 2, CancellationToken.None));
}
