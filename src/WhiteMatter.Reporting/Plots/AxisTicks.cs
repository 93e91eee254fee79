namespace WhiteMatter.Reporting;

/// <summary>Round numbers along an axis from 0.</summary>
internal static class AxisTicks
{
    /// <summary>Ticks at multiples of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="maximum">End of the axis; positive.</param>
    /// <param name="most">The most ticks wanted, at least 2.</param>
    /// <returns>The ticks from 0 up to the maximum.</returns>
    public static IReadOnlyList<double> FromZero(double maximum, int most)
    {
        var rough = maximum / most;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power;
        foreach (var multiple in (ReadOnlySpan<double>)[1, 2, 5, 10])
        {
            step = multiple * power;
            if (step >= rough)
            {
                break;
            }
        }

        var ticks = new List<double>();
        for (var i = 0; i * step <= maximum; i++)
        {
            ticks.Add(i * step);
        }

        return ticks;
    }
}
