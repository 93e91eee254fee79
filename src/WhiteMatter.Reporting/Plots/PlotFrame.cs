using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Where a plot lies in its picture, and what every plot draws around its data. Places are in units of the picture.</summary>
/// <param name="Width">Width of the picture.</param>
/// <param name="Height">Its height.</param>
/// <param name="Left">The plot's left edge.</param>
/// <param name="Right">Its right edge.</param>
/// <param name="Top">Its upper edge.</param>
/// <param name="Bottom">Its lower edge.</param>
internal sealed record PlotFrame(int Width, int Height, int Left, int Right, int Top, int Bottom)
{
    /// <summary>The horizontal place of a share of the plot's width.</summary>
    /// <param name="share">0 is the left edge, 1 the right one.</param>
    public double X(double share) => Left + (share * (Right - Left));

    /// <summary>The vertical place of a share of the plot's height.</summary>
    /// <param name="share">0 is the lower edge, 1 the upper one.</param>
    public double Y(double share) => Bottom - (share * (Bottom - Top));

    /// <summary>Begins the picture.</summary>
    /// <param name="title">What it is.</param>
    /// <param name="description">What it shows, for those who cannot see it.</param>
    public StringBuilder Begin(string title, string description) => new StringBuilder().Append(
        CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" font-family=\"Helvetica,Arial,sans-serif\" font-size=\"12\"><title>{HtmlOutput.Escape(title)}</title><desc>{HtmlOutput.Escape(description)}</desc>");

    /// <summary>A line across the plot with its value on the left.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="y">Its height.</param>
    /// <param name="label">The value.</param>
    public void Level(StringBuilder svg, double y, string label)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {y:0.#}H{Right}\" stroke=\"#e3e3e0\"/>");
        LabelLeft(svg, y, label);
    }

    /// <summary>A value left of the plot.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="y">Its height.</param>
    /// <param name="label">The value.</param>
    public void LabelLeft(StringBuilder svg, double y, string label) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\" fill=\"#5c6066\">{label}</text>");

    /// <summary>A value below the plot.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="x">Its horizontal place.</param>
    /// <param name="label">The value, escaped.</param>
    /// <param name="anchor">Which part of the text stands there.</param>
    public void LabelBelow(StringBuilder svg, double x, string label, string anchor = "middle") =>
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{x:0.#}\" y=\"{Bottom + 18}\" text-anchor=\"{anchor}\" fill=\"#5c6066\">{label}</text>");

    /// <summary>A tick on the lower edge with its value.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="x">Its horizontal place.</param>
    /// <param name="label">The value.</param>
    /// <param name="anchor">Which part of the text stands there.</param>
    public void TickBelow(StringBuilder svg, double x, string label, string anchor = "middle")
    {
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{x:0.#} {Bottom}v4\" stroke=\"#9a9ea3\"/>");
        LabelBelow(svg, x, label, anchor);
    }

    /// <summary>The lower edge.</summary>
    /// <param name="svg">The picture.</param>
    public void Axis(StringBuilder svg) =>
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{Left} {Bottom}H{Right}\" stroke=\"#9a9ea3\"/>");

    /// <summary>What the horizontal axis counts.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="name">The quantity, escaped.</param>
    /// <param name="rise">How far above the picture's lower rim it stands.</param>
    public void NameBelow(StringBuilder svg, string name, int rise = 8) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{(Left + Right) / 2}\" y=\"{Height - rise}\" text-anchor=\"middle\" fill=\"#5c6066\">{name}</text>");

    /// <summary>What the vertical axis counts.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="name">The quantity, escaped.</param>
    /// <param name="indent">How far from the picture's left rim it stands.</param>
    public void NameLeft(StringBuilder svg, string name, int indent = 14) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" transform=\"translate({indent} {(Top + Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"#5c6066\">{name}</text>");
}
