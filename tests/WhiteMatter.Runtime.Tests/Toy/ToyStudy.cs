using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Faults;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Tests.Toy;

/// <summary>A study in a folder that squares the numbers of the file <c>numbers</c>: 1 … 10 unless the file is there.</summary>
internal sealed class ToyStudy(string folder)
{
    public const int Shards = 3;

    public string Folder => folder;

    public string Store => Path.Combine(folder, ".wmstudy");

    public string Results => Path.Combine(folder, "results");

    /// <summary>1 + 4 + … + 100, by n(n + 1)(2n + 1)/6.</summary>
    public const long SumOfSquares = 385;

    /// <summary>A PLINK 1 file set.</summary>
    public static GenotypesParameters Genotypes(FileReference bed, FileReference bim, FileReference fam) =>
        new(GenotypeFormat.Bed, [new GenotypeFileSet(bed, bim, fam)]);

    public ExecutionPlan Plan(double memberP = 0.01, double expected = SumOfSquares, string totalFolder = "total")
    {
        var path = Path.Combine(folder, "numbers");
        if (!File.Exists(path))
        {
            File.WriteAllText(path, string.Concat(Enumerable.Range(1, 10).Select(n => $"{n}\n")));
        }

        var file = new FileReference("numbers", FileIdentifier.Identify(path));
        var numbers = Step("numbers", Genotypes(file, file, file), [], null);
        var squares = Sharded(Step("squares", new LinearParameters([file], null, MissingGenotypes.Exact, 5), [("genotypes", numbers)], null));
        var total = Step(
            "total", new LociParameters([file], new NumberExpression(0.05), 0.1, 1000, memberP, 0), [("association", squares)], totalFolder);
        var condition = new BinaryExpression(
            BinaryOperation.Equal, new StepValueExpression(squares.Id, "sum"), new NumberExpression(expected));
        var expect = Step("expect", new ExpectParameters([new ExpectCondition(condition, "squares.sum == expected")]), [("squares", squares)], null);
        return new ExecutionPlan(
            PlanJson.FormatVersion, "toy", "Toy", "toy.wmstudy", folder, "GRCh37", 1, "results", new ResourceLimits(null, null), [numbers, squares, total, expect]);
    }

    public RunOptions Options(int cores = 2) => new(Store, new MachineResources(cores, 1L << 30));

    public async Task<RunResult> RunAsync(
        ExecutionPlan? plan = null, Action<string>? ran = null, FaultPoint? faults = null, CancellationToken cancellationToken = default)
    {
        var asked = RunExamples.Here();
        var result = await new StudyRunner(ToyHandlers.Table(ran)).RunAsync(
            plan ?? Plan(), Options() with { Faults = faults ?? FaultPoint.None }, null, cancellationToken);
        RunExamples.Take(asked, result.Diagnostics, folder);
        return result;
    }

    /// <summary>Every published file with its text.</summary>
    public SortedDictionary<string, string> Published()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(Results, "*", SearchOption.AllDirectories))
        {
            if (!Path.GetFileName(path).StartsWith(".wmstudy-", StringComparison.Ordinal))
            {
                files[Path.GetRelativePath(Results, path)] = File.ReadAllText(path);
            }
        }

        return files;
    }

    public static PlanStep Step(
        string name, StepParameters parameters, IReadOnlyList<(string Role, PlanStep Step)> inputs, string? publish) =>
        new(
            $"{parameters.Kind}:{name}",
            name,
            parameters,
            [.. inputs.Select(input => new StepInput(input.Role, input.Step.Id))],
            StepFingerprint.Of(parameters, [.. inputs.Select(input => KeyValuePair.Create(input.Role, input.Step.Fingerprint))]),
            [],
            new CostEstimate(1, 1 << 20, 1 << 20),
            StepState.Run,
            [],
            new SourceSpan("toy.wmstudy", 0, 1, 3, 1, 3, 2),
            publish);

    private static PlanStep Sharded(PlanStep step) => step with
    {
        Shards =
        [
            .. Enumerable.Range(0, Shards).Select(index =>
            {
                var first = index * 4L;
                var count = Math.Min(4, 10 - first);
                return new StepShard(index, first, count, StepFingerprint.OfShard(step.Fingerprint, first, count));
            }),
        ],
    };
}
