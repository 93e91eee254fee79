using System.Collections.Immutable;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Translates the plan's words for tables into those of the readers.</summary>
internal static class TableReading
{
    /// <summary>What stands between the fields of a format.</summary>
    public static Delimiter DelimiterOf(TableFormat format) => format switch
    {
        TableFormat.TabSeparated => Delimiter.Tab,
        TableFormat.CommaSeparated => Delimiter.Comma,
        _ => Delimiter.Blanks,
    };

    /// <summary>How a table of people is read.</summary>
    public static TableOptions OptionsOf(TableReference table) =>
        new() { Delimiter = DelimiterOf(table.Format), MissingCodes = table.MissingCodes };

    /// <summary>
    /// How a column is read: as declared, else as its values show. The columns that name people are texts whatever they look like, as 001
    /// and 1 are two people.
    /// </summary>
    public static ColumnRequest Request(string name, TableReference table, ImmutableArray<ColumnDeclaration> declared)
    {
        if (name == table.IdColumn || name == table.FamilyColumn)
        {
            return new ColumnRequest(name, ColumnReading.Text);
        }

        foreach (var declaration in declared)
        {
            if (declaration.Name == name)
            {
                return new ColumnRequest(name, declaration.Role == ColumnRole.Factor ? ColumnReading.Text : ColumnReading.Numeric);
            }
        }

        return new ColumnRequest(name, ColumnReading.Infer);
    }
}
