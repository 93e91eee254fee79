using System.Text;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Tables;

/// <summary>The order of a factor's levels: numbers by value, before texts by ordinal comparison.</summary>
public sealed class LevelOrder : IComparer<string>
{
    /// <summary>The one instance.</summary>
    public static LevelOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var xIsNumber = IsNumber(x, out var xValue);
        var yIsNumber = IsNumber(y, out var yValue);
        if (xIsNumber != yIsNumber)
        {
            return xIsNumber ? -1 : 1;
        }

        var byValue = xIsNumber ? xValue.CompareTo(yValue) : 0;
        return byValue != 0 ? byValue : string.CompareOrdinal(x, y);
    }

    private static bool IsNumber(string? text, out double value)
    {
        value = double.NaN;
        return text is { Length: > 0 and <= 40 }
            && NumberText.Read(Encoding.UTF8.GetBytes(text), out value) is NumberText.Reading.Number or NumberText.Reading.Integer;
    }
}
