using WhiteMatter.Imaging.Simulation;
using WhiteMatter.Statistics;
using Xunit;

namespace WhiteMatter.Imaging.Tests.Simulation;

public sealed class RegionModelTests
{
    private const int People = 4000;

    [Fact]
    public void Planted_shared_and_own_parts_have_the_variances_stated()
    {
        // Region 0: 40% planted; regions 1 and 2 nothing. Of what remains 30% is shared.
        const double Share = 0.4;
        const double Shared = 0.3;
        var model = new RegionModel(5, [1, 2, 3], [[Math.Sqrt(Share), 0, 0]], [Share, 0, 0], Shared);
        var score = Enumerable.Range(0, People).Select(i => KeyedDraws.For(99, "score", $"P{i}").Normal(0)).ToArray();
        var values = Values(model, score);
        for (var r = 0; r < 3; r++)
        {
            // Means and variances of n normal values: five standard errors, 1/√n and √(2/n).
            Assert.Equal(0, values[r].Average(), 5 / Math.Sqrt(People));
            Assert.Equal(1, Covariance(values[r], values[r]), 5 * Math.Sqrt(2.0 / People));
        }

        // The standard error of a covariance of unit normals is at most √(2/n).
        var limit = 5 * Math.Sqrt(2.0 / People);
        Assert.Equal(Math.Sqrt(Share), Covariance(values[0], score), limit);
        Assert.Equal(0, Covariance(values[1], score), limit);
        Assert.Equal(Shared * Math.Sqrt(1 - Share), Covariance(values[0], values[1]), limit);
        Assert.Equal(Shared, Covariance(values[1], values[2]), limit);
    }

    [Fact]
    public void A_region_explained_entirely_has_nothing_else()
    {
        var model = new RegionModel(1, [8], [[1.0]], [1.0], 0.3);
        var value = new double[1];
        model.Fill("P1", [0.5], value);
        Assert.Equal(model.BaseLevel(0) + (0.03 * 0.5), value[0], 15);
    }

    [Fact]
    public void Base_levels_lie_where_white_matter_does_and_follow_seed_and_label()
    {
        int[] labels = [.. Enumerable.Range(1, 48)];
        var model = new RegionModel(7, labels, [], new double[48], 0.3);
        var bases = labels.Select((_, r) => model.BaseLevel(r)).ToArray();
        Assert.All(bases, level => Assert.InRange(level, 0.35, 0.65));
        Assert.Equal(48, bases.Distinct().Count());

        // Alone the last region has the same base, and the same value in a person.
        var alone = new RegionModel(7, [48], [], [0.0], 0.3);
        Assert.Equal(bases[^1], alone.BaseLevel(0));
        var (all, one) = (new double[48], new double[1]);
        model.Fill("P1", [], all);
        alone.Fill("P1", [], one);
        Assert.Equal(all[^1], one[0]);
        Assert.NotEqual(bases[^1], new RegionModel(8, [48], [], [0.0], 0.3).BaseLevel(0));
    }

    [Theory]
    [InlineData(-0.1, 0.3)]
    [InlineData(1.1, 0.3)]
    [InlineData(0.2, 1.5)]
    [InlineData(double.NaN, 0.3)]
    public void Shares_outside_0_and_1_are_refused(double explained, double shared) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RegionModel(1, [1], [], [explained], shared));

    /// <summary>Values less the base, in standard deviations: regions × people.</summary>
    private static double[][] Values(RegionModel model, double[] score)
    {
        var values = Enumerable.Range(0, model.Regions).Select(_ => new double[score.Length]).ToArray();
        var one = new double[model.Regions];
        for (var i = 0; i < score.Length; i++)
        {
            model.Fill($"P{i}", [score[i]], one);
            for (var r = 0; r < one.Length; r++)
            {
                values[r][i] = (one[r] - model.BaseLevel(r)) / RegionModel.StandardDeviation;
            }
        }

        return values;
    }

    private static double Covariance(double[] left, double[] right)
    {
        var (meanLeft, meanRight) = (left.Average(), right.Average());
        return left.Zip(right, (a, b) => (a - meanLeft) * (b - meanRight)).Average();
    }
}
