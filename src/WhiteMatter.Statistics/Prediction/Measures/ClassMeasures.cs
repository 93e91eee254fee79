using WhiteMatter.Statistics.Prediction.Learners;

namespace WhiteMatter.Statistics.Prediction.Measures;

/// <summary>
/// Measures of probabilities of cases: <c>auc</c>, the share of pairs of a case and another of one fold in which the case has the greater, ties by half, as the mean over folds by their people;
/// <c>balanced_accuracy</c>, the mean of sensitivity and specificity where those are called cases whose probability is above the share of cases among the people learnt from; <c>brier</c> and
/// <c>log_loss</c>, means over people; <c>calibration_intercept</c> and <c>calibration_slope</c>, of the logistic regression of the truth on predicted log odds with an intercept for each fold
/// (Cox 1958), of which the mean by people is told, undefined where nothing is predicted apart; and where covariates predict beside, <c>covariates_auc</c> of them alone and <c>auc_gain</c>, what
/// features add.
/// </summary>
/// <remarks>
/// Each fold is predicted by a fit of its own, and scores of different fits are not of one scale: ranks are taken, and slopes fitted, within folds (Forman and Scholz 2010). Folds in which all are
/// cases, or none, have neither pairs nor a slope and are left out of these.
/// </remarks>
internal sealed class ClassMeasures : PeopleMeasures
{
    private const int Steps = 50;

    private static readonly string[] Own = ["auc", "balanced_accuracy", "brier", "log_loss", "calibration_intercept", "calibration_slope"];
    private static readonly string[] Beside = [.. Own, "covariates_auc", "auc_gain"];

    private readonly RepeatPredictions _predictions;
    private readonly int[][] _orders;
    private readonly int[][]? _ordersOfCovariates;
    private readonly double[] _odds;

    public ClassMeasures(RepeatPredictions predictions)
    {
        _predictions = predictions;
        _orders = InFolds(predictions.Predicted);
        _ordersOfCovariates = predictions.Covariates is null ? null : InFolds(predictions.Covariates);
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

        var auc = WithinFolds(truth, predicted, _orders, weights);
        var (intercept, slope) = Calibration(truth, weights);
        double[] own = [auc, ((found / cases) + (spared / (n - cases))) / 2, brier / n, loss / n, intercept, slope];
        if (_predictions.Covariates is not { } covariates)
        {
            return own;
        }

        var without = WithinFolds(truth, covariates, _ordersOfCovariates!, weights);
        return [.. own, without, auc - without];
    }

    internal static int[] Order(double[] scores)
    {
        var order = Enumerable.Range(0, scores.Length).ToArray();
        Array.Sort(order, (a, b) => scores[a] != scores[b] ? scores[a].CompareTo(scores[b]) : a.CompareTo(b));
        return order;
    }

    /// <summary>The people of each fold by rising score.</summary>
    private int[][] InFolds(double[] scores)
    {
        var folds = _predictions.Folds;
        var order = Order(scores);
        return [.. Enumerable.Range(0, folds.Count).Select(fold => order.Where(person => folds.Outer[person] == fold).ToArray())];
    }

    /// <summary>The mean area of the folds that have cases and others, by their people.</summary>
    private static double WithinFolds(double[] truth, double[] scores, int[][] orders, ReadOnlySpan<int> weights)
    {
        double sum = 0, people = 0;
        foreach (var order in orders)
        {
            var (won, cases, others) = Pairs(truth, scores, order, weights);
            if (cases > 0 && others > 0)
            {
                sum += (cases + others) * won / (cases * others);
                people += cases + others;
            }
        }

        return sum / people;
    }

    /// <summary>Weighted pairs in which the case has the greater score, ties by half, and the weights of cases and others.</summary>
    private static (double Won, double Cases, double Others) Pairs(double[] truth, double[] scores, int[] order, ReadOnlySpan<int> weights)
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

        return (won, cases, others);
    }

    /// <summary>Newton's method; the intercepts of the folds are taken out of the slope's equation.</summary>
    private (double Intercept, double Slope) Calibration(double[] truth, ReadOnlySpan<int> weights)
    {
        var (count, fold) = (_predictions.Folds.Count, _predictions.Folds.Outer);
        var (cases, people) = (new double[count], new double[count]);
        for (var i = 0; i < weights.Length; i++)
        {
            people[fold[i]] += weights[i];
            cases[fold[i]] += truth[i] == 1 ? weights[i] : 0;
        }

        bool Counts(int k) => cases[k] > 0 && cases[k] < people[k];

        // From what is best without a slope, so that a fold whose scores lie elsewhere does not lead Newton's steps away.
        double[] intercepts = [.. Enumerable.Range(0, count).Select(k => Counts(k) ? Math.Log(cases[k] / (people[k] - cases[k])) : 0)];
        var slope = 0.0;
        for (var step = 0; step < Steps; step++)
        {
            var (a, aa, ab) = (new double[count], new double[count], new double[count]);
            double b = 0, bb = 0;
            for (var i = 0; i < weights.Length; i++)
            {
                var k = fold[i];
                if (weights[i] == 0 || !Counts(k))
                {
                    continue;
                }

                var p = LogisticFit.Probability(intercepts[k] + (slope * _odds[i]));
                var (residual, weight) = (weights[i] * (truth[i] - p), weights[i] * p * (1 - p));
                a[k] += residual;
                b += residual * _odds[i];
                aa[k] += weight;
                ab[k] += weight * _odds[i];
                bb += weight * _odds[i] * _odds[i];
            }

            var (left, curvature) = (b, bb);
            for (var k = 0; k < count; k++)
            {
                if (Counts(k))
                {
                    left -= ab[k] * a[k] / aa[k];
                    curvature -= ab[k] * ab[k] / aa[k];
                }
            }

            if (!(curvature > 1e-12 * bb))
            {
                return (double.NaN, double.NaN);
            }

            var change = left / curvature;
            var greatest = Math.Abs(change);
            slope += change;
            for (var k = 0; k < count; k++)
            {
                if (Counts(k))
                {
                    var own = (a[k] - (ab[k] * change)) / aa[k];
                    intercepts[k] += own;
                    greatest = Math.Max(greatest, Math.Abs(own));
                }
            }

            if (greatest < 1e-9)
            {
                double sum = 0, all = 0;
                for (var k = 0; k < count; k++)
                {
                    sum += Counts(k) ? people[k] * intercepts[k] : 0;
                    all += Counts(k) ? people[k] : 0;
                }

                return (sum / all, slope);
            }
        }

        return (double.NaN, double.NaN);
    }
}
