namespace WhiteMatter.Statistics.Distributions;

/// <summary>A gamma distribution.</summary>
/// <param name="Shape">Its shape a.</param>
/// <param name="Scale">Its scale b: the mean is ab.</param>
public readonly record struct GammaDistribution(double Shape, double Scale)
{
    /// <summary>The likeliest distribution of draws, by Newton's method for the shape (Minka 2002).</summary>
    /// <param name="mean">Mean of the draws.</param>
    /// <param name="meanOfLogarithms">Mean of their natural logarithms.</param>
    /// <exception cref="ArgumentException">No draws above 0 that differ have such means.</exception>
    public static GammaDistribution Fit(double mean, double meanOfLogarithms)
    {
        var s = Math.Log(mean) - meanOfLogarithms;
        if (!(s > 0) || !double.IsFinite(s))
        {
            throw new ArgumentException($"No draws that differ have the mean {mean} and the mean of logarithms {meanOfLogarithms}.", nameof(mean));
        }

        var shape = (3 - s + Math.Sqrt(((s - 3) * (s - 3)) + (24 * s))) / (12 * s);
        for (var step = 0; step < 100; step++)
        {
            var slope = (1 / shape) - Polygamma.Trigamma(shape);
            var next = 1 / ((1 / shape) + ((Math.Log(shape) - Polygamma.Digamma(shape) - s) / (shape * shape * slope)));
            if (Math.Abs(next - shape) <= 1e-14 * shape)
            {
                break;
            }

            shape = next;
        }

        return new GammaDistribution(shape, mean / shape);
    }

    /// <summary>log10 of P(X &gt; x); no P underflows.</summary>
    /// <param name="x">The value.</param>
    public double Log10UpperTail(double x) => ChiSquared.Log10UpperTail(2 * x / Scale, 2 * Shape);
}
