using System.Globalization;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Tests.Toy;

/// <summary>Handlers that square numbers, so that runs can be tested without any data: only the expectation's is the real one.</summary>
internal static class ToyHandlers
{
    public static HandlerTable Table(Action<string>? ran = null) => HandlerTable.Empty
        .With(new Numbers(ran))
        .With(new Squares(ran))
        .With(new Total(ran))
        .With(new ExpectHandler());

    private static long[] Read(Artifact artifact, string file) =>
        [.. File.ReadLines(artifact.PathOf(file)).Select(line => long.Parse(line, CultureInfo.InvariantCulture))];

    private static void Write(ArtifactDraft draft, string file, IEnumerable<long> numbers)
    {
        using var writer = new StreamWriter(draft.Create(file));
        foreach (var number in numbers)
        {
            writer.Write(number.ToString(CultureInfo.InvariantCulture) + "\n");
        }
    }

    /// <summary>Keeps the numbers of an outside file; warns of the number 13.</summary>
    private sealed class Numbers(Action<string>? ran) : IStepHandler<GenotypesParameters>
    {
        public bool OwnerOnly => true;

        public ValueTask RunAsync(StepContext<GenotypesParameters> context, CancellationToken cancellationToken)
        {
            ran?.Invoke(context.Step.Id);
            var lines = File.ReadAllLines(context.PathOf(context.Parameters.Files[0].Genotypes));
            if (lines.Contains("13"))
            {
                context.Report(DataFileCodes.VariantsMonomorphic, "1", "10", "toy");
            }

            Write(context.Output, "numbers.txt", lines.Select(line => long.Parse(line, CultureInfo.InvariantCulture)));
            context.Output.SetValue("variants", lines.Length);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Squares them, in parts.</summary>
    private sealed class Squares(Action<string>? ran) : IShardedStepHandler<LinearParameters>
    {
        public bool OwnerOnly => false;

        public string Unit => "numbers";

        public ValueTask RunAsync(StepContext<LinearParameters> context, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask RunShardAsync(StepContext<LinearParameters> context, StepShard shard, CancellationToken cancellationToken)
        {
            ran?.Invoke($"{context.Step.Id}#{shard.Index}");
            var numbers = Read(context.Input("genotypes"), "numbers.txt").AsSpan((int)shard.First, (int)shard.Count).ToArray();
            Write(context.Output, "squares.txt", numbers.Select(number => number * number));
            context.Advance(shard.Count, shard.Count, Unit);
            return ValueTask.CompletedTask;
        }

        public ValueTask MergeAsync(
            StepContext<LinearParameters> context, IReadOnlyList<Artifact> shards, CancellationToken cancellationToken)
        {
            ran?.Invoke(context.Step.Id);
            var squares = shards.SelectMany(shard => Read(shard, "squares.txt")).ToArray();
            Write(context.Output, "squares.txt", squares);
            context.Output.SetValue("sum", squares.Sum());
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Writes their sum and a copy in a folder.</summary>
    private sealed class Total(Action<string>? ran) : IStepHandler<LociParameters>
    {
        public bool OwnerOnly => false;

        public ValueTask RunAsync(StepContext<LociParameters> context, CancellationToken cancellationToken)
        {
            ran?.Invoke(context.Step.Id);
            var squares = Read(context.Input("association"), "squares.txt");
            Write(context.Output, "total.tsv", [squares.Sum()]);
            Write(context.Output, "all/squares.tsv", squares);
            context.Output.SetValue("count", squares.Length);
            return ValueTask.CompletedTask;
        }
    }
}
