namespace WhiteMatter.Imaging.Quality;

/// <summary>Distance from the median in units of the median absolute deviation.</summary>
public static class RobustZ
{
    /// <summary>Beyond this distance a value is an outlier (Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers).</summary>
    public const double OutlierThreshold = 3.5;

    /// <summary>The factor that makes the median absolute deviation of a normal distribution its standard deviation: 1/Φ⁻¹(3/4).</summary>
    public const double NormalFactor = 1.4826022185056018;

    /// <summary>Below this share of the median a spread is rounding.</summary>
    private const double Rounding = 1e-6;

    /// <summary>
    /// (x − median) / (1.4826 MAD) of each value; NaN for a NaN. Where the MAD is 0, or not above rounding, values that equal the median as
    /// closely get 0 and all others NaN: nothing tells how far they are.
    /// </summary>
    /// <param name="values">The values; NaN is left out of median and MAD.</param>
    public static double[] Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] known = [.. values.Where(double.IsFinite)];
        var median = Median(known);
        var deviation = NormalFactor * Median(Array.ConvertAll(known, value => Math.Abs(value - median)));
        var rounding = Rounding * Math.Abs(median);
        return [.. values.Select(value =>
            deviation > rounding ? (value - median) / deviation : Math.Abs(value - median) <= rounding ? 0 : double.NaN)];
    }

    /// <summary>The median, the mean of the two in the middle for an even number; NaN of none. The values are reordered.</summary>
    /// <param name="values">The values.</param>
    public static double Median(Span<double> values)
    {
        if (values.IsEmpty)
        {
            return double.NaN;
        }

        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
