using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Draws effects in other statistics against those that leads were found with, with 95% confidence intervals and the line on which both are equal.</summary>
public static class ReplicationSvg
{
    private const double Quantile = 1.959963984540054;
    private static readonly PlotFrame Frame = new(400, 400, 62, 388, 14, 340);

    /// <summary>Draws the leads that were tested.</summary>
    /// <param name="replication">The leads; some were tested, and their effects have a sign.</param>
    /// <returns>An SVG element with its own colours, without external references.</returns>
    public static string Draw(ReplicationReport replication)
    {
        var tested = replication.Loci.Where(locus => locus.Tested is not null).ToList();
        var high = tested.Max(locus => Math.Max(
            Math.Abs(locus.Beta) + (Quantile * locus.StandardError), Math.Abs(locus.OtherBeta) + (Quantile * locus.OtherStandardError)));
        high = high > 0 ? 1.05 * high : 1;
        var low = -high;
        double X(double value) => Frame.X((value - low) / (high - low));
        double Y(double value) => Frame.Y((value - low) / (high - low));

        var svg = Frame.Begin("Effects of leads in " + replication.Against, Describe(replication));
        foreach (var tick in AxisTicks.Between(low, high, 6))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Frame.Left} {Y(tick):0.#}H{Frame.Right}M{X(tick):0.#} {Frame.Top}V{Frame.Bottom}\" stroke=\"#e3e3e0\"/>");
            Frame.LabelLeft(svg, Y(tick), AxisTicks.Text(tick));
            Frame.LabelBelow(svg, X(tick), AxisTicks.Text(tick));
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"diagonal\" d=\"M{X(low):0.#} {Y(low):0.#}L{X(high):0.#} {Y(high):0.#}\" stroke=\"#9a9ea3\"/>");
        var intervals = new StringBuilder();
        var (again, not) = (new SvgDots("#b3362b", "hit", 6), new SvgDots("#24476b", "odd", 5));
        foreach (var locus in tested)
        {
            var (half, other) = (Quantile * locus.StandardError, Quantile * locus.OtherStandardError);
            intervals.Append(CultureInfo.InvariantCulture, $"M{X(locus.Beta - half):0.#} {Y(locus.OtherBeta):0.#}H{X(locus.Beta + half):0.#}M{X(locus.Beta):0.#} {Y(locus.OtherBeta - other):0.#}V{Y(locus.OtherBeta + other):0.#}");
            (locus.Replicated == true ? again : not).Add(X(locus.Beta), Y(locus.OtherBeta));
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"even\" d=\"{intervals}\" stroke=\"#7f9cbb\" stroke-width=\"1\" stroke-opacity=\"0.7\"/>").Append(not.Element()).Append(again.Element());
        Frame.Axis(svg);
        Frame.NameBelow(svg, "β where it was found", 12);
        Frame.NameLeft(svg, "β in the other statistics");
        return svg.Append("</svg>").ToString();
    }

    /// <summary>How many leads have the same direction, in a sentence.</summary>
    /// <param name="replication">The leads.</param>
    internal static string Describe(ReplicationReport replication)
    {
        var tested = replication.Loci.Where(locus => locus.Tested is not null).ToList();
        var same = tested.Count(locus => Math.Sign(locus.Beta) == Math.Sign(locus.OtherBeta));
        return $"{NumberText.Count(same)} of {NumberText.Count(tested.Count)} leads tested have the same direction.";
    }
}
