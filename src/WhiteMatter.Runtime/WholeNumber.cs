using System.Globalization;

namespace WhiteMatter.Runtime;

/// <summary>Whole numbers as messages write them.</summary>
internal static class WholeNumber
{
    /// <summary>The digits without separators.</summary>
    /// <param name="number">The number.</param>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
