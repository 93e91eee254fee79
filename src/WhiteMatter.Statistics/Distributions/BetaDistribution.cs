using MathNet.Numerics;

namespace WhiteMatter.Statistics.Distributions;

/// <summary>A beta distribution.</summary>
/// <param name="A">Its first shape.</param>
/// <param name="B">Its second.</param>
public readonly record struct BetaDistribution(double A, double B)
{
    /// <summary>Below this p of B, I_p(a, b) is p^a / (a B(a, b)) to the precision of a double.</summary>
    private const double Small = 1e-17;

    /// <summary>The likeliest distribution of draws between 0 and 1, by Newton's method from the moments.</summary>
    /// <param name="mean">Mean of the draws.</param>
    /// <param name="variance">Their variance.</param>
    /// <param name="meanOfLogarithms">Mean of their natural logarithms.</param>
    /// <param name="meanOfComplements">Mean of the natural logarithms of 1 less them.</param>
    /// <exception cref="ArgumentException">No draws that differ have such means.</exception>
    public static BetaDistribution Fit(double mean, double variance, double meanOfLogarithms, double meanOfComplements)
    {
        var total = (mean * (1 - mean) / variance) - 1;
        if (!(total > 0) || !double.IsFinite(total) || !double.IsFinite(meanOfLogarithms) || !double.IsFinite(meanOfComplements))
        {
            throw new ArgumentException($"No draws between 0 and 1 that differ have the mean {mean} and the variance {variance}.", nameof(mean));
        }

        var (a, b) = (mean * total, (1 - mean) * total);
        for (var step = 0; step < 200; step++)
        {
            var whole = Polygamma.Digamma(a + b);
            var (f, g) = (Polygamma.Digamma(a) - whole - meanOfLogarithms, Polygamma.Digamma(b) - whole - meanOfComplements);
            var shared = Polygamma.Trigamma(a + b);
            var (aa, bb) = (Polygamma.Trigamma(a) - shared, Polygamma.Trigamma(b) - shared);
            var determinant = (aa * bb) - (shared * shared);
            var (da, db) = (((f * bb) + (g * shared)) / determinant, ((g * aa) + (f * shared)) / determinant);

            // A step never leaves the shapes' range.
            var (nextA, nextB) = (Math.Max(a - da, a / 4), Math.Max(b - db, b / 4));
            var done = Math.Abs(nextA - a) <= 1e-13 * a && Math.Abs(nextB - b) <= 1e-13 * b;
            (a, b) = (nextA, nextB);
            if (done)
            {
                break;
            }
        }

        return new BetaDistribution(a, b);
    }

    /// <summary>log10 of P(X &lt; p); no P underflows.</summary>
    /// <param name="log10P">log10 of p, at most 0.</param>
    public double Log10LowerTail(double log10P)
    {
        var p = Math.Pow(10, log10P);
        if (p * Math.Max(1, B) < Small)
        {
            return (A * log10P) - ((Math.Log(A) + SpecialFunctions.GammaLn(A) + SpecialFunctions.GammaLn(B) - SpecialFunctions.GammaLn(A + B)) / Math.Log(10));
        }

        // F with 2B and 2A degrees of freedom is above f where the beta is below A / (A + B f).
        return FDistribution.Log10UpperTail(A * (1 - p) / (B * p), 2 * B, 2 * A);
    }
}
