using WhiteMatter.Imaging.Quality;
using Xunit;

namespace WhiteMatter.Imaging.Tests;

public sealed class QualityTests : InSmallStore
{
    [Fact]
    public void Coverage_outside_mean_and_spread_are_those_of_the_hand()
    {
        // Covered: 0.2, 0.4, 1.2, −0.2; their mean is 0.4 and their squares about it 0.04 + 0 + 0.64 + 0.36 = 1.04.
        var quality = ImageQuality.Of([0.2f, 0, 0.4f, 1.2f, -0.2f]);
        Assert.Equal((0.8, 0.4), (quality.Coverage, quality.Outside));
        Assert.Equal(0.4, quality.Mean, 6);
        Assert.Equal(Math.Sqrt(1.04 / 4), quality.StandardDeviation, 6);
        Assert.Equal((0, double.NaN), (ImageQuality.Of(new float[3]).Coverage, ImageQuality.Of(new float[3]).Mean));
    }

    [Fact]
    public void The_robust_z_is_the_distance_from_the_median_in_scaled_deviations()
    {
        // Median 3, absolute deviations 2 1 0 1 97: their median is 1. 1/qnorm(0.75) = 1.482602 (R 4.2).
        var z = RobustZ.Of([1, 2, 3, 4, 100, double.NaN]);
        Assert.Equal(-2 / 1.482602, z[0], 5);
        Assert.Equal(0, z[2]);
        Assert.Equal(97 / 1.482602, z[4], 4);
        Assert.Equal(double.NaN, z[5]);
        Assert.Equal([0, 0, 0, double.NaN], RobustZ.Of([7, 7, 7, 8]));
        Assert.Equal(2.5, RobustZ.Median([4, 1, 2, 3]));
    }

    [Fact]
    public void Median_and_mean_maps_are_those_of_each_voxel_for_any_number_of_threads()
    {
        var random = new Random(3);
        var people = Enumerable.Range(0, 12).Select(_ => Enumerable.Range(0, 90_000).Select(_ => random.NextSingle()).ToArray()).ToArray();
        using var store = Files.Of(SmallStore.Grid(300, 300, 1), people);
        foreach (var threads in new[] { 1, 4 })
        {
            var (median, mean) = (GroupMaps.Median(store, threads), GroupMaps.Mean(store, threads));
            for (var v = 0; v < 90_000; v += 997)
            {
                var column = people.Select(person => person[v]).Order().ToArray();
                Assert.Equal((float)((column[5] + (double)column[6]) / 2), median[v]);
                Assert.Equal((float)(people.Sum(person => (double)person[v]) / 12), mean[v]);
            }
        }
    }

    [Fact]
    public void The_median_of_many_people_is_taken_over_a_thousand_at_even_distances()
    {
        Assert.Equal(Enumerable.Range(0, 700), GroupMaps.SpreadOver(700, GroupMaps.MedianPeople));
        var spread = GroupMaps.SpreadOver(40_000, GroupMaps.MedianPeople);
        Assert.Equal((1001, 0, 39_960), (spread.Length, spread[0], spread[^1]));
        Assert.Equal(spread.Length, spread.Distinct().Count());
    }

    [Fact]
    public void The_correlation_is_pearsons()
    {
        // R 4.2: cor(c(1, 2, 3, 4), c(2, 1, 4, 3)) is 0.6.
        Assert.Equal(0.6, GroupMaps.Correlation([1, 2, 3, 4], [2, 1, 4, 3]), 12);
        Assert.Equal(double.NaN, GroupMaps.Correlation([1, 2], [3, 3]));
    }
}
