using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Draws estimated against planted effects with their 95% confidence intervals and the line on which both are equal.</summary>
public static class EffectsSvg
{
    private const double Spread = 28;
    private static readonly PlotFrame Frame = new(400, 400, 62, 388, 14, 340);

    /// <summary>Draws the effects.</summary>
    /// <param name="truth">The truth; it has at least one effect.</param>
    /// <returns>An SVG element with its own colours, without external references.</returns>
    public static string Draw(TruthReport truth)
    {
        var (low, high) = (0.0, 0.0);
        foreach (var effect in truth.Effects)
        {
            low = Math.Min(low, Math.Min(effect.Planted, effect.Estimate));
            high = Math.Max(high, Math.Max(effect.Planted, effect.Estimate));
        }

        var rim = high > low ? 0.12 * (high - low) : 1;
        (low, high) = (low < 0 ? low - rim : low, high > 0 ? high + rim : high);
        if (high <= low)
        {
            (low, high) = (-1, 1);
        }

        double X(double value) => Frame.X((value - low) / (high - low));
        double Y(double value) => Frame.Y((Math.Clamp(value, low, high) - low) / (high - low));

        var svg = Frame.Begin("Planted and estimated effects: " + truth.Name, Describe(truth));
        foreach (var tick in AxisTicks.Between(low, high, 6))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Frame.Left} {Y(tick):0.#}H{Frame.Right}M{X(tick):0.#} {Frame.Top}V{Frame.Bottom}\" stroke=\"#e3e3e0\"/>");
            Frame.LabelLeft(svg, Y(tick), AxisTicks.Text(tick));
            Frame.LabelBelow(svg, X(tick), AxisTicks.Text(tick));
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"diagonal\" d=\"M{X(low):0.#} {Y(low):0.#}L{X(high):0.#} {Y(high):0.#}\" stroke=\"#9a9ea3\"/>");
        var places = SideBySide([.. truth.Effects.Select(effect => X(effect.Planted))]);
        var intervals = new StringBuilder();
        var (holds, misses) = (new SvgDots("#24476b", "odd", 5), new SvgDots("#b3362b", "hit", 5));
        for (var i = 0; i < truth.Effects.Length; i++)
        {
            var effect = truth.Effects[i];
            intervals.Append(CultureInfo.InvariantCulture, $"M{places[i]:0.#} {Y(effect.Lower):0.#}V{Y(effect.Upper):0.#}");
            (Holds(effect) ? holds : misses).Add(places[i], Y(effect.Estimate));
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"even\" d=\"{intervals}\" stroke=\"#7f9cbb\" stroke-width=\"1\" stroke-opacity=\"0.7\"/>").Append(holds.Element()).Append(misses.Element());
        Frame.Axis(svg);
        Frame.NameBelow(svg, "Planted β", 12);
        Frame.NameLeft(svg, "Estimated β");
        return svg.Append("</svg>").ToString();
    }

    /// <summary>
    /// Sets places that fall together side by side, by at most half of <see cref="Spread"/> to each side, so that intervals of equal planted
    /// effects do not cover each other.
    /// </summary>
    private static double[] SideBySide(double[] places)
    {
        var moved = (double[])places.Clone();
        foreach (var together in Enumerable.Range(0, places.Length).GroupBy(i => Math.Round(places[i] / 4)))
        {
            var members = together.ToArray();
            var step = members.Length > 1 ? Math.Min(4, Spread / (members.Length - 1)) : 0;
            for (var k = 0; k < members.Length; k++)
            {
                moved[members[k]] += step * (k - ((members.Length - 1) / 2.0));
            }
        }

        return moved;
    }

    /// <summary>Whether an interval holds the planted effect.</summary>
    /// <param name="effect">The effect.</param>
    internal static bool Holds(PlantedEffect effect) => effect.Lower <= effect.Planted && effect.Planted <= effect.Upper;

    /// <summary>How planted and estimated effects agree, in sentences.</summary>
    /// <param name="truth">The truth.</param>
    internal static string Describe(TruthReport truth)
    {
        var count = NumberText.Count(truth.Effects.Length);
        var alike = truth.Effects.Count(effect => Math.Sign(effect.Estimate) == Math.Sign(effect.Planted));
        return $"Of {count} estimates, {NumberText.Count(alike)} have the sign of the planted effect, and {NumberText.Count(truth.Effects.Count(Holds))} have an interval that holds it.";
    }
}
