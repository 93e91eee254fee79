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

    // The strongest weighting of any series must lie between these, in s/mm². Tensors are measured with 500 to 5,000, fixed tissue with up
    // to 40,000; below the least water has lost 15% of its signal at most. Other units are a thousand or a million times away.
    private const double LeastGreatest = 50;
    private const double MostGreatest = 100_000;

    /// <summary>Reads both files.</summary>
    /// <param name="bValues">The file of b-values.</param>
    /// <param name="directions">The file of directions.</param>
    /// <param name="series">The image and how many volumes its header has, where they are to be compared too.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataFormatException">One of them cannot be read, they are of different numbers of volumes, or b-values are in another unit.</exception>
    public static GradientTable Read(
        string bValues, string directions, (string Path, long Volumes)? series = null, CancellationToken cancellation = default)
    {
        var b = ReadBValues(bValues, cancellation);
        var g = ReadDirections(directions, b.Length, cancellation);
        CompareCounts((bValues, b.Length), (directions, g.Length), series ?? ("", b.Length));
        CheckUnit(bValues, b);
        return new GradientTable(b, g) { BValueFile = bValues, DirectionFile = directions };
    }

    /// <summary>Of three counts that should be one, the file that differs from the two others is named.</summary>
    private static void CompareCounts((string Path, long Count) bValues, (string Path, long Count) directions, (string Path, long Count) volumes)
    {
        var (b, g, v) = (bValues.Count, directions.Count, volumes.Count);
        if (b == g && b == v)
        {
            return;
        }

        var ofB = FormattableString.Invariant($"{b} b-values");
        var ofG = FormattableString.Invariant($"{g} directions");
        var ofV = FormattableString.Invariant($"{v} volumes");
        if (volumes.Path.Length == 0)
        {
            throw Shape(directions.Path, $"there are {ofG} and {ofB} in '{bValues.Path}'", "as many of both");
        }

        throw b == g ? Odd(volumes.Path, $"its header has {ofV}; there are {ofB} in '{bValues.Path}' and {ofG} in '{directions.Path}'", "The image differs from both other files: check that it is the whole series, and the one they belong to")
            : g == v ? Odd(bValues.Path, $"there are {ofB}; there are {ofG} in '{directions.Path}' and {ofV} in '{volumes.Path}'", "The b-values differ from the image and the directions: write them again with the program that converted the series")
            : b == v ? Odd(directions.Path, $"there are {ofG}; there are {ofB} in '{bValues.Path}' and {ofV} in '{volumes.Path}'", "The directions differ from the image and the b-values: write them again with the program that converted the series")
            : Odd(directions.Path, $"there are {ofG}, {ofB} in '{bValues.Path}' and {ofV} in '{volumes.Path}', of which no two are the same", "Check that the three files are of one series");

        static DataFormatException Odd(string path, string found, string remedy) => new(DataProblem.GradientShape, path, found, "as many of all three", remedy);
    }

    private static void CheckUnit(string path, ImmutableArray<double> values)
    {
        var (least, greatest) = (values.Min(), values.Max());

        // Without any weighting nothing tells of a unit, and no tensor is determined.
        if (greatest is 0 or (>= LeastGreatest and <= MostGreatest))
        {
            return;
        }

        var (unit, factor) = greatest > MostGreatest ? ("s/m²", "divide them by 1,000,000")
            : greatest < 0.05 ? ("s/µm²", "multiply them by 1,000,000")
            : ("ms/µm²", "multiply them by 1,000");
        throw new DataFormatException(
            DataProblem.GradientUnit,
            path,
            FormattableString.Invariant($"the b-values go from {least} to {greatest}, which is no weighting in s/mm²"),
            FormattableString.Invariant($"b-values in s/mm², the greatest between {LeastGreatest} and {MostGreatest:N0}"),
            $"If they are in {unit}, {factor}; else write the file again with the program that converted the series");
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
