namespace WhiteMatter.Statistics.Distributions;

/// <summary>
/// Logarithms of the densities that tails are made of, written so that large terms never cancel: Loader's saddle-point form (2000,
/// "Fast and accurate computation of binomial probabilities").
/// </summary>
internal static class SaddlePoint
{
    private const double LogTwoPi = 1.8378770664093454836;

    /// <summary>Largest a whose Stirling error is taken by recurrence instead of its series.</summary>
    private const double SeriesFrom = 16;

    /// <summary>log(x^a e^(−x) / Γ(a)), a and x above 0.</summary>
    public static double LogGammaTerm(double a, double x) =>
        (0.5 * (Math.Log(a) - LogTwoPi)) - StirlingError(a) - Deviance(a, x);

    /// <summary>log(q^a y^b / B(a, b)), q + y = 1.</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    /// <param name="q">Between 0 and 1.</param>
    /// <param name="y">1 − q, to its own precision.</param>
    public static double LogBetaTerm(double a, double b, double q, double y)
    {
        var sum = a + b;
        return StirlingError(sum) - StirlingError(a) - StirlingError(b) - Deviance(a, sum * q) - Deviance(b, sum * y)
            + (0.5 * (Math.Log(a) + Math.Log(b / sum) - LogTwoPi));
    }

    /// <summary>log Γ(a + 1) − (a + ½) log a + a − ½ log 2π (DLMF 5.11.1).</summary>
    internal static double StirlingError(double a)
    {
        // δ(a) − δ(a + 1) = (a + ½) log(1 + 1/a) − 1.
        var shift = 0.0;
        while (a < SeriesFrom)
        {
            shift += ((a + 0.5) * StudentT.LogOnePlus(1 / a)) - 1;
            a += 1;
        }

        var inverse = 1 / a;
        var square = inverse * inverse;
        var series = (1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square * ((1.0 / 1680) - (square * ((1.0 / 1188)
            - (square * 691.0 / 360360)))))))));
        return (inverse * series) + shift;
    }

    /// <summary>a log(a/x) + x − a, at least 0.</summary>
    internal static double Deviance(double a, double x)
    {
        var difference = x - a;
        if (Math.Abs(difference) > 0.5 * (a + x))
        {
            return (a * (Math.Log(a) - Math.Log(x))) + difference;
        }

        // With r = (x − a)/(x + a): log(x/a) = 2 (r + r³/3 + r⁵/5 …) and x − a = 2ar/(1 − r), of which the first terms cancel.
        var r = difference / (x + a);
        var square = r * r;
        var power = square * r;
        var sum = 0.0;
        for (var k = 3; ; k += 2)
        {
            var next = sum + (power / k);
            if (next == sum)
            {
                break;
            }

            sum = next;
            power *= square;
        }

        return (difference * r) - (2 * a * sum);
    }
}
