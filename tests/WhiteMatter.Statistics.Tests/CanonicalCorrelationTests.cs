using WhiteMatter.Statistics.Multivariate;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

public sealed class CanonicalCorrelationTests
{
    private const int People = 20;

    private static readonly double[][] X = [Of(i => Math.Sin(1.3 * i)), Of(i => Math.Cos(0.7 * i)), Of(i => Math.Sin((2.1 * i) + 1))];
    private static readonly double[][] Y = [Of(i => Math.Sin(1.3 * i) + (0.5 * Math.Cos(0.9 * i))), Of(i => Math.Cos(1.9 * i))];

    [Fact]
    public void They_are_the_cosines_between_the_planes_that_numpy_finds()
    {
        // numpy 1.24.2: numpy.linalg.svd(numpy.linalg.qr(X)[0].T @ numpy.linalg.qr(Y)[0]) of the columns less their means.
        var found = CanonicalCorrelations.Of(X, Y)!;
        Assert.Equal(0.9047686408458641, found.Values[0], 12);
        Assert.Equal(0.1481448223372867, found.Values[1], 12);
        Assert.Equal((People, 3, 2), (found.People, found.FirstRank, found.SecondRank));
        Assert.All(CanonicalCorrelations.Of(Y, X)!.Values.Zip(found.Values), pair => Assert.Equal(pair.First, pair.Second, 12));
        Assert.Equal(3 / 19.0, found.Chance, 12);
    }

    [Fact]
    public void One_variable_on_a_side_gives_the_multiple_correlation_and_two_the_plain_one()
    {
        // The plain correlation of two columns, by its textbook form.
        var (a, b) = (X[0], Y[0]);
        var (meanA, meanB) = (a.Average(), b.Average());
        var expected = Enumerable.Range(0, People).Sum(i => (a[i] - meanA) * (b[i] - meanB))
            / Math.Sqrt(a.Sum(value => (value - meanA) * (value - meanA)) * b.Sum(value => (value - meanB) * (value - meanB)));
        Assert.Equal(Math.Abs(expected), Assert.Single(CanonicalCorrelations.Of([a], [b])!.Values), 12);

        // A variable that the other set makes up.
        Assert.Equal(1, Assert.Single(CanonicalCorrelations.Of(X, [Of(i => 3 + (2 * X[0][i]) - X[2][i])])!.Values), 9);
    }

    [Fact]
    public void Mixing_and_stretching_a_set_and_columns_that_others_make_up_change_nothing()
    {
        var plain = CanonicalCorrelations.Of(X, Y)!;
        double[][] mixed = [Of(i => (100 * X[0][i]) + X[1][i] + 7), Of(i => X[1][i] - (3 * X[2][i])), Of(i => 1e-3 * X[2][i]), Of(i => X[0][i] + X[1][i])];
        var found = CanonicalCorrelations.Of(mixed, Y)!;
        Assert.Equal(3, found.FirstRank);
        Assert.All(plain.Values.Zip(found.Values), pair => Assert.Equal(pair.First, pair.Second, 9));
    }

    [Fact]
    public void Sets_without_anything_in_common_come_to_chance()
    {
        // 10,000 people and 40 and 25 columns of independent normal values: Σr² of the planes has the mean 40 · 25 / 9,999.
        var random = new Random(5);
        double[] Normal() => [.. Enumerable.Range(0, 10_000).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
        var found = CanonicalCorrelations.Of([.. Enumerable.Range(0, 40).Select(_ => Normal())], [.. Enumerable.Range(0, 25).Select(_ => Normal())])!;
        Assert.Equal(40 / 9_999.0, found.Chance, 12);

        // The sum is about a χ² of 1,000 degrees of freedom over 9,999: its standard deviation is √2,000 of 1,000.
        Assert.InRange(found.MeanSquare / found.Chance, 1 - (4 * Math.Sqrt(2_000) / 1_000), 1 + (4 * Math.Sqrt(2_000) / 1_000));
        Assert.InRange(found.Adjusted, -0.001, 0.001);
    }

    [Fact]
    public void Too_few_people_and_sets_that_do_not_vary_have_none()
    {
        Assert.Null(CanonicalCorrelations.Of([.. X.Select(column => column[..6])], [.. Y.Select(column => column[..6])]));
        Assert.NotNull(CanonicalCorrelations.Of([.. X.Select(column => column[..7])], [.. Y.Select(column => column[..7])]));
        Assert.Null(CanonicalCorrelations.Of([Of(_ => 5)], Y));
        Assert.Null(CanonicalCorrelations.Of([], Y));
    }

    private static double[] Of(Func<int, double> value) => [.. Enumerable.Range(0, People).Select(value)];
}
