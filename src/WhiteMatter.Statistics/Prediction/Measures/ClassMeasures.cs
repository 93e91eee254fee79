using WhiteMatter.Statistics.Prediction.Learners;

namespace WhiteMatter.Statistics.Prediction.Measures;

/// <summary>
/// Measures of probabilities of cases: <c>auc</c>, the share of pairs of a case and another in which the case has the greater, ties by half; <c>balanced_accuracy</c>, the mean of sensitivity
/// and specificity where those are called cases whose probability is above the share of cases among the people learnt from; <c>brier</c> and <c>log_loss</c>, means over people;
/// <c>calibration_intercept</c> and <c>calibration_slope</c>, of the logistic regression of the truth on predicted log odds (Cox 1958), undefined where nothing is predicted apart; and
/// where covariates predict beside, <c>covariates_auc</c> of them alone and <c>auc_gain</c>, what features add.
/// </summary>
internal sealed class ClassMeasures : PeopleMeasures
{
    private const int Steps = 25;

    private static readonly string[] Own = ["auc", "balanced_accuracy", "brier", "log_loss", "calibration_intercept", "calibration_slope"];
    private static readonly string[] Beside = [.. Own, "covariates_auc", "auc_gain"];

    private readonly RepeatPredictions _predictions;
    private readonly int[] _order;
    private readonly int[]? _orderOfCovariates;
    private readonly double[] _odds;

    public ClassMeasures(RepeatPredictions predictions)
    {
        _predictions = predictions;
        _order = Order(predictions.Predicted);
        _orderOfCovariates = predictions.Covariates is null ? null : Order(predictions.Covariates);
        _odds = [.. predictions.Predicted.Select(p => Math.Log(Math.Max(p, 1e-15)) - Math.Log(Math.Max(1 - p, 1e-15)))];
    }

    public override IReadOnlyList<string> Names => _predictions.Covariates is null ? Own : Beside;

    public override double[] Of(ReadOnlySpan<int> weights)
    {
        var (truth, predicted, reference) = (_predictions.Truth, _predictions.Predicted, _predictions.Reference);
        double n = 0, brier = 0, loss = 0, cases = 0, found = 0, spared = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            double w = weights[i];
            n += w;
            brier += w * (predicted[i] - truth[i]) * (predicted[i] - truth[i]);
            loss += w * LogisticFit.LossOf(truth[i], _odds[i]);
            cases += w * truth[i];
            found += truth[i] == 1 && predicted[i] > reference[i] ? w : 0;
            spared += truth[i] == 0 && predicted[i] <= reference[i] ? w : 0;
        }

        var auc = AreaUnderCurve(truth, predicted, _order, weights);
        var (intercept, slope) = Calibration(truth, weights);
        double[] own = [auc, ((found / cases) + (spared / (n - cases))) / 2, brier / n, loss / n, intercept, slope];
        if (_predictions.Covariates is not { } covariates)
        {
            return own;
        }

        var without = AreaUnderCurve(truth, covariates, _orderOfCovariates!, weights);
        return [.. own, without, auc - without];
    }

    internal static int[] Order(double[] scores)
    {
        var order = Enumerable.Range(0, scores.Length).ToArray();
        Array.Sort(order, (a, b) => scores[a] != scores[b] ? scores[a].CompareTo(scores[b]) : a.CompareTo(b));
        return order;
    }

    /// <summary>The share of weighted pairs in which the case has the greater score, ties by half.</summary>
    internal static double AreaUnderCurve(double[] truth, double[] scores, int[] order, ReadOnlySpan<int> weights)
    {
        double others = 0, cases = 0, won = 0;
        for (var from = 0; from < order.Length;)
        {
            double tiedCases = 0, tiedOthers = 0;
            var to = from;
            for (; to < order.Length && scores[order[to]] == scores[order[from]]; to++)
            {
                var person = order[to];
                tiedCases += truth[person] == 1 ? weights[person] : 0;
                tiedOthers += truth[person] == 1 ? 0 : weights[person];
            }

            won += tiedCases * (others + (tiedOthers / 2));
            others += tiedOthers;
            cases += tiedCases;
            from = to;
        }

        return won / (cases * others);
    }

    private (double Intercept, double Slope) Calibration(double[] truth, ReadOnlySpan<int> weights)
    {
        var (intercept, slope) = (0.0, 1.0);
        for (var step = 0; step < Steps; step++)
        {
            double a = 0, b = 0, aa = 0, ab = 0, bb = 0;
            for (var i = 0; i < weights.Length; i++)
            {
                if (weights[i] == 0)
                {
                    continue;
                }

                var p = LogisticFit.Probability(intercept + (slope * _odds[i]));
                var (residual, weight) = (weights[i] * (truth[i] - p), weights[i] * p * (1 - p));
                a += residual;
                b += residual * _odds[i];
                aa += weight;
                ab += weight * _odds[i];
                bb += weight * _odds[i] * _odds[i];
            }

            var determinant = (aa * bb) - (ab * ab);
            if (!(determinant > 1e-12 * aa * bb))
            {
                return (double.NaN, double.NaN);
            }

            var (first, second) = (((bb * a) - (ab * b)) / determinant, ((aa * b) - (ab * a)) / determinant);
            (intercept, slope) = (intercept + first, slope + second);
            if (Math.Abs(first) < 1e-9 && Math.Abs(second) < 1e-9)
            {
                return (intercept, slope);
            }
        }

        return (double.NaN, double.NaN);
    }
}
