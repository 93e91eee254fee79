using System.Collections.Immutable;
using System.Globalization;

namespace WhiteMatter.Reporting;

/// <summary>Draws the eigenvalues of principal components, and people over the first two as shaded cells.</summary>
internal static class ComponentsSvg
{
    private static readonly PlotFrame Scree = new(520, 230, 48, 508, 12, 182);

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
    public static string DrawDensity(PeopleDensity density) =>
        DensitySvg.Draw(density, "First and second component", DescribeDensity(density), "Component 1", "Component 2");

    /// <summary>The density in a sentence.</summary>
    /// <param name="density">Cells with people in them.</param>
    public static string DescribeDensity(PeopleDensity density) =>
        $"People over the first two components in {density.Cells} by {density.Cells} cells, darker where there are more.";
}
