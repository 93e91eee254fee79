using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Nifti;

/// <summary>
/// Reads the names of a label volume: each line a whole number, blanks or tabs, and the name, which goes to the end of the line.
/// Empty lines and lines that begin with <c>#</c> are passed over; label 0 is the background.
/// </summary>
public static class LabelNamesFile
{
    private const int LongestLine = 1 << 16;
    private const long MostBytes = 64 << 20;

    /// <summary>Reads the names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataFormatException">A line is no label and name, or a label or a name occurs twice, or the file is no text.</exception>
    public static IReadOnlyDictionary<int, string> Read(string path, CancellationToken cancellation = default)
    {
        var names = new Dictionary<int, string>();
        var lineOfLabel = new Dictionary<int, long>();
        var lineOfName = new Dictionary<string, long>(StringComparer.Ordinal);
        using var lines = new LineReader(path, LongestLine, MostBytes, cancellation);
        while (lines.Read(out var line))
        {
            var text = Encoding.UTF8.GetString(line).Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            var (label, name) = Split(path, text, lines.Line);
            if (label == 0)
            {
                continue;
            }

            if (!lineOfLabel.TryAdd(label, lines.Line))
            {
                throw Bad(path, FormattableString.Invariant($"label {label} occurs twice"), "one line a label", lines.Line, lineOfLabel[label]);
            }

            if (!lineOfName.TryAdd(name, lines.Line))
            {
                throw Bad(path, $"the name {DataFormatException.Quote(name)} stands for two labels", "a name of its own for each label", lines.Line, lineOfName[name]);
            }

            names.Add(label, name);
        }

        return names.Count > 0 ? names : throw Bad(path, "the file names no label", "lines of a label and its name", null);
    }

    private static (int Label, string Name) Split(string path, string text, long line)
    {
        var end = text.IndexOfAny([' ', '\t', ',']);
        var name = end < 0 ? "" : text[end..].Trim(' ', '\t', ',').Trim('"').Trim();
        return int.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var label) && name.Length > 0
            ? (label, name)
            : throw Bad(path, $"the line is {DataFormatException.Quote(text)}", "a label, a blank or tab, and its name", line);
    }

    private static DataFormatException Bad(string path, string found, string expected, long? line, long? other = null) => new(
        DataProblem.LabelNames, path, found, expected, "Mend the file of names", line, other);
}
