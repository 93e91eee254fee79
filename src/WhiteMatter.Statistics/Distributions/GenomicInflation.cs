namespace WhiteMatter.Statistics.Distributions;

/// <summary>The genomic inflation factor λ_GC (Devlin and Roeder 1999): the median χ² over the median expected.</summary>
public static class GenomicInflation
{
    /// <summary>The median of χ² with one degree of freedom.</summary>
    public static double ExpectedMedian => ChiSquared.Quantile(0.5, 1);

    /// <summary>λ_GC of tests with one degree of freedom each.</summary>
    /// <param name="negLog10P">Their −log10 P; NaN is passed over.</param>
    /// <returns>λ_GC; NaN if there are none.</returns>
    public static double Lambda(ReadOnlySpan<double> negLog10P)
    {
        var values = new double[negLog10P.Length];
        var count = 0;
        foreach (var value in negLog10P)
        {
            if (!double.IsNaN(value))
            {
                values[count++] = value;
            }
        }

        if (count == 0)
        {
            return double.NaN;
        }

        Array.Sort(values, 0, count);
        var upper = ChiSquareOf(values[count / 2]);
        var median = count % 2 == 1 ? upper : 0.5 * (upper + ChiSquareOf(values[(count / 2) - 1]));
        return median / ExpectedMedian;
    }

    private static double ChiSquareOf(double negLog10P) => ChiSquared.UpperQuantileOfOne(Math.Pow(10, -negLog10P));
}
