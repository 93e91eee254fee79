namespace WhiteMatter.Statistics.Prediction.Measures;

/// <summary>People of like predicted probability.</summary>
/// <param name="People">How many.</param>
/// <param name="Cases">How many cases are among them.</param>
/// <param name="Predicted">Their mean predicted probability.</param>
/// <param name="Low">The lower end of Wilson's 95% interval of the share of cases (1927).</param>
/// <param name="High">Its upper end.</param>
public sealed record CalibrationBin(int People, int Cases, double Predicted, double Low, double High)
{
    private const double Quantile = 1.959963984540054;

    /// <summary>The share of cases.</summary>
    public double Observed => (double)Cases / People;

    /// <summary>Wilson's interval of a share.</summary>
    /// <param name="cases">How many have it.</param>
    /// <param name="people">Of how many.</param>
    public static (double Low, double High) Interval(int cases, int people)
    {
        var (share, z) = ((double)cases / people, Quantile * Quantile / people);
        var middle = (share + (z / 2)) / (1 + z);
        var half = Quantile * Math.Sqrt((share * (1 - share) / people) + (z / (4 * people))) / (1 + z);
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>Divides people by rising probability into bins of as equal a number as can be; equal probabilities are not told apart by it.</summary>
    /// <param name="truth">1 for cases, 0 for others.</param>
    /// <param name="predicted">Probabilities.</param>
    /// <param name="bins">How many bins.</param>
    public static CalibrationBin[] Divide(double[] truth, double[] predicted, int bins)
    {
        ArgumentNullException.ThrowIfNull(truth);
        var order = ClassMeasures.Order(predicted);
        var found = new List<CalibrationBin>();
        for (var bin = 0; bin < bins; bin++)
        {
            var (from, to) = ((int)((long)bin * order.Length / bins), (int)((long)(bin + 1) * order.Length / bins));
            if (to == from)
            {
                continue;
            }

            var (cases, sum) = (0, 0.0);
            for (var i = from; i < to; i++)
            {
                cases += truth[order[i]] == 1 ? 1 : 0;
                sum += predicted[order[i]];
            }

            var (low, high) = Interval(cases, to - from);
            found.Add(new CalibrationBin(to - from, cases, sum / (to - from), low, high));
        }

        return [.. found];
    }
}
