using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Draws a Manhattan plot as a standalone SVG picture: for print, for readers without scripts, and for saving.</summary>
public static class ManhattanSvg
{
    private static readonly PlotFrame Frame = new(1000, 340, 56, 988, 14, 292);

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
        double X(long coordinate) => Frame.X((double)coordinate / genome.Total);
        double Y(double value) => Frame.Y(value / maximum);

        var svg = Frame.Begin("Manhattan plot: " + plot.Label, Describe(genome, variants, plot));
        foreach (var tick in AxisTicks.FromZero(maximum, 7))
        {
            Frame.Level(svg, Y(tick), string.Create(CultureInfo.InvariantCulture, $"{tick:0.######}"));
        }

        var free = double.NegativeInfinity;
        for (var i = 0; i < genome.Chromosomes.Length; i++)
        {
            var name = genome.Chromosomes[i].Name;
            var middle = X(genome.Offset(i) + (genome.Chromosomes[i].Length / 2));
            var half = 3 + (3.5 * name.Length);
            if (middle - half >= free)
            {
                Frame.LabelBelow(svg, middle, HtmlOutput.Escape(name));
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

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"threshold\" d=\"M{Frame.Left} {Y(threshold):0.#}H{Frame.Right}\" stroke=\"#b3362b\" stroke-dasharray=\"6 4\"/>");
        Frame.Axis(svg);
        Frame.NameBelow(svg, "Chromosome");
        Frame.NameLeft(svg, "−log₁₀ P");
        return svg.Append("</svg>").ToString();
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
