using System.Collections.Concurrent;
using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Faults;
using WhiteMatter.Runtime.Machine;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Running;

/// <summary>Carries out single steps, parts and merges of one plan against one store.</summary>
internal sealed class StepExecution(ExecutionPlan plan, ArtifactStore store, HandlerTable handlers, RunOptions options)
{
    private readonly OutsideFileCheck _outside = new(plan, store.Layout, plan.Limits.Within(options.Machine).Cores);
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _upstream = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _runStarted = options.Time.GetUtcNow();
    private readonly string _machine = MachineDescription.Current(options.Machine);

    /// <summary>Runs a step as a whole.</summary>
    public Task<Artifact> RunWholeAsync(
        PlanStep step, int cores, StepAdvance advance, CancellationToken cancellationToken)
    {
        var work = handlers.WorkOf(step);
        return MakeAsync(
            step, step.Id, step.Fingerprint, work, cores, whole: true, advance, surroundings => work.RunAsync(surroundings, cancellationToken), cancellationToken);
    }

    /// <summary>Runs one part of a step.</summary>
    public async Task<Artifact> RunShardAsync(
        PlanStep step, StepShard shard, int cores, StepAdvance advance, CancellationToken cancellationToken)
    {
        var work = handlers.WorkOf(step);
        var artifact = await MakeAsync(
            step,
            ShardId(step, shard),
            shard.Fingerprint,
            work,
            cores,
            whole: false,
            advance,
            surroundings => work.RunShardAsync(surroundings, shard, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        options.Faults.Pass(FaultPoint.ShardFinished);
        return artifact;
    }

    /// <summary>Makes a step's artifact of its parts', and removes these.</summary>
    public async Task<Artifact> MergeAsync(
        PlanStep step, int cores, StepAdvance advance, CancellationToken cancellationToken)
    {
        options.Faults.Pass(FaultPoint.MergeStarted);
        var work = handlers.WorkOf(step);
        var shards = step.Shards.Select(shard => Require(shard.Fingerprint, ShardId(step, shard), step.Id)).ToArray();
        var artifact = await MakeAsync(
            step,
            step.Id,
            step.Fingerprint,
            work,
            cores,
            whole: true,
            advance,
            async surroundings =>
            {
                // What several parts found alike is told once.
                foreach (var finding in shards.SelectMany(shard => StepFindings.Read(shard, null))
                    .Select(found => new StepFinding(found.Code, found.Severity, found.Message, found.Advice))
                    .Distinct())
                {
                    surroundings.Findings.Enqueue(finding);
                }

                await work.MergeAsync(surroundings, shards, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        options.Faults.Pass(FaultPoint.MergeFinished);
        foreach (var shard in step.Shards)
        {
            store.Remove(shard.Fingerprint);
        }

        options.Faults.Pass(FaultPoint.ShardsRemoved);
        return artifact;
    }

    /// <summary>The name a part's record has.</summary>
    public static string ShardId(PlanStep step, StepShard shard) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{step.Id}#{shard.Index}");

    private async Task<Artifact> MakeAsync(
        PlanStep step,
        string id,
        Fingerprint fingerprint,
        IStepWork work,
        int cores,
        bool whole,
        StepAdvance advance,
        Func<StepSurroundings, ValueTask> handler,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = options.Time.GetUtcNow();
        _outside.BeforeStep(step);

        // The full hashes are for provenance; they are read beside the step's own reading, while the file is in memory anyway.
        var hashes = whole ? _outside.HashAsync(step, cancellationToken) : Task.FromResult<ImmutableArray<ArtifactInput>>([]);
        try
        {
            using var draft = store.Begin(work.OwnerOnly);
            using var surroundings = new StepSurroundings(plan, step, draft, cores, stepId => UpstreamArtifact(step, stepId), advance)
            {
                RunStarted = _runStarted,
                MakeCheckpoint = () => store.CheckpointOf(fingerprint),
            };
            await handler(surroundings).ConfigureAwait(false);
            var outside = await hashes.ConfigureAwait(false);
            _outside.AfterStep(step);
            StepFindings.Write(draft, surroundings.Findings);
            var artifact = store.Commit(draft, Record(step, id, fingerprint, outside, surroundings.Seed, started));
            store.RemoveCheckpoint(fingerprint);
            return artifact;
        }
        finally
        {
            // Never left behind unobserved; a failure of the step matters more than one of the hash.
            await hashes.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private ArtifactRecord Record(
        PlanStep step, string id, Fingerprint fingerprint, ImmutableArray<ArtifactInput> outside, long? seed, DateTimeOffset started)
    {
        var inputs = step.Inputs.Select(
            input => new ArtifactInput(input.Role, input.StepId, plan.Find(input.StepId)!.Fingerprint.ToString(), null));
        return new ArtifactRecord(
            FormatVersion: 1,
            plan.Study,
            id,
            step.Parameters.Kind,
            step.Parameters.ImplementationVersion,
            fingerprint,
            StepFingerprint.IdentityJson(step.Parameters),
            [.. inputs, .. outside],
            [],
            ImmutableDictionary<string, double>.Empty,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{step.Source.Path}:{step.Source.Line}"),
            options.SoftwareVersion,
            seed,
            _machine,
            started,
            options.Time.GetUtcNow());
    }

    private Artifact UpstreamArtifact(PlanStep step, string stepId)
    {
        if (!_upstream.GetOrAdd(step.Id, _ => PlanOrder.Upstream(plan, step)).Contains(stepId))
        {
            throw new RunFailureException(RunCodes.PlanBroken, $"the step {step.Id} uses {stepId} and does not follow it");
        }

        return Require(plan.Find(stepId)!.Fingerprint, stepId, step.Id);
    }

    private Artifact Require(Fingerprint fingerprint, string id, string neededBy) => store.Find(fingerprint) switch
    {
        StoreLookup.Whole whole => whole.Artifact,
        StoreLookup.Damaged damage => throw new RunFailureException(
            RunCodes.ArtifactDamaged, damage.File, id, fingerprint.Short, damage.Problem)
        {
            DamagedArtifact = fingerprint,
        },
        _ => throw new RunFailureException(RunCodes.InputNotMade, neededBy, id),
    };
}
