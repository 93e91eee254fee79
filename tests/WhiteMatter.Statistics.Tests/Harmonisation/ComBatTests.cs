using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using WhiteMatter.Fixtures;
using WhiteMatter.Statistics.Harmonisation;
using Xunit;

namespace WhiteMatter.Statistics.Tests.Harmonisation;

public sealed class ComBatTests
{
    private static readonly int[] Batches = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    private static readonly double[] Covariate = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2];

    /// <summary>The published tables (Jfortin1/ComBatHarmonization, <c>Testing/outputData</c>) and the options that made them.</summary>
    public static TheoryData<string, ComBatPrior, bool, bool, bool> Published => new()
    {
        { "parametric_unadjusted", ComBatPrior.Parametric, false, false, false },
        { "parametric_adjusted", ComBatPrior.Parametric, true, false, false },
        { "parametric_adjusted_meanonly", ComBatPrior.Parametric, true, true, false },
        { "parametric_adjusted_batchref", ComBatPrior.Parametric, true, false, true },
        { "parametric_adjusted_noeb", ComBatPrior.None, true, false, false },
        { "nonparametric_adjusted", ComBatPrior.NonParametric, true, false, false },
        { "nonparametric_adjusted_meanonly_batchref", ComBatPrior.NonParametric, true, true, true },
    };

    [ComBatDataTheory]
    [MemberData(nameof(Published))]
    public void The_published_tables_are_met(string table, ComBatPrior prior, bool adjusted, bool meanOnly, bool reference)
    {
        var folder = SharedData.Find("combat")!;
        var features = Read(Path.Combine(folder, "input.csv"), header: true);
        var expected = Read(Path.Combine(folder, $"expected_{table}.csv"), header: false);
        var result = ComBat.Run(
            features, Batches, adjusted ? [Covariate] : [], new ComBatOptions { Prior = prior, MeanOnly = meanOnly, Reference = reference ? 0 : null });
        Assert.Equal((200, 200), (expected.Length, result.Features.Length));
        Assert.All(result.Problems, problem => Assert.Equal(ComBatProblem.None, problem));
        var difference = Enumerable.Range(0, 200).Max(f => Enumerable.Range(0, 10).Max(person => Math.Abs(expected[f][person] - result.Features[f][person])));
        Assert.True(difference <= 1e-9, $"{table} differs by {difference}.");
    }

    [Theory]
    [InlineData(ComBatPrior.Parametric)]
    [InlineData(ComBatPrior.NonParametric)]
    public void It_keeps_to_its_threads_and_gives_the_same_numbers_on_several(ComBatPrior prior)
    {
        var features = new Watched(Draw(new Random(3), people: 40, features: 60));
        int[] batches = [.. Enumerable.Range(0, 40).Select(person => person % 2)];
        var one = ComBat.Run(features, batches, [], new ComBatOptions { Prior = prior });
        Assert.Equal([Environment.CurrentManagedThreadId], features.Threads.Keys);
        var two = ComBat.Run(features, batches, [], new ComBatOptions { Prior = prior, Threads = 2 });
        Assert.All(one.Features.Zip(two.Features), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Fact]
    public void Without_shrinking_every_batch_has_the_mean_and_variance_of_all_once_covariates_are_out()
    {
        var random = new Random(3);
        var features = Draw(random, people: 60, features: 5);
        int[] batches = [.. Enumerable.Range(0, 60).Select(person => person % 3)];
        var result = ComBat.Run(features, batches, [], new ComBatOptions { Prior = ComBatPrior.None });
        foreach (var feature in result.Features)
        {
            var moments = Enumerable.Range(0, 3).Select(batch => Moments([.. feature.Where((_, person) => batches[person] == batch)])).ToArray();
            Assert.All(moments, moment => Assert.Equal(moments[0].Mean, moment.Mean, 10));
            Assert.All(moments, moment => Assert.Equal(moments[0].Variance, moment.Variance, 10));
        }
    }

    [Fact]
    public void What_a_covariate_explains_stays_and_what_a_batch_adds_goes()
    {
        // Age unevenly over batches: taken for a batch's effect unless it is kept.
        var random = new Random(8);
        int[] batches = [.. Enumerable.Range(0, 200).Select(person => person % 2)];
        double[] age = [.. batches.Select(batch => 50 + (10 * batch) + (8 * random.NextDouble()))];
        double[][] features = [.. Enumerable.Range(0, 12).Select(f => age.Select((years, person) => (0.5 * years) + (3 * batches[person]) + random.NextDouble()).ToArray())];
        var kept = ComBat.Run(features, batches, [age], new ComBatOptions()).Features[0];
        var lost = ComBat.Run(features, batches, [], new ComBatOptions()).Features[0];
        Assert.Equal(0.5, Slope(age, kept), 1);
        Assert.True(Slope(age, lost) < 0.3);
        Assert.True(Math.Abs(Residual(kept, age, batches, 1) - Residual(kept, age, batches, 0)) < 0.1);
    }

    [Fact]
    public void The_values_of_the_reference_stay_as_they_are()
    {
        var features = Draw(new Random(4), people: 40, features: 6);
        int[] batches = [.. Enumerable.Range(0, 40).Select(person => person / 20)];
        var result = ComBat.Run(features, batches, [], new ComBatOptions { Reference = 1 });
        for (var f = 0; f < 6; f++)
        {
            Assert.Equal(features[f][20..], result.Features[f][20..]);
            Assert.NotEqual(features[f][..20], result.Features[f][..20]);
        }
    }

    [Fact]
    public void A_missing_value_leaves_its_own_feature_alone_and_a_person_left_out_all()
    {
        var features = Draw(new Random(5), people: 40, features: 4);
        int[] batches = [.. Enumerable.Range(0, 40).Select(person => person == 7 ? -1 : person % 2)];
        features[2][11] = double.NaN;
        var result = ComBat.Run(features, batches, [], new ComBatOptions { Prior = ComBatPrior.None });
        Assert.True(double.IsNaN(result.Features[2][11]) && result.Features.All(feature => double.IsNaN(feature[7])));

        // As if those people were not there.
        int[] others = [.. Enumerable.Range(0, 40).Where(person => person is not (7 or 11))];
        var alone = ComBat.Run(
            [Array.ConvertAll(others, person => features[2][person])], [.. others.Select(person => person % 2)], [], new ComBatOptions { Prior = ComBatPrior.None });
        Assert.Equal(alone.Features[0], Array.ConvertAll(others, person => result.Features[2][person]));
    }

    [Fact]
    public void Features_that_cannot_be_harmonised_are_left_as_they_are_and_change_nothing_for_the_others()
    {
        var features = Draw(new Random(6), people: 30, features: 3);
        int[] batches = [.. Enumerable.Range(0, 30).Select(person => person < 20 ? 0 : 1)];
        double[] constant = [.. Enumerable.Repeat(7.0, 30)];
        double[] sparse = [.. features[0].Select((value, person) => person is < 20 or 25 ? value : double.NaN)];
        double[] steady = [.. features[0].Select((value, person) => person < 20 ? value : 2)];
        var result = ComBat.Run([features[0], constant, features[1], sparse, features[2], steady], batches, [], new ComBatOptions());
        Assert.Equal(
            [ComBatProblem.None, ComBatProblem.Constant, ComBatProblem.None, ComBatProblem.BatchTooSmall, ComBatProblem.None, ComBatProblem.Constant], result.Problems.AsEnumerable());
        Assert.Equal(constant, result.Features[1]);
        Assert.Equal(sparse, result.Features[3]);
        var without = ComBat.Run(features, batches, [], new ComBatOptions());
        Assert.Equal(without.Features[1], result.Features[2]);

        // A covariate that is the batch leaves nothing to tell apart.
        double[] same = [.. batches.Select(batch => (double)batch)];
        Assert.All(ComBat.Run(features, batches, [same], new ComBatOptions()).Problems, problem => Assert.Equal(ComBatProblem.Confounded, problem));
    }

    [Fact]
    public void Many_people_do_not_make_likelihoods_vanish()
    {
        var features = Draw(new Random(7), people: 4000, features: 5);
        int[] batches = [.. Enumerable.Range(0, 4000).Select(person => person % 2)];
        var result = ComBat.Run(features, batches, [], new ComBatOptions { Prior = ComBatPrior.NonParametric });
        Assert.All(result.Features, feature => Assert.All(feature, value => Assert.True(double.IsFinite(value))));
    }

    private static double[][] Draw(Random random, int people, int features) =>
        [.. Enumerable.Range(0, features).Select(f => Enumerable.Range(0, people).Select(_ => f + random.NextDouble() + random.NextDouble()).ToArray())];

    private static (double Mean, double Variance) Moments(double[] values)
    {
        var mean = values.Average();
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static double Slope(double[] x, double[] y)
    {
        var (mx, my) = (x.Average(), y.Average());
        return x.Zip(y).Sum(pair => (pair.First - mx) * (pair.Second - my)) / x.Sum(value => (value - mx) * (value - mx));
    }

    private static double Residual(double[] values, double[] age, int[] batches, int batch) =>
        Enumerable.Range(0, age.Length).Where(person => batches[person] == batch).Average(person => values[person] - (0.5 * age[person]));

    private static double[][] Read(string path, bool header) =>
        [.. File.ReadLines(path).Skip(header ? 1 : 0).Select(line => line.Split(',').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray())];

    /// <summary>Features that note which threads ask for them, slowly enough for others to come.</summary>
    private sealed class Watched(IReadOnlyList<double[]> features) : IReadOnlyList<double[]>
    {
        public ConcurrentDictionary<int, bool> Threads { get; } = new();

        public int Count => features.Count;

        public double[] this[int index]
        {
            get
            {
                Threads[Environment.CurrentManagedThreadId] = true;
                Thread.Sleep(1);
                return features[index];
            }
        }

        public IEnumerator<double[]> GetEnumerator() => features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
