using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>
/// Draws a distribution over people as bars. Heights are shares rounded to half a percent, so that no number of people can be read off
/// them.
/// </summary>
internal static class HistogramSvg
{
    private const int Width = 520;
    private const int Height = 230;
    private const int Left = 48;
    private const int Right = 508;
    private const int Top = 12;
    private const int Bottom = 182;

    /// <summary>Draws the bars.</summary>
    /// <param name="measure">What is measured.</param>
    /// <param name="histogram">Its bins; there is at least one.</param>
    public static string Draw(QualityMeasure measure, PeopleHistogram histogram)
    {
        var bins = histogram.Bins;
        var low = double.IsFinite(bins[0].Low) ? bins[0].Low : bins[0].High - histogram.Width;
        var high = double.IsFinite(bins[^1].High) ? bins[^1].High : bins[^1].Low + histogram.Width;
        var heights = new double[bins.Length];
        for (var i = 0; i < bins.Length; i++)
        {
            // A joined bin is as high as one of the bins it is made of would be if they were alike: area tells the share.
            var joined = double.IsFinite(bins[i].Low) && double.IsFinite(bins[i].High) ? Math.Max(1, Math.Round((bins[i].High - bins[i].Low) / histogram.Width)) : 1;
            heights[i] = Math.Round(200.0 * bins[i].People / histogram.People / joined) / 200;
        }

        var top = Math.Max(0.01, heights.Max()) * 1.05;
        double X(double value) => Left + ((value - low) / (high - low) * (Right - Left));
        double Y(double share) => Bottom - (share / top * (Bottom - Top));

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" font-family=\"Helvetica,Arial,sans-serif\" font-size=\"12\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{HtmlOutput.Escape(measure.Title)}</title><desc>{HtmlOutput.Escape(Describe(measure, histogram))}</desc>");
        foreach (var tick in AxisTicks.FromZero(top, 4))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {Y(tick):0.#}H{Right}\" stroke=\"#e3e3e0\"/><text class=\"label\" x=\"{Left - 8}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\" fill=\"#5c6066\">{100 * tick:0.##}%</text>");
        }

        for (var i = 0; i < bins.Length; i++)
        {
            var (from, to) = (double.IsFinite(bins[i].Low) ? bins[i].Low : low, double.IsFinite(bins[i].High) ? bins[i].High : high);
            if (heights[i] > 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"kept\" d=\"M{X(from) + 0.5:0.##} {Bottom}V{Y(heights[i]):0.##}H{X(to) - 0.5:0.##}V{Bottom}Z\" fill=\"#7f9cbb\"/>");
            }
        }

        foreach (var tick in AxisTicks.Between(low, high, 6))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{X(tick):0.#} {Bottom}v4\" stroke=\"#9a9ea3\"/><text class=\"label\" x=\"{X(tick):0.#}\" y=\"{Bottom + 18}\" text-anchor=\"{(X(tick) > Right - 12 ? "end" : "middle")}\" fill=\"#5c6066\">{AxisTicks.Text(tick)}</text>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{Left} {Bottom}H{Right}\" stroke=\"#9a9ea3\"/><path class=\"hit\" d=\"M{X(histogram.Median):0.#} {Bottom}v-{Bottom - Top}\" stroke=\"#b3362b\" stroke-dasharray=\"2 3\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{(Left + Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\" fill=\"#5c6066\">{HtmlOutput.Escape(measure.Quantity)}</text></svg>");
        return svg.ToString();
    }

    /// <summary>The distribution in a sentence for those who cannot see it.</summary>
    /// <param name="measure">What is measured.</param>
    /// <param name="histogram">Its bins.</param>
    internal static string Describe(QualityMeasure measure, PeopleHistogram histogram) =>
        $"{measure.Quantity}: median {NumberText.Significant(histogram.Median, 3)}, middle half of the people from {NumberText.Significant(histogram.LowerQuartile, 3)} to {NumberText.Significant(histogram.UpperQuartile, 3)}.";
}
