using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>
/// What each genotype of a variant counts as in a relationship matrix: (copies − 2p) / √(2p(1 − p)), p the frequency of A1 in the people
/// that are asked, and 0 for a missing genotype and for a variant that does not vary.
/// </summary>
public static class StandardisedWeights
{
    /// <summary>Four numbers a variant, in the order of PLINK's codes: A1/A1, missing, A1/A2, A2/A2.</summary>
    /// <param name="frequencies">The frequency of A1 of each variant.</param>
    public static float[] Of(ReadOnlySpan<double> frequencies)
    {
        var weights = new float[4 * frequencies.Length];
        for (var v = 0; v < frequencies.Length; v++)
        {
            var p = frequencies[v];
            if (p is > 0 and < 1)
            {
                var scale = 1 / Math.Sqrt(2 * p * (1 - p));
                weights[4 * v] = (float)((2 - (2 * p)) * scale);
                weights[(4 * v) + 2] = (float)((1 - (2 * p)) * scale);
                weights[(4 * v) + 3] = (float)(-2 * p * scale);
            }
        }

        return weights;
    }

    /// <summary>Centred and not scaled: copies − 2p.</summary>
    /// <param name="frequencies">The frequency of A1 of each variant.</param>
    public static float[] Centred(ReadOnlySpan<double> frequencies)
    {
        var weights = new float[4 * frequencies.Length];
        for (var v = 0; v < frequencies.Length; v++)
        {
            var p = frequencies[v];
            if (p is > 0 and < 1)
            {
                weights[4 * v] = (float)(2 - (2 * p));
                weights[(4 * v) + 2] = (float)(1 - (2 * p));
                weights[(4 * v) + 3] = (float)(-2 * p);
            }
        }

        return weights;
    }

    /// <summary>Standardised, from counts of calls.</summary>
    /// <param name="counts">Counts of each variant.</param>
    public static float[] Of(IReadOnlyList<VariantCounts> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var frequencies = new double[counts.Count];
        for (var v = 0; v < frequencies.Length; v++)
        {
            frequencies[v] = CallFrequency(counts[v]);
        }

        return Of(frequencies);
    }

    /// <summary>Share of A1 among the called alleles; NaN where nobody has a call.</summary>
    /// <param name="counts">Counts of calls.</param>
    public static double CallFrequency(VariantCounts counts) =>
        ((2.0 * counts.HomA1) + counts.Het) / (2.0 * (counts.HomA1 + counts.Het + counts.HomA2));
}
