using System.Collections.Immutable;
using System.Globalization;

namespace WhiteMatter.Reporting;

/// <summary>Draws the eigenvalues of principal components, and people over the first two as shaded cells.</summary>
internal static class ComponentsSvg
{
    private static readonly PlotFrame Scree = new(520, 230, 48, 508, 12, 182);
    private static readonly PlotFrame Density = new(420, 420, 64, 404, 12, 352);

    /// <summary>Draws the eigenvalues as bars.</summary>
    /// <param name="eigenvalues">Eigenvalues, falling; at least one.</param>
    public static string DrawScree(ImmutableArray<double> eigenvalues)
    {
        var top = Math.Max(eigenvalues[0], double.Epsilon) * 1.05;
        var svg = Scree.Begin("Eigenvalues", DescribeScree(eigenvalues));
        foreach (var tick in AxisTicks.FromZero(top, 4))
        {
            Scree.Level(svg, Scree.Y(tick / top), AxisTicks.Text(tick));
        }

        for (var i = 0; i < eigenvalues.Length; i++)
        {
            var (from, to) = (Scree.X((i + 0.15) / eigenvalues.Length), Scree.X((i + 0.85) / eigenvalues.Length));
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"kept\" d=\"M{from:0.##} {Scree.Bottom}V{Scree.Y(Math.Max(0, eigenvalues[i]) / top):0.##}H{to:0.##}V{Scree.Bottom}Z\" fill=\"#7f9cbb\"/>");
            if (eigenvalues.Length <= 20 || i % 10 == 9)
            {
                Scree.LabelBelow(svg, (from + to) / 2, (i + 1).ToString(CultureInfo.InvariantCulture));
            }
        }

        Scree.Axis(svg);
        Scree.NameBelow(svg, "Component");
        return svg.Append("</svg>").ToString();
    }

    /// <summary>The eigenvalues in a sentence.</summary>
    /// <param name="eigenvalues">Eigenvalues, falling.</param>
    public static string DescribeScree(ImmutableArray<double> eigenvalues) =>
        $"Eigenvalues of the relationship matrix, from {NumberText.Significant(eigenvalues[0], 3)} to {NumberText.Significant(eigenvalues[^1], 3)}.";

    /// <summary>Draws people over the first two components.</summary>
    /// <param name="density">Cells with people in them.</param>
    public static string DrawDensity(PeopleDensity density)
    {
        var most = density.Counts.Max();
        var svg = Density.Begin("First and second component", DescribeDensity(density));
        for (var c = 0; c < density.Counts.Length; c++)
        {
            if (density.Counts[c] > 0)
            {
                // Twenty shades, so that no count can be read off one.
                var shade = Math.Round(20 * Math.Sqrt((double)density.Counts[c] / most)) / 20;
                var (column, row) = (c % density.Cells, c / density.Cells);
                var (x, y) = (Density.X((double)column / density.Cells), Density.Y((row + 1.0) / density.Cells));
                var (width, height) = (Density.X((column + 1.0) / density.Cells) - x, Density.Y((double)row / density.Cells) - y);
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"kept\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"#44698f\" fill-opacity=\"{Math.Max(0.08, shade):0.##}\"/>");
            }
        }

        foreach (var tick in AxisTicks.Between(density.LowX, density.HighX, 5))
        {
            Density.TickBelow(svg, Density.X((tick - density.LowX) / (density.HighX - density.LowX)), AxisTicks.Text(tick));
        }

        foreach (var tick in AxisTicks.Between(density.LowY, density.HighY, 5))
        {
            Density.LabelLeft(svg, Density.Y((tick - density.LowY) / (density.HighY - density.LowY)), AxisTicks.Text(tick));
        }

        Density.Axis(svg);
        Density.NameBelow(svg, "Component 1");
        Density.NameLeft(svg, "Component 2");
        return svg.Append("</svg>").ToString();
    }

    /// <summary>The density in a sentence.</summary>
    /// <param name="density">Cells with people in them.</param>
    public static string DescribeDensity(PeopleDensity density) =>
        $"People over the first two components in {density.Cells} by {density.Cells} cells, darker where there are more.";
}
