using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Running;

/// <summary>Carries out steps of one kind: opens the inputs, calls the library that does the mathematics, writes the outputs.</summary>
/// <typeparam name="TParameters">The kind's parameters.</typeparam>
public interface IStepHandler<TParameters>
    where TParameters : StepParameters
{
    /// <summary>Whether the result tells of single people and is for its owner's eyes alone.</summary>
    bool OwnerOnly { get; }

    /// <summary>Makes the step's artifact.</summary>
    /// <param name="context">Parameters, inputs, output.</param>
    /// <param name="cancellationToken">Stops the step.</param>
    ValueTask RunAsync(StepContext<TParameters> context, CancellationToken cancellationToken);
}

/// <summary>Carries out steps that run in parts.</summary>
/// <typeparam name="TParameters">The kind's parameters.</typeparam>
public interface IShardedStepHandler<TParameters> : IStepHandler<TParameters>
    where TParameters : StepParameters
{
    /// <summary>What the parts count, such as <c>variants</c>.</summary>
    string Unit { get; }

    /// <summary>Makes the artifact of one part.</summary>
    /// <param name="context">Parameters, inputs, output of the part.</param>
    /// <param name="shard">The part.</param>
    /// <param name="cancellationToken">Stops the part.</param>
    ValueTask RunShardAsync(StepContext<TParameters> context, StepShard shard, CancellationToken cancellationToken);

    /// <summary>Makes the step's artifact of its parts'.</summary>
    /// <param name="context">Parameters, inputs, output of the step.</param>
    /// <param name="shards">The parts' artifacts, in order.</param>
    /// <param name="cancellationToken">Stops the merge.</param>
    ValueTask MergeAsync(StepContext<TParameters> context, IReadOnlyList<Artifact> shards, CancellationToken cancellationToken);
}
