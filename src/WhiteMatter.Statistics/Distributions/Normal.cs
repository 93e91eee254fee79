namespace WhiteMatter.Statistics.Distributions;

/// <summary>The standard normal distribution.</summary>
public static class Normal
{
    private const double SqrtTwoPi = 2.5066282746310005024;

    /// <summary>The density at a point.</summary>
    public static double Density(double x) => Math.Exp(-0.5 * x * x) / SqrtTwoPi;

    /// <summary>
    /// P(X ≤ x), to about 1e-15 of its value: Cody's rational approximations (1969, Mathematics of Computation 23, 631).
    /// </summary>
    public static double Cumulative(double x) => double.IsNaN(x) ? double.NaN : Tail(-x);

    /// <summary>P(X &gt; x), without cancellation for large x.</summary>
    public static double UpperTail(double x) => double.IsNaN(x) ? double.NaN : Tail(x);

    /// <summary>
    /// The x with P(X ≤ x) = p: Wichura's algorithm AS 241 (1988, Applied Statistics 37, 477), to about 1e-16 of its value.
    /// </summary>
    /// <param name="p">A probability; 0 and 1 give the infinities.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is not in [0, 1].</exception>
    public static double Quantile(double p)
    {
        if (!(p is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A probability is between 0 and 1.");
        }

        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            return Central(q);
        }

        var tail = q < 0 ? p : 1 - p;
        return q < 0 ? -FromTail(tail) : FromTail(tail);
    }

    /// <summary>The x with P(X &gt; x) = p, exact for p as small as a double can be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">p is not in [0, 1].</exception>
    public static double UpperQuantile(double p) => p < 0.075 && p >= 0 ? FromTail(p) : -Quantile(p);

    /// <summary>−log10 of the two-sided P of z, without underflow.</summary>
    public static double NegLog10TwoSided(double z) => -ChiSquared.Log10UpperTail(z * z, 1);

    /// <summary>The z ≥ 0 whose two-sided P has a −log10, however small the P is.</summary>
    /// <param name="negLog10P">−log10 P, from 0; infinity gives infinity.</param>
    public static double TwoSidedZ(double negLog10P)
    {
        if (!(negLog10P > 250))
        {
            return UpperQuantile(0.5 * Math.Pow(10, -negLog10P));
        }

        if (double.IsPositiveInfinity(negLog10P))
        {
            return negLog10P;
        }

        // −ln P grows by z + 1/z for each unit of z: Newton's method from √(2 · −ln P) is there in four steps.
        var z = Math.Sqrt(2 * Math.Log(10) * negLog10P);
        for (var i = 0; i < 8; i++)
        {
            z -= (NegLog10TwoSided(z) - negLog10P) * Math.Log(10) / (z + (1 / z));
        }

        return z;
    }

    /// <summary>The x with P(X ≤ x) = ½ + q, exact for q near 0.</summary>
    internal static double CentralQuantile(double q) => Math.Abs(q) <= 0.425 ? Central(q) : Quantile(0.5 + q);

    /// <summary>
    /// As <see cref="Quantile"/> for p inside (0, 1), by additions, multiplications, divisions and square roots alone: the same double on
    /// every machine.
    /// </summary>
    internal static double ArithmeticQuantile(double p)
    {
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            return Central(q);
        }

        var x = FromRoot(Math.Sqrt(-ArithmeticLogarithm(q < 0 ? p : 1 - p)));
        return q < 0 ? -x : x;
    }

    /// <summary>ln x of a normal double above 0: 2 artanh((m − 1)/(m + 1)) + e ln 2 with x = m 2^e, m near 1.</summary>
    private static double ArithmeticLogarithm(double x)
    {
        var exponent = Math.ILogB(x);
        var m = Math.ScaleB(x, -exponent);
        if (m > 1.4142135623730951)
        {
            m /= 2;
            exponent++;
        }

        // |s| ≤ 0.1716, so that the term after s²³/23 is below 2⁻⁶³ of the first.
        var s = (m - 1) / (m + 1);
        var square = s * s;
        var series = 0.0;
        for (var k = 23; k >= 1; k -= 2)
        {
            series = (series * square) + (1.0 / k);
        }

        return (2 * s * series) + (exponent * 0.69314718055994530942);
    }

    private static double Central(double q)
    {
        ReadOnlySpan<double> numerator =
        [
            2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
            1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0,
        ];
        ReadOnlySpan<double> denominator =
        [
            5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
            5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0,
        ];
        var r = 0.180625 - (q * q);
        return q * Polynomial(numerator, r) / Polynomial(denominator, r);
    }

    private static double FromTail(double p)
    {
        if (p == 0)
        {
            return double.PositiveInfinity;
        }

        return FromRoot(Math.Sqrt(-Math.Log(p)));
    }

    /// <summary>The quantile of an upper tail P from r = √(−ln P).</summary>
    private static double FromRoot(double r)
    {
        if (r <= 5)
        {
            ReadOnlySpan<double> numerator =
            [
                7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e+0,
                3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0, 1.42343711074968357734e+0,
            ];
            ReadOnlySpan<double> denominator =
            [
                1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
                6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1.0,
            ];
            return Polynomial(numerator, r - 1.6) / Polynomial(denominator, r - 1.6);
        }
        else
        {
            ReadOnlySpan<double> numerator =
            [
                2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
                2.96560571828504891230e-1, 1.78482653991729133580e+0, 5.46378491116411436990e+0, 6.65790464350110377720e+0,
            ];
            ReadOnlySpan<double> denominator =
            [
                2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
                1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
            ];
            return Polynomial(numerator, r - 5) / Polynomial(denominator, r - 5);
        }
    }

    private static double Tail(double x)
    {
        var y = Math.Abs(x);
        if (y <= 0.67448975)
        {
            ReadOnlySpan<double> numerator =
            [
                0.065682337918207449113, 2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582, 18154.981253343561249,
            ];
            ReadOnlySpan<double> denominator =
            [
                1.0, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956,
            ];
            var square = x * x;
            return 0.5 - (x * Polynomial(numerator, square) / Polynomial(denominator, square));
        }

        double ratio;
        if (y <= 5.656854249492380195)
        {
            ReadOnlySpan<double> numerator =
            [
                1.0765576773720192317e-8, 0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979, 597.27027639480026226,
                2494.5375852903726711, 6848.1904505362823326, 11602.651437647350124, 9842.7148383839780218,
            ];
            ReadOnlySpan<double> denominator =
            [
                1.0, 22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755,
                18615.571640885098091, 34900.952721145977266, 38912.003286093271411, 19685.429676859990727,
            ];
            ratio = Polynomial(numerator, y) / Polynomial(denominator, y);
        }
        else
        {
            ReadOnlySpan<double> numerator =
            [
                0.02307344176494017303, 0.21589853405795699, 0.1274011611602473639, 0.022235277870649807, 0.001421619193227893466, 2.9112874951168792e-5,
            ];
            ReadOnlySpan<double> denominator =
            [
                1.0, 1.28426009614491121, 0.468238212480865118, 0.0659881378689285515, 0.00378239633202758244, 7.29751555083966205e-5,
            ];
            var inverse = 1 / (y * y);
            ratio = ((1 / SqrtTwoPi) - (inverse * Polynomial(numerator, inverse) / Polynomial(denominator, inverse))) / y;
        }

        // The square is split so that its rounding does not spoil the exponential.
        var near = Math.Truncate(y * 16) / 16;
        var rest = (y - near) * (y + near);
        var tail = Math.Exp(-near * near * 0.5) * Math.Exp(-rest * 0.5) * ratio;
        return x > 0 ? tail : 1 - tail;
    }

    private static double Polynomial(ReadOnlySpan<double> descending, double x)
    {
        var value = 0.0;
        foreach (var coefficient in descending)
        {
            value = (value * x) + coefficient;
        }

        return value;
    }
}
