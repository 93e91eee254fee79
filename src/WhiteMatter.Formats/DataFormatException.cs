using System.Globalization;
using System.Text;

namespace WhiteMatter.Formats;

/// <summary>
/// A data file is not what its format promises. The message says where, what was found, what was expected and what to do;
/// each part is also a property.
/// </summary>
/// <param name="problem">Which problem it is.</param>
/// <param name="path">The file, as the caller named it.</param>
/// <param name="found">What was found.</param>
/// <param name="expected">What was expected, or an empty text where <paramref name="found"/> says it all.</param>
/// <param name="remedy">What a person can do about it.</param>
/// <param name="line">The line, counted from 1.</param>
/// <param name="otherLine">A second line that takes part, such as the first of two duplicates.</param>
/// <param name="byteOffset">The offset of the byte, for binary files.</param>
/// <param name="column">The column's name, where there is one.</param>
/// <param name="inner">The exception that led to this one.</param>
public sealed class DataFormatException(
    DataProblem problem,
    string path,
    string found,
    string expected,
    string remedy,
    long? line = null,
    long? otherLine = null,
    long? byteOffset = null,
    string? column = null,
    Exception? inner = null) : Exception(Compose(path, found, expected, remedy, line, otherLine, byteOffset, column), inner)
{
    private const int LongestQuote = 60;

    /// <summary>Which problem it is.</summary>
    public DataProblem Problem { get; } = problem;

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; } = path;

    /// <summary>What was found.</summary>
    public string Found { get; } = found;

    /// <summary>What was expected; may be empty.</summary>
    public string Expected { get; } = expected;

    /// <summary>What a person can do about it.</summary>
    public string Remedy { get; } = remedy;

    /// <summary>The line, counted from 1.</summary>
    public long? Line { get; } = line;

    /// <summary>A second line that takes part, such as the first of two duplicates.</summary>
    public long? OtherLine { get; } = otherLine;

    /// <summary>The offset of the byte, for binary files.</summary>
    public long? ByteOffset { get; } = byteOffset;

    /// <summary>The column's name, where there is one.</summary>
    public string? Column { get; } = column;

    /// <summary>A value in quotes for a message: control characters made visible, long values cut.</summary>
    internal static string Quote(ReadOnlySpan<byte> value)
    {
        var cut = value.Length > LongestQuote * 4 ? value[..(LongestQuote * 4)] : value;
        return Quote(Encoding.UTF8.GetString(cut));
    }

    /// <summary>A value in quotes for a message: control characters made visible, long values cut.</summary>
    internal static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2);
        text.Append('"');
        foreach (var c in value.Length > LongestQuote ? value.AsSpan(0, LongestQuote) : value)
        {
            if (char.IsControl(c))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            }
            else
            {
                text.Append(c);
            }
        }

        return text.Append(value.Length > LongestQuote ? "…\"" : "\"").ToString();
    }

    private static string Compose(
        string path, string found, string expected, string remedy, long? line, long? otherLine, long? byteOffset, string? column)
    {
        var text = new StringBuilder(path);
        var culture = CultureInfo.InvariantCulture;
        if (line is not null && otherLine is not null)
        {
            text.Append(culture, $", lines {otherLine} and {line}");
        }
        else if (line is not null)
        {
            text.Append(culture, $", line {line}");
        }

        if (byteOffset is not null)
        {
            text.Append(culture, $", byte {byteOffset}");
        }

        if (column is not null)
        {
            text.Append(culture, $", column {column}");
        }

        text.Append(culture, $": {found}");
        if (expected.Length > 0)
        {
            text.Append(culture, $"; expected {expected}");
        }

        text.Append('.');
        if (remedy.Length > 0)
        {
            text.Append(culture, $" {remedy}.");
        }

        return text.ToString();
    }
}
