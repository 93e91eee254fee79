namespace WhiteMatter.Reporting;

/// <summary>Quantiles of the k-th smallest of n uniform P values, which is Beta(k, n − k + 1).</summary>
internal static class UniformOrderStatistic
{
    private const long ExactRanks = 2000;

    /// <summary>
    /// The quantile. Exact (relative error about 1e-10) for the 2,000 ranks at either end; between, the normal approximation,
    /// which is within 0.001 on the scale of −log10 P there.
    /// </summary>
    /// <param name="rank">k, from 1.</param>
    /// <param name="count">n.</param>
    /// <param name="probability">The lower tail probability, in (0, 1).</param>
    public static double Quantile(long rank, long count, double probability)
    {
        double a = rank;
        double b = count - rank + 1;
        if (a <= ExactRanks || b <= ExactRanks)
        {
            return b < a ? 1 - Solve(b, a, 1 - probability) : Solve(a, b, probability);
        }

        var mean = a / (a + b);
        var z = Math.Sign(probability - 0.5) * Math.Sqrt(ChiSquare.FromNegLog10P(-Math.Log10(2 * Math.Min(probability, 1 - probability))));
        return mean + (z * Math.Sqrt(mean * (1 - mean) / (a + b + 1)));
    }

    private static double Solve(double a, double b, double probability)
    {
        // Bisection on log x: the quantile of an extreme rank is tiny, and its relative accuracy is what the plot shows.
        var logBeta = LogGamma(a) + LogGamma(b) - LogGamma(a + b);
        var low = Math.Log(double.Epsilon);
        var high = 0.0;
        for (var i = 0; i < 80 && high - low > 1e-12; i++)
        {
            var middle = 0.5 * (low + high);
            if (LowerTail(Math.Exp(middle), a, b, logBeta) < probability)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return Math.Exp(0.5 * (low + high));
    }

    private static double LowerTail(double x, double a, double b, double logBeta)
    {
        if (x <= 0)
        {
            return 0;
        }

        if (x >= 1)
        {
            return 1;
        }

        var front = Math.Exp((a * Math.Log(x)) + (b * LogOnePlus(-x)) - logBeta);
        return x < (a + 1) / (a + b + 2) ? front * ContinuedFraction(x, a, b) / a : 1 - (front * ContinuedFraction(1 - x, b, a) / b);
    }

    // The continued fraction of the incomplete beta function (NIST DLMF 8.17.22), evaluated by Lentz's method.
    private static double ContinuedFraction(double x, double a, double b)
    {
        const double tiny = 1e-300;
        var c = 1.0;
        var d = Guard(1 - ((a + b) * x / (a + 1)));
        d = 1 / d;
        var value = d;
        for (var m = 1; m < 100_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / Guard(1 + (even * d));
            c = Guard(1 + (even / c));
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / Guard(1 + (odd * d));
            c = Guard(1 + (odd / c));
            var change = d * c;
            value *= change;
            if (Math.Abs(change - 1) < 1e-14)
            {
                break;
            }
        }

        return value;

        static double Guard(double v) => Math.Abs(v) < tiny ? tiny : v;
    }

    // log(1 + x) without cancellation for small x (Goldberg 1991, theorem 4).
    private static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : x * Math.Log(sum) / (sum - 1);
    }

    // Stirling's series (NIST DLMF 5.11.1) after shifting the argument to 12 or more.
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        while (x < 12)
        {
            shift += Math.Log(x);
            x++;
        }

        var r = 1 / (x * x);
        var series = (((((-691.0 / 360360 * r) + (1.0 / 1188)) * r - (1.0 / 1680)) * r + (1.0 / 1260)) * r - (1.0 / 360)) * r + (1.0 / 12);
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (series / x) - shift;
    }
}
