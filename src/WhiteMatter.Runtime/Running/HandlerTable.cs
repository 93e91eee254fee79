using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Running;

/// <summary>Which handler carries out which kind of step.</summary>
public sealed class HandlerTable
{
    private readonly ImmutableDictionary<Type, IStepWork> _work;

    private HandlerTable(ImmutableDictionary<Type, IStepWork> work) => _work = work;

    /// <summary>A table without rows.</summary>
    public static HandlerTable Empty { get; } = new(ImmutableDictionary<Type, IStepWork>.Empty);

    /// <summary>The same table with a handler more, in place of one for the same kind.</summary>
    /// <typeparam name="TParameters">The kind's parameters.</typeparam>
    /// <param name="handler">The handler.</param>
    public HandlerTable With<TParameters>(IStepHandler<TParameters> handler)
        where TParameters : StepParameters => new(_work.SetItem(typeof(TParameters), new StepWork<TParameters>(handler)));

    /// <summary>Whether the results of a step tell of single people, so that they are for their owner's eyes alone.</summary>
    /// <param name="step">The step.</param>
    public bool IsOwnerOnly(PlanStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return WorkOf(step).OwnerOnly;
    }

    /// <summary>The work of a step's kind.</summary>
    internal IStepWork WorkOf(PlanStep step) =>
        _work.GetValueOrDefault(step.Parameters.GetType())
        ?? throw new RunFailureException(RunCodes.UnknownStepKind, step.Id, step.Parameters.Kind);

    private sealed class StepWork<TParameters>(IStepHandler<TParameters> handler) : IStepWork
        where TParameters : StepParameters
    {
        public bool OwnerOnly => handler.OwnerOnly;

        public string? ShardUnit => (handler as IShardedStepHandler<TParameters>)?.Unit;

        public ValueTask RunAsync(StepSurroundings surroundings, CancellationToken cancellationToken) =>
            handler.RunAsync(new StepContext<TParameters>(surroundings), cancellationToken);

        public ValueTask RunShardAsync(StepSurroundings surroundings, StepShard shard, CancellationToken cancellationToken) =>
            Sharded.RunShardAsync(new StepContext<TParameters>(surroundings), shard, cancellationToken);

        public ValueTask MergeAsync(
            StepSurroundings surroundings, IReadOnlyList<Artifact> shards, CancellationToken cancellationToken) =>
            Sharded.MergeAsync(new StepContext<TParameters>(surroundings), shards, cancellationToken);

        private IShardedStepHandler<TParameters> Sharded =>
            (IShardedStepHandler<TParameters>)handler;
    }
}

/// <summary>A handler whatever its parameters.</summary>
internal interface IStepWork
{
    bool OwnerOnly { get; }

    /// <summary>What the parts count, or null when the kind has no parts.</summary>
    string? ShardUnit { get; }

    ValueTask RunAsync(StepSurroundings surroundings, CancellationToken cancellationToken);

    ValueTask RunShardAsync(StepSurroundings surroundings, StepShard shard, CancellationToken cancellationToken);

    ValueTask MergeAsync(StepSurroundings surroundings, IReadOnlyList<Artifact> shards, CancellationToken cancellationToken);
}
