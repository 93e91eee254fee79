using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>
/// Draws −log10 P around a locus, each variant coloured by its r² with the lead in LocusZoom's five steps (Pruim 2010), and the genes below.
/// </summary>
public static class RegionSvg
{
    private const int Lane = 22;
    private const int MostLanes = 6;
    private const double LetterWidth = 6.2;

    private static readonly (double From, string Colour, string Label)[] Steps =
    [
        (0.8, "#d43f3a", "0.8–1"), (0.6, "#eea236", "0.6–0.8"), (0.4, "#5cb85c", "0.4–0.6"), (0.2, "#46b8da", "0.2–0.4"), (0, "#357ebd", "0–0.2"),
    ];

    /// <summary>Draws the region.</summary>
    /// <param name="region">The region.</param>
    /// <returns>An SVG element with its own colours, without external references.</returns>
    public static string Draw(RegionPicture region)
    {
        ArgumentNullException.ThrowIfNull(region);
        var lanes = Lanes(region, out var drawn);
        var frame = new PlotFrame(700, 340 + (lanes * Lane), 56, 688, 14, 282);
        var threshold = -Math.Log10(region.Threshold);
        var maximum = Math.Max(region.Points.Select(point => point.NegLog10P).DefaultIfEmpty(0).Max() * 1.06, threshold + 1);
        double X(long position) => frame.X((double)(position - region.Start) / Math.Max(1, region.End - region.Start));
        double Y(double value) => frame.Y(value / maximum);

        var svg = frame.Begin($"Region of {region.Lead}: {region.Trait}", Describe(region));
        foreach (var tick in AxisTicks.FromZero(maximum, 7))
        {
            frame.Level(svg, Y(tick), AxisTicks.Text(tick));
        }

        foreach (var tick in AxisTicks.Between(region.Start / 1e6, region.End / 1e6, 7))
        {
            frame.TickBelow(svg, X((long)Math.Round(tick * 1e6)), tick.ToString("0.###", CultureInfo.InvariantCulture));
        }

        if (threshold <= maximum)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"threshold\" d=\"M{frame.Left} {Y(threshold):0.#}H{frame.Right}\" stroke=\"#b3362b\" stroke-dasharray=\"6 4\"/>");
        }

        var unknown = new SvgDots("#b4b7bb", "r2 none", 5);
        SvgDots[] dots = [.. Steps.Select((step, i) => new SvgDots(step.Colour, $"r2 s{i}", 5.5))];
        foreach (var point in region.Points.Where(point => point.Position != region.LeadPosition || point.R2 < 1))
        {
            var layer = double.IsNaN(point.R2) ? unknown : dots[Array.FindIndex(Steps, step => point.R2 >= step.From || step.From == 0)];
            layer.Add(X(point.Position), Y(point.NegLog10P));
        }

        svg.Append(unknown.Element());
        foreach (var layer in dots.Reverse())
        {
            svg.Append(layer.Element());
        }

        Lead(svg, region, X(region.LeadPosition), Y);
        Legend(svg, frame);
        frame.Axis(svg);
        Genes(svg, drawn, frame.Bottom + 52);
        frame.NameBelow(svg, $"Position on chromosome {HtmlOutput.Escape(region.Chromosome)} (Mb)", 24 + (lanes * Lane));
        frame.NameLeft(svg, "−log₁₀ P");
        return svg.Append("</svg>").ToString();

        int Lanes(RegionPicture of, out List<(RegionGene Gene, int Lane, double From, double To)> placed)
        {
            placed = [];
            var ends = new List<double>();
            foreach (var gene in of.Genes)
            {
                double At(long position) => 56 + (632.0 * (Math.Clamp(position, of.Start, of.End) - of.Start) / Math.Max(1, of.End - of.Start));
                var (from, to) = (At(gene.Start), At(gene.End));
                var half = LetterWidth * (gene.Name.Length + 1) / 2;
                var (left, right) = (Math.Min(from, ((from + to) / 2) - half), Math.Max(to, ((from + to) / 2) + half));
                var lane = ends.FindIndex(end => end + 4 < left);
                if (lane < 0 && ends.Count < MostLanes)
                {
                    lane = ends.Count;
                    ends.Add(0);
                }

                if (lane >= 0)
                {
                    ends[lane] = right;
                    placed.Add((gene, lane, from, to));
                }
            }

            return ends.Count;
        }
    }

    /// <summary>What the picture shows, for those who cannot see it.</summary>
    /// <param name="region">The region.</param>
    internal static string Describe(RegionPicture region)
    {
        var close = region.Points.Count(point => point.R2 >= 0.8);
        return $"{NumberText.Count(region.Points.Length)} variants of chromosome {region.Chromosome}, {NumberText.Count(region.Start)} to {NumberText.Count(region.End)}; {NumberText.Count(close)} have an r² of 0.8 or more with {region.Lead}, the lead included.";
    }

    private static void Lead(StringBuilder svg, RegionPicture region, double x, Func<double, double> y)
    {
        var leads = region.Points.Where(point => point.Position == region.LeadPosition).ToList();
        if (leads.Count == 0)
        {
            return;
        }

        var top = y(leads.Max(point => point.NegLog10P));
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"lead\" d=\"M{x:0.#} {top - 7:0.#}l6 7l-6 7l-6 -7z\" fill=\"#9632b8\" stroke=\"#fff\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{Math.Clamp(x, 110, 640):0.#}\" y=\"{Math.Max(12, top - 11):0.#}\" text-anchor=\"middle\" fill=\"#2d3136\">{HtmlOutput.Escape(region.Lead)}</text>");
    }

    private static void Legend(StringBuilder svg, PlotFrame frame)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{frame.Left + 10}\" y=\"{frame.Top + 10}\" fill=\"#5c6066\">r²</text>");
        for (var i = 0; i < Steps.Length; i++)
        {
            var y = frame.Top + 18 + (15 * i);
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{frame.Left + 10}\" y=\"{y}\" width=\"10\" height=\"10\" fill=\"{Steps[i].Colour}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{frame.Left + 25}\" y=\"{y + 9}\" fill=\"#5c6066\">{Steps[i].Label}</text>");
        }
    }

    private static void Genes(StringBuilder svg, List<(RegionGene Gene, int Lane, double From, double To)> genes, double top)
    {
        foreach (var (gene, lane, from, to) in genes)
        {
            var y = top + (Lane * lane);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"gene\" d=\"M{from:0.#} {y:0.#}H{Math.Max(to, from + 1):0.#}\" stroke=\"#24476b\" stroke-width=\"4\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{(from + to) / 2:0.#}\" y=\"{y - 5:0.#}\" font-size=\"10\" text-anchor=\"middle\" fill=\"#2d3136\">{(gene.IsReverse ? "←" : "")}{HtmlOutput.Escape(gene.Name)}{(gene.IsReverse ? "" : "→")}</text>");
        }
    }
}
