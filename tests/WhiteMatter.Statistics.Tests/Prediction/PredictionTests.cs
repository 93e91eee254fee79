using WhiteMatter.Statistics.Prediction;
using WhiteMatter.Statistics.Prediction.Measures;
using Xunit;

namespace WhiteMatter.Statistics.Tests.Prediction;

/// <summary>What holds of predictions whatever the learner.</summary>
public sealed class PredictionTests
{
    private static readonly RidgeLearner Ridge = new([1000, 100, 10, 1, 0.1, 0.01]);

    private static PredictionResult Run(PredictionProblem problem, Learner? learner = null, int permutations = 0, int threads = 1, int repeats = 1, int resamples = 0, int folds = 5, long seed = 3) =>
        CrossValidatedPrediction.Run(
            problem,
            new PredictionOptions { Learner = learner ?? Ridge, Folds = folds, InnerFolds = 3, Permutations = permutations, Threads = threads, Repeats = repeats, Resamples = resamples, Seed = seed },
            null,
            CancellationToken.None);

    private static double Value(PredictionResult result, string name) => result.Measures.Single(measure => measure.Name == name).Value;

    private static double[] Coins(long seed, int people) => [.. Enumerable.Range(0, people).Select(i => (double)KeyedDraws.For(seed, "coins").Below((ulong)i, 2))];

    [Fact]
    public void A_planted_share_of_the_variance_is_recovered()
    {
        // 20 features x = 0.8 f + 0.6 s of independent f and a shared s, of which the first five f make 40% of the outcome. With Σ = 0.64 I + 0.36 J and c = 0.8/√5 for five of the features
        // the best linear prediction explains 0.4 · c'Σ⁻¹c = 0.4 · (1 − 3.2 · 0.36 / (0.64 · (0.64 + 7.2))) = 0.30816 of it; learning 20 coefficients of 3,600 people takes 20/3600 · 0.69 off.
        const double Known = 0.30816 - (0.69184 * 20 / 3600);
        var results = Enumerable.Range(0, 4).Select(seed => Run(SimulatedPeople.Draw(11 + seed, 4000, 20, 0.4), resamples: 200)).ToArray();

        // The standard error of R² in 4,000 people is √(4 R² (1 − R²)² / n) = 0.0121.
        Assert.Equal(Known, results.Average(result => result.Measures[0].Value), 3 * 0.0121 / 2);
        foreach (var result in results)
        {
            Assert.Equal("r2", result.Measures[0].Name);
            Assert.InRange((result.Measures[0].High - result.Measures[0].Low) / (2 * 1.96 * 0.0121), 0.8, 1.25);
            Assert.Equal(1, Value(result, "calibration_slope"), 0.1);
            Assert.Equal(result.Measures[0].Value - 1, Value(result, "bias_slope"), 0.03);
        }
    }

    [Fact]
    public void Many_features_that_tell_nothing_predict_nothing()
    {
        // Standardisation, regression on covariates or choice of penalties that saw the people predicted would give an AUC above a half and an R² above 0 here.
        var areas = Enumerable.Range(0, 10).Select(seed => Value(Run(SimulatedPeople.Draw(100 + seed, 60, 1500, 0, 3, binary: true) with { Use = CovariateUse.Features, Outcome = Coins(seed, 60) }), "auc")).ToArray();

        // The area of 6 cases and 6 others has the variance (6 + 6 + 1) / (12 · 36) without a difference, the mean of five folds a standard error of 0.078, and that of ten studies of 0.0245.
        Assert.Equal(0.5, areas.Average(), 3 * 0.0245);
        var shares = Enumerable.Range(0, 10).Select(seed => Value(Run(SimulatedPeople.Draw(200 + seed, 60, 1500, 0)), "r2")).ToArray();
        Assert.True(shares.Average() <= 0.01, $"R² is {shares.Average()} on average.");
        Assert.True(shares.Average() > -0.5, $"R² is {shares.Average()} on average.");
    }

    [Theory]
    [InlineData(0, CovariateUse.Beside, 12)]
    [InlineData(2, CovariateUse.Beside, 12)]
    [InlineData(2, CovariateUse.Features, 12)]
    [InlineData(2, CovariateUse.Outcome, 12)]
    [InlineData(2, CovariateUse.Both, 12)]
    [InlineData(2, CovariateUse.Both, 90)]
    public void Permutations_of_ridge_that_share_a_decomposition_are_those_done_one_by_one(int covariates, CovariateUse use, int features)
    {
        var problem = SimulatedPeople.Draw(5, 80, features, 0.3, covariates) with { Use = use };
        var shared = Run(problem, permutations: 6);
        var order = new PermutedPeople(problem, 3);
        for (var m = 0; m < 6; m++)
        {
            var alone = Run(order.Problem(m));
            Assert.Equal(Value(alone, shared.Statistic), shared.Permuted[m], 1e-9);
        }
    }

    [Fact]
    public void P_of_nothing_is_uniform()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(seed => Run(SimulatedPeople.Draw(300 + seed, 60, 8, 0, 1), permutations: 49, folds: 4).P).Order()];

        // Kolmogorov and Smirnov's distance of 60 uniform draws is above 0.21 once in a hundred (1.63 / √60).
        var distance = values.Select((p, i) => Math.Max(Math.Abs(p - ((i + 1) / 60.0)), Math.Abs(p - (i / 60.0)))).Max();
        Assert.True(distance < 0.21 + (1 / 50.0), $"The distance from uniform is {distance}.");
    }

    [Fact]
    public void What_is_planted_has_the_smallest_P() =>
        Assert.Equal(1 / 100.0, Run(SimulatedPeople.Draw(6, 300, 10, 0.3, 2), permutations: 99).P);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Neither_threads_nor_the_order_of_rows_change_a_bit(bool binary)
    {
        var problem = SimulatedPeople.Draw(8, 120, 15, 0.4, 2, binary) with { Groups = [.. Enumerable.Range(0, 120).Select(i => $"family{i / 3}")] };
        int[] order = [.. Enumerable.Range(0, 120).OrderBy(i => HashedSample.Place(9, "shuffle", problem.Keys[i]))];
        double[] Shuffled(double[] column) => [.. order.Select(i => column[i])];
        var other = problem with
        {
            Keys = [.. order.Select(i => problem.Keys[i])],
            Features = [.. problem.Features.Select(Shuffled)],
            Covariates = [.. problem.Covariates.Select(Shuffled)],
            Outcome = Shuffled(problem.Outcome),
            Groups = [.. order.Select(i => problem.Groups.Value[i])],
        };
        var first = Run(problem, permutations: 3, repeats: 2, resamples: 20);
        var second = Run(other, permutations: 3, repeats: 2, resamples: 20, threads: 4);
        Assert.Equal(first.Measures.AsEnumerable(), second.Measures);
        Assert.Equal(first.Permuted.AsEnumerable(), second.Permuted);
        Assert.Equal(Shuffled(first.Repeats[1].Predicted), second.Repeats[1].Predicted);
    }

    [Fact]
    public void Groups_stay_whole_and_classes_are_spread()
    {
        var problem = SimulatedPeople.Draw(4, 200, 3, 0, binary: true) with { Groups = [.. Enumerable.Range(0, 200).Select(i => $"family{i / 4}")] };
        var folds = FoldAssignment.Deal(problem, new PredictionOptions { Learner = Ridge, Seed = 1 }, 0);
        Assert.All(Enumerable.Range(0, 200).GroupBy(i => problem.Groups.Value[i]), family => Assert.Single(family.Select(i => (folds.Outer[i], folds.Inner[i])).Distinct()));
        var alone = problem with { Groups = null };
        var dealt = FoldAssignment.Deal(alone, new PredictionOptions { Learner = Ridge, Seed = 1 }, 0);
        var cases = Enumerable.Range(0, 10).Select(fold => Enumerable.Range(0, 200).Count(i => dealt.Outer[i] == fold && alone.Outcome[i] == 1)).ToArray();
        Assert.True(cases.Max() - cases.Min() <= 1);
    }

    [Fact]
    public void A_site_that_differs_is_predicted_by_the_others()
    {
        var problem = SimulatedPeople.Draw(4, 150, 3, 0.5) with { Sites = [.. Enumerable.Range(0, 150).Select(i => "site" + (i % 3))] };
        var repeat = Run(problem).Repeats[0];
        Assert.Equal(["site0", "site1", "site2"], repeat.Folds.Names);
        Assert.All(Enumerable.Range(0, 150), i => Assert.Equal(i % 3, repeat.Folds.Outer[i]));
    }

    [Fact]
    public void Wilsons_interval_is_that_of_his_table()
    {
        // Newcombe, Statistics in Medicine 1998; 17: 857–872, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        (int Cases, int People, double Low, double High)[] table = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)];
        foreach (var (cases, people, low, high) in table)
        {
            var found = CalibrationBin.Interval(cases, people);
            Assert.Equal(low, found.Low, 5e-5);
            Assert.Equal(high, found.High, 5e-5);
        }
    }
}
