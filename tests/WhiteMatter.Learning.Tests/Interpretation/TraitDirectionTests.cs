using WhiteMatter.Learning.Interpretation;
using WhiteMatter.Statistics;
using Xunit;

namespace WhiteMatter.Learning.Tests.Interpretation;

public sealed class TraitDirectionTests
{
    private const int Latents = 4;

    /// <summary>Regions by what a standard deviation of each latent does to them.</summary>
    private static readonly double[][] s_changes = [[1, 0, 0, 0], [0, 2, 0, 0], [0.5, 0.5, 1, 0], [0, 0, 0.1, 1], [0, 0, 0, 0]];

    /// <summary>By hand: deviations of the trait are −4.5 … 4.5, of the first latent twice those, the second is orthogonal to it and the third the same in all.</summary>
    [Fact]
    public void A_direction_is_the_regression_of_each_latent_on_the_trait()
    {
        double[] second = [1, -1, -1, 1, 1, -1, -1, 1, 0, 0];
        double[][] latents = [.. Enumerable.Range(0, 10).Select(i => new[] { 2.0 * i, second[i], 5 })];
        var trait = Enumerable.Range(0, 10).Select(i => 3.0 - i).ToArray();
        var distribution = LatentDistribution.Of(latents);
        var direction = TraitDirection.Of(latents, distribution, trait)!;
        Assert.Equal(10, direction.People);
        Assert.Equal(-1, direction.Steps[0], 12);
        var covariance = Enumerable.Range(0, 10).Sum(i => second[i] * (4.5 - i)) / 9;
        var deviation = Math.Sqrt(82.5 / 9);
        Assert.Equal(covariance / deviation / distribution.StandardDeviations[1], direction.Steps[1], 12);
        Assert.Equal(0, direction.Steps[2]);
    }

    [Fact]
    public void A_trait_that_few_have_or_that_is_the_same_in_all_has_no_direction()
    {
        var latents = People(30);
        var distribution = LatentDistribution.Of(latents);
        Assert.Null(TraitDirection.Of(latents, distribution, [.. Enumerable.Range(0, 30).Select(i => i < 9 ? (double)i : double.NaN)]));
        Assert.Null(TraitDirection.Of(latents, distribution, [.. Enumerable.Repeat(7.0, 30)]));
        Assert.Equal(10, TraitDirection.Of(latents, distribution, [.. Enumerable.Range(0, 30).Select(i => i < 10 ? (double)i : double.NaN)])!.People);
    }

    [Fact]
    public void Regions_that_the_traits_latent_moves_stand_out_and_others_do_not()
    {
        var latents = People(200);
        var distribution = LatentDistribution.Of(latents);
        var direction = TraitDirection.Of(latents, distribution, [.. latents.Select(z => 5 - (2 * z[1]))])!;
        var found = direction.Regions(s_changes, 199, 3, CancellationToken.None);
        Assert.Equal(-2, s_changes[1][1] * direction.Steps[1], 12);
        Assert.Equal((-1.0, 1.0 / 200, 1.0 / 200), (Math.Round(found[1].R, 9), found[1].PRegion, found[1].P));

        // The first order: the change of a region is the sum of what its latents do.
        Assert.Equal(s_changes[2].Zip(direction.Steps, (g, b) => g * b).Sum(), found[2].Change, 12);
        Assert.True(found[3].P > 0.05);
        Assert.True(double.IsNaN(found[4].P));
        Assert.Equal(found.Select(region => $"{region}"), direction.Regions(s_changes, 199, 3, CancellationToken.None).Select(region => $"{region}"));
    }

    /// <summary>
    /// Traits that have nothing to do with latents that go together: the smallest P over regions is uniform on 1/100 … 1, within Kolmogorov's 1% point, and 5% are found at 5%.
    /// </summary>
    [Fact]
    public void P_is_uniform_for_a_trait_that_has_nothing_to_do_with_the_latents()
    {
        const int traits = 600;
        var latents = People(60);
        var distribution = LatentDistribution.Of(latents);
        var least = new double[traits];
        for (var t = 0; t < traits; t++)
        {
            // A skewed one, so that no normal law helps.
            var draws = KeyedDraws.For(11, "trait", $"{t}");
            var direction = TraitDirection.Of(latents, distribution, [.. Enumerable.Range(0, 60).Select(i => Math.Exp(draws.Normal((ulong)i)))])!;
            least[t] = direction.Regions(s_changes, 99, 1000 + t, CancellationToken.None).Where(found => !double.IsNaN(found.P)).Min(found => found.P);
        }

        Array.Sort(least);
        var distance = 0.0;
        for (var step = 1; step <= 100; step++)
        {
            var below = least.Count(p => p <= (step / 100.0) + 1e-9) / (double)traits;
            distance = Math.Max(distance, Math.Abs(below - (step / 100.0)));
        }

        Assert.True(distance < 1.63 / Math.Sqrt(traits), $"The distance is {distance}.");
        Assert.InRange(least.Count(p => p <= 0.05 + 1e-9), (0.05 * traits) - (3 * Math.Sqrt(traits * 0.05 * 0.95)), (0.05 * traits) + (3 * Math.Sqrt(traits * 0.05 * 0.95)));
    }

    private static double[][] People(int people)
    {
        var draws = KeyedDraws.For(5, "latents", "");
        return
        [
            .. Enumerable.Range(0, people).Select(i =>
            {
                var z = Enumerable.Range(0, Latents).Select(k => draws.Normal((ulong)((Latents * i) + k))).ToArray();

                // The third goes with the first.
                z[2] += z[0];
                return z;
            }),
        ];
    }
}
