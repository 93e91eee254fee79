using System.Globalization;

namespace WhiteMatter.Reporting;

/// <summary>Round numbers along an axis.</summary>
internal static class AxisTicks
{
    /// <summary>Ticks at multiples of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="maximum">End of the axis; positive.</param>
    /// <param name="most">The most ticks wanted, at least 2.</param>
    /// <returns>The ticks from 0 up to the maximum.</returns>
    public static IReadOnlyList<double> FromZero(double maximum, int most)
    {
        var step = Step(maximum / most);
        var ticks = new List<double>();
        for (var i = 0; i * step <= maximum; i++)
        {
            ticks.Add(i * step);
        }

        return ticks;
    }

    /// <summary>Ticks at multiples of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="low">Start of the axis.</param>
    /// <param name="high">End of the axis, above its start.</param>
    /// <param name="most">The most ticks wanted, at least 2.</param>
    /// <returns>The ticks within the axis, ascending.</returns>
    public static IReadOnlyList<double> Between(double low, double high, int most)
    {
        var step = Step((high - low) / most);
        var ticks = new List<double>();

        // A millionth of a step lets an end that is a tick be one in spite of rounding.
        for (var i = Math.Ceiling((low / step) - 1e-6); i <= (high / step) + 1e-6; i++)
        {
            ticks.Add(i * step);
        }

        return ticks;
    }

    /// <summary>Ticks at powers of ten, with 2 and 5 times them where few powers lie within the axis.</summary>
    /// <param name="low">Start of the axis; positive.</param>
    /// <param name="high">End of the axis, above its start.</param>
    public static IReadOnlyList<double> Logarithmic(double low, double high)
    {
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
