using MathNet.Numerics.LinearAlgebra;
using WhiteMatter.Genetics.Joint;
using Xunit;

namespace WhiteMatter.Genetics.Tests;

/// <summary>
/// Joint tests of traits whose correlation has a condition number of 1e7, against elimination in decimal arithmetic of 28 digits and closed forms.
/// What is found is in docs/validation/joint-test.md.
/// </summary>
public sealed class JointConditionTests
{
    private const double Condition = 1e7;

    [Theory]
    [InlineData(4)]
    [InlineData(24)]
    [InlineData(64)]
    public void The_form_of_a_given_correlation_has_eight_digits(int traits)
    {
        var random = new Random(500 + traits);
        var correlation = IllConditioned(traits, random);
        var eigenvalues = Matrix<double>.Build.Dense(traits, traits, correlation).Evd(Symmetricity.Symmetric).EigenValues.Real();
        Assert.InRange(eigenvalues.Max() / eigenvalues.Min(), 0.9 * Condition, 1.1 * Condition);
        var worst = 0.0;
        for (var draw = 0; draw < 10; draw++)
        {
            double[] any = [.. Enumerable.Range(0, traits).Select(_ => JointStudy.Gaussian(random))];
            foreach (var z in new[] { any, Correlated(correlation, any) })
            {
                var exact = (double)DecimalElimination.Form(correlation, z);
                worst = Math.Max(worst, Math.Abs((QuadraticFormTest.ChiSquaredOf(correlation, z, 1e-9).Statistic / exact) - 1));
            }
        }

        Assert.InRange(worst, 0, 1e-8);
    }

    [Fact]
    public void Directions_are_kept_down_to_the_stated_share_and_removed_below()
    {
        // Pairs of traits of correlation 1 − ε have the eigenvalues 2 − ε and ε with the vectors (1, ±1)/√2: of three pairs one is
        // above the share of 1e-6, one is below, and one is far above.
        double[] gaps = [0.5, 1e-5, 2e-7];
        const double Floor = 1e-6;
        var correlation = new double[36];
        for (var pair = 0; pair < 3; pair++)
        {
            var (a, b) = (2 * pair, (2 * pair) + 1);
            (correlation[(a * 6) + a], correlation[(b * 6) + b]) = (1, 1);
            (correlation[(a * 6) + b], correlation[(b * 6) + a]) = (1 - gaps[pair], 1 - gaps[pair]);
        }

        double[] z = [1.5, -0.5, 2.0, 2.001, -3.0, -2.9];
        var expected = 0.0;
        for (var pair = 0; pair < 3; pair++)
        {
            var (sum, difference) = (z[2 * pair] + z[(2 * pair) + 1], z[2 * pair] - z[(2 * pair) + 1]);
            expected += sum * sum / 2 / (2 - gaps[pair]);
            expected += gaps[pair] > 2 * Floor ? difference * difference / 2 / gaps[pair] : 0;
        }

        var (statistic, rank) = QuadraticFormTest.ChiSquaredOf(correlation, z, Floor);
        Assert.Equal(5, rank);
        Assert.Equal(expected, statistic, 1e-10 * expected);
        var contributions = LeaveOneOut.Create(correlation, 6, Floor)!.Of(z);

        // Without one trait of a pair the z² of the other is left of the pair, which of the last pair is the square of its mean.
        Assert.Equal(Pair(0) - (z[1] * z[1]), contributions[0], 1e-10 * statistic);
        Assert.Equal(Pair(1) - (z[2] * z[2]), contributions[3], 1e-10 * statistic);
        var twice = (z[4] + z[5]) * (z[4] + z[5]) / 2 / (2 - gaps[2]);
        Assert.Equal(twice - (z[5] * z[5]), contributions[4], 1e-10 * statistic);

        double Pair(int pair)
        {
            var (sum, difference) = (z[2 * pair] + z[(2 * pair) + 1], z[2 * pair] - z[(2 * pair) + 1]);
            return (sum * sum / 2 / (2 - gaps[pair])) + (difference * difference / 2 / gaps[pair]);
        }
    }

    [Fact]
    public void From_genotypes_and_nearly_collinear_traits_the_statistics_are_those_of_the_regressions_in_decimal_arithmetic()
    {
        const int People = 800, Variants = 600;
        using var set = new SyntheticFileset(People, Variants, 0, seed: 101, flips: 1);
        var traits = JointStudy.Gaussians(4, People, 0, 102);
        var noise = JointStudy.Gaussians(1, People, 0, 103)[0];

        // The fourth is the sum of the first two and a little: the least eigenvalue is about 1e-7 of the greatest.
        for (var i = 0; i < People; i++)
        {
            traits[3][i] = traits[0][i] + traits[1][i] + (9e-4 * noise[i]);
        }

        var study = new JointStudy(set, traits, 104);
        using var association = study.Associate();
        var run = study.Joint(association, JointForm.Score, useF: false, floor: 1e-9);
        Assert.Equal(4, run.Form.Rank);
        Assert.InRange(run.Form.GreatestEigenvalue / run.Form.LeastEigenvalue, 0.9 * Condition, 1.1 * Condition);
        var worst = 0.0;
        for (var v = 0; v < Variants; v += 10)
        {
            // The score T is (n − c − 1) times the share of the genotype's variance that the traits explain beside the covariates.
            double[] genotype = [.. set.Genotypes[v].Select(g => (double)g)];
            var exact = (People - 3 - 1) * (double)DecimalElimination.Explained([.. study.Covariates, .. traits], 3, genotype);
            worst = Math.Max(worst, Math.Abs(run.Rows[v].Statistic - exact) / exact);
        }

        Assert.InRange(worst, 0, 1e-7);

        // By default the direction is removed, and what is left is the test of the first three.
        var three = new JointStudy(set, [.. traits.Take(3)], 104);
        using var threeTable = three.Associate();
        var expected = three.Joint(threeTable, JointForm.Score, useF: false);
        var found = study.Joint(association, JointForm.Score, useF: false);
        Assert.Equal((3, 3), (expected.Form.Rank, found.Form.Rank));
        Assert.All(expected.Rows.Zip(found.Rows), pair => Assert.Equal(pair.First.Statistic, pair.Second.Statistic, 1e-2));
    }

    /// <summary>
    /// A correlation matrix with the stated condition number: I less nearly all of a direction in which every trait has an equal part, with signs as
    /// they fall, over what is left of the diagonal.
    /// </summary>
    private static double[] IllConditioned(int order, Random random)
    {
        double[] signs = [.. Enumerable.Range(0, order).Select(_ => random.Next(2) == 0 ? -1.0 : 1.0)];
        var share = (1 - (1 / Condition)) / order;
        var matrix = new double[order * order];
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < order; j++)
            {
                matrix[(i * order) + j] = i == j ? 1 : -share * signs[i] * signs[j] / (1 - share);
            }
        }

        return matrix;
    }

    /// <summary>R times a draw, which has next to nothing along the least eigenvector, as z of nearly collinear traits have.</summary>
    private static double[] Correlated(double[] correlation, double[] draw) =>
        [.. Enumerable.Range(0, draw.Length).Select(i => Enumerable.Range(0, draw.Length).Sum(j => correlation[(i * draw.Length) + j] * draw[j]))];
}
