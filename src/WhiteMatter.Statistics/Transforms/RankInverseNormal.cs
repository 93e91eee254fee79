using WhiteMatter.Statistics.Distributions;

namespace WhiteMatter.Statistics.Transforms;

/// <summary>The rank-based inverse normal transform (Beasley, Erickson and Allison 2009).</summary>
public static class RankInverseNormal
{
    /// <summary>Blom's offset.</summary>
    public const double Blom = 0.375;

    /// <summary>
    /// Replaces each value by Φ⁻¹((r − c) / (n − 2c + 1)), r its rank among the n values that are not NaN; ties share the mean of
    /// their ranks. NaN stays NaN.
    /// </summary>
    /// <param name="values">The values; changed in place.</param>
    /// <param name="offset">c: 3/8 for Blom, 0 for van der Waerden, 1/2 for Hazen.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is not between 0 and 1/2.</exception>
    public static void Apply(Span<double> values, double offset = Blom)
    {
        if (!(offset is >= 0 and <= 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, "The offset is between 0 and 1/2.");
        }

        var keys = new double[values.Length];
        var rows = new int[values.Length];
        var n = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                keys[n] = values[i];
                rows[n++] = i;
            }
        }

        Array.Sort(keys, rows, 0, n);
        var denominator = n - (2 * offset) + 1;
        for (var first = 0; first < n;)
        {
            var end = first + 1;
            while (end < n && keys[end] == keys[first])
            {
                end++;
            }

            var rank = 0.5 * (first + 1 + end);
            var score = Normal.Quantile((rank - offset) / denominator);
            for (var i = first; i < end; i++)
            {
                values[rows[i]] = score;
            }

            first = end;
        }
    }
}
