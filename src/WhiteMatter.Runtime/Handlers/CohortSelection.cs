using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Statistics;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Who is in a cohort, by its table, its source, its condition and its draw.</summary>
/// <param name="step">The step.</param>
/// <param name="parameters">Its parameters.</param>
/// <param name="pathOf">Where a file of them is.</param>
/// <param name="peopleOf">The people of an input.</param>
/// <param name="valueOf">A value that another step states.</param>
internal sealed class CohortSelection(
    PlanStep step,
    CohortParameters parameters,
    Func<FileReference, string> pathOf,
    Func<string, HashSet<(string Family, string Id)>> peopleOf,
    Func<string, string, double> valueOf)
{
    /// <summary>The role of the input that names people of whom no two are related.</summary>
    public const string Unrelated = "unrelated";

    /// <summary>Tells what was found on the way.</summary>
    public Action<DiagnosticDescriptor, string[]> Report { get; init; } = (_, _) => { };

    /// <summary>A count of people, in words.</summary>
    public Func<long, string> Shown { get; init; } = WholeNumber.Text;

    /// <summary>The people, and how they became fewer.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RunFailureException">Nobody is left, or fewer than are to be drawn.</exception>
    public (PeopleList People, ImmutableArray<FlowStage> Stages) Select(CancellationToken cancellationToken)
    {
        var columns = ExpressionColumns.Of(parameters.Include).Select(name => TableReading.Request(name, parameters.Table, parameters.Columns)).ToArray();
        var table = PeopleTable.Read(
            pathOf(parameters.Table.File),
            parameters.Table.IdColumn,
            parameters.Table.FamilyColumn,
            columns,
            TableReading.OptionsOf(parameters.Table),
            cancellationToken);
        var everyone = new PeopleList(table.Ids, table.Families);
        var stages = ImmutableArray.CreateBuilder<FlowStage>();

        var named = PeopleOf(parameters.People, everyone);
        var rows = Enumerable.Range(0, table.Count).Where(row => named.Contains(KeyOf(everyone, row))).ToList();
        stages.Add(Stage("people of the cohort's source", named.Count, rows.Count, "they are not in the table of the cohort"));

        if (step.Inputs.Any(input => input.Role == Unrelated))
        {
            var unrelated = peopleOf(Unrelated);
            var left = rows.Where(row => unrelated.Contains(KeyOf(everyone, row))).ToList();
            stages.Add(Stage("unrelated", rows.Count, left.Count, "a relative is kept, or they have no genotypes"));
            rows = left;
        }

        if (parameters.Withdrawals is { } withdrawals)
        {
            rows = Withdraw(withdrawals, everyone, rows, stages);
        }

        if (parameters.Include is { } include)
        {
            var compiler = new ExpressionCompiler<int>(name => TableRows.Reader(table, name), valueOf);
            rows = PeopleCondition.Apply(compiler.Compile(include), rows, stages);
        }

        if (parameters.Sample is { } sample)
        {
            rows = Draw(sample, everyone, rows, stages);
        }

        if (rows.Count == 0)
        {
            throw new RunFailureException(
                DataFileCodes.CohortEmpty,
                step.Declaration,
                string.Join("; ", stages.SelectMany(stage => stage.Losses).Where(loss => loss.Count > 0).Select(loss => $"{Shown(loss.Count)} are out because {loss.Reason}")));
        }

        return (
            new PeopleList([.. rows.Select(row => table.Ids[row])], table.Families is null ? null : [.. rows.Select(row => table.Families[row])]),
            stages.ToImmutable());
    }

    private HashSet<(string Family, string Id)> PeopleOf(PeopleExpression people, PeopleList everyone)
    {
        switch (people)
        {
            case PeopleOfTable:
                return [.. everyone.Keys()];
            case PeopleOfInput input:
                return [.. peopleOf(input.Role)];
            case PeopleDifference difference:
                var rest = PeopleOf(difference.Left, everyone);
                rest.ExceptWith(PeopleOf(difference.Right, everyone));
                return rest;
            case PeopleIntersection intersection:
                var both = PeopleOf(intersection.Left, everyone);
                both.IntersectWith(PeopleOf(intersection.Right, everyone));
                return both;
            default:
                throw new RunFailureException(RunCodes.PlanBroken, $"the people of {step.Id} are named in a way that this program does not know");
        }
    }

    private List<int> Withdraw(
        FileReference file,
        PeopleList everyone,
        List<int> rows,
        ImmutableArray<FlowStage>.Builder stages)
    {
        var withdrawn = new HashSet<string>(StringComparer.Ordinal);
        using var reader = new StreamReader(DataFile.OpenStream(pathOf(file), 1 << 12));
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
            Report(DataFileCodes.WithdrawalsUnknown, [WholeNumber.Text(unknown), WholeNumber.Text(withdrawn.Count), file.Path]);
        }

        var left = rows.Where(row => !withdrawn.Contains(everyone.Ids[row])).ToList();
        stages.Add(Stage("withdrawals", rows.Count, left.Count, "they withdrew"));
        return left;
    }

    private List<int> Draw(
        SampleDraw sample, PeopleList everyone, List<int> rows, ImmutableArray<FlowStage>.Builder stages)
    {
        string[] names = [.. rows.Select(row => everyone.Families is null ? everyone.Ids[row] : everyone.Families[row] + "\t" + everyone.Ids[row])];
        if (sample.Count > rows.Count)
        {
            throw new RunFailureException(DataFileCodes.SampleTooLarge, WholeNumber.Text(sample.Count.Value), Shown(rows.Count));
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
