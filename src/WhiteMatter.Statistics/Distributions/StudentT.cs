namespace WhiteMatter.Statistics.Distributions;

/// <summary>Student's t distribution, in logarithms: no P value underflows.</summary>
public static class StudentT
{
    private const double LogSqrtPi = 0.57236494292470008707;
    private const int MostTerms = 1_000_000;

    /// <summary>
    /// log10 of P(|T| ≥ |t|) to about 1e-15 of its value or of 1, whichever is larger. The tail is (x^a / a) ∫ e^−s (1 − x e^(−s/a))^−½ ds over
    /// B(a, ½), x = df/(df + t²), a = df/2, by double-exponential quadrature (Takahasi and Mori 1974): no subtraction spoils it. Near
    /// the centre its complement is taken, by the incomplete beta function's continued fraction (DLMF 8.17.22).
    /// </summary>
    /// <param name="t">The statistic.</param>
    /// <param name="degreesOfFreedom">Above 0; need not be whole.</param>
    /// <returns>At most 0; −∞ for an infinite t, NaN for NaN.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The degrees of freedom are not above 0 and finite.</exception>
    public static double Log10TwoSidedP(double t, double degreesOfFreedom)
    {
        if (!(degreesOfFreedom > 0) || double.IsInfinity(degreesOfFreedom))
        {
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom, "Degrees of freedom are above 0.");
        }

        if (double.IsNaN(t))
        {
            return double.NaN;
        }

        if (t == 0)
        {
            return 0;
        }

        if (double.IsInfinity(t))
        {
            return double.NegativeInfinity;
        }

        var a = 0.5 * degreesOfFreedom;
        var scaled = Math.Abs(t) / Math.Sqrt(degreesOfFreedom);
        var ratio = scaled * scaled;

        // The logarithm of x = df / (df + t²); 1 − x and its logarithm.
        var logX = ratio > 1e300 ? -2 * Math.Log(scaled) : -LogOnePlus(ratio);
        var logRest = ratio > 1 ? -LogOnePlus(1 / ratio) : Math.Log(ratio) - LogOnePlus(ratio);
        var rest = ratio > 1 ? 1 / (1 + (1 / ratio)) : ratio / (1 + ratio);
        var logBeta = LogSqrtPi - LogGammaHalfStep(a);
        var logP = rest > 1.5 / (a + 2.5)
            ? (a * logX) - logBeta - Math.Log(a) + Math.Log(TailIntegral(a, logX, -0.5))
            : LogOnePlus(-2 * Math.Exp((a * logX) + (0.5 * logRest) - logBeta) * ContinuedFraction(0.5, a, rest));
        return Math.Min(0, logP / Math.Log(10));
    }

    /// <summary>P(|T| ≥ |t|); 0 where a double cannot hold it.</summary>
    public static double TwoSidedP(double t, double degreesOfFreedom) => Math.Pow(10, Log10TwoSidedP(t, degreesOfFreedom));

    /// <summary>log Γ(a + ½) − log Γ(a), by its asymptotic series (DLMF 5.11.13) from a ≥ 30 and the recurrence below.</summary>
    internal static double LogGammaHalfStep(double a)
    {
        var shift = 0.0;
        while (a < 30)
        {
            shift -= LogOnePlus(0.5 / a);
            a += 1;
        }

        var inverse = 1 / a;
        var square = inverse * inverse;
        var series = inverse * ((-1.0 / 8) + (square * ((1.0 / 192) + (square * ((-1.0 / 640) + (square * ((17.0 / 14336) - (square * 31.0 / 18432))))))));
        return (0.5 * Math.Log(a)) + series + shift;
    }

    /// <summary>log(1 + x) to full precision for small x (Kahan's correction).</summary>
    internal static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : double.IsInfinity(sum) || sum <= 0 ? Math.Log(sum) : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>e^x − 1 to full precision for small x (Kahan's correction).</summary>
    private static double ExpMinusOne(double x)
    {
        var power = Math.Exp(x);
        return power == 1 ? x : power < 1e-10 ? power - 1 : (power - 1) * (x / Math.Log(power));
    }

    /// <summary>
    /// ∫ e^−s (1 − x e^(−s/a))^power ds over s from 0: a B(a, power + 1) x^−a times the incomplete beta function I_x(a, power + 1). The
    /// substitution s = exp(u − e^−u) makes the integrand fall off doubly exponentially at both ends, where the plain sum of equidistant
    /// values converges fastest.
    /// </summary>
    internal static double TailIntegral(double a, double logX, double power)
    {
        const double step = 1.0 / 32;
        var sum = 0.0;
        for (var i = -128; i <= 160; i++)
        {
            var u = i * step;
            var shrink = Math.Exp(-u);
            var s = Math.Exp(u - shrink);
            if (s is > 0 and < 745)
            {
                var rest = -ExpMinusOne(logX - (s / a));
                sum += Math.Exp(-s) * s * (1 + shrink) * (power == -0.5 ? 1 / Math.Sqrt(rest) : Math.Pow(rest, power));
            }
        }

        return step * sum;
    }

    private static double ContinuedFraction(double a, double b, double x)
    {
        const double tiny = 1e-300;
        var c = 1.0;
        var d = Invert(1 - ((a + b) * x / (a + 1)));
        var value = d;
        for (var m = 1; m < MostTerms; m++)
        {
            var even = m * (b - m) * x / ((a + (2.0 * m) - 1) * (a + (2.0 * m)));
            d = Invert(1 + (even * d));
            c = NotZero(1 + (even / c));
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2.0 * m)) * (a + (2.0 * m) + 1));
            d = Invert(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            var step = d * c;
            value *= step;
            if (Math.Abs(step - 1) < 1e-16)
            {
                break;
            }
        }

        return value;

        static double NotZero(double v) => Math.Abs(v) < tiny ? tiny : v;
        static double Invert(double v) => 1 / NotZero(v);
    }
}
