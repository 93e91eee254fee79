using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Runtime.Evaluation;

/// <summary>Reads cells of a table in memory by row number.</summary>
internal static class TableRows
{
    /// <summary>The function that reads a column.</summary>
    public static Func<int, Cell> Reader(PeopleTable table, string name)
    {
        foreach (var column in table.Columns)
        {
            if (column.Name == name)
            {
                return Reader(column);
            }
        }

        throw new RunFailureException(DataFileCodes.PredicateTypes, $"The column {name} was not read.");
    }

    /// <summary>The function that reads a column.</summary>
    public static Func<int, Cell> Reader(TableColumn column) => column switch
    {
        NumericColumn numeric => row => Cell.Of(numeric.Values[row]),
        TextColumn text => row => Cell.Of(text[row]),
        _ => throw new InvalidOperationException($"A {column.GetType().Name} cannot be read."),
    };
}
