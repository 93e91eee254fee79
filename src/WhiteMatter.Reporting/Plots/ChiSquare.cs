namespace WhiteMatter.Reporting;

/// <summary>The χ² distribution with one degree of freedom.</summary>
internal static class ChiSquare
{
    /// <summary>The median of χ²₁, <c>qchisq(0.5, 1)</c>.</summary>
    public const double Median = 0.4549364231195724;

    private static readonly double LogTwo = Math.Log(2);
    private static readonly double LogTen = Math.Log(10);
    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>
    /// The χ²₁ value whose upper tail is P, from −log10 P. The normal quantile is Wichura's algorithm AS 241 (1988), relative
    /// accuracy about 1e-16; where P/2 is below 1e-300 the asymptotic tail is solved instead, relative error under 1e-6.
    /// </summary>
    /// <param name="negLog10P">−log10 P, 0 or more.</param>
    public static double FromNegLog10P(double negLog10P)
    {
        var negLogTail = (negLog10P * LogTen) + LogTwo;
        if (negLogTail > 690)
        {
            var z2 = 2 * negLogTail;
            for (var i = 0; i < 8; i++)
            {
                z2 = 2 * (negLogTail - (0.5 * Math.Log(z2)) - HalfLogTwoPi + Math.Log(1 - (1 / z2)));
            }

            return z2;
        }

        var z = NormalQuantile(Math.Exp(-negLogTail), negLogTail);
        return z * z;
    }

    private static double NormalQuantile(double p, double negLogP)
    {
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var s = 0.180625 - (q * q);
            return q * Polynomial(s, 3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3)
                / Polynomial(s, 1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3);
        }

        var r = Math.Sqrt(negLogP);
        if (r <= 5)
        {
            r -= 1.6;
            return -Polynomial(r, 1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4)
                / Polynomial(r, 1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9);
        }

        r -= 5;
        return -Polynomial(r, 6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7)
            / Polynomial(r, 1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15);
    }

    private static double Polynomial(double x, params ReadOnlySpan<double> coefficients)
    {
        var value = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            value = (value * x) + coefficients[i];
        }

        return value;
    }
}
