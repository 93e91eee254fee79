using System.Collections.Immutable;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Joins tables of people by their identifiers.</summary>
/// <remarks>
/// Memory: the identifiers of every row of every table, about 200 bytes each, 4 bytes for each person and table, and the columns that the
/// condition names. The other columns go through the scratch folder, which takes the size of the unpacked tables.
/// </remarks>
public sealed class TableHandler : IStepHandler<TableParameters>
{
    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<TableParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var columns = Columns(context, cancellationToken);
        var named = ExpressionColumns.Of(parameters.Include).Select(name => ColumnNamed(columns, name, context.Step.Declaration)).ToArray();
        var values = named.Except(columns.Take(KeysOf(parameters)));
        var tables = parameters.Tables.Select((table, index) => Read(context, table, values.Where(column => column.Table == index), cancellationToken)).ToArray();
        for (var table = 1; table < tables.Length; table++)
        {
            RequireSharedPeople(context, tables, table);
        }

        var join = PeopleJoin.Of(tables, KindOf(parameters.How));
        var stages = ImmutableArray.CreateBuilder<FlowStage>();
        CountLosses(context, join, stages);
        var people = Enumerable.Range(0, join.Count).ToList();
        if (parameters.Include is { } include)
        {
            var compiler = new ExpressionCompiler<int>(
                name => Reader(join, tables, parameters, columns, named.First(column => column.Name == name)),
                (step, member) => context.Upstream(step).Value(member));
            people = PeopleCondition.Apply(compiler.Compile(include), people, stages);
        }

        if (people.Count == 0)
        {
            throw new RunFailureException(
                DataFileCodes.JoinEmpty,
                context.Step.Declaration,
                string.Join("; ", stages.SelectMany(stage => stage.Losses).Where(loss => loss.Count > 0).Select(loss => $"{WholeNumber.Text(loss.Count)} are out because {loss.Reason}")));
        }

        ReportGaps(context, join, tables);
        using (var stream = context.Output.Create(TableParameters.FileName))
        {
            JoinedTableWriter.Write(
                stream,
                [.. columns.Take(KeysOf(parameters)).Select(column => column.Name)],
                [.. tables.Select((table, index) => new JoinedSource(
                    table,
                    TableReading.OptionsOf(parameters.Tables[index]),
                    [.. columns.Skip(KeysOf(parameters)).Where(column => column.Table == index).Select(column => (column.Source, column.Name))]))],
                join,
                people,
                context.Scratch,
                done => context.Advance(done, people.Count, "people"),
                cancellationToken);
        }

        new StepFlow("people", stages.ToImmutable()).Write(context.Output);
        context.Output.SetValue("count", people.Count);
        return ValueTask.CompletedTask;
    }

    private static int KeysOf(TableParameters parameters) => parameters.Tables[0].FamilyColumn is null ? 1 : 2;

    private static JoinKind KindOf(TableJoin how) => how switch
    {
        TableJoin.Left => JoinKind.Left,
        TableJoin.Full => JoinKind.Full,
        _ => JoinKind.Inner,
    };

    private static ImmutableArray<JoinedColumn> Columns(StepContext<TableParameters> context, CancellationToken cancellationToken)
    {
        var tables = context.Parameters.Tables;
        var names = tables.Select(table =>
        {
            var options = TableReading.OptionsOf(table) with { HeaderRows = 0, MostLevels = 0 };
            var header = DelimitedTable.ReadHeader(context.PathOf(table.File), options, cancellationToken);
            return (table.IdColumn, table.FamilyColumn, (IReadOnlyList<string>)[.. header.Columns.Select(column => column.Name)]);
        }).ToArray();
        var columns = JoinedColumns.Of(names, context.Parameters.Suffixes);
        foreach (var (first, second) in JoinedColumns.Clashes(columns))
        {
            throw new DataFormatException(
                DataProblem.DuplicateColumn,
                NameOf(context, second.Table),
                $"the column '{second.Source}' would be named '{second.Name}', as one of {NameOf(context, first.Table)}",
                "one column of each name",
                "Tell them apart with 'suffixes', a text for each table",
                column: second.Source);
        }

        return columns;
    }

    private static JoinedColumn ColumnNamed(ImmutableArray<JoinedColumn> columns, string name, string declaration) =>
        columns.FirstOrDefault(column => column.Name == name)
        ?? throw new DataFormatException(
            DataProblem.ColumnMissing,
            $"the table of {declaration}",
            $"there is no column '{name}'",
            "one of " + string.Join(", ", columns.Take(12).Select(column => column.Name)),
            NearestName.Of(name, columns.Select(column => column.Name)) is { } near ? $"Did you mean {near}" : "Check the spelling",
            column: name);

    private static PeopleTable Read(
        StepContext<TableParameters> context, TableReference table, IEnumerable<JoinedColumn> columns, CancellationToken cancellationToken) =>
        PeopleTable.Read(
            context.PathOf(table.File),
            table.IdColumn,
            table.FamilyColumn,
            [.. columns.Select(column => TableReading.Request(column.Name, table, context.Parameters.Columns) with { Name = column.Source })],
            TableReading.OptionsOf(table),
            cancellationToken);

    private static Func<int, Cell> Reader(
        PeopleJoin join, PeopleTable[] tables, TableParameters parameters, ImmutableArray<JoinedColumn> columns, JoinedColumn column)
    {
        // What names a person is that of the first table that has the person, as it is written.
        var key = columns.IndexOf(column);
        if (key < KeysOf(parameters) - 1)
        {
            return Family;
        }

        if (key < KeysOf(parameters))
        {
            return Id;
        }

        var read = TableRows.Reader(tables[column.Table], column.Source);
        return person => join.Row(column.Table, person) is var row and >= 0 ? read(row) : Cell.Missing;

        Cell Id(int person)
        {
            var table = join.FirstTable(person);
            return Cell.Of(tables[table].Ids[join.Row(table, person)]);
        }

        Cell Family(int person)
        {
            var table = join.FirstTable(person);
            var family = tables[table].Families![join.Row(table, person)];
            return parameters.Tables[table].MissingCodes.Contains(family) ? Cell.Missing : Cell.Of(family);
        }
    }

    /// <summary>Identifiers of two kinds match nobody, which no kind of join is meant to find out by an empty or half empty table.</summary>
    private static void RequireSharedPeople(StepContext<TableParameters> context, PeopleTable[] tables, int table)
    {
        var people = tables[table];
        for (var row = 0; row < people.Count; row++)
        {
            for (var before = 0; before < table; before++)
            {
                if (tables[before].FindRow(people.Ids[row], people.Families?[row]) >= 0)
                {
                    return;
                }
            }
        }

        throw new RunFailureException(
            DataFileCodes.TablesDisjoint,
            WholeNumber.Text(people.Count),
            NameOf(context, table),
            people.Ids[0],
            NameOf(context, 0),
            tables[0].Ids[0]);
    }

    private static void CountLosses(StepContext<TableParameters> context, PeopleJoin join, ImmutableArray<FlowStage>.Builder stages)
    {
        var left = join.Everybody;
        for (var table = 0; table < join.Lost.Count; table++)
        {
            var name = Path.GetFileName(NameOf(context, table));
            var lost = join.Lost[table];
            stages.Add(new FlowStage($"join of {name}", left, left - lost, [new FlowReason($"they are not in {name}", lost)]));
            left -= lost;
        }
    }

    private static void ReportGaps(StepContext<TableParameters> context, PeopleJoin join, PeopleTable[] tables)
    {
        for (var table = 0; table < join.Without.Count; table++)
        {
            if (context.Parameters.How == TableJoin.Inner && tables[table].Count > join.Count)
            {
                var (all, name) = (tables[table].Count, NameOf(context, table));
                context.Report(DataFileCodes.PeopleNotInEveryTable, WholeNumber.Text(all - join.Count), WholeNumber.Text(all), context.Step.Declaration, name);
            }

            if (join.Without[table] > 0)
            {
                context.Report(
                    DataFileCodes.PeopleWithoutRow, WholeNumber.Text(join.Without[table]), WholeNumber.Text(join.Count), context.Step.Declaration, NameOf(context, table));
            }
        }
    }

    /// <summary>What messages call a table: its file, or the declaration that makes it.</summary>
    private static string NameOf(StepContext<TableParameters> context, int table)
    {
        var file = context.Parameters.Tables[table].File;
        return file.Input is { } role ? context.Plan.Find(context.Step.Inputs.First(input => input.Role == role).StepId)!.Declaration : file.Path;
    }
}
