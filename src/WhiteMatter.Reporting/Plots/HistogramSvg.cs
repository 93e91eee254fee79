using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>
/// Draws a distribution over people as bars. Heights are shares rounded to half a percent, so that no number of people can be read off
/// them.
/// </summary>
public static class HistogramSvg
{
    private static readonly PlotFrame Frame = new(520, 230, 48, 508, 12, 182);

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
        double X(double value) => Frame.X((value - low) / (high - low));
        double Y(double share) => Frame.Y(share / top);

        var svg = Frame.Begin(measure.Title, Describe(measure, histogram));
        foreach (var tick in AxisTicks.FromZero(top, 4))
        {
            Frame.Level(svg, Y(tick), string.Create(CultureInfo.InvariantCulture, $"{100 * tick:0.##}%"));
        }

        for (var i = 0; i < bins.Length; i++)
        {
            var (from, to) = (double.IsFinite(bins[i].Low) ? bins[i].Low : low, double.IsFinite(bins[i].High) ? bins[i].High : high);
            if (heights[i] > 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"kept\" d=\"M{X(from) + 0.5:0.##} {Frame.Bottom}V{Y(heights[i]):0.##}H{X(to) - 0.5:0.##}V{Frame.Bottom}Z\" fill=\"#7f9cbb\"/>");
            }
        }

        foreach (var tick in AxisTicks.Between(low, high, 6))
        {
            Frame.TickBelow(svg, X(tick), AxisTicks.Text(tick), X(tick) > Frame.Right - 12 ? "end" : "middle");
        }

        Frame.Axis(svg);
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"hit\" d=\"M{X(histogram.Median):0.#} {Frame.Bottom}v-{Frame.Bottom - Frame.Top}\" stroke=\"#b3362b\" stroke-dasharray=\"2 3\"/>");
        Frame.NameBelow(svg, HtmlOutput.Escape(measure.Quantity));
        return svg.Append("</svg>").ToString();
    }

    /// <summary>The distribution in a sentence for those who cannot see it.</summary>
    /// <param name="measure">What is measured.</param>
    /// <param name="histogram">Its bins.</param>
    internal static string Describe(QualityMeasure measure, PeopleHistogram histogram) =>
        $"{measure.Quantity}: median {NumberText.Significant(histogram.Median, 3)}, middle half of the people from {NumberText.Significant(histogram.LowerQuartile, 3)} to {NumberText.Significant(histogram.UpperQuartile, 3)}.";
}
