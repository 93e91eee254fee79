using System.Globalization;

namespace WhiteMatter.Reporting;

/// <summary>Draws what each study says of a variant, with 95% confidence intervals, above what all say together.</summary>
public static class ForestSvg
{
    private const double Quantile = 1.959963984540054;
    private const int RowHeight = 24;
    private const int Width = 640;

    /// <summary>Draws the studies; a square's area is the study's weight, the diamond is all of them.</summary>
    /// <param name="forest">The variant; it has at least one study.</param>
    /// <param name="isZ">Whether effects are z.</param>
    /// <returns>An SVG element with its own colours, without external references.</returns>
    public static string Draw(ForestPicture forest, bool isZ)
    {
        var rows = forest.Studies.Length + 1;
        var frame = new PlotFrame(Width, (rows * RowHeight) + 62, 190, 480, 10, 10 + (rows * RowHeight));
        ForestRow[] all = [.. forest.Studies, forest.Together];
        var low = Math.Min(0, all.Min(row => row.Beta - (Quantile * row.StandardError)));
        var high = Math.Max(0, all.Max(row => row.Beta + (Quantile * row.StandardError)));
        var rim = high > low ? 0.05 * (high - low) : 1;
        (low, high) = (low - rim, high + rim);
        double X(double value) => frame.X((value - low) / (high - low));

        var svg = frame.Begin($"Effects of {forest.Variant} on {forest.Trait}", Describe(forest));
        foreach (var tick in AxisTicks.Between(low, high, 5))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{X(tick):0.#} {frame.Top}V{frame.Bottom}\" stroke=\"#e3e3e0\"/>");
            frame.LabelBelow(svg, X(tick), AxisTicks.Text(tick));
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"diagonal\" d=\"M{X(0):0.#} {frame.Top}V{frame.Bottom}\" stroke=\"#9a9ea3\"/>");
        var heaviest = forest.Studies.Max(row => 1 / (row.StandardError * row.StandardError));
        for (var i = 0; i < all.Length; i++)
        {
            var (row, y) = (all[i], frame.Top + ((i + 0.5) * RowHeight));
            var half = Quantile * row.StandardError;
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{frame.Left - 10}\" y=\"{y + 4:0.#}\" text-anchor=\"end\" fill=\"#5c6066\"{(i == all.Length - 1 ? " font-weight=\"bold\"" : "")}>{HtmlOutput.Escape(Short(row.Study))}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{frame.Right + 10}\" y=\"{y + 4:0.#}\" fill=\"#5c6066\">{NumberText.Significant(row.Beta, 3)} [{NumberText.Significant(row.Beta - half, 3)}, {NumberText.Significant(row.Beta + half, 3)}]</text>");
            if (i == all.Length - 1)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"hit\" d=\"M{X(row.Beta - half):0.#} {y:0.#}L{X(row.Beta):0.#} {y - 7:0.#}L{X(row.Beta + half):0.#} {y:0.#}L{X(row.Beta):0.#} {y + 7:0.#}Z\" fill=\"#b3362b\" stroke=\"#b3362b\"/>");
                continue;
            }

            var side = 4 + (7 * Math.Sqrt(1 / (row.StandardError * row.StandardError) / heaviest));
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"even\" d=\"M{X(row.Beta - half):0.#} {y:0.#}H{X(row.Beta + half):0.#}\" stroke=\"#7f9cbb\" stroke-width=\"1.5\" fill=\"none\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"odd\" d=\"M{X(row.Beta):0.#} {y:0.#}h0\" stroke=\"#24476b\" stroke-width=\"{side:0.#}\" stroke-linecap=\"square\"/>");
        }

        frame.Axis(svg);
        frame.NameBelow(svg, isZ ? "z" : $"β of {HtmlOutput.Escape(Short(forest.EffectAllele))}", 12);
        return svg.Append("</svg>").ToString();
    }

    /// <summary>How far the studies agree, in a sentence.</summary>
    /// <param name="forest">The variant.</param>
    internal static string Describe(ForestPicture forest)
    {
        var same = forest.Studies.Count(row => Math.Sign(row.Beta) == Math.Sign(forest.Together.Beta));
        return $"{NumberText.Count(same)} of {NumberText.Count(forest.Studies.Length)} studies have the sign of all together; I² = {NumberText.Fixed(forest.I2, 1)}%.";
    }

    private static string Short(string name) => name.Length <= 26 ? name : name[..25] + "…";
}
