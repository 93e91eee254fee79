namespace WhiteMatter.Statistics.Prediction.Measures;

/// <summary>
/// Measures of predicted numbers: <c>r2</c>, 1 less the squared errors by those of the mean of the people learnt from; <c>r</c>, Pearson's; <c>mae</c> and <c>rmse</c>;
/// <c>calibration_intercept</c> and <c>calibration_slope</c>, of the regression of the truth on predictions; <c>bias_slope</c>, of that of predicted less true on the truth, which
/// is below 0 where predictions regress to the mean; and where covariates predict beside, <c>covariates_r2</c> of them alone and <c>r2_gain</c>, what features add.
/// </summary>
/// <remarks>
/// Each fold is predicted by a fit of its own: the correlation and the slopes are those within folds, of truth and prediction less their means in the fold, which is a regression with an intercept
/// for each fold, of which the mean by people is told.
/// </remarks>
internal sealed class NumberMeasures(RepeatPredictions predictions) : PeopleMeasures
{
    private static readonly string[] Own = ["r2", "r", "mae", "rmse", "calibration_intercept", "calibration_slope", "bias_slope"];
    private static readonly string[] Beside = [.. Own, "covariates_r2", "r2_gain"];

    public override IReadOnlyList<string> Names => predictions.Covariates is null ? Own : Beside;

    public override double[] Of(ReadOnlySpan<int> weights)
    {
        var (truth, predicted, reference, covariates) = (predictions.Truth, predictions.Predicted, predictions.Reference, predictions.Covariates);
        var (count, fold) = (predictions.Folds.Count, predictions.Folds.Outer);
        var (people, truths, said) = (new double[count], new double[count], new double[count]);
        double n = 0, errors = 0, sizes = 0, total = 0, without = 0, t = 0, p = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            double w = weights[i];
            var error = predicted[i] - truth[i];
            n += w;
            errors += w * error * error;
            sizes += w * Math.Abs(error);
            total += w * (truth[i] - reference[i]) * (truth[i] - reference[i]);
            t += w * truth[i];
            p += w * predicted[i];
            people[fold[i]] += w;
            truths[fold[i]] += w * truth[i];
            said[fold[i]] += w * predicted[i];
            if (covariates is not null)
            {
                without += w * (covariates[i] - truth[i]) * (covariates[i] - truth[i]);
            }
        }

        (t, p) = (t / n, p / n);
        double tt = 0, pp = 0, tp = 0, squares = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0)
            {
                continue;
            }

            var k = fold[i];
            var (a, b) = (truth[i] - (truths[k] / people[k]), predicted[i] - (said[k] / people[k]));
            tt += weights[i] * a * a;
            pp += weights[i] * b * b;
            tp += weights[i] * a * b;
            squares += weights[i] * predicted[i] * predicted[i];
        }

        // What rounding leaves of predictions that are the same in all people of each fold tells nothing.
        pp = pp > 1e-24 * squares ? pp : double.NaN;
        var slope = tp / pp;
        double[] own = [1 - (errors / total), tp / Math.Sqrt(tt * pp), sizes / n, Math.Sqrt(errors / n), t - (slope * p), slope, (tp / tt) - 1];
        return covariates is null ? own : [.. own, 1 - (without / total), (without - errors) / total];
    }
}
