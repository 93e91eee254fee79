using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Draws a Manhattan plot as a standalone SVG picture: for print, for readers without scripts, and for saving.</summary>
public static class ManhattanSvg
{
    private const int Width = 1000;
    private const int Height = 340;
    private const int Left = 56;
    private const int Right = 988;
    private const int Top = 14;
    private const int Bottom = 292;

    /// <summary>Draws the plot.</summary>
    /// <param name="genome">The chromosomes.</param>
    /// <param name="variants">The variants the points refer to.</param>
    /// <param name="plot">The points and the threshold.</param>
    /// <returns>An SVG element with its own colours, without external references.</returns>
    public static string Draw(GenomeLayout genome, IReadOnlyList<PlotVariant> variants, AssociationPlot plot)
    {
        var threshold = -Math.Log10(plot.Threshold);
        var strongest = 0.0;
        foreach (var point in plot.Points)
        {
            strongest = Math.Max(strongest, point.NegLog10P);
        }

        var maximum = Math.Max(strongest * 1.06, threshold + 1);
        double X(long coordinate) => Left + ((double)coordinate / genome.Total * (Right - Left));
        double Y(double value) => Bottom - (value / maximum * (Bottom - Top));

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" font-family=\"Helvetica,Arial,sans-serif\" font-size=\"12\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{HtmlOutput.Escape("Manhattan plot: " + plot.Label)}</title><desc>{HtmlOutput.Escape(Describe(genome, variants, plot))}</desc>");
        foreach (var tick in AxisTicks.FromZero(maximum, 7))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {Y(tick):0.#}H{Right}\" stroke=\"#e3e3e0\"/><text class=\"label\" x=\"{Left - 8}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\" fill=\"#5c6066\">{tick:0.######}</text>");
        }

        var free = double.NegativeInfinity;
        for (var i = 0; i < genome.Chromosomes.Length; i++)
        {
            var name = genome.Chromosomes[i].Name;
            var middle = X(genome.Offset(i) + (genome.Chromosomes[i].Length / 2));
            var half = 3 + (3.5 * name.Length);
            if (middle - half >= free)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{middle:0.#}\" y=\"{Bottom + 18}\" text-anchor=\"middle\" fill=\"#5c6066\">{HtmlOutput.Escape(name)}</text>");
                free = middle + half;
            }
        }

        SvgDots[] dots = [new("#24476b", "odd", 3.2), new("#7f9cbb", "even", 3.2), new("#b3362b", "hit", 4.8)];
        foreach (var point in plot.Points)
        {
            var variant = variants[point.Variant];
            var layer = point.NegLog10P >= threshold ? 2 : variant.Chromosome % 2;
            var (x, y) = (X(genome.Coordinate(variant.Chromosome, variant.Position)), Y(point.NegLog10P));
            if (layer < 2)
            {
                // Two units are less than a dot's width: the picture looks the same and is a third of the size.
                (x, y) = (2 * Math.Round(x / 2), 2 * Math.Round(y / 2));
            }

            dots[layer].Add(x, y);
        }

        foreach (var layer in dots)
        {
            svg.Append(layer.Element());
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"threshold\" d=\"M{Left} {Y(threshold):0.#}H{Right}\" stroke=\"#b3362b\" stroke-dasharray=\"6 4\"/><path class=\"axis\" d=\"M{Left} {Bottom}H{Right}\" stroke=\"#9a9ea3\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{(Left + Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\" fill=\"#5c6066\">Chromosome</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" transform=\"translate(14 {(Top + Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"#5c6066\">−log₁₀ P</text></svg>");
        return svg.ToString();
    }

    /// <summary>What the plot shows, in a sentence for those who cannot see it.</summary>
    /// <param name="genome">The chromosomes.</param>
    /// <param name="variants">The variants the points refer to.</param>
    /// <param name="plot">The points and the threshold.</param>
    internal static string Describe(GenomeLayout genome, IReadOnlyList<PlotVariant> variants, AssociationPlot plot)
    {
        var threshold = -Math.Log10(plot.Threshold);
        var above = 0;
        var strongest = -1;
        for (var i = 0; i < plot.Points.Length; i++)
        {
            above += plot.Points[i].NegLog10P >= threshold ? 1 : 0;
            if (strongest < 0 || plot.Points[i].NegLog10P > plot.Points[strongest].NegLog10P)
            {
                strongest = i;
            }
        }

        var text = $"{NumberText.Count(plot.Tested)} tests along the genome; {NumberText.Count(above)} of the points drawn pass P < {NumberText.PValueText(threshold)}.";
        if (strongest < 0)
        {
            return text;
        }

        var lead = variants[plot.Points[strongest].Variant];
        return $"{text} The smallest P is {NumberText.PValueText(plot.Points[strongest].NegLog10P)}, at {lead.Id} (chromosome {genome.Chromosomes[lead.Chromosome].Name}, position {NumberText.Count(lead.Position)}).";
    }
}
