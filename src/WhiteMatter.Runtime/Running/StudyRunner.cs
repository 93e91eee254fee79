using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Publishing;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Running;

/// <summary>Carries out execution plans on this machine.</summary>
/// <param name="handlers">Which handler carries out which kind of step.</param>
public sealed class StudyRunner(HandlerTable handlers)
{
    /// <summary>
    /// Runs what is not in the store, and puts the results into the study's results folder. What goes wrong is in the result;
    /// only mistakes of the program are thrown.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How the run is to go.</param>
    /// <param name="progress">Told what happens, from several threads.</param>
    /// <param name="cancellationToken">Stops the run; finished steps and parts are kept.</param>
    public async Task<RunResult> RunAsync(
        ExecutionPlan plan, RunOptions options, IProgress<RunEvent>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            PlanOrder.Check(plan);
            PlanFingerprints.Check(plan);
            var steps = PlanOrder.Select(plan, options.Only);
            var store = ArtifactStore.OpenForWriting(options.StorePath, options.Faults);
            using var held = await StoreLock.AcquireAsync(
                store.Layout,
                options.Command,
                options.WaitForLock,
                holder => progress?.Report(new RunEvent.Waiting(store.Layout.Root, holder)),
                cancellationToken).ConfigureAwait(false);
            store.ClearStaleDrafts();
            var unlike = new OutsideFileCheck(plan, store.Layout, plan.Limits.Within(options.Machine).Cores).BeforeRun(steps);
            if (!unlike.IsEmpty)
            {
                return CouldNotBegin(unlike, progress);
            }

            if (ResultsPlace.Closed(plan, steps) is { } closed)
            {
                return CouldNotBegin(closed, progress);
            }

            var run = new PlanRun(plan, steps, store, handlers, options, progress);
            await run.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            var published = cancellationToken.IsCancellationRequested ? [] : Publish(plan, store, options, run, progress);
            return run.Result(published, cancellationToken.IsCancellationRequested);
        }
        catch (RunFailureException failure)
        {
            return CouldNotBegin(failure.ToDiagnostic(null), progress);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new RunResult(RunEnding.Stopped, [], [], []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CouldNotBegin(StorageFailure.Of(exception, options.StorePath, null, 0).ToDiagnostic(null), progress);
        }
    }

    /// <summary>
    /// Runs one part of a step, as the task of a job array does: without the store's lock, the results of earlier steps being in
    /// the store already.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="stepId">The step.</param>
    /// <param name="shardIndex">The part; null runs a step without parts, or merges the parts of one that has them.</param>
    /// <param name="options">How the run is to go.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public async Task<RunResult> RunStepAsync(
        ExecutionPlan plan, string stepId, int? shardIndex, RunOptions options, IProgress<RunEvent>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            PlanOrder.Check(plan);
            PlanFingerprints.Check(plan);
            var step = plan.Find(stepId) ?? throw new RunFailureException(RunCodes.PlanBroken, $"it has no step {stepId}");
            if (shardIndex is { } index && (index < 0 || index >= step.Shards.Length))
            {
                throw new RunFailureException(
                    RunCodes.PlanBroken,
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the step {stepId} has {step.Shards.Length} parts and no part {index}"));
            }

            var store = ArtifactStore.OpenForWriting(options.StorePath, options.Faults);
            var run = new PlanRun(plan, [step], store, handlers, options, progress);
            await run.ExecuteSingleAsync(step, shardIndex, cancellationToken).ConfigureAwait(false);
            return run.Result([], cancellationToken.IsCancellationRequested);
        }
        catch (RunFailureException failure)
        {
            return CouldNotBegin(failure.ToDiagnostic(null), progress);
        }
    }

    private static ImmutableArray<string> Publish(
        ExecutionPlan plan, ArtifactStore store, RunOptions options, PlanRun run, IProgress<RunEvent>? progress)
    {
        var publisher = new ResultsFolder(plan, store, options.Faults);
        return publisher.Publish(
            run.PublishableSteps(), complete: options.Only.IsDefaultOrEmpty, path => progress?.Report(new RunEvent.Published(path)), run.Report);
    }

    private static RunResult CouldNotBegin(Diagnostic diagnostic, IProgress<RunEvent>? progress) => CouldNotBegin([diagnostic], progress);

    private static RunResult CouldNotBegin(ImmutableArray<Diagnostic> diagnostics, IProgress<RunEvent>? progress)
    {
        foreach (var diagnostic in diagnostics)
        {
            progress?.Report(new RunEvent.Found(diagnostic));
        }

        return new RunResult(RunEnding.Failed, [], diagnostics, []);
    }
}
