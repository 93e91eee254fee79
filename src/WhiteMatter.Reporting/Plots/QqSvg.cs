using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Draws a quantile–quantile plot as a standalone SVG picture.</summary>
public static class QqSvg
{
    private static readonly PlotFrame Frame = new(340, 340, 52, 328, 14, 292);

    /// <summary>Draws the plot.</summary>
    /// <param name="label">The trait.</param>
    /// <param name="plot">The quantiles.</param>
    /// <returns>An SVG element with its own colours, without external references.</returns>
    public static string Draw(string label, QqPlot plot)
    {
        var (right, top) = (0.1, 0.1);
        foreach (var point in plot.Points)
        {
            right = Math.Max(right, point.Expected);
            top = Math.Max(top, point.Observed);
        }

        top = Math.Max(top, right) * 1.06;
        var end = right;
        right *= 1.04;
        double X(double value) => Frame.X(value / right);
        double Y(double value) => Frame.Y(Math.Min(value, top) / top);

        var svg = Frame.Begin("Quantile–quantile plot: " + label, $"Observed against expected −log10 P of {NumberText.Count(plot.Tests)} tests; genomic control lambda {NumberText.Fixed(plot.LambdaGc, 3)}.");
        foreach (var tick in AxisTicks.FromZero(top, 7))
        {
            Frame.Level(svg, Y(tick), string.Create(CultureInfo.InvariantCulture, $"{tick:0.######}"));
        }

        foreach (var tick in AxisTicks.FromZero(right, 6))
        {
            Frame.LabelBelow(svg, X(tick), string.Create(CultureInfo.InvariantCulture, $"{tick:0.######}"));
        }

        if (!plot.Dependent && plot.Points.Length > 0)
        {
            var band = new StringBuilder();
            foreach (var point in plot.Points)
            {
                band.Append(CultureInfo.InvariantCulture, $"{(band.Length == 0 ? 'M' : 'L')}{X(point.Expected):0.#} {Y(point.Upper):0.#}");
            }

            for (var i = plot.Points.Length - 1; i >= 0; i--)
            {
                band.Append(CultureInfo.InvariantCulture, $"L{X(plot.Points[i].Expected):0.#} {Y(plot.Points[i].Lower):0.#}");
            }

            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"band\" d=\"{band}Z\" fill=\"#dfe3e8\"/>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"diagonal\" d=\"M{X(0):0.#} {Y(0):0.#}L{X(end):0.#} {Y(end):0.#}\" stroke=\"#9a9ea3\"/>");
        var dots = new SvgDots("#24476b", "odd", 4);
        foreach (var point in plot.Points)
        {
            dots.Add(X(point.Expected), Y(point.Observed));
        }

        svg.Append(dots.Element());
        Frame.Axis(svg);
        Frame.NameBelow(svg, "Expected −log₁₀ P");
        Frame.NameLeft(svg, "Observed −log₁₀ P");
        return svg.Append("</svg>").ToString();
    }
}
