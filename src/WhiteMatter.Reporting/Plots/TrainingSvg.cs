using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Draws loss against epoch: in training and validation, with the steps of the learning rate and the epoch that was kept.</summary>
public static class TrainingSvg
{
    private const int Width = 640;
    private const int Height = 320;
    private const int Left = 56;
    private const int Right = 548;
    private const int Top = 34;
    private const int Bottom = 272;
    private const int MostDots = 60;

    /// <summary>Draws the curve. The axis of the loss is logarithmic where the losses span more than a power of ten.</summary>
    /// <param name="model">The model; it has at least one epoch.</param>
    /// <returns>An SVG element with its own colours, without external references.</returns>
    public static string Draw(ModelReport model)
    {
        var epochs = model.Epochs;
        var (least, most) = Range(model);
        var logarithmic = IsLogarithmic(model);
        var (low, high) = logarithmic ? (least / 1.1, most * 1.1) : (least - (0.05 * (most - least)), most + (0.05 * (most - least)));
        var (first, last) = (epochs[0].Number, epochs[^1].Number);
        double X(double epoch) => last == first ? (Left + Right) / 2.0 : Left + ((epoch - first) / (last - first) * (Right - Left));
        double Y(double loss) => logarithmic
            ? Bottom - (Math.Log(loss / low) / Math.Log(high / low) * (Bottom - Top))
            : Bottom - ((loss - low) / (high - low) * (Bottom - Top));

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" font-family=\"Helvetica,Arial,sans-serif\" font-size=\"12\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{HtmlOutput.Escape("Training curve: " + model.Name)}</title><desc>{HtmlOutput.Escape(Describe(model))}</desc>");
        foreach (var tick in logarithmic ? AxisTicks.Logarithmic(low, high) : AxisTicks.Between(low, high, 6))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {Y(tick):0.#}H{Right}\" stroke=\"#e3e3e0\"/><text class=\"label\" x=\"{Left - 8}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\" fill=\"#5c6066\">{AxisTicks.Text(tick)}</text>");
        }

        foreach (var tick in AxisTicks.Between(first, last, 8).Where(tick => tick == Math.Round(tick)))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{X(tick):0.#} {Bottom}v4\" stroke=\"#9a9ea3\"/><text class=\"label\" x=\"{X(tick):0.#}\" y=\"{Bottom + 18}\" text-anchor=\"middle\" fill=\"#5c6066\">{tick:0}</text>");
        }

        LearningRates(svg, model, X);
        var training = Curve(svg, model, epoch => epoch.TrainingLoss, "even", "#7f9cbb", X, Y);
        var validation = Curve(svg, model, epoch => epoch.ValidationLoss, "odd", "#24476b", X, Y);
        Labels(svg, training, validation);
        if (model.Epochs.FirstOrDefault(epoch => epoch.Number == model.BestEpoch) is { Number: > 0 } best)
        {
            var loss = double.IsFinite(best.ValidationLoss) ? best.ValidationLoss : best.TrainingLoss;
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"hit\" cx=\"{X(best.Number):0.#}\" cy=\"{Y(loss):0.#}\" r=\"6\" fill=\"none\" stroke=\"#b3362b\" stroke-width=\"2\"/>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{Left} {Bottom}H{Right}\" stroke=\"#9a9ea3\"/><text class=\"label\" x=\"{(Left + Right) / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\" fill=\"#5c6066\">Epoch</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" transform=\"translate(13 {(Top + Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"#5c6066\">{(logarithmic ? "Loss, logarithmic" : "Loss")}</text></svg>");
        return svg.ToString();
    }

    /// <summary>Whether the losses span more than a power of ten.</summary>
    /// <param name="model">The model.</param>
    internal static bool IsLogarithmic(ModelReport model)
    {
        var (least, most) = Losses(model);
        return least > 0 && most / least > 10;
    }

    /// <summary>What the curve shows, in a sentence for those who cannot see it.</summary>
    /// <param name="model">The model.</param>
    internal static string Describe(ModelReport model)
    {
        var (first, last) = (model.Epochs[0], model.Epochs[^1]);
        var text = $"Loss over {NumberText.Count(model.Epochs.Length)} epochs. In training from {Loss(first.TrainingLoss)} to {Loss(last.TrainingLoss)}";
        text += double.IsFinite(last.ValidationLoss) ? $", in validation from {Loss(first.ValidationLoss)} to {Loss(last.ValidationLoss)}." : ".";
        var best = model.Epochs.FirstOrDefault(epoch => epoch.Number == model.BestEpoch);
        return best.Number > 0
            ? $"{text} Epoch {best.Number} was kept, with {Loss(double.IsFinite(best.ValidationLoss) ? best.ValidationLoss : best.TrainingLoss)}."
            : text;

        static string Loss(double loss) => NumberText.Significant(loss, 3);
    }

    private static (double Least, double Most) Losses(ModelReport model)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var epoch in model.Epochs)
        {
            foreach (var loss in (ReadOnlySpan<double>)[epoch.TrainingLoss, epoch.ValidationLoss])
            {
                if (double.IsFinite(loss))
                {
                    (least, most) = (Math.Min(least, loss), Math.Max(most, loss));
                }
            }
        }

        return (least, most);
    }

    private static (double Least, double Most) Range(ModelReport model)
    {
        var (least, most) = Losses(model);
        return !(least <= most) ? (0, 1) : least < most ? (least, most) : (least - 0.5, most + 0.5);
    }

    private static void LearningRates(StringBuilder svg, ModelReport model, Func<double, double> x)
    {
        var free = double.NegativeInfinity;
        for (var i = 0; i < model.Epochs.Length; i++)
        {
            var rate = model.Epochs[i].LearningRate;
            if (!double.IsFinite(rate) || (i > 0 && rate == model.Epochs[i - 1].LearningRate))
            {
                continue;
            }

            var at = i == 0 ? Left : x(model.Epochs[i].Number - 0.5);
            if (i > 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"diagonal\" d=\"M{at:0.#} {Top}V{Bottom}\" stroke=\"#9a9ea3\" stroke-dasharray=\"1 4\"/>");
            }

            var label = (i == 0 ? "learning rate " : "") + RateText(rate);
            if (at >= free && at + (6.2 * label.Length) < Width)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{at:0.#}\" y=\"{Top - 12}\" fill=\"#5c6066\">{label}</text>");
                free = at + (6.2 * label.Length) + 10;
            }
        }
    }

    private static string RateText(double rate) => rate is < 1e-2 or >= 1e3
        ? rate.ToString("0.##e-0", CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal)
        : rate.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>Draws a curve with gaps where there is no number, and returns the height at which it ends; NaN where it has no point.</summary>
    private static double Curve(
        StringBuilder svg, ModelReport model, Func<TrainingEpoch, double> of, string cssClass, string colour, Func<double, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        var dots = new SvgDots(colour, cssClass, 5);
        var (end, joined) = (double.NaN, false);
        foreach (var epoch in model.Epochs)
        {
            var loss = of(epoch);
            if (!double.IsFinite(loss) || (IsLogarithmic(model) && loss <= 0))
            {
                joined = false;
                continue;
            }

            end = y(loss);
            path.Append(CultureInfo.InvariantCulture, $"{(joined ? 'L' : 'M')}{x(epoch.Number):0.#} {end:0.#}");
            dots.Add(x(epoch.Number), end);
            joined = true;
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{cssClass}\" d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-linejoin=\"round\"/>");
        if (model.Epochs.Length <= MostDots)
        {
            svg.Append(dots.Element());
        }

        return end;
    }

    /// <summary>Names the curves at their ends, moved apart where they would touch.</summary>
    private static void Labels(StringBuilder svg, double training, double validation)
    {
        if (double.IsFinite(training) && double.IsFinite(validation) && Math.Abs(training - validation) < 15)
        {
            var middle = (training + validation) / 2;
            (training, validation) = training < validation ? (middle - 7.5, middle + 7.5) : (middle + 7.5, middle - 7.5);
        }

        Label(training, "training", "even", "#5f7fa3");
        Label(validation, "validation", "odd", "#24476b");

        void Label(double y, string text, string cssClass, string colour)
        {
            if (double.IsFinite(y))
            {
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{cssClass}\" x=\"{Right + 10}\" y=\"{y + 4:0.#}\" fill=\"{colour}\">{text}</text>");
            }
        }
    }
}
