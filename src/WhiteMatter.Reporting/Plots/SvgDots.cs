using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Many round dots of one colour as a single SVG path; dots that would cover each other are drawn once.</summary>
/// <param name="colour">Colour as an attribute value, for where no style sheet applies.</param>
/// <param name="cssClass">Class by which the page's style sheet recolours the dots.</param>
/// <param name="diameter">Diameter of a dot.</param>
internal sealed class SvgDots(string colour, string cssClass, double diameter)
{
    private readonly HashSet<(int X, int Y)> taken = [];
    private readonly StringBuilder path = new();
    private int lastX;
    private int lastY;

    /// <summary>Adds a dot; its place is rounded to whole units.</summary>
    /// <param name="x">Horizontal place.</param>
    /// <param name="y">Vertical place.</param>
    public void Add(double x, double y)
    {
        var (column, row) = ((int)Math.Round(x), (int)Math.Round(y));
        if (!taken.Add((column, row)))
        {
            return;
        }

        var (dx, dy) = (column - lastX, row - lastY);
        path.Append(CultureInfo.InvariantCulture, $"m{dx}{(dy < 0 ? "" : " ")}{dy}h0");
        (lastX, lastY) = (column, row);
    }

    /// <summary>The path element, or nothing where there are no dots.</summary>
    public string Element() => path.Length == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"<path class=\"{cssClass}\" d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{diameter}\" stroke-linecap=\"round\"/>");
}
