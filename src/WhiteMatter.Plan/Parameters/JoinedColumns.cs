using System.Collections.Immutable;

namespace WhiteMatter.Plan.Parameters;

/// <summary>A column of a joined table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Table">Which of the tables it comes from, from 0.</param>
/// <param name="Source">Its name there.</param>
public sealed record JoinedColumn(string Name, int Table, string Source);

/// <summary>What the columns of a joined table are called: one rule, for the checker and for the step that writes them.</summary>
public static class JoinedColumns
{
    /// <summary>
    /// The first table's identifiers (family, person), then the other columns of each table in order; the identifiers of the later tables
    /// are the same and left out, and so are columns without a name. A column whose name another table or the identifiers have too gets its
    /// table's suffix. Names may still be equal: then nobody can tell the columns apart, and the join is refused.
    /// </summary>
    /// <param name="tables">Identifier, family and names of the columns of each table.</param>
    /// <param name="suffixes">One for each table, or none.</param>
    public static ImmutableArray<JoinedColumn> Of(
        IReadOnlyList<(string Id, string? Family, IReadOnlyList<string> Columns)> tables, IReadOnlyList<string> suffixes)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(suffixes);
        if (tables.Count == 0)
        {
            return [];
        }

        string[] keys = tables[0].Family is { } family ? [family, tables[0].Id] : [tables[0].Id];
        var own = tables
            .Select(table => table.Columns.Where(name => name.Length > 0 && name != table.Id && name != table.Family).Distinct(StringComparer.Ordinal).ToArray())
            .ToArray();
        var uses = own.SelectMany(names => names).Concat(keys).CountBy(name => name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return
        [
            .. keys.Select(key => new JoinedColumn(key, 0, key)),
            .. own.SelectMany((names, table) => names.Select(
                name => new JoinedColumn(uses[name] > 1 ? name + suffixes.ElementAtOrDefault(table) : name, table, name))),
        ];
    }

    /// <summary>The columns that have the name of one before them, with that one.</summary>
    /// <param name="columns">The columns of a joined table.</param>
    public static IEnumerable<(JoinedColumn First, JoinedColumn Second)> Clashes(ImmutableArray<JoinedColumn> columns)
    {
        var first = new Dictionary<string, JoinedColumn>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            if (!first.TryAdd(column.Name, column))
            {
                yield return (first[column.Name], column);
            }
        }
    }
}
