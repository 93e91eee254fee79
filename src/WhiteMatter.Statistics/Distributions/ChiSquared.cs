using MathNet.Numerics;

namespace WhiteMatter.Statistics.Distributions;

/// <summary>The χ² distribution.</summary>
public static class ChiSquared
{
    private const int MostSteps = 200;
    private const int MostTerms = 100_000;

    /// <summary>P(X &gt; x).</summary>
    public static double UpperTail(double x, double degreesOfFreedom)
    {
        Check(degreesOfFreedom);
        return x <= 0 ? 1
            : degreesOfFreedom == 1 ? 2 * Normal.UpperTail(Math.Sqrt(x))
            : degreesOfFreedom == 2 ? Math.Exp(-0.5 * x)
            : SpecialFunctions.GammaUpperRegularized(0.5 * degreesOfFreedom, 0.5 * x);
    }

    /// <summary>
    /// log10 of P(X &gt; x), to about 1e-14 of its value or of 1, whichever is larger: no P underflows. Above the mean
    /// Γ(a, x) = (a − 1) Γ(a − 1, x) + x^(a−1) e^(−x) is taken downwards (DLMF 8.8.2), all terms positive, with the continued fraction of
    /// what is left (DLMF 8.9.2); below it the complement's series (DLMF 8.11.4). a = df/2.
    /// </summary>
    /// <param name="x">The statistic.</param>
    /// <param name="degreesOfFreedom">Above 0; need not be whole.</param>
    /// <returns>At most 0; −∞ for an infinite x, NaN for NaN.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The degrees of freedom are not above 0 and finite.</exception>
    public static double Log10UpperTail(double x, double degreesOfFreedom)
    {
        Check(degreesOfFreedom);
        if (double.IsNaN(x) || double.IsPositiveInfinity(x))
        {
            return -x;
        }

        if (x <= 0)
        {
            return 0;
        }

        var (a, half) = (0.5 * degreesOfFreedom, 0.5 * x);
        var logTerm = SaddlePoint.LogGammaTerm(a, half);
        var logP = half < a + 1
            ? StudentT.LogOnePlus(-Math.Exp(logTerm - Math.Log(a)) * LowerSeries(a, half))
            : logTerm - Math.Log(half) + Math.Log(UpperSum(a, half));
        return Math.Min(0, logP / Math.Log(10));
    }

    /// <summary>The x with P(X ≤ x) = p.</summary>
    /// <exception cref="ArgumentOutOfRangeException">p is not in [0, 1], or the degrees of freedom are not above 0.</exception>
    public static double Quantile(double p, double degreesOfFreedom)
    {
        Check(degreesOfFreedom);
        if (!(p is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A probability is between 0 and 1.");
        }

        if (p is 0 or 1)
        {
            return p == 0 ? 0 : double.PositiveInfinity;
        }

        if (degreesOfFreedom == 1)
        {
            var z = p < 0.85 ? Normal.CentralQuantile(0.5 * p) : Normal.UpperQuantile(0.5 * (1 - p));
            return z * z;
        }

        return degreesOfFreedom == 2 ? -2 * StudentT.LogOnePlus(-p) : Search(p, degreesOfFreedom);
    }

    /// <summary>The x with P(X &gt; x) = p for one degree of freedom: what a P value's χ² is. Exact for the smallest p.</summary>
    public static double UpperQuantileOfOne(double p)
    {
        var z = Normal.UpperQuantile(0.5 * p);
        return z * z;
    }

    /// <summary>γ(a, x) · a / (x^a e^(−x)).</summary>
    private static double LowerSeries(double a, double x)
    {
        var term = 1.0;
        var sum = 1.0;
        for (var k = 1; term > 1e-17 * sum; k++)
        {
            term *= x / (a + k);
            sum += term;
        }

        return sum;
    }

    /// <summary>Γ(a, x) / (x^(a−1) e^(−x)), x ≥ a + 1.</summary>
    private static double UpperSum(double a, double x)
    {
        var inverse = 1 / x;
        var term = 1.0;
        var sum = 0.0;
        while (a > 1)
        {
            sum += term;
            a -= 1;
            term *= a * inverse;
            if (term < 1e-17 * sum)
            {
                return sum;
            }
        }

        return a == 1 ? sum + term : sum + (term * UpperFraction(a, x));
    }

    /// <summary>The same by Lentz's evaluation of the continued fraction, 0 &lt; a &lt; 1.</summary>
    private static double UpperFraction(double a, double x)
    {
        var b = x + 1 - a;
        var c = double.PositiveInfinity;
        var d = 1 / b;
        var value = d;
        for (var k = 1; k < MostTerms; k++)
        {
            var numerator = k * (a - k);
            b += 2;
            d = 1 / (b + (numerator * d));
            c = b + (numerator / c);
            var step = c * d;
            value *= step;
            if (Math.Abs(step - 1) < 1e-16)
            {
                break;
            }
        }

        return x * value;
    }

    private static void Check(double degreesOfFreedom)
    {
        if (!(degreesOfFreedom > 0) || double.IsInfinity(degreesOfFreedom))
        {
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom, "Degrees of freedom are above 0.");
        }
    }

    // Newton's steps from Wilson and Hilferty's approximation, kept between bounds that bisection narrows.
    private static double Search(double p, double df)
    {
        var spread = 2 / (9 * df);
        var start = df * Math.Pow(Math.Max(1e-3, 1 - spread + (Normal.Quantile(p) * Math.Sqrt(spread))), 3);
        var x = start > 0 ? start : df;
        var (low, high) = (0.0, double.PositiveInfinity);
        for (var step = 0; step < MostSteps; step++)
        {
            var error = p <= 0.5
                ? SpecialFunctions.GammaLowerRegularized(0.5 * df, 0.5 * x) - p
                : 1 - p - SpecialFunctions.GammaUpperRegularized(0.5 * df, 0.5 * x);
            (low, high) = error < 0 ? (x, high) : (low, x);
            var density = 0.5 * Math.Exp((((0.5 * df) - 1) * Math.Log(0.5 * x)) - (0.5 * x) - SpecialFunctions.GammaLn(0.5 * df));
            var next = x - (error / density);
            if (!(next > low && next < high))
            {
                next = double.IsInfinity(high) ? 2 * x : 0.5 * (low + high);
            }

            if (Math.Abs(next - x) <= 1e-15 * x)
            {
                return next;
            }

            x = next;
        }

        return x;
    }
}
