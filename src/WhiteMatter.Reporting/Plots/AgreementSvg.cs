using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Draws how far networks agree on each latent.</summary>
internal static class AgreementSvg
{
    private static readonly PlotFrame s_frame = new(520, 260, 56, 500, 12, 212);

    /// <summary>What the picture shows.</summary>
    public const string Describe =
        "By latent the mean R² of the networks in the people fitted on (blue), the least and greatest of a network (light), and the mean correlation of two networks' parts in the people applied to (red).";

    public static string Draw(EnsembleReport ensemble)
    {
        var latents = ensemble.Latents;
        var svg = s_frame.Begin("Agreement of networks on the latents of " + ensemble.Name, Describe);
        foreach (var tick in (double[])[0, 0.25, 0.5, 0.75, 1])
        {
            s_frame.Level(svg, s_frame.Y(tick), tick.ToString("0.##", CultureInfo.InvariantCulture));
        }

        double X(int latent) => s_frame.X((latent + 0.5) / latents.Length);
        var step = Math.Max(1, (latents.Length + 7) / 8);
        for (var j = 0; j < latents.Length; j += step)
        {
            s_frame.TickBelow(svg, X(j), (j + 1).ToString(CultureInfo.InvariantCulture));
        }

        for (var j = 0; j < latents.Length; j++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"whisker\" d=\"M{X(j):0.#} {Y(latents[j].Networks.Min()):0.#}V{Y(latents[j].Networks.Max()):0.#}\" stroke=\"#b9c8d8\"/>");
        }

        Line(svg, [.. latents.Select(latent => latent.Fitted)], "#24476b");
        Line(svg, [.. latents.Select(latent => latent.Applied)], "#b04a3a");
        s_frame.Axis(svg);
        s_frame.NameBelow(svg, "Latent");
        s_frame.NameLeft(svg, "Agreement");
        return svg.Append("</svg>").ToString();

        void Line(StringBuilder into, double[] values, string colour)
        {
            for (var j = 0; j < values.Length; j++)
            {
                if (double.IsFinite(values[j]))
                {
                    into.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(j):0.#}\" cy=\"{Y(values[j]):0.#}\" r=\"2.5\" fill=\"{colour}\"/>");
                }
            }
        }
    }

    private static double Y(double value) => s_frame.Y(Math.Clamp(value, 0, 1));
}
