namespace WhiteMatter.Statistics.Distributions;

/// <summary>The first two derivatives of log Γ, by recurrence to a large argument and their asymptotic series there (DLMF 5.11.2, 5.15.8).</summary>
internal static class Polygamma
{
    private const double Large = 12;

    /// <summary>ψ(x) for x above 0.</summary>
    public static double Digamma(double x)
    {
        var below = 0.0;
        for (; x < Large; x++)
        {
            below += 1 / x;
        }

        var r = 1 / (x * x);
        var series = r * ((1.0 / 12) - (r * ((1.0 / 120) - (r * ((1.0 / 252) - (r * ((1.0 / 240) - (r * ((1.0 / 132) - (r * (691.0 / 32760)))))))))));
        return Math.Log(x) - (0.5 / x) - series - below;
    }

    /// <summary>ψ′(x) for x above 0.</summary>
    public static double Trigamma(double x)
    {
        var below = 0.0;
        for (; x < Large; x++)
        {
            below += 1 / (x * x);
        }

        var r = 1 / (x * x);
        var series = r * ((1.0 / 6) - (r * ((1.0 / 30) - (r * ((1.0 / 42) - (r * ((1.0 / 30) - (r * ((5.0 / 66) - (r * (691.0 / 2730)))))))))));
        return (1 + (0.5 / x) + series) / x + below;
    }
}
