using System.Globalization;

namespace WhiteMatter.Reporting;

/// <summary>Draws people over two measures as shaded cells, as a standalone SVG picture.</summary>
public static class DensitySvg
{
    private static readonly PlotFrame Frame = new(420, 420, 64, 404, 12, 352);

    /// <summary>Draws the cells.</summary>
    /// <param name="density">Cells with people in them; there is at least one.</param>
    /// <param name="title">What the picture is.</param>
    /// <param name="description">What it shows, for those who cannot see it.</param>
    /// <param name="across">The measure that grows to the right.</param>
    /// <param name="up">The measure that grows upward.</param>
    public static string Draw(PeopleDensity density, string title, string description, string across, string up)
    {
        ArgumentNullException.ThrowIfNull(density);
        var most = density.Counts.Max();
        var svg = Frame.Begin(title, description);
        for (var c = 0; c < density.Counts.Length; c++)
        {
            if (density.Counts[c] > 0)
            {
                // Twenty shades, so that no count can be read off one.
                var shade = Math.Round(20 * Math.Sqrt((double)density.Counts[c] / most)) / 20;
                var (column, row) = (c % density.Cells, c / density.Cells);
                var (x, y) = (Frame.X((double)column / density.Cells), Frame.Y((row + 1.0) / density.Cells));
                var (width, height) = (Frame.X((column + 1.0) / density.Cells) - x, Frame.Y((double)row / density.Cells) - y);
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"kept\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"#44698f\" fill-opacity=\"{Math.Max(0.08, shade):0.##}\"/>");
            }
        }

        foreach (var tick in AxisTicks.Between(density.LowX, density.HighX, 5))
        {
            Frame.TickBelow(svg, Frame.X((tick - density.LowX) / (density.HighX - density.LowX)), AxisTicks.Text(tick));
        }

        foreach (var tick in AxisTicks.Between(density.LowY, density.HighY, 5))
        {
            Frame.LabelLeft(svg, Frame.Y((tick - density.LowY) / (density.HighY - density.LowY)), AxisTicks.Text(tick));
        }

        Frame.Axis(svg);
        Frame.NameBelow(svg, HtmlOutput.Escape(across));
        Frame.NameLeft(svg, HtmlOutput.Escape(up));
        return svg.Append("</svg>").ToString();
    }
}
