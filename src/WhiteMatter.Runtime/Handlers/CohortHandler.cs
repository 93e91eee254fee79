using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Makes the list of a cohort's people.</summary>
/// <remarks>
/// Memory: the identifiers of every row of the table and the columns that the condition names; the rest of the table is read
/// past.
/// </remarks>
public sealed class CohortHandler : IStepHandler<CohortParameters>
{
    private const string Unrelated = "unrelated";

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<CohortParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var columns = ExpressionColumns.Of(parameters.Include).Select(name => TableReading.Request(name, parameters.Table, parameters.Columns)).ToArray();
        var table = PeopleTable.Read(
            context.PathOf(parameters.Table.File),
            parameters.Table.IdColumn,
            parameters.Table.FamilyColumn,
            columns,
            TableReading.OptionsOf(parameters.Table),
            cancellationToken);
        var everyone = new PeopleList(table.Ids, table.Families);
        var stages = ImmutableArray.CreateBuilder<FlowStage>();

        var named = PeopleOf(parameters.People, context, everyone);
        var rows = Enumerable.Range(0, table.Count).Where(row => named.Contains(KeyOf(everyone, row))).ToList();
        stages.Add(Stage("people of the cohort's source", named.Count, rows.Count, "they are not in the table of the cohort"));

        if (context.Step.Inputs.Any(input => input.Role == Unrelated))
        {
            var unrelated = PeopleList.Read(context.Input(Unrelated)).Keys().ToHashSet();
            var left = rows.Where(row => unrelated.Contains(KeyOf(everyone, row))).ToList();
            stages.Add(Stage("unrelated", rows.Count, left.Count, "a relative is kept, or they have no genotypes"));
            rows = left;
        }

        if (parameters.Withdrawals is { } withdrawals)
        {
            rows = Withdraw(context, withdrawals, everyone, rows, stages);
        }

        if (parameters.Include is { } include)
        {
            var compiler = new ExpressionCompiler<int>(name => TableRows.Reader(table, name), (step, member) => context.Upstream(step).Value(member));
            rows = PeopleCondition.Apply(compiler.Compile(include), rows, stages);
        }

        if (parameters.Sample is { } sample)
        {
            rows = Draw(context, sample, everyone, rows, stages);
        }

        if (rows.Count == 0)
        {
            throw new RunFailureException(
                DataFileCodes.CohortEmpty,
                context.Step.Declaration,
                string.Join("; ", stages.SelectMany(stage => stage.Losses).Where(loss => loss.Count > 0).Select(loss => $"{WholeNumber.Text(loss.Count)} are out because {loss.Reason}")));
        }

        new PeopleList([.. rows.Select(row => table.Ids[row])], table.Families is null ? null : [.. rows.Select(row => table.Families[row])])
            .Write(context.Output);
        new StepFlow("people", stages.ToImmutable()).Write(context.Output);
        context.Output.SetValue("count", rows.Count);
        return ValueTask.CompletedTask;
    }

    private static HashSet<(string, string)> PeopleOf(PeopleExpression people, StepContext<CohortParameters> context, PeopleList everyone)
    {
        switch (people)
        {
            case PeopleOfTable:
                return [.. everyone.Keys()];
            case PeopleOfInput input:
                return [.. PeopleList.Read(context.Input(input.Role)).Keys()];
            case PeopleDifference difference:
                var rest = PeopleOf(difference.Left, context, everyone);
                rest.ExceptWith(PeopleOf(difference.Right, context, everyone));
                return rest;
            case PeopleIntersection intersection:
                var both = PeopleOf(intersection.Left, context, everyone);
                both.IntersectWith(PeopleOf(intersection.Right, context, everyone));
                return both;
            default:
                throw new RunFailureException(RunCodes.PlanBroken, $"the people of {context.Step.Id} are named in a way that this program does not know");
        }
    }

    private static List<int> Withdraw(
        StepContext<CohortParameters> context,
        FileReference file,
        PeopleList everyone,
        List<int> rows,
        ImmutableArray<FlowStage>.Builder stages)
    {
        var withdrawn = new HashSet<string>(StringComparer.Ordinal);
        using var reader = new StreamReader(DataFile.OpenStream(context.PathOf(file), 1 << 12));
        while (reader.ReadLine() is { } line)
        {
            var field = line.Trim().Split([',', '\t', ' ', ';'], 2)[0].Trim('"');
            if (field.Length > 0)
            {
                withdrawn.Add(field);
            }
        }

        var unknown = withdrawn.Except(everyone.Ids, StringComparer.Ordinal).Count();
        if (unknown > 0)
        {
            context.Report(DataFileCodes.WithdrawalsUnknown, WholeNumber.Text(unknown), WholeNumber.Text(withdrawn.Count), file.Path);
        }

        var left = rows.Where(row => !withdrawn.Contains(everyone.Ids[row])).ToList();
        stages.Add(Stage("withdrawals", rows.Count, left.Count, "they withdrew"));
        return left;
    }

    private static List<int> Draw(
        StepContext<CohortParameters> context, SampleDraw sample, PeopleList everyone, List<int> rows, ImmutableArray<FlowStage>.Builder stages)
    {
        context.NoteSeed(sample.Seed);
        string[] names = [.. rows.Select(row => everyone.Families is null ? everyone.Ids[row] : everyone.Families[row] + "\t" + everyone.Ids[row])];
        if (sample.Count > rows.Count)
        {
            throw new RunFailureException(DataFileCodes.SampleTooLarge, WholeNumber.Text(sample.Count.Value), WholeNumber.Text(rows.Count));
        }

        var key = string.Create(CultureInfo.InvariantCulture, $"{sample.Seed}:{sample.Cohort}");
        var drawn = sample.Count is { } count
            ? HashedSample.DrawNumber(sample.Seed, key, names, (int)count)
            : HashedSample.DrawShare(sample.Seed, key, names, sample.Fraction ?? 1);
        stages.Add(Stage("sample", rows.Count, drawn.Length, "they were not drawn"));
        return [.. drawn.Select(index => rows[index])];
    }

    private static (string, string) KeyOf(PeopleList people, int row) => (people.Families is null ? "" : people.Families[row], people.Ids[row]);

    private static FlowStage Stage(string label, int before, int after, string reason) =>
        new(label, before, after, [new FlowReason(reason, before - after)]);
}
