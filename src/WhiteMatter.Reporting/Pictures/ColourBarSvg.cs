using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>Draws the colours of a picture with the values they stand for.</summary>
internal static class ColourBarSvg
{
    private const int Width = 300;
    private const int Left = 14;
    private const int Right = 286;

    /// <summary>Draws the bar.</summary>
    /// <param name="quantity">What the values are, with their unit.</param>
    /// <param name="range">The values at its ends.</param>
    /// <param name="colours">The colours.</param>
    public static string Draw(string quantity, ValueRange range, ColourMap colours)
    {
        var ramp = new byte[255];
        for (var i = 0; i < ramp.Length; i++)
        {
            ramp[i] = (byte)(i + 1);
        }

        return Draw(quantity, range, Describe(range, colours), colours, ramp);
    }

    /// <summary>Draws the bar of what is laid over a picture.</summary>
    /// <param name="quantity">What the values are, with their unit.</param>
    /// <param name="range">The values at its ends.</param>
    public static string DrawOver(string quantity, ValueRange range)
    {
        var ramp = new byte[120];
        for (var i = 0; i < ramp.Length; i++)
        {
            ramp[i] = ColourMap.PlaceOver(i, 0, ramp.Length - 1);
        }

        var (low, high) = (NumberText.Significant(range.Low, 2).TrimEndZeros(), NumberText.Significant(range.High, 2).TrimEndZeros());
        return Draw(quantity, range, $"Dark red is {low}, pale yellow {high}; smaller values are clear.", ColourMap.Laid, ramp);
    }

    private static string Draw(string quantity, ValueRange range, string description, ColourMap colours, byte[] ramp)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"bar\" viewBox=\"0 0 {Width} 54\" role=\"img\" font-family=\"Helvetica,Arial,sans-serif\" font-size=\"12\"><title>{HtmlOutput.Escape("Colours: " + quantity)}</title><desc>{HtmlOutput.Escape(description)}</desc>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{Left}\" y=\"13\" fill=\"#5c6066\">{HtmlOutput.Escape(quantity)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<image x=\"{Left}\" y=\"20\" width=\"{Right - Left}\" height=\"12\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,{Convert.ToBase64String(colours.Encode(ramp.Length, 1, ramp))}\"/><rect class=\"axis\" x=\"{Left}\" y=\"20\" width=\"{Right - Left}\" height=\"12\" fill=\"none\" stroke=\"#9a9ea3\"/>");
        foreach (var tick in AxisTicks.Between(range.Low, range.High, 5))
        {
            var x = range.High > range.Low ? Left + ((tick - range.Low) / (range.High - range.Low) * (Right - Left)) : Left;
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{x:0.#} 32v4\" stroke=\"#9a9ea3\"/><text class=\"label\" x=\"{x:0.#}\" y=\"49\" text-anchor=\"middle\" fill=\"#5c6066\">{AxisTicks.Text(tick)}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>The range in words, with what is beyond it.</summary>
    /// <param name="range">The range.</param>
    /// <param name="colours">The colours.</param>
    internal static string Describe(ValueRange range, ColourMap colours)
    {
        var (low, high) = (NumberText.Significant(range.Low, 2).TrimEndZeros(), NumberText.Significant(range.High, 2).TrimEndZeros());
        var ends = colours.IsGrey ? $"Dark grey is {low}, white {high}" : $"Blue is {low}, near white 0, red {high}";
        return (range.BeyondLow, range.BeyondHigh) switch
        {
            (false, false) => ends + ".",
            (true, false) => ends + "; a few voxels lie below.",
            (false, true) => ends + "; a few voxels lie above.",
            _ => ends + "; a few voxels lie beyond.",
        };
    }
}
