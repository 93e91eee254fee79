using System.Globalization;

namespace WhiteMatter.Reporting;

/// <summary>Draws the shares of gain of the traits by which trees divide people.</summary>
internal static class GainSvg
{
    private const int Row = 20;
    private const int Top = 8;
    private const int Left = 170;
    private const int Right = 470;
    private const int NameLength = 26;

    /// <summary>What the picture shows.</summary>
    public const string Describe =
        "The share of what all divisions of the trees gain that divisions by a trait do, on average over folds; the line reaches one standard deviation over folds to both sides.";

    public static string Draw(PredictionReport prediction)
    {
        var traits = prediction.Traits;
        var greatest = Math.Max(1e-9, traits.Select(trait => trait.Coefficient + Spread(trait)).DefaultIfEmpty(0).Max());
        double X(double share) => Left + ((Right - Left) * Math.Clamp(share / greatest, 0, 1));
        var bottom = Top + (Row * traits.Length);
        var frame = new PlotFrame(520, bottom + 40, Left, Right, Top, bottom);
        var svg = frame.Begin("Gain of the traits of " + prediction.Name, Describe);
        foreach (var tick in AxisTicks.FromZero(100 * greatest, 5).Where(tick => tick <= 100 * greatest))
        {
            frame.TickBelow(svg, X(tick / 100), AxisTicks.Text(tick));
        }

        for (var i = 0; i < traits.Length; i++)
        {
            var (trait, middle) = (traits[i], Top + (Row * i) + (Row / 2));
            var name = trait.Name.Length > NameLength ? trait.Name[..(NameLength - 1)] + "…" : trait.Name;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{middle + 4}\" text-anchor=\"end\" font-size=\"11\">{HtmlOutput.Escape(name)}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"kept\" d=\"M{Left} {middle - 6}H{X(trait.Coefficient):0.#}V{middle + 6}H{Left}Z\" fill=\"#7f9cbb\"/>");
            if (Spread(trait) > 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"whisker\" d=\"M{X(trait.Coefficient - Spread(trait)):0.#} {middle}H{X(trait.Coefficient + Spread(trait)):0.#}\" stroke=\"#24476b\"/>");
            }
        }

        frame.Axis(svg);
        frame.NameBelow(svg, "Share of the gain (%)");
        return svg.Append("</svg>").ToString();
    }

    private static double Spread(PredictionTrait trait) => double.IsFinite(trait.Deviation) ? trait.Deviation : 0;
}
