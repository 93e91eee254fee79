using System.Collections.Immutable;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Reads quantitative columns of a table for a cohort's people.</summary>
/// <remarks>
/// Memory: the columns named, for every row of the table, and beside them the matrix of the cohort's people: 8 bytes a value
/// each.
/// </remarks>
public sealed class TraitsHandler : IStepHandler<TraitsParameters>
{
    /// <summary>The file of its artifact.</summary>
    internal const string FileName = "traits.bin";

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<TraitsParameters> context, CancellationToken cancellationToken)
    {
        var reference = context.Parameters.Table;
        var path = context.PathOf(reference.File);
        var options = TableReading.OptionsOf(reference);
        var names = context.Parameters.Columns.IsEmpty ? NumericColumns(context, path, options, cancellationToken) : context.Parameters.Columns;
        var table = PeopleTable.Read(
            path,
            reference.IdColumn,
            reference.FamilyColumn,
            [.. names.Select(name => new ColumnRequest(name, ColumnReading.Numeric))],
            options,
            cancellationToken);
        var people = PeopleList.Read(context.Input("cohort"));
        var rowOf = PersonRows.Find(table, people, reference);
        var kept = new List<int>(people.Ids.Count);
        var rows = new List<int>(people.Ids.Count);
        var lost = new List<string>();
        for (var i = 0; i < people.Ids.Count; i++)
        {
            if (rowOf(i) is var row and >= 0)
            {
                kept.Add(i);
                rows.Add(row);
            }
            else
            {
                lost.Add(people.Ids[i]);
            }
        }

        if (lost.Count > 0)
        {
            context.Report(
                DataFileCodes.PeopleUnmatched,
                WholeNumber.Text(lost.Count),
                WholeNumber.Text(people.Ids.Count),
                "the cohort",
                $"the table '{reference.File.Path}'",
                string.Join(", ", lost.Take(5)));
        }

        var matrix = new TraitMatrix(
            [.. kept.Select(i => people.Ids[i])],
            people.Families is null ? null : [.. kept.Select(i => people.Families[i])],
            names,
            [.. names.Select(name => ((NumericColumn)table[name]).Values).Select(values => rows.Select(row => values[row]).ToArray())]);
        using (var stream = context.Output.Create(FileName))
        {
            matrix.Write(stream);
        }

        new StepFlow(
            "people",
            [new FlowStage("table of the traits", people.Ids.Count, kept.Count, [new FlowReason("they are not in the table of the traits", lost.Count)])])
            .Write(context.Output);
        context.Output.SetValue("people", kept.Count);
        context.Output.SetValue("traits", names.Length);
        return ValueTask.CompletedTask;
    }

    private static ImmutableArray<string> NumericColumns(
        StepContext<TraitsParameters> context, string path, TableOptions options, CancellationToken cancellationToken)
    {
        var reference = context.Parameters.Table;
        var header = DelimitedTable.ReadHeader(path, options with { MostLevels = 0 }, cancellationToken);
        var candidates = header.Columns
            .Where(column => column.Name != reference.IdColumn && column.Name != reference.FamilyColumn && !context.Parameters.Excluded.Contains(column.Name))
            .ToArray();
        var empty = candidates.Where(column => column.Kind == ColumnKind.Missing).ToArray();
        if (empty.Length > 0)
        {
            context.Report(DataFileCodes.ColumnsAllMissing, WholeNumber.Text(empty.Length), reference.File.Path, empty[0].Name);
        }

        var numeric = candidates
            .Where(column => column.Kind is ColumnKind.Integer or ColumnKind.Numeric)
            .Select(column => column.Name)
            .ToImmutableArray();
        return numeric.IsEmpty ? throw new RunFailureException(DataFileCodes.NoTraits, reference.File.Path) : numeric;
    }
}
