using MathNet.Numerics;

namespace WhiteMatter.Statistics.Distributions;

/// <summary>The χ² distribution.</summary>
public static class ChiSquared
{
    private const int MostSteps = 200;

    /// <summary>P(X &gt; x).</summary>
    public static double UpperTail(double x, double degreesOfFreedom)
    {
        Check(degreesOfFreedom);
        return x <= 0 ? 1
            : degreesOfFreedom == 1 ? 2 * Normal.UpperTail(Math.Sqrt(x))
            : degreesOfFreedom == 2 ? Math.Exp(-0.5 * x)
            : SpecialFunctions.GammaUpperRegularized(0.5 * degreesOfFreedom, 0.5 * x);
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
