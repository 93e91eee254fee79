using System.Collections.Concurrent;
using System.Collections.Immutable;
using WhiteMatter.Formats;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Running;

/// <summary>One run of a plan: what became of each step so far.</summary>
internal sealed class PlanRun(
    ExecutionPlan plan,
    ImmutableArray<PlanStep> steps,
    ArtifactStore store,
    HandlerTable handlers,
    RunOptions options,
    IProgress<RunEvent>? progress)
{
    private readonly StepExecution _execution = new(plan, store, handlers, options);
    private readonly ConcurrentDictionary<string, StepProgress> _progress = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StepOutcome> _outcomes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableList<Diagnostic>> _found = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Fingerprint, bool> _damaged = new();
    private readonly MachineResources _machine = plan.Limits.Within(options.Machine);

    /// <summary>Runs every step that is not in the store.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var units = new List<WorkUnit>();
        var makers = new Dictionary<Fingerprint, string>();
        foreach (var step in steps)
        {
            if (Cached(step) is { } artifact)
            {
                End(step, StepEnding.Cached, artifact);
            }
            else if (!step.Fingerprint.IsKnown)
            {
                ReportMissingFiles(step);
            }
            else if (makers.TryGetValue(step.Fingerprint, out var maker))
            {
                units.Add(UnitOfTwin(step, maker));
            }
            else
            {
                makers.Add(step.Fingerprint, step.Id);
                units.AddRange(UnitsOf(step));
            }
        }

        // A step that cannot run leaves a name nobody makes, so that what needs it does not begin.
        var cached = _outcomes.Values.Where(outcome => outcome.Ending == StepEnding.Cached).Select(outcome => outcome.Step.Id).ToHashSet();
        var runnable = units.ConvertAll(unit => unit with { Needs = [.. unit.Needs.Where(need => !cached.Contains(need))] });
        await new LocalScheduler(_machine.Cores, _machine.MemoryBytes).RunAsync(runnable, cancellationToken).ConfigureAwait(false);
        foreach (var step in steps.Where(step => !_outcomes.ContainsKey(step.Id)))
        {
            End(step, _progress.ContainsKey(step.Id) && cancellationToken.IsCancellationRequested ? StepEnding.Stopped : StepEnding.NotStarted, null);
        }
    }

    /// <summary>Runs one step, one part, or one merge, without looking at others.</summary>
    public async Task ExecuteSingleAsync(PlanStep step, int? shardIndex, CancellationToken cancellationToken)
    {
        var unit = shardIndex is { } index ? ShardUnit(step, step.Shards[index]) : UnitsOf(step).Last();
        await new LocalScheduler(_machine.Cores, _machine.MemoryBytes).RunAsync([unit with { Needs = [] }], cancellationToken).ConfigureAwait(false);
        if (!_outcomes.ContainsKey(step.Id))
        {
            var ending = cancellationToken.IsCancellationRequested ? StepEnding.Stopped : shardIndex is null ? StepEnding.Failed : StepEnding.Done;
            End(step, ending, null);
        }
    }

    /// <summary>Notes a diagnostic.</summary>
    public void Report(PlanStep step, Diagnostic diagnostic)
    {
        _found.AddOrUpdate(step.Id, _ => [diagnostic], (_, list) => list.Add(diagnostic));
        progress?.Report(new RunEvent.Found(diagnostic));
    }

    /// <summary>The steps whose results go to the results folder, with their artifacts.</summary>
    public IReadOnlyList<(PlanStep Step, ArtifactRecord Record)> PublishableSteps() =>
        [.. steps.Where(step => step.Publish is not null && _outcomes[step.Id].Record is not null && !_damaged.ContainsKey(step.Fingerprint)).Select(step => (step, _outcomes[step.Id].Record!))];

    /// <summary>The run as a whole.</summary>
    public RunResult Result(ImmutableArray<string> published, bool stopped)
    {
        var outcomes = steps.Select(step => _outcomes[step.Id]).ToImmutableArray();
        var diagnostics = steps.SelectMany(step => _found.GetValueOrDefault(step.Id, [])).ToImmutableArray();
        var expectations = outcomes.Where(outcome => outcome.Step.Parameters is ExpectParameters).ToArray();
        var expected = expectations.All(outcome => outcome.Record?.Values.GetValueOrDefault("held", 1) != 0);
        var failed = outcomes.Any(outcome => outcome.Ending is StepEnding.Failed or StepEnding.NotStarted)
            || diagnostics.Any(found => found.Severity == DiagnosticSeverity.Error && found.Code != RunCodes.ExpectationFailed.Code);
        var ending = stopped ? RunEnding.Stopped
            : failed ? RunEnding.Failed
            : expected ? RunEnding.Done
            : RunEnding.ExpectationFailed;
        return new RunResult(ending, outcomes, diagnostics, published);
    }

    private Artifact? Cached(PlanStep step)
    {
        switch (store.Find(step.Fingerprint))
        {
            case StoreLookup.Whole { Artifact: var artifact }:
                var findings = artifact.Record.Files.FirstOrDefault(file => file.Name == StepFindings.FileName);
                if (findings is null || store.DamageOf(artifact.Record, findings) is not { } problem)
                {
                    return artifact;
                }

                SetAside(step, findings.Name, problem);
                return null;
            case StoreLookup.Damaged damage:
                SetAside(step, damage.File, damage.Problem);
                return null;
            default:
                return null;
        }
    }

    private void SetAside(PlanStep step, string file, string problem)
    {
        var aside = store.SetAside(step.Fingerprint);
        Report(step, Diagnostic.Create(RunCodes.ArtifactSetAside, step.Source, file, step.Id, step.Fingerprint.Short, problem, aside));
    }

    private IEnumerable<WorkUnit> UnitsOf(PlanStep step)
    {
        var needs = step.Inputs.Select(input => input.StepId).ToImmutableArray();
        if (step.Shards.IsDefaultOrEmpty)
        {
            yield return new WorkUnit(
                step.Id,
                step.Id,
                needs,
                step.Cost.MemoryBytes,
                (cores, token) => GuardAsync(step, final: true, advance => _execution.RunWholeAsync(step, cores, advance, token), token));
            yield break;
        }

        foreach (var shard in step.Shards)
        {
            yield return ShardUnit(step, shard) with { Needs = needs };
        }

        yield return new WorkUnit(
            step.Id,
            step.Id,
            [.. step.Shards.Select(shard => StepExecution.ShardId(step, shard))],
            step.Cost.MemoryBytes,
            (cores, token) => GuardAsync(step, final: true, advance => _execution.MergeAsync(step, cores, advance, token), token));
    }

    /// <summary>A step whose artifact another step of the plan makes, such as the association of two declarations that write other tables: it waits, and has the other's.</summary>
    private WorkUnit UnitOfTwin(PlanStep step, string maker) =>
        new(
            step.Id,
            step.Id,
            [maker],
            step.Cost.MemoryBytes,
            (cores, token) =>
            {
                if (Cached(step) is { } artifact)
                {
                    End(step, StepEnding.Cached, artifact);
                    return Task.CompletedTask;
                }

                return GuardAsync(step, final: true, advance => _execution.RunWholeAsync(step, cores, advance, token), token);
            });

    private WorkUnit ShardUnit(PlanStep step, StepShard shard) =>
        new(
            StepExecution.ShardId(step, shard),
            step.Id,
            [],
            step.Cost.MemoryBytes,
            (cores, token) => GuardAsync(
                step,
                final: false,
                async _ =>
                {
                    var tracker = _progress[step.Id];
                    var unit = handlers.WorkOf(step).ShardUnit ?? "parts";
                    var artifact = store.Find(shard.Fingerprint) is StoreLookup.Whole whole
                        ? whole.Artifact
                        : await _execution.RunShardAsync(
                            step, shard, cores, (done, _, _, _) => tracker.Advance(shard.Index, done, unit), token).ConfigureAwait(false);
                    tracker.Advance(shard.Index, shard.Count, unit);
                    return artifact;
                },
                token));

    /// <summary>Runs a unit and turns what it throws into the step's outcome. Throws again, so that the scheduler knows.</summary>
    private async Task GuardAsync(
        PlanStep step, bool final, Func<StepAdvance, Task<Artifact>> work, CancellationToken cancellationToken)
    {
        var tracker = _progress.GetOrAdd(
            step.Id,
            _ =>
            {
                progress?.Report(new RunEvent.StepStarted(step));
                return new StepProgress(step, options.Time, progress);
            });
        try
        {
            var artifact = await work(tracker.Advance).ConfigureAwait(false);
            if (final)
            {
                End(step, StepEnding.Done, artifact);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            Fail(step, exception);
            throw;
        }
    }

    private void Fail(PlanStep step, Exception exception)
    {
        if (exception is RunFailureException { DamagedArtifact: { } damaged } && store.Find(damaged) is not StoreLookup.Absent)
        {
            store.SetAside(damaged);
            _damaged.TryAdd(damaged, true);
        }

        if (End(step, StepEnding.Failed, null))
        {
            Report(step, FailureDiagnosis.Of(exception, step, store.Layout, _machine.MemoryBytes));
        }
    }

    private void ReportMissingFiles(PlanStep step)
    {
        // A file set is planned as a whole: of its members, those that are not there are named, each once.
        var unknown = OutsideReference.Of(step.Parameters).Where(outside => !outside.IsKnown).Select(outside => outside.Path).Distinct().ToArray();
        var gone = unknown.Where(path => !DataFile.Exists(PlanPaths.Full(plan, path))).ToArray();
        var missing = gone.Length > 0 ? gone : unknown;
        foreach (var path in missing)
        {
            Report(step, Diagnostic.Create(RunCodes.InputGone, step.Source, path, step.Id));
        }

        End(step, missing.Length > 0 ? StepEnding.Failed : StepEnding.NotStarted, null);
    }

    /// <summary>Notes how a step ended, once; false when it had ended already, such as by another of its parts.</summary>
    private bool End(PlanStep step, StepEnding ending, Artifact? artifact)
    {
        if (artifact is not null)
        {
            store.SetLatest(plan.Study, step.Id, artifact.Record);
            foreach (var finding in StepFindings.Read(artifact, step.Source))
            {
                Report(step, finding);
            }
        }

        var elapsed = _progress.TryGetValue(step.Id, out var tracker) ? tracker.Elapsed : TimeSpan.Zero;
        if (!_outcomes.TryAdd(step.Id, new StepOutcome(step, ending, elapsed, artifact?.Record)))
        {
            return false;
        }

        progress?.Report(new RunEvent.StepEnded(step, ending, elapsed));
        return true;
    }
}
