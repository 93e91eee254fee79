using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Annotation;

/// <summary>
/// Reads where genes lie: MAGMA's gene locations (identifier, chromosome, start, end, strand, symbol; no header; starts from 1) or BED
/// (chromosome, start, end, name, score, strand; starts from 0), plain or gzip. BED is told by the name of the file.
/// </summary>
public static class GeneLocationReader
{
    private const int LongestLine = 1 << 20;
    private const long MostBytes = 1L << 30;

    /// <summary>Reads all genes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The genes, in the file's order.</returns>
    /// <exception cref="DataFormatException">The file is no such table, or has no genes.</exception>
    public static ImmutableArray<GeneLocation> Read(string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var isBed = IsBed(path);
        var genes = ImmutableArray.CreateBuilder<GeneLocation>();
        using var lines = new LineReader(path, LongestLine, MostBytes, cancellation);
        while (lines.Read(out var line))
        {
            var text = Encoding.UTF8.GetString(line).Trim();
            if (text.Length == 0 || text[0] == '#' || (isBed && (text.StartsWith("track", StringComparison.Ordinal) || text.StartsWith("browser", StringComparison.Ordinal))))
            {
                continue;
            }

            var fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            genes.Add(isBed ? OfBed(path, lines.Line, fields) : OfMagma(path, lines.Line, fields));
        }

        return genes.Count > 0
            ? genes.ToImmutable()
            : throw new DataFormatException(DataProblem.NoRows, path, "the table has no genes", "at least one", "Check that the file was written completely");
    }

    private static bool IsBed(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return name.EndsWith(".bed", StringComparison.OrdinalIgnoreCase);
    }

    private static GeneLocation OfMagma(string path, long line, string[] fields) => fields.Length >= 4
        ? Make(path, line, fields.Length > 5 ? fields[5] : fields[0], fields[1], Number(path, line, fields[2]), Number(path, line, fields[3]), fields.Length > 4 && fields[4] == "-")
        : throw Fields(path, line, fields.Length, "identifier, chromosome, start, end, and where known strand and symbol");

    private static GeneLocation OfBed(string path, long line, string[] fields) => fields.Length >= 4
        ? Make(path, line, fields[3], fields[0], Number(path, line, fields[1]) + 1, Number(path, line, fields[2]), fields.Length > 5 && fields[5] == "-")
        : throw Fields(path, line, fields.Length, "chromosome, start, end and name");

    private static GeneLocation Make(string path, long line, string name, string chromosome, long start, long end, bool isReverse) => start <= end
        ? new GeneLocation(name, Chromosome.Normalise(chromosome), start, end, isReverse)
        : throw new DataFormatException(
            DataProblem.PositionInvalid, path, $"{DataFormatException.Quote(name)} begins at {start} and ends at {end}", "an end that is not before the start", "Correct the line", line);

    private static long Number(string path, long line, string field) =>
        long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new DataFormatException(
                DataProblem.PositionInvalid, path, $"{DataFormatException.Quote(field)} is no position", "a whole number", "Take a table of gene locations as MAGMA's, or name a BED file .bed", line);

    private static DataFormatException Fields(string path, long line, int found, string expected) => new(
        DataProblem.FieldCount, path, $"the line has {found} fields", expected, "Take a table of gene locations as MAGMA's, or name a BED file .bed", line);
}
