namespace WhiteMatter.Statistics.Prediction.Measures;

/// <summary>The ROC curve of predicted probabilities.</summary>
public static class RocCurve
{
    /// <summary>The share of cases found where 0, 1/100 … 1 of the others are called cases too; between two probabilities linear.</summary>
    /// <param name="truth">1 for cases, 0 for others; there are some of both.</param>
    /// <param name="predicted">Probabilities.</param>
    public static double[] Sensitivities(double[] truth, double[] predicted)
    {
        ArgumentNullException.ThrowIfNull(truth);
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
