using WhiteMatter.Statistics.Multivariate;
using Xunit;

namespace WhiteMatter.Statistics.Tests;

public sealed class SharedSpaceTests
{
    private const int People = 400;

    /// <summary>Of two sets the eigenvalues of generalised canonical analysis are 1 + ρ, with ρ the canonical correlations (Kettenring 1971, section 4).</summary>
    [Fact]
    public void Of_two_sets_agreement_is_that_of_canonical_correlations()
    {
        var (first, second) = (Drawn("one", 3), Drawn("two", 4));
        for (var person = 0; person < People; person++)
        {
            second[0][person] += first[1][person];
            second[1][person] += 0.3 * first[2][person];
        }

        var canonical = CanonicalCorrelations.Of(first, second)!;
        var shared = SharedSpace.Of([first, second], 3)!;
        for (var j = 0; j < 3; j++)
        {
            Assert.Equal((1 + canonical.Values[j]) / 2, shared.Agreement[j], 9);
        }
    }

    [Fact]
    public void Dimensions_have_variance_one_are_uncorrelated_and_correlate_with_sets_as_agreement_says()
    {
        var sets = Sets(out _);
        var shared = SharedSpace.Of(sets, 2)!;
        var dimensions = Dimensions(shared, sets);
        Assert.Equal(1, Covariance(dimensions[0], dimensions[0]), 9);
        Assert.Equal(1, Covariance(dimensions[1], dimensions[1]), 9);
        Assert.Equal(0, Covariance(dimensions[0], dimensions[1]), 9);

        // The squared multiple correlation of one variable with a set is the square of their one canonical correlation.
        for (var j = 0; j < 2; j++)
        {
            Assert.Equal(sets.Average(set => CanonicalCorrelations.Of([dimensions[j]], set)!.MeanSquare), shared.Agreement[j], 9);
        }
    }

    /// <summary>Three networks hold the same two numbers, each mixed in its own way with noise of its own.</summary>
    [Fact]
    public void What_sets_hold_in_common_is_found_however_each_mixes_it()
    {
        var sets = Sets(out var truth);
        var dimensions = Dimensions(SharedSpace.Of(sets, 2)!, sets);
        Assert.True(CanonicalCorrelations.Of(dimensions, truth)!.Values[1] > 0.98);

        // Turned, stretched and moved, with a variable that makes nothing new.
        double[][] turned =
        [
            [.. sets[0][0].Zip(sets[0][1], (a, b) => 3 + (2 * a) - b)],
            [.. sets[0][0].Zip(sets[0][1], (a, b) => 100 * (a + b))],
            sets[0][2],
            [.. sets[0][2].Select(value => 7 - (4 * value))],
        ];
        IReadOnlyList<double[]>[] other = [turned, sets[1], sets[2]];
        var again = Dimensions(SharedSpace.Of(other, 2)!, other);
        for (var j = 0; j < 2; j++)
        {
            Assert.Equal(1, Math.Abs(Covariance(dimensions[j], again[j])), 6);
        }
    }

    /// <summary>
    /// Expected: numpy 1.24.2 of Debian 12, with x of 60 people by sin and cos as below, q, _, _ = np.linalg.svd(x - x.mean(0), full_matrices=False) of each set,
    /// u, s, _ = np.linalg.svd(np.hstack(qs), full_matrices=False): s²/3; the squared length of q.T @ u[:, 0]; x.T @ u[:, 0] * sqrt(59) / 59.
    /// </summary>
    [Fact]
    public void Agreement_and_regressions_are_those_of_singular_values_in_numpy()
    {
        IReadOnlyList<double[]>[] sets =
        [
            .. Enumerable.Range(0, 3).Select(m => (IReadOnlyList<double[]>)[.. Enumerable.Range(0, 3).Select(k =>
                Enumerable.Range(0, 60).Select(i => Math.Sin(((m + 1) * (k + 1) * 0.37 * i) + m) + Math.Cos(0.11 * (k + 1) * i)).ToArray())]),
        ];
        var shared = SharedSpace.Of(sets, 3)!;
        Close([0.7771205173237133, 0.6591661673808148, 0.6314561132079378], [.. shared.Agreement]);
        Close([0.7921445211493244, 0.8046005448341897, 0.7346164859876309], [.. Enumerable.Range(0, 3).Select(m => shared.ExplainedBy(m)[0])]);
        double[] loadings = [.. Enumerable.Range(0, 3).SelectMany(m => shared.LoadingsOf(m)[0])];
        Close(
            [
                0.867690776943853, 0.5286681984072907, 0.4160482196855381, 0.6017480138469631, 0.4957593077616992, 0.5693367651266021, 0.5290482282207573, 0.5748900502888941, 0.4843105260219984,
            ],
            Array.ConvertAll(loadings, value => value * Math.Sign(loadings[0])));

        static void Close(double[] expected, double[] found) => Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void Means_and_weights_make_the_parts()
    {
        var sets = Sets(out _);
        var shared = SharedSpace.Of(sets, 2)!;
        var (means, weights, part) = (shared.MeansOf(1), shared.WeightsOf(1), shared.PartOf(1, sets[1]));
        for (var person = 0; person < 5; person++)
        {
            Assert.Equal(Enumerable.Range(0, 3).Sum(k => weights[1][k] * (sets[1][k][person] - means[k])), part[1][person], 1e-9);
        }
    }

    [Fact]
    public void Too_few_people_and_sets_that_do_not_vary_have_none()
    {
        var sets = Sets(out _);
        double[][] Cut(IReadOnlyList<double[]> set) => [.. set.Select(column => column[..9])];
        Assert.Null(SharedSpace.Of([.. sets.Select(Cut)], 2));
        Assert.Null(SharedSpace.Of([sets[0], [new double[People]]], 1));
    }

    private static IReadOnlyList<double[]>[] Sets(out double[][] truth)
    {
        var hidden = Drawn("truth", 2);
        truth = hidden;
        return
        [
            .. Enumerable.Range(0, 3).Select(set =>
            {
                var noise = Drawn($"noise {set}", 3);
                return (IReadOnlyList<double[]>)[.. noise.Select((column, k) => column.Select((value, i) =>
                    (0.2 * value) + ((k + set + 1) * hidden[0][i]) + ((k - set) * hidden[1][i]) + (k == 2 ? value : 0)).ToArray())];
            }),
        ];
    }

    private static double[][] Dimensions(SharedSpace shared, IReadOnlyList<double[]>[] sets)
    {
        double[][][] parts = [.. sets.Select((set, m) => shared.PartOf(m, set))];
        return [.. Enumerable.Range(0, shared.Agreement.Length).Select(j => Enumerable.Range(0, People).Select(i => parts.Sum(part => part[j][i])).ToArray())];
    }

    private static double Covariance(double[] first, double[] second)
    {
        var (meanFirst, meanSecond) = (first.Average(), second.Average());
        return first.Zip(second, (a, b) => (a - meanFirst) * (b - meanSecond)).Sum() / (first.Length - 1);
    }

    private static double[][] Drawn(string what, int variables) =>
        [.. Enumerable.Range(0, variables).Select(k => Enumerable.Range(0, People).Select(i => KeyedDraws.For(2, what, $"{k}").Normal((ulong)i)).ToArray())];
}
