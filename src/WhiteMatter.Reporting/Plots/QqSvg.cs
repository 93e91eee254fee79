using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Draws a quantile–quantile plot as a standalone SVG picture.</summary>
public static class QqSvg
{
    private const int Size = 340;
    private const int Left = 52;
    private const int Right = 328;
    private const int Top = 14;
    private const int Bottom = 292;

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
        double X(double value) => Left + (value / right * (Right - Left));
        double Y(double value) => Bottom - (Math.Min(value, top) / top * (Bottom - Top));

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Size} {Size}\" role=\"img\" font-family=\"Helvetica,Arial,sans-serif\" font-size=\"12\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{HtmlOutput.Escape("Quantile–quantile plot: " + label)}</title><desc>{HtmlOutput.Escape($"Observed against expected −log10 P of {NumberText.Count(plot.Tests)} tests; genomic control lambda {NumberText.Fixed(plot.LambdaGc, 3)}.")}</desc>");
        foreach (var tick in AxisTicks.FromZero(top, 7))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {Y(tick):0.#}H{Right}\" stroke=\"#e3e3e0\"/><text class=\"label\" x=\"{Left - 8}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\" fill=\"#5c6066\">{tick:0.######}</text>");
        }

        foreach (var tick in AxisTicks.FromZero(right, 6))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{X(tick):0.#}\" y=\"{Bottom + 18}\" text-anchor=\"middle\" fill=\"#5c6066\">{tick:0.######}</text>");
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
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{Left} {Bottom}H{Right}\" stroke=\"#9a9ea3\"/><text class=\"label\" x=\"{(Left + Right) / 2}\" y=\"{Size - 8}\" text-anchor=\"middle\" fill=\"#5c6066\">Expected −log₁₀ P</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" transform=\"translate(14 {(Top + Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"#5c6066\">Observed −log₁₀ P</text></svg>");
        return svg.ToString();
    }
}
