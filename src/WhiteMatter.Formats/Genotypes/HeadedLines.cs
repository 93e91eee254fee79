using System.Text;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Genotypes;

/// <summary>
/// Lines of PLINK 2's text files: lines that begin with ## are passed over, then one that begins with # names the columns; without
/// it the file is read as its ancestor of PLINK 1. Fields are separated by tabs or blanks.
/// </summary>
internal static class HeadedLines
{
    private const int LongestLine = 1 << 26;

    /// <summary>What is done with a row: the columns' names (null: no header), its fields' bounds in the line, and its number.</summary>
    public delegate void RowAction(string[]? columns, ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields, long number);

    /// <summary>Reads all rows.</summary>
    /// <returns>The number of rows.</returns>
    public static long ForEach(string path, RowAction action, CancellationToken cancellationToken)
    {
        using var lines = new LineReader(path, LongestLine, long.MaxValue, cancellationToken);
        string[]? columns = null;
        var bounds = new Range[16];
        long rows = 0;
        while (lines.Read(out var line))
        {
            if (line.IsEmpty || line.StartsWith("##"u8))
            {
                continue;
            }

            var count = Split(line, ref bounds);
            if (count == 0)
            {
                continue;
            }

            if (line[0] == (byte)'#')
            {
                if (columns is not null || rows > 0)
                {
                    throw new DataFormatException(
                        DataProblem.FieldCount, path, "a second line of column names", "rows below one header", "Remove the line", lines.Line);
                }

                columns = new string[count];
                for (var i = 0; i < count; i++)
                {
                    columns[i] = Encoding.UTF8.GetString(line[bounds[i]]).TrimStart('#');
                }

                continue;
            }

            if (columns is not null && count != columns.Length)
            {
                throw new DataFormatException(
                    DataProblem.FieldCount,
                    path,
                    $"the line has {count} fields",
                    $"{columns.Length}, as the header has",
                    "Mend the line; a file that was cut short ends in one",
                    lines.Line);
            }

            action(columns, line, bounds.AsSpan(0, count), lines.Line);
            rows++;
        }

        return rows > 0
            ? rows
            : throw new DataFormatException(DataProblem.FileEmpty, path, "the file holds no rows", "a row for each", "Check that the file was written completely");
    }

    private static int Split(ReadOnlySpan<byte> line, ref Range[] bounds)
    {
        // A line with a tab is separated by tabs alone, so that a field may hold blanks.
        var tabs = line.Contains((byte)'\t');
        var (count, at) = (0, 0);
        while (at <= line.Length)
        {
            if (!tabs)
            {
                while (at < line.Length && line[at] == (byte)' ')
                {
                    at++;
                }

                if (at == line.Length)
                {
                    break;
                }
            }

            var length = line[at..].IndexOf(tabs ? (byte)'\t' : (byte)' ');
            var end = length < 0 ? line.Length : at + length;
            if (count == bounds.Length)
            {
                Array.Resize(ref bounds, 2 * count);
            }

            bounds[count++] = at..end;
            at = end + 1;
        }

        return count;
    }
}
