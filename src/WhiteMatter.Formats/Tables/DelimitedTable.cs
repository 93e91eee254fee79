using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Tables;

/// <summary>
/// Reads text tables with a header line: tab, comma or blank separated, plain, gzip or bgzip. Reads bytes rather than
/// characters and touches only the columns asked for, so that wide biobank tables load at the disk's speed.
/// </summary>
public static class DelimitedTable
{
    /// <summary>Reads the header, and as many rows as the options say, for the columns' types and levels.</summary>
    /// <exception cref="DataFormatException">The file is no such table.</exception>
    public static TableHeader ReadHeader(string path, TableOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= TableOptions.Default;
        using var table = new TableReader(path, options, cancellation);
        var columns = new ColumnInference[table.Names.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new ColumnInference(options.MostLevels);
        }

        var (rows, start, more) = (0L, table.BytesRead, true);
        while ((options.HeaderRows is null || rows < options.HeaderRows) && (more = table.Read()))
        {
            rows++;
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i].Add(table[i], table.IsMissing(table[i]));
            }
        }

        var bytes = (table.BytesRead - start) * table.Packing;
        var complete = !more || !table.Read();
        return new TableHeader(
            path, table.Delimiter, [.. columns.Select((column, i) => column.Describe(table.Names[i], i))], rows, complete)
        {
            BytesPerRow = rows > 0 ? bytes / rows : 0,
        };
    }

    /// <summary>Reads columns of all rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns wanted; the result has them in this order.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataFormatException">
    /// The file is no such table, a column is missing, a value of a numeric column is no finite number, or there are no rows.
    /// </exception>
    public static IReadOnlyList<TableColumn> Read(
        string path, IReadOnlyList<ColumnRequest> columns, TableOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= TableOptions.Default;
        var readings = ResolveInferred(path, columns, options, cancellation);
        using var table = new TableReader(path, options, cancellation);
        var builders = Builders(table, path, columns, readings);
        var rows = 0;
        for (; table.Read(); rows++)
        {
            foreach (var builder in builders)
            {
                builder.Add(table);
            }
        }

        if (rows == 0)
        {
            throw NoRows(path);
        }

        return Array.ConvertAll(builders, builder => builder.Build());
    }

    internal static DataFormatException NoRows(string path) => new(
        DataProblem.NoRows, path, "the table has a header and no rows", "at least one row", "Check that the file was written completely");

    internal static ColumnBuilder[] Builders(
        TableReader table, string path, IReadOnlyList<ColumnRequest> columns, ColumnReading[] readings)
    {
        var builders = new ColumnBuilder[columns.Count];
        for (var i = 0; i < builders.Length; i++)
        {
            var position = table.Position(columns[i].Name);
            builders[i] = readings[i] == ColumnReading.Numeric
                ? new NumericColumnBuilder(path, columns[i].Name, position)
                : new TextColumnBuilder(columns[i].Name, position);
        }

        return builders;
    }

    internal static ColumnReading[] ResolveInferred(
        string path, IReadOnlyList<ColumnRequest> columns, TableOptions options, CancellationToken cancellation)
    {
        var readings = columns.Select(column => column.Reading).ToArray();
        if (Array.IndexOf(readings, ColumnReading.Infer) < 0)
        {
            return readings;
        }

        using var table = new TableReader(path, options, cancellation);
        var wanted = Enumerable.Range(0, readings.Length)
            .Where(i => readings[i] == ColumnReading.Infer)
            .Select(i => (Index: i, Position: table.Position(columns[i].Name), Inference: new ColumnInference(mostLevels: 0)))
            .ToArray();
        while (table.Read())
        {
            foreach (var (_, position, inference) in wanted)
            {
                inference.Add(table[position], table.IsMissing(table[position]));
            }
        }

        foreach (var (index, _, inference) in wanted)
        {
            readings[index] = inference.Kind == ColumnKind.Text ? ColumnReading.Text : ColumnReading.Numeric;
        }

        return readings;
    }
}
