using System.Collections.Immutable;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Relatedness;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Queries;

/// <summary>One value for each of some people.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Numbers">The values of a column of numbers, NaN where missing; default of a column of texts.</param>
/// <param name="Texts">The values of a column of texts, null where missing; default of a column of numbers.</param>
public sealed record PeopleColumn(string Name, ImmutableArray<double> Numbers, ImmutableArray<string?> Texts)
{
    /// <summary>Whether its values are numbers.</summary>
    public bool IsNumeric => !Numbers.IsDefault;
}

/// <summary>Some people with some of their values.</summary>
/// <param name="Ids">Their identifiers.</param>
/// <param name="Columns">The columns asked for that are there.</param>
public sealed record PeopleRows(ImmutableArray<string> Ids, ImmutableArray<PeopleColumn> Columns);

/// <summary>Asks a stored result for values of its people: a cohort's table, traits, ancestry components, a joined table.</summary>
/// <param name="plan">The plan.</param>
/// <param name="artifactOf">The stored result of a step.</param>
public sealed class PeopleQuery(ExecutionPlan plan, Func<PlanStep, Artifact> artifactOf)
{
    /// <summary>Whether a step's result has values of people.</summary>
    /// <param name="step">The step.</param>
    public static bool Answers(PlanStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Parameters is CohortParameters or TableParameters or ComponentsParameters || HoldsTraits(step.Parameters);
    }

    /// <summary>The names of the columns, without those that name people.</summary>
    /// <param name="step">The step.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public ImmutableArray<string> Names(PlanStep step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (HoldsTraits(step.Parameters))
        {
            return Traits(step).Names;
        }

        var (path, table) = TableOf(step);
        return
        [
            .. DelimitedTable.ReadHeader(path, TableReading.OptionsOf(table) with { HeaderRows = 0, MostLevels = 0 }, cancellationToken)
                .Columns
                .Select(column => column.Name)
                .Where(name => name != table.IdColumn && name != table.FamilyColumn),
        ];
    }

    /// <summary>The people with the columns of these names; a name that is not there is left out.</summary>
    /// <param name="step">The step.</param>
    /// <param name="names">The names.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public PeopleRows Run(PlanStep step, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (HoldsTraits(step.Parameters))
        {
            var matrix = Traits(step);
            return new PeopleRows(
                matrix.Ids,
                [.. names.Select(name => matrix.Names.IndexOf(name)).Where(at => at >= 0).Select(at => new PeopleColumn(matrix.Names[at], [.. matrix.Values[at]], default))]);
        }

        var (path, reference) = TableOf(step);
        var known = Names(step, cancellationToken);
        var declared = step.Parameters switch
        {
            CohortParameters cohort => cohort.Columns,
            TableParameters joined => joined.Columns,
            _ => [],
        };
        var requests = names.Where(known.Contains).Select(name => TableReading.Request(name, reference, declared)).ToArray();
        var table = PeopleTable.Read(path, reference.IdColumn, reference.FamilyColumn, requests, TableReading.OptionsOf(reference), cancellationToken);
        int[] rows = step.Parameters is CohortParameters ? RowsOf(PeopleList.Read(artifactOf(step)), table, reference) : [.. Enumerable.Range(0, table.Count)];
        return new PeopleRows([.. rows.Select(row => table.Ids[row])], [.. table.Columns.Select(column => Column(column, rows))]);
    }

    private static bool HoldsTraits(StepParameters parameters) =>
        parameters is TraitsParameters or RegionMeansParameters or EncodingParameters or EnsembleParameters or HarmoniseParameters;

    private static int[] RowsOf(PeopleList people, PeopleTable table, TableReference reference)
    {
        var rowOf = PersonRows.Find(table, people, reference);
        return [.. Enumerable.Range(0, people.Ids.Count).Select(rowOf).Where(row => row >= 0)];
    }

    private static PeopleColumn Column(TableColumn column, int[] rows) => column switch
    {
        NumericColumn numbers => new PeopleColumn(column.Name, [.. rows.Select(row => numbers.Values[row])], default),
        TextColumn texts => new PeopleColumn(column.Name, default, [.. rows.Select(row => texts[row])]),
        _ => throw new InvalidOperationException($"A column is a {column.GetType().Name}."),
    };

    private TraitMatrix Traits(PlanStep step)
    {
        using var stream = artifactOf(step).OpenRead(TraitsHandler.FileName);
        return TraitMatrix.Read(stream);
    }

    /// <summary>Where the table is, and how it is read.</summary>
    private (string Path, TableReference Table) TableOf(PlanStep step)
    {
        switch (step.Parameters)
        {
            case CohortParameters { Table: var table }:
                var path = table.File.Input is { } role
                    ? artifactOf(plan.Find(step.Inputs.First(input => input.Role == role).StepId)!).PathOf(table.File.Path)
                    : PlanPaths.Full(plan, table.File.Path);
                return (path, table);
            case TableParameters { Tables: [var first, ..] }:
                return (artifactOf(step).PathOf(TableParameters.FileName), Made(TableParameters.FileName, first.IdColumn, first.FamilyColumn, ""));
            default:
                return (artifactOf(step).PathOf(ComponentsHandler.FileName), Made(ComponentsHandler.FileName, "id", null, "NA"));
        }
    }

    private static TableReference Made(string name, string idColumn, string? familyColumn, string missing) =>
        new(FileReference.Made("", name), Plan.Hosting.TableFormat.TabSeparated, idColumn, familyColumn, [missing]);
}
