using WhiteMatter.Statistics.Prediction;
using WhiteMatter.Statistics.Prediction.Trees;
using Xunit;

namespace WhiteMatter.Statistics.Tests.Prediction;

/// <summary>Boosted trees against closed forms, and what they find that lines do not.</summary>
public sealed class TreesTests
{
    private static readonly BoostedTreesLearner Trees = new([10, 30, 90], [1, 2], [0.1], 5, 1);

    private static PredictionResult Run(PredictionProblem problem, Learner? learner = null, int permutations = 0, int threads = 1, int resamples = 0, int folds = 4) =>
        CrossValidatedPrediction.Run(
            problem,
            new PredictionOptions { Learner = learner ?? Trees, Folds = folds, InnerFolds = 3, Permutations = permutations, Threads = threads, Resamples = resamples, Seed = 3 },
            null,
            CancellationToken.None);

    private static double Value(PredictionResult result, string name) => result.Measures.Single(measure => measure.Name == name).Value;

    [Fact]
    public void A_step_is_divided_at_its_place_and_its_leaves_are_those_of_the_formula()
    {
        // 30 people at −2, −1 of whom each has −3 and 50 at 1, 2 who have 1.8: the mean is 0. A leaf of n people whose residuals are r adds rate · n·r/(n + l2), and leaves
        // r·(1 − rate · n/(n + l2)) to the next tree.
        double[] feature = [.. Enumerable.Range(0, 80).Select(i => i < 30 ? -1.0 - (i % 2) : 1.0 + (i % 2))];
        double[] target = [.. Enumerable.Range(0, 80).Select(i => i < 30 ? -3.0 : 1.8)];
        const double Rate = 0.3, L2 = 4;
        using var data = new TreeDataset([feature], target, new double[80], new BoostedTreesLearner([3], [1], [Rate], 5, L2));
        using var trees = new BoostedTrees(data, false, 1, Rate);

        // The division is half way, at 0: people on both sides of it.
        using var people = new ColumnBlock([[-9, -0.001, 0.001, 9]], data.Least, 4);
        var found = new double[4];
        for (var count = 1; count <= 3; count++)
        {
            trees.GrowTo(count, CancellationToken.None);
            trees.AddTo(found, people, count - 1);
            var (low, high) = (-3 * (1 - Math.Pow(1 - (Rate * 30 / (30 + L2)), count)), 1.8 * (1 - Math.Pow(1 - (Rate * 50 / (50 + L2)), count)));
            double[] expected = [low, low, high, high];
            Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(expected[i], found[i], 1e-6));
        }

        Assert.Equal(1, Assert.Single(trees.Gains()));
    }

    [Fact]
    public void A_step_of_a_class_has_the_leaves_of_the_formula()
    {
        // 40 people below of whom 10 are cases, 60 above of whom 42 are; all begin with the log odds of 0.52. A leaf adds rate · Σ(y − p)/(n·p·(1 − p) + l2).
        double[] feature = [.. Enumerable.Range(0, 100).Select(i => i < 40 ? 1.0 : 2.0)];
        double[] cases = [.. Enumerable.Range(0, 100).Select(i => i is < 10 or (>= 40 and < 82) ? 1.0 : 0)];
        var start = new double[100];
        Array.Fill(start, Math.Log(0.52 / 0.48));
        const double Rate = 0.5, L2 = 2;
        using var data = new TreeDataset([feature], cases, start, new BoostedTreesLearner([1], [1], [Rate], 5, L2));
        using var trees = new BoostedTrees(data, true, 1, Rate);
        trees.GrowTo(1, CancellationToken.None);
        using var people = new ColumnBlock([[1, 2]], data.Least, 2);
        var found = new double[2];
        trees.AddTo(found, people, 0);
        Assert.Equal(Rate * (10 - (40 * 0.52)) / ((40 * 0.52 * 0.48) + L2), found[0], 1e-6);
        Assert.Equal(Rate * (42 - (60 * 0.52)) / ((60 * 0.52 * 0.48) + L2), found[1], 1e-6);
    }

    [Fact]
    public void The_first_division_is_by_the_feature_that_gains_most()
    {
        // The gain of a division into parts of n and m people whose residuals sum to s and −s is s²/(n + l2) + s²/(m + l2): 150² · 2/(50 + 1) by the first, 30² · 2/(50 + 1) by the second.
        double[] first = [.. Enumerable.Range(0, 100).Select(i => (double)(i % 2))], second = [.. Enumerable.Range(0, 100).Select(i => (double)(i / 2 % 2))];
        double[] target = [.. Enumerable.Range(0, 100).Select(i => (3 * ((2 * first[i]) - 1)) + (0.6 * ((2 * second[i]) - 1)))];
        using var data = new TreeDataset([second, first], target, new double[100], new BoostedTreesLearner([1], [1], [1], 5, 1));
        using var trees = new BoostedTrees(data, false, 1, 1);
        trees.GrowTo(1, CancellationToken.None);
        Assert.Equal([0, 1], trees.Gains());
        trees.GrowTo(2, CancellationToken.None);

        // What the first tree leaves of the first feature is 3/51 of a person; the second then gains most. Shares of 150² · 2/51 and 30² · 2/51.
        Assert.Equal(30.0 * 30 / ((150 * 150) + (30 * 30)), trees.Gains()[0], 1e-6);
    }

    [Fact]
    public void An_effect_that_is_not_a_line_is_found_where_ridge_regression_misses_it()
    {
        // Half of the variance is the square of a feature and the product of two others: no line has any of it.
        var drawn = SimulatedPeople.Draw(21, 1500, 8, 0);
        double[] Column(string name) => [.. Enumerable.Range(0, 1500).Select(i => KeyedDraws.For(21, "trees", name).Normal((ulong)i))];
        double[][] x = [.. Enumerable.Range(0, 8).Select(j => Column("x" + j))];
        var noise = Column("noise");
        double[] y = [.. Enumerable.Range(0, 1500).Select(i => (0.5 * ((x[0][i] * x[0][i]) - 1)) + (Math.Sqrt(0.5) * x[1][i] * x[2][i]) + noise[i])];
        var problem = drawn with { Features = x, Outcome = y };
        var trees = Run(problem, new BoostedTreesLearner([50, 100, 200], [2, 4], [0.1], 20, 1), resamples: 200);
        var ridge = Run(problem, new RidgeLearner([1000, 100, 10, 1, 0.1, 0.01]), resamples: 200);

        // At least half of what there is to be found.
        Assert.InRange(Value(trees, "r2"), 0.25, 0.5);
        Assert.InRange(Value(ridge, "r2"), -0.05, 0.03);
        Assert.True(trees.Measures[0].Low > ridge.Measures[0].High);

        // The three features that make the outcome have the gain.
        var gains = Enumerable.Range(0, 8).Select(j => trees.Fits.Average(fit => fit.Coefficients[j])).ToArray();
        Assert.True(gains[..3].Min() > 3 * gains[3..].Max(), string.Join(' ', gains));
        Assert.All(trees.Fits, fit => Assert.Equal(1, fit.Coefficients.Sum(), 1e-12));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Covariates_predict_first_and_the_trees_what_they_leave(bool binary)
    {
        // The outcome is of the covariate alone: the trees add nothing to it, though the features go with it.
        var drawn = SimulatedPeople.Draw(22, 800, 4, 0, 1, binary);
        var result = Run(drawn, new BoostedTreesLearner([5, 20], [2], [0.05], 20, 1));
        var (alone, gain) = binary ? ("covariates_auc", "auc_gain") : ("covariates_r2", "r2_gain");
        Assert.True(Value(result, alone) > (binary ? 0.55 : 0.05));
        Assert.InRange(Value(result, gain), -0.05, 0.02);
    }

    [Fact]
    public void P_of_nothing_is_uniform()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(seed => Run(SimulatedPeople.Draw(500 + seed, 60, 5, 0, 1), new BoostedTreesLearner([3, 10], [1], [0.2], 5, 1), permutations: 19).P).Order()];

        // Kolmogorov and Smirnov's distance of 60 uniform draws is above 0.21 once in a hundred (1.63 / √60); P is of twentieths.
        var distance = values.Select((p, i) => Math.Max(Math.Abs(p - ((i + 1) / 60.0)), Math.Abs(p - (i / 60.0)))).Max();
        Assert.True(distance < 0.21 + (1 / 20.0), $"The distance from uniform is {distance}.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Neither_threads_nor_the_order_of_rows_change_a_bit(bool binary)
    {
        var problem = SimulatedPeople.Draw(8, 300, 12, 0.4, 2, binary);
        int[] order = [.. Enumerable.Range(0, 300).OrderBy(i => HashedSample.Place(9, "shuffle", problem.Keys[i]))];
        double[] Shuffled(double[] column) => [.. order.Select(i => column[i])];
        var other = problem with
        {
            Keys = [.. order.Select(i => problem.Keys[i])],
            Features = [.. problem.Features.Select(Shuffled)],
            Covariates = [.. problem.Covariates.Select(Shuffled)],
            Outcome = Shuffled(problem.Outcome),
        };
        var (first, second) = (Run(problem, permutations: 3, resamples: 20), Run(other, permutations: 3, resamples: 20, threads: 4));
        Assert.Equal(first.Measures.AsEnumerable(), second.Measures);
        Assert.Equal(first.Permuted.AsEnumerable(), second.Permuted);
        Assert.Equal(Shuffled(first.Repeats[0].Predicted), second.Repeats[0].Predicted);
        Assert.All(Enumerable.Range(0, 4), fold => Assert.Equal(first.Fits[fold].Coefficients.AsEnumerable(), second.Fits[fold].Coefficients));
    }

    [Fact]
    public void Few_people_in_no_leaf_and_features_that_do_not_vary_predict_the_mean()
    {
        var problem = SimulatedPeople.Draw(9, 60, 3, 0.5);
        var undivided = Run(problem, new BoostedTreesLearner([20], [3], [0.1], 50, 1)).Repeats[0];
        Assert.Equal(undivided.Reference, undivided.Predicted, (a, b) => Math.Abs(a - b) < 1e-9);
        var constant = Run(problem with { Features = [new double[60]] }).Repeats[0];
        Assert.Equal(constant.Reference, constant.Predicted, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Learning_stops_when_it_is_asked_to()
    {
        using var stop = new CancellationTokenSource();
        var problem = SimulatedPeople.Draw(10, 2000, 50, 0.5);
        stop.CancelAfter(TimeSpan.FromMilliseconds(300));
        var options = new PredictionOptions { Learner = new BoostedTreesLearner([100000], [6], [0.01], 5, 1), Folds = 2, InnerFolds = 2, Seed = 3 };
        Assert.ThrowsAny<OperationCanceledException>(() => CrossValidatedPrediction.Run(problem, options, null, stop.Token));
    }
}
