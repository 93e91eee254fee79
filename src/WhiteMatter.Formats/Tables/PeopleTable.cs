using System.Text;

namespace WhiteMatter.Formats.Tables;

/// <summary>
/// A table with one row per person. Identifiers are trimmed and compared ordinally; where a family column is named, a person is
/// the pair of family and identifier.
/// </summary>
public sealed class PeopleTable
{
    private readonly Dictionary<(string Family, string Id), int> _rows;

    private PeopleTable(
        string path, string[] ids, string[]? families, IReadOnlyList<TableColumn> columns, Dictionary<(string, string), int> rows)
    {
        Path = path;
        Ids = ids;
        Families = families;
        Columns = columns;
        _rows = rows;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Each row's identifier.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Each row's family, where a family column was named.</summary>
    public IReadOnlyList<string>? Families { get; }

    /// <summary>The columns asked for, in the order asked for.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The number of people.</summary>
    public int Count => Ids.Count;

    /// <summary>A column by its name.</summary>
    /// <exception cref="KeyNotFoundException">The column was not asked for.</exception>
    public TableColumn this[string column] => Columns.FirstOrDefault(c => c.Name == column)
        ?? throw new KeyNotFoundException($"The column {column} was not read.");

    /// <summary>The row of a person, or -1. <paramref name="family"/> is ignored where the table has no family column.</summary>
    public int FindRow(string id, string? family = null) =>
        _rows.TryGetValue((Families is null ? "" : family ?? "", id), out var row) ? row : -1;

    /// <summary>The table with columns beside its own.</summary>
    /// <param name="columns">One value a row in each; names that the table has not.</param>
    public PeopleTable With(IEnumerable<TableColumn> columns) => new(Path, [.. Ids], Families?.ToArray(), [.. Columns, .. columns], _rows);

    /// <summary>Reads a table of people.</summary>
    /// <param name="path">The file.</param>
    /// <param name="idColumn">The column of identifiers.</param>
    /// <param name="familyColumn">The column of families, or null.</param>
    /// <param name="columns">The columns to read besides.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataFormatException">As <see cref="DelimitedTable.Read"/>; or a row has no identifier, or two rows the same.</exception>
    public static PeopleTable Read(
        string path,
        string idColumn,
        string? familyColumn,
        IReadOnlyList<ColumnRequest> columns,
        TableOptions? options = null,
        CancellationToken cancellation = default)
    {
        options ??= TableOptions.Default;
        var readings = DelimitedTable.ResolveInferred(path, columns, options, cancellation);
        using var table = new TableReader(path, options, cancellation);
        var idPosition = table.Position(idColumn);
        var familyPosition = familyColumn is null ? -1 : table.Position(familyColumn);
        var builders = DelimitedTable.Builders(table, path, columns, readings);
        var ids = new List<string>();
        var families = familyColumn is null ? null : new List<string>();
        var lines = new List<long>();
        var rows = new Dictionary<(string, string), int>();
        while (table.Read())
        {
            var id = Identifier(table, idPosition, idColumn, path);
            var family = familyPosition < 0 ? "" : Encoding.UTF8.GetString(table[familyPosition]);
            if (!rows.TryAdd((family, id), ids.Count))
            {
                throw Duplicate(path, idColumn, family, id, lines[rows[(family, id)]], table.Line);
            }

            ids.Add(id);
            families?.Add(family);
            lines.Add(table.Line);
            foreach (var builder in builders)
            {
                builder.Add(table);
            }
        }

        if (ids.Count == 0)
        {
            throw DelimitedTable.NoRows(path);
        }

        return new PeopleTable(path, [.. ids], families?.ToArray(), Array.ConvertAll(builders, builder => builder.Build()), rows);
    }

    private static string Identifier(TableReader table, int position, string column, string path)
    {
        var field = table[position];
        if (field.IsEmpty || table.IsMissing(field))
        {
            throw new DataFormatException(
                DataProblem.IdMissing,
                path,
                field.IsEmpty ? "the row has no identifier" : $"the identifier is the missing code {DataFormatException.Quote(field)}",
                "an identifier in every row",
                "Remove the row or give the person an identifier",
                table.Line,
                column: column);
        }

        return Encoding.UTF8.GetString(field);
    }

    private static DataFormatException Duplicate(string path, string column, string family, string id, long first, long second)
    {
        var person = family.Length == 0 ? DataFormatException.Quote(id) : $"{DataFormatException.Quote(id)} of family {DataFormatException.Quote(family)}";
        return new DataFormatException(
            DataProblem.DuplicateId,
            path,
            $"the person {person} occurs twice",
            "one row per person",
            "Keep one row; repeated visits belong into columns of their own",
            second,
            first,
            column: column);
    }
}
