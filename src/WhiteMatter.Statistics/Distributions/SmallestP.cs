namespace WhiteMatter.Statistics.Distributions;

/// <summary>
/// The distribution of the smallest of m independent uniform P values: P(smallest ≤ p) = 1 − (1 − p)^m (Tippett 1931; Šidák 1967). Everything in logarithms to
/// base 10, so that nothing underflows.
/// </summary>
public static class SmallestP
{
    /// <summary>Under this log10 p, m p is 1 − (1 − p)^m to the last bit of a double for any m of a million.</summary>
    private const double Linear = -30;

    /// <summary>log10(1 − (1 − p)^m).</summary>
    /// <param name="log10P">log10 p, at most 0.</param>
    /// <param name="tests">m, at least 1.</param>
    public static double Log10(double log10P, double tests)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tests, 1);
        if (log10P < Linear)
        {
            return log10P + Math.Log10(tests);
        }

        // 1 − (1 − p)^m = −expm1(m log1p(−p)).
        return Math.Log10(-ExponentialLessOne(tests * LogOfOnePlus(-Math.Pow(10, log10P))));
    }

    /// <summary>log(1 + x) without the rounding of 1 + x (Higham 2002, 1.14.1, for the exponential).</summary>
    private static double LogOfOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>exp(x) − 1 for x ≤ 0 without cancellation (Higham 2002, 1.14.1).</summary>
    private static double ExponentialLessOne(double x)
    {
        var power = Math.Exp(x);
        return power == 1 ? x : power == 0 ? -1 : (power - 1) * (x / Math.Log(power));
    }
}
