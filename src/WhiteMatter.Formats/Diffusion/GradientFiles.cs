using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Diffusion;

/// <summary>
/// Reads the b-values and directions of a diffusion series. b-values stand in one row or one column. Directions stand in three rows, as
/// FSL and dcm2niix write them, or in three columns; a file of three rows and three columns is read as rows. Numbers are separated by
/// blanks, tabs or commas; <c>nan</c> may stand in a direction.
/// </summary>
public static class GradientFiles
{
    private const int LongestLine = 1 << 20;
    private const long MostBytes = 16 << 20;

    /// <summary>Reads both files.</summary>
    /// <param name="bValues">The file of b-values.</param>
    /// <param name="directions">The file of directions.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataFormatException">One of them cannot be read, or they are of different numbers of volumes.</exception>
    public static GradientTable Read(string bValues, string directions, CancellationToken cancellation = default)
    {
        var b = ReadBValues(bValues, cancellation);
        var g = ReadDirections(directions, b.Length, cancellation);
        return g.Length == b.Length
            ? new GradientTable(b, g)
            : throw Shape(
                directions,
                FormattableString.Invariant($"there are {g.Length} directions and {b.Length} b-values in '{bValues}'"),
                "as many of both");
    }

    private static ImmutableArray<double> ReadBValues(string path, CancellationToken cancellation)
    {
        var rows = ReadRows(path, cancellation);
        if (rows.Count > 1 && rows.Exists(row => row.Length != 1))
        {
            throw Shape(path, FormattableString.Invariant($"there are {rows.Count} rows of up to {rows.Max(row => row.Length)} numbers"), "one row or one column");
        }

        ImmutableArray<double> values = [.. rows.SelectMany(row => row)];
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]) || values[i] < 0)
            {
                throw Number(path, values[i].ToString(CultureInfo.InvariantCulture), "b-values of 0 or more", rows.Count > 1 ? i + 1 : 1);
            }
        }

        return values;
    }

    private static ImmutableArray<GradientDirection> ReadDirections(string path, int volumes, CancellationToken cancellation)
    {
        var rows = ReadRows(path, cancellation);
        var width = rows[0].Length;
        if (rows.Exists(row => row.Length != width))
        {
            throw Shape(path, FormattableString.Invariant($"a row has {rows.First(row => row.Length != width).Length} numbers and the first has {width}"), "rows of one length");
        }

        // Of three volumes both readings fit: FSL's is taken. A table of one row a volume is taken as columns where only that fits.
        if (rows.Count == 3 && (width == volumes || width != 3))
        {
            return [.. Enumerable.Range(0, width).Select(v => new GradientDirection(rows[0][v], rows[1][v], rows[2][v]))];
        }

        return width == 3
            ? [.. rows.Select(row => new GradientDirection(row[0], row[1], row[2]))]
            : throw Shape(path, FormattableString.Invariant($"there are {rows.Count} rows of {width} numbers"), "three rows or three columns");
    }

    private static List<double[]> ReadRows(string path, CancellationToken cancellation)
    {
        var rows = new List<double[]>();
        using var lines = new LineReader(path, LongestLine, MostBytes, cancellation);
        while (lines.Read(out var line))
        {
            var words = Encoding.UTF8.GetString(line).Split([' ', '\t', ',', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            var row = new double[words.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = words[i].Equals("nan", StringComparison.OrdinalIgnoreCase) ? double.NaN
                    : double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
                    : throw Number(path, DataFormatException.Quote(words[i]), "numbers", lines.Line);
            }

            rows.Add(row);
        }

        return rows.Count > 0 ? rows : throw Shape(path, "the file has no numbers", "a number or a direction for each volume");
    }

    private static DataFormatException Number(string path, string found, string expected, long line) =>
        new(DataProblem.GradientNumber, path, $"{found} is none", expected, "Write the file again with the program that converted the series", line);

    private static DataFormatException Shape(string path, string found, string expected) =>
        new(DataProblem.GradientShape, path, found, expected, "Check that both files are of this series");
}
