using WhiteMatter.Statistics.Prediction;
using WhiteMatter.Statistics.Prediction.Measures;
using Xunit;

namespace WhiteMatter.Statistics.Tests.Prediction;

/// <summary>Areas, correlations and slopes compare people of one fold alone, since each fold is predicted by another fit.</summary>
public sealed class MeasuresWithinFoldsTests
{
    private static RepeatPredictions Predictions(int[] folds, double[] truth, double[] predicted) =>
        new(new FoldAssignment(folds.Max() + 1, 2, folds, new int[folds.Length], [.. Enumerable.Range(0, folds.Max() + 1).Select(fold => $"{fold}")]), truth, predicted, new double[truth.Length], null, null);

    private static double Value(PeopleMeasures measures, string name, int[] weights) => measures.Of(weights)[measures.Names.ToList().IndexOf(name)];

    private static int[] Once(int people) => [.. Enumerable.Repeat(1, people)];

    [Fact]
    public void The_area_is_the_mean_of_the_folds_areas_by_their_people()
    {
        // The first fold, of four, tells cases apart and has lower scores than the second, of six, in which cases and others take turns.
        int[] folds = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2];
        double[] truth = [1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0];
        double[] predicted = [0.14, 0.13, 0.12, 0.11, 0.96, 0.95, 0.94, 0.93, 0.92, 0.91, 0.99, 0.5];

        // Pairs of the second fold in which the case is above: three of 0.96, two of 0.94, one of 0.92, of nine. The third fold has no case and counts for nothing.
        var measures = new ClassMeasures(Predictions(folds, truth, predicted));
        Assert.Equal(((4 * 1.0) + (6 * 6.0 / 9)) / 10, Value(measures, "auc", Once(12)), 12);

        // A resample without the second fold's cases leaves the first fold.
        Assert.Equal(1, Value(measures, "auc", [1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1]), 12);

        // The curve has the same area: it has corners between its 101 places.
        var curve = RocCurve.WithinFolds([Predictions(folds, truth, predicted)]);
        Assert.Equal(0.8, Enumerable.Range(0, 100).Sum(step => (curve[step] + curve[step + 1]) / 200), 0.01);
    }

    [Fact]
    public void A_shift_of_all_scores_of_a_fold_changes_no_area_and_no_slope()
    {
        int[] folds = [.. Enumerable.Range(0, 60).Select(i => i % 3)];
        double[] noise = [.. Enumerable.Range(0, 60).Select(i => KeyedDraws.For(5, "noise").Normal((ulong)i))];
        double[] cases = [.. Enumerable.Range(0, 60).Select(i => noise[i] + KeyedDraws.For(6, "more").Normal((ulong)i) > 0 ? 1.0 : 0.0)];
        double[] Odds(double shift) => [.. noise.Select((value, i) => 1 / (1 + Math.Exp(-value - (folds[i] == 1 ? shift : 0))))];
        var (one, other) = (new ClassMeasures(Predictions(folds, cases, Odds(0))), new ClassMeasures(Predictions(folds, cases, Odds(3))));
        Assert.Equal(Value(one, "auc", Once(60)), Value(other, "auc", Once(60)), 12);
        Assert.Equal(Value(one, "calibration_slope", Once(60)), Value(other, "calibration_slope", Once(60)), 1e-6);

        // The intercept of a third of the people is less by the slope times the shift.
        Assert.Equal(Value(one, "calibration_intercept", Once(60)) - Value(other, "calibration_slope", Once(60)), Value(other, "calibration_intercept", Once(60)), 1e-6);

        double[] Said(double shift) => [.. noise.Select((value, i) => value + (folds[i] == 1 ? shift : 0))];
        double[] truth = [.. noise.Select((value, i) => (2 * value) + folds[i])];
        var (near, far) = (new NumberMeasures(Predictions(folds, truth, Said(0))), new NumberMeasures(Predictions(folds, truth, Said(3))));
        foreach (var (measures, intercept) in new[] { (near, 1.0), (far, -1.0) })
        {
            Assert.Equal(2, Value(measures, "calibration_slope", Once(60)), 1e-12);
            Assert.Equal(1, Value(measures, "r", Once(60)), 1e-12);
            Assert.Equal(intercept, Value(measures, "calibration_intercept", Once(60)), 1e-12);
        }

        Assert.Equal(-0.5, Value(far, "bias_slope", Once(60)), 1e-12);
    }

    [Fact]
    public void Traits_that_tell_nothing_have_an_area_of_a_half_where_sites_differ_in_their_cases()
    {
        // A fifth, a half and four fifths of the people of three sites are cases: each is predicted by the others, so that sites with more cases are predicted lower.
        var (within, pooled) = (new List<double>(), new List<double>());
        for (var seed = 0; seed < 10; seed++)
        {
            var problem = SimulatedPeople.Draw(400 + seed, 150, 5, 0, binary: true);
            problem = problem with
            {
                Sites = [.. Enumerable.Range(0, 150).Select(i => "site" + (i % 3))],
                Outcome = [.. Enumerable.Range(0, 150).Select(i => i / 3 % 10 < new[] { 2, 5, 8 }[i % 3] ? 1.0 : 0.0)],
            };
            var result = CrossValidatedPrediction.Run(problem, new PredictionOptions { Learner = new RidgeLearner([10, 1, 0.1]), InnerFolds = 3, Seed = seed }, null, CancellationToken.None);
            within.Add(result.Measures.Single(measure => measure.Name == "auc").Value);
            var repeat = result.Repeats[0];
            pooled.Add(Area(repeat.Truth, repeat.Predicted));
        }

        // Variances of the areas of 10, 25 and 40 cases in 50: 51/(12·400), 51/(12·625), 51/(12·400); the mean of three and ten studies has a standard error of 0.0177.
        Assert.Equal(0.5, within.Average(), 3 * 0.0177);
        Assert.True(pooled.Average() < 0.35, $"All scores together have an area of {pooled.Average()}.");
    }

    private static double Area(double[] truth, double[] scores)
    {
        double won = 0, pairs = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            for (var j = 0; j < truth.Length; j++)
            {
                if (truth[i] == 1 && truth[j] == 0)
                {
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }

        return won / pairs;
    }
}
