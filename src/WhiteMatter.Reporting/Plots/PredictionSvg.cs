using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Draws the ROC curve and the calibration of a predicted class, and a statistic among its permutations. None tells of a single person.</summary>
internal static class PredictionSvg
{
    private const int Bars = 30;

    private static readonly PlotFrame Square = new(340, 340, 52, 328, 14, 292);
    private static readonly PlotFrame Wide = new(520, 230, 48, 508, 12, 182);

    /// <summary>What the picture of the calibration shows.</summary>
    public const string DescribeCalibration =
        "People in tenths of rising predicted probability: the share of cases against the mean probability, with Wilson's 95% intervals. Well calibrated predictions lie on the diagonal.";

    public static string DrawRoc(PredictionReport prediction)
    {
        var svg = UnitSquare("ROC curve", DescribeRoc(prediction), "Others called cases", "Cases found");
        var path = new StringBuilder();
        for (var i = 0; i < prediction.Roc.Length; i++)
        {
            path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{Square.X(i / (prediction.Roc.Length - 1.0)):0.#} {Square.Y(prediction.Roc[i]):0.#}");
        }

        return svg.Append(CultureInfo.InvariantCulture, $"<path class=\"curve\" d=\"{path}\" fill=\"none\" stroke=\"#24476b\" stroke-width=\"2\"/></svg>").ToString();
    }

    public static string DescribeRoc(PredictionReport prediction) =>
        $"Share of cases found against the share of others called cases, over every threshold, within folds and averaged over them; area {NumberText.Fixed(prediction.Measures[0].Value, 3)}. On the diagonal predictions tell nothing.";

    public static string DrawCalibration(PredictionReport prediction, IReadOnlyList<PredictionBin> bins)
    {
        var svg = UnitSquare("Calibration of " + prediction.Name, DescribeCalibration, "Predicted probability", "Share of cases");
        var dots = new SvgDots("#24476b", "odd", 6);
        foreach (var bin in bins)
        {
            var x = Square.X(bin.Predicted);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"whisker\" d=\"M{x:0.#} {Square.Y(bin.Low):0.#}V{Square.Y(bin.High):0.#}\" stroke=\"#7f9cbb\"/>");

            // To two digits, so that no count can be read off a place.
            dots.Add(x, Square.Y(Math.Round((double)bin.Cases / bin.People, 2)));
        }

        return svg.Append(dots.Element()).Append("</svg>").ToString();
    }

    public static string DrawNull(PredictionReport prediction)
    {
        var (low, high) = (Math.Min(prediction.Found, prediction.Permuted.Min()), Math.Max(prediction.Found, prediction.Permuted.Max()));
        var margin = high > low ? 0.02 * (high - low) : 1;
        (low, high) = (low - margin, high + margin);
        var counts = new int[Bars];
        foreach (var value in prediction.Permuted)
        {
            counts[(int)Math.Clamp(Bars * (value - low) / (high - low), 0, Bars - 1)]++;
        }

        var top = counts.Max() * 1.05;
        var svg = Wide.Begin("Permutations of " + prediction.Name, DescribeNull(prediction));
        foreach (var tick in AxisTicks.FromZero(top, 4))
        {
            Wide.Level(svg, Wide.Y(tick / top), AxisTicks.Text(tick));
        }

        for (var i = 0; i < Bars; i++)
        {
            if (counts[i] > 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"kept\" d=\"M{Wide.X((double)i / Bars) + 0.5:0.##} {Wide.Bottom}V{Wide.Y(counts[i] / top):0.##}H{Wide.X((i + 1.0) / Bars) - 0.5:0.##}V{Wide.Bottom}Z\" fill=\"#7f9cbb\"/>");
            }
        }

        foreach (var tick in AxisTicks.Between(low, high, 6))
        {
            Wide.TickBelow(svg, Wide.X((tick - low) / (high - low)), AxisTicks.Text(tick));
        }

        Wide.Axis(svg);
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"hit\" d=\"M{Wide.X((prediction.Found - low) / (high - low)):0.#} {Wide.Bottom}V{Wide.Top}\" stroke=\"#b3362b\" stroke-width=\"2\"/>");
        Wide.NameBelow(svg, HtmlOutput.Escape(prediction.Statistic));
        return svg.Append("</svg>").ToString();
    }

    public static string DescribeNull(PredictionReport prediction) =>
        $"{prediction.Statistic} in {NumberText.Count(prediction.Permutations)} permutations, in which everything was learnt anew; the line is what was found, {NumberText.Significant(prediction.Found, 3)}.";

    private static StringBuilder UnitSquare(string title, string description, string across, string up)
    {
        var svg = Square.Begin(title, description);
        foreach (var tick in AxisTicks.FromZero(1, 5))
        {
            Square.Level(svg, Square.Y(tick), AxisTicks.Text(tick));
            Square.LabelBelow(svg, Square.X(tick), AxisTicks.Text(tick));
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"diagonal\" d=\"M{Square.X(0):0.#} {Square.Y(0):0.#}L{Square.X(1):0.#} {Square.Y(1):0.#}\" stroke=\"#9a9ea3\"/>");
        Square.Axis(svg);
        Square.NameBelow(svg, across);
        Square.NameLeft(svg, up);
        return svg;
    }
}
