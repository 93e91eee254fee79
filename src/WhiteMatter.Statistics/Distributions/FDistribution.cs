namespace WhiteMatter.Statistics.Distributions;

/// <summary>Fisher's F distribution, in logarithms: no P value underflows.</summary>
public static class FDistribution
{
    /// <summary>
    /// log10 of P(F &gt; f), to about 1e-13 of its value or of 1, whichever is larger. With q = f·df1 / (df2 + f·df1) it is
    /// I_(1−q)(b, a), a = df1/2, b = df2/2. Above the mean I_y(b, a) = I_y(b, a − 1) + y^b q^(a−1) Γ(a + b − 1) / (Γ(a) Γ(b)) is taken
    /// downwards (DLMF 8.17.21), all terms positive, with an integral for what is left, as of Student's t; below it the complement's series
    /// (DLMF 8.17.8).
    /// </summary>
    /// <param name="f">The statistic.</param>
    /// <param name="numerator">Degrees of freedom of the numerator, above 0.</param>
    /// <param name="denominator">Degrees of freedom of the denominator, above 0.</param>
    /// <returns>At most 0; −∞ for an infinite f, NaN for NaN.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Degrees of freedom are not above 0 and finite.</exception>
    public static double Log10UpperTail(double f, double numerator, double denominator)
    {
        Check(numerator);
        Check(denominator);
        if (double.IsNaN(f) || double.IsPositiveInfinity(f))
        {
            return -f;
        }

        if (f <= 0)
        {
            return 0;
        }

        // y = 1 − q keeps its own precision at either end.
        var ratio = f * (numerator / denominator);
        var y = double.IsInfinity(ratio) ? denominator / numerator / f : 1 / (1 + ratio);
        var q = ratio > 1 ? 1 / (1 + (1 / ratio)) : ratio / (1 + ratio);
        var (a, b) = (0.5 * numerator, 0.5 * denominator);
        var logTerm = SaddlePoint.LogBetaTerm(a, b, q, y);
        var logP = q < (a + 1) / (a + b + 2)
            ? StudentT.LogOnePlus(-Math.Exp(logTerm - Math.Log(a)) * LowerSeries(a, b, q))
            : logTerm + Math.Log(UpperSum(a, b, q, ratio > 1e300 ? Math.Log(y) : -StudentT.LogOnePlus(ratio)));
        return Math.Min(0, logP / Math.Log(10));
    }

    /// <summary>P(F &gt; f); 0 where a double cannot hold it.</summary>
    public static double UpperTail(double f, double numerator, double denominator) => Math.Pow(10, Log10UpperTail(f, numerator, denominator));

    /// <summary>I_q(a, b) · a B(a, b) / (q^a y^b).</summary>
    private static double LowerSeries(double a, double b, double q)
    {
        var term = 1.0;
        var sum = 1.0;
        for (var k = 1; term > 1e-17 * sum; k++)
        {
            term *= q * (a + b + k - 1) / (a + k);
            sum += term;
        }

        return sum;
    }

    /// <summary>I_y(b, a) · B(a, b) / (q^a y^b), q ≥ (a + 1) / (a + b + 2).</summary>
    private static double UpperSum(double a, double b, double q, double logY)
    {
        // scale is Γ(a + b) q^a / Γ(a) over its value at the start.
        var scale = 1.0;
        var sum = 0.0;
        while (a > 1)
        {
            scale /= q * (a + b - 1);
            sum += scale;
            if (scale < 1e-17 * sum)
            {
                return sum;
            }

            a -= 1;
            scale *= a;
        }

        return sum + (scale / b * (a == 1 ? 1 / q : StudentT.TailIntegral(b, logY, a - 1) / Math.Pow(q, a)));
    }

    private static void Check(double degreesOfFreedom)
    {
        if (!(degreesOfFreedom > 0) || double.IsInfinity(degreesOfFreedom))
        {
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom, "Degrees of freedom are above 0.");
        }
    }
}
