using WhiteMatter.Formats;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Finds the rows of a cohort's people in a table.</summary>
internal static class PersonRows
{
    /// <summary>
    /// Finds a cohort's person in the table: by family and identifier where both sides have families, else by identifier alone,
    /// which then must be unique in the table.
    /// </summary>
    public static Func<int, int> Find(PeopleTable table, PeopleList people, TableReference reference)
    {
        if (table.Families is null || people.Families is not null)
        {
            return i => table.FindRow(people.Ids[i], people.Families?[i]);
        }

        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < table.Count; row++)
        {
            if (!rows.TryAdd(table.Ids[row], row))
            {
                throw new DataFormatException(
                    DataProblem.AmbiguousPerson,
                    reference.File.Path,
                    $"the identifier {table.Ids[row]} stands for people of several families",
                    "identifiers that are unique, as the cohort has no families",
                    "Name the family column of the cohort's table too",
                    column: reference.IdColumn);
            }
        }

        return i => rows.GetValueOrDefault(people.Ids[i], -1);
    }
}
