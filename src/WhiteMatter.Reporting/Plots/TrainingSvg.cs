using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Draws loss against epoch: in training and validation, with the steps of the learning rate and the epoch that was kept.</summary>
public static class TrainingSvg
{
    private const int MostDots = 60;
    private static readonly PlotFrame Frame = new(640, 320, 56, 548, 34, 272);

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
        double X(double epoch) => last == first ? (Frame.Left + Frame.Right) / 2.0 : Frame.X((epoch - first) / (last - first));
        double Y(double loss) => logarithmic
            ? Frame.Y(Math.Log(loss / low) / Math.Log(high / low))
            : Frame.Y((loss - low) / (high - low));

        var svg = Frame.Begin("Training curve: " + model.Name, Describe(model));
        foreach (var tick in logarithmic ? AxisTicks.Logarithmic(low, high) : AxisTicks.Between(low, high, 6))
        {
            Frame.Level(svg, Y(tick), AxisTicks.Text(tick));
        }

        foreach (var tick in AxisTicks.Between(first, last, 8).Where(tick => tick == Math.Round(tick)))
        {
            Frame.TickBelow(svg, X(tick), string.Create(CultureInfo.InvariantCulture, $"{tick:0}"));
        }

        LearningRates(svg, model, X);
        var training = Curve(svg, model, epoch => epoch.TrainingLoss, "even", "#7f9cbb", X, Y);
        var validation = Curve(svg, model, epoch => epoch.ValidationLoss, "odd", "#24476b", X, Y);
        if (epochs.Any(epoch => epoch.Reconstruction is not null))
        {
            Error(svg, model, X, Y);
        }

        Labels(svg, training, validation);
        if (model.Epochs.FirstOrDefault(epoch => epoch.Number == model.BestEpoch) is { Number: > 0 } best)
        {
            var loss = double.IsFinite(best.ValidationLoss) ? best.ValidationLoss : best.TrainingLoss;
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"hit\" cx=\"{X(best.Number):0.#}\" cy=\"{Y(loss):0.#}\" r=\"6\" fill=\"none\" stroke=\"#b3362b\" stroke-width=\"2\"/>");
        }

        Frame.Axis(svg);
        Frame.NameBelow(svg, "Epoch", 10);
        Frame.NameLeft(svg, logarithmic ? "Loss, logarithmic" : "Loss", 13);
        return svg.Append("</svg>").ToString();
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
        var text = $"Loss over {NumberText.Count(model.Epochs.Length)} {(model.Epochs.Length == 1 ? "epoch" : "epochs")}. In training from {Loss(first.TrainingLoss)} to {Loss(last.TrainingLoss)}";
        text += double.IsFinite(last.ValidationLoss) ? $", in validation from {Loss(first.ValidationLoss)} to {Loss(last.ValidationLoss)}." : ".";
        var best = model.Epochs.FirstOrDefault(epoch => epoch.Number == model.BestEpoch);
        if (best.Number == 0)
        {
            return text;
        }

        text += $" Epoch {best.Number} was kept, with {Loss(double.IsFinite(best.ValidationLoss) ? best.ValidationLoss : best.TrainingLoss)}";
        return best is { Reconstruction: { } error, Divergence: { } divergence }
            ? $"{text}: an error of {Loss(error)}, dashed, and a divergence of {Loss(divergence)} nats a person."
            : text + ".";

        static string Loss(double loss) => NumberText.Significant(loss, 3);
    }

    private static (double Least, double Most) Losses(ModelReport model)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var epoch in model.Epochs)
        {
            foreach (var loss in (ReadOnlySpan<double>)[epoch.TrainingLoss, epoch.ValidationLoss, epoch.Reconstruction ?? double.NaN])
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

            var at = i == 0 ? Frame.Left : x(model.Epochs[i].Number - 0.5);
            if (i > 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"diagonal\" d=\"M{at:0.#} {Frame.Top}V{Frame.Bottom}\" stroke=\"#9a9ea3\" stroke-dasharray=\"1 4\"/>");
            }

            var label = (i == 0 ? "learning rate " : "") + RateText(rate);
            if (at >= free && at + (6.2 * label.Length) < Frame.Width)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{at:0.#}\" y=\"{Frame.Top - 12}\" fill=\"#5c6066\">{label}</text>");
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

    /// <summary>Draws the mean squared error in the loss that is watched, dashed and named at its start.</summary>
    private static void Error(StringBuilder svg, ModelReport model, Func<double, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        foreach (var epoch in model.Epochs)
        {
            if (epoch.Reconstruction is { } error && double.IsFinite(error) && !(IsLogarithmic(model) && error <= 0))
            {
                path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? 'M' : 'L')}{x(epoch.Number):0.#} {y(error):0.#}");
            }
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"part\" d=\"{path}\" fill=\"none\" stroke=\"#8a6d3b\" stroke-width=\"1.5\" stroke-dasharray=\"5 3\"/>");
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
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{cssClass}\" x=\"{Frame.Right + 10}\" y=\"{y + 4:0.#}\" fill=\"{colour}\">{text}</text>");
            }
        }
    }
}
