namespace WhiteMatter.Statistics.Prediction.Measures;

/// <summary>The ROC curve of predicted probabilities.</summary>
public static class RocCurve
{
    /// <summary>
    /// The mean of the curves of the folds of all dealings that have cases and others, by their people: the area under it is the mean area within folds. At each share of the others called cases the
    /// shares of cases found are averaged (Fawcett 2006), whatever the probabilities are that give it in a fold.
    /// </summary>
    /// <param name="repeats">What was predicted in each dealing.</param>
    public static double[] WithinFolds(IEnumerable<RepeatPredictions> repeats)
    {
        ArgumentNullException.ThrowIfNull(repeats);
        var curve = new double[101];
        var all = 0;
        foreach (var repeat in repeats)
        {
            foreach (var fold in Enumerable.Range(0, repeat.Truth.Length).GroupBy(person => repeat.Folds.Outer[person]))
            {
                double[] truth = [.. fold.Select(person => repeat.Truth[person])];
                if (truth.Distinct().Count() < 2)
                {
                    continue;
                }

                var own = Sensitivities(truth, [.. fold.Select(person => repeat.Predicted[person])]);
                for (var step = 0; step < curve.Length; step++)
                {
                    curve[step] += truth.Length * own[step];
                }

                all += truth.Length;
            }
        }

        return [.. curve.Select(sum => sum / all)];
    }

    /// <summary>The share of cases found where 0, 1/100 … 1 of the others are called cases too; between two probabilities linear.</summary>
    /// <param name="truth">1 for cases, 0 for others; there are some of both.</param>
    /// <param name="predicted">Probabilities.</param>
    internal static double[] Sensitivities(double[] truth, double[] predicted)
    {
        var order = ClassMeasures.Order(predicted);
        double cases = truth.Sum(), others = truth.Length - cases;
        var points = new List<(double False, double True)> { (0, 0) };
        double found = 0, wrong = 0;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            (found, wrong) = truth[order[i]] == 1 ? (found + 1, wrong) : (found, wrong + 1);
            if (i == 0 || predicted[order[i - 1]] != predicted[order[i]])
            {
                points.Add((wrong / others, found / cases));
            }
        }

        var curve = new double[101];
        var at = 0;
        for (var step = 0; step <= 100; step++)
        {
            var share = step / 100.0;
            while (at + 1 < points.Count && points[at + 1].False <= share)
            {
                at++;
            }

            curve[step] = at + 1 == points.Count
                ? points[at].True
                : points[at].True + ((share - points[at].False) / (points[at + 1].False - points[at].False) * (points[at + 1].True - points[at].True));
        }

        return curve;
    }
}
