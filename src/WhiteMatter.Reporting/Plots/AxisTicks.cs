using System.Globalization;

namespace WhiteMatter.Reporting;

/// <summary>Round numbers along an axis.</summary>
public static class AxisTicks
{
    /// <summary>Ticks at multiples of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="maximum">End of the axis.</param>
    /// <param name="most">The most ticks wanted, at least 2.</param>
    /// <returns>The ticks from 0 up to the maximum; none where it is below 0 or no number.</returns>
    public static IReadOnlyList<double> FromZero(double maximum, int most) => Multiples(0, maximum, most, 0);

    /// <summary>Ticks at multiples of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="low">Start of the axis.</param>
    /// <param name="high">End of the axis.</param>
    /// <param name="most">The most ticks wanted, at least 2.</param>
    /// <returns>The ticks within the axis, ascending; its one place where the ends are equal, none where it has no length to divide.</returns>
    public static IReadOnlyList<double> Between(double low, double high, int most) =>
        // A millionth of a step lets an end that is a tick be one in spite of rounding.
        Multiples(low, high, most, 1e-6);

    /// <summary>Ticks at powers of ten, with 2 and 5 times them where few powers lie within the axis.</summary>
    /// <param name="low">Start of the axis.</param>
    /// <param name="high">End of the axis.</param>
    /// <returns>The ticks within the axis, ascending; its one place where the ends are equal, none where an end is not positive and finite.</returns>
    public static IReadOnlyList<double> Logarithmic(double low, double high)
    {
        if (!(low > 0 && low < high && double.IsFinite(high)))
        {
            return low > 0 && low == high && double.IsFinite(low) ? [low] : [];
        }

        var multiples = (ReadOnlySpan<double>)(Math.Log10(high / low) < 2.5 ? [1, 2, 5] : [1]);
        var ticks = new List<double>();
        for (var power = (int)Math.Floor(Math.Log10(low)); power <= (int)Math.Ceiling(Math.Log10(high)); power++)
        {
            foreach (var multiple in multiples)
            {
                var tick = multiple * Math.Pow(10, power);
                if (tick >= low * 0.999999 && tick <= high * 1.000001)
                {
                    ticks.Add(tick);
                }
            }
        }

        return ticks;
    }

    /// <summary>The multiples of a round step within an axis. They are counted before, so that no ends make a loop without an end.</summary>
    private static double[] Multiples(double low, double high, int most, double tolerance)
    {
        if (low == high && double.IsFinite(low))
        {
            return [low];
        }

        var step = low < high && double.IsFinite(high - low) ? Step((high - low) / most) : 0;
        var first = Math.Ceiling((low / step) - tolerance);
        var count = Math.Floor((high / step) + tolerance) - first + 1;

        // Ends closer together than their digits tell apart have no round numbers between them.
        return double.IsNormal(step) && count >= 1 && count <= most + 1 ? [.. Enumerable.Range(0, (int)count).Select(i => (first + i) * step)] : [];
    }

    /// <summary>A tick as it is written along an axis, with a true minus sign.</summary>
    /// <param name="tick">The tick.</param>
    public static string Text(double tick)
    {
        var size = Math.Abs(tick);
        var text = size != 0 && size is < 1e-3 or >= 1e6
            ? size.ToString("0.##e-0", CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal)
            : size.ToString("0.######", CultureInfo.InvariantCulture);
        return tick < 0 && text != "0" ? "−" + text : text;
    }

    /// <summary>The least of 1, 2 or 5 times a power of ten that is no less than a number.</summary>
    /// <param name="rough">The number; positive.</param>
    public static double Step(double rough)
    {
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

        return step;
    }
}
