using System.Globalization;

namespace WhiteMatter.Statistics.Tests;

/// <summary>Tables of expected numbers, each made by the script of the same name beside it.</summary>
internal static class ExpectedFile
{
    /// <summary>The lines of a table, split at tabs.</summary>
    public static string[][] Read(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Expected", name);
        return [.. File.ReadLines(path).Select(line => line.Split('\t'))];
    }

    /// <summary>A number as the scripts write it.</summary>
    public static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
