using WhiteMatter.Learning.Interpretation;
using WhiteMatter.Statistics;
using Xunit;

namespace WhiteMatter.Learning.Tests.Interpretation;

public sealed class LatentDistributionTests
{
    /// <summary>By hand: deviations of the first are −1, 0, 1, of the second −2, 4, −2 and of the third 0; the products of the first two sum to 0.</summary>
    [Fact]
    public void Means_standard_deviations_and_correlations_are_those_of_the_people()
    {
        var distribution = LatentDistribution.Of([[1, 1, 5], [2, 7, 5], [3, 1, 5]]);
        Assert.Equal([2, 3, 5], distribution.Means.AsEnumerable());
        Assert.Equal([1, Math.Sqrt(12), 0], distribution.StandardDeviations.AsEnumerable());
        Assert.Equal((1, 0, 0), (distribution.Correlation(0, 0), distribution.Correlation(0, 1), distribution.Correlation(2, 0)));
        Assert.Equal([0, Math.Sqrt(12), 0], distribution.Step(1));
    }

    /// <summary>Along (1, 1)/√2 in z-scores with correlation r people's places have the standard deviation √(1 + r).</summary>
    [Fact]
    public void A_step_along_a_direction_is_one_standard_deviation_of_the_people_along_it()
    {
        double[][] people = [[0, 0], [2, 30], [4, 10], [6, 40]];
        var distribution = LatentDistribution.Of(people);
        var r = distribution.Correlation(0, 1);
        var step = distribution.StepAlong([5, 5]);
        for (var k = 0; k < 2; k++)
        {
            Assert.Equal(distribution.StandardDeviations[k] * Math.Sqrt((1 + r) / 2), step[k], 1e-12);
        }

        Assert.All(distribution.Step(1).Zip(distribution.StepAlong([0, -3])), pair => Assert.Equal(pair.First, Math.Abs(pair.Second), 1e-12));
        var places = people.Select(z => (z[0] / distribution.StandardDeviations[0]) + (z[1] / distribution.StandardDeviations[1])).ToArray();
        var variance = places.Sum(p => Math.Pow(p - places.Average(), 2)) / 3 / 2;
        var length = Math.Sqrt(Math.Pow(step[0] / distribution.StandardDeviations[0], 2) + Math.Pow(step[1] / distribution.StandardDeviations[1], 2));
        Assert.Equal(Math.Sqrt(variance), length, 1e-12);
    }

    [Fact]
    public void Random_steps_leave_out_latents_without_variance_and_are_the_same_for_the_same_seed()
    {
        var distribution = LatentDistribution.Of([[0, 1, 2], [2, 1, 1], [4, 1, 7], [5, 1, 3]]);
        var step = distribution.RandomStep(KeyedDraws.For(3, "directions", "1"));
        Assert.Equal(0, step[1]);
        Assert.All([0, 2], k => Assert.NotEqual(0, step[k]));
        Assert.Equal(step, distribution.RandomStep(KeyedDraws.For(3, "directions", "1")));
        Assert.NotEqual(step, distribution.RandomStep(KeyedDraws.For(3, "directions", "2")));
    }
}
