using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Relatedness;

/// <summary>Principal components as columns of a table of people: <c>NAME.PC1</c> and so on, NAME that of the relatedness.</summary>
internal static class ComponentColumns
{
    /// <summary>Whether a column of a formula is one of them, by the step's inputs.</summary>
    public static bool Has(PlanStep step, string column) => Inputs(step).Any(input => column.StartsWith(Prefix(input), StringComparison.Ordinal));

    /// <summary>The table with the components that a formula asks for; people without them have none.</summary>
    public static PeopleTable AddTo(
        PeopleTable table, PlanStep step, Func<string, Artifact> inputOf, IEnumerable<string> columns, CancellationToken cancellationToken)
    {
        string[] asked = [.. columns];
        var added = new List<TableColumn>();
        foreach (var input in Inputs(step))
        {
            string[] names = [.. asked.Where(name => name.StartsWith(Prefix(input), StringComparison.Ordinal))];
            if (names.Length == 0)
            {
                continue;
            }

            var path = inputOf(input.Role).PathOf(ComponentsHandler.FileName);
            var hasFamilies = File.ReadLines(path).First().StartsWith("family\t", StringComparison.Ordinal);
            var components = PeopleTable.Read(
                path,
                "id",
                hasFamilies ? "family" : null,
                [.. names.Select(name => new ColumnRequest(name[Prefix(input).Length..], ColumnReading.Numeric))],
                new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = ["NA"] },
                cancellationToken);
            int[] rows = [.. Enumerable.Range(0, table.Count).Select(i => components.FindRow(table.Ids[i], table.Families?[i]))];
            foreach (var name in names)
            {
                var values = ((NumericColumn)components[name[Prefix(input).Length..]]).Values;
                double[] joined = [.. rows.Select(row => row < 0 ? double.NaN : values[row])];
                added.Add(new NumericColumn(name, joined, joined.Count(double.IsNaN)));
            }
        }

        return added.Count == 0 ? table : table.With(added);
    }

    private static IEnumerable<StepInput> Inputs(PlanStep step) => step.Inputs.Where(input =>
        input.Role.StartsWith(ComponentsParameters.KindName, StringComparison.Ordinal)
        && int.TryParse(input.Role.AsSpan(ComponentsParameters.KindName.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static string Prefix(StepInput input) => input.StepId[(input.StepId.IndexOf(':') + 1)..] + ".";
}
