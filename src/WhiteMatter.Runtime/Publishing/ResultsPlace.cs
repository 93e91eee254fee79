using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Publishing;

/// <summary>Asks before a run whether its results can be published, so that nobody learns it after hours of computing.</summary>
public static class ResultsPlace
{
    /// <summary>
    /// That the results folder holds those of another study of this name, for which a run does not begin; null where it does not, or where the plan publishes
    /// nothing. Looks, and writes nothing.
    /// </summary>
    /// <param name="plan">The plan, or the part of it that is to run.</param>
    public static Diagnostic? OfAnotherStudy(ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Steps.Any(step => step.Publish is not null) && PublishedManifest.OtherStudy(plan) is { } other
            ? Diagnostic.Create(RunCodes.ResultsOfAnotherStudy, null, PlanPaths.Results(plan), other, plan.Study)
            : null;
    }

    /// <summary>What keeps the results from being published; null where nothing does. Leaves nothing behind.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="steps">The steps that are to run.</param>
    internal static Diagnostic? Closed(ExecutionPlan plan, IEnumerable<PlanStep> steps)
    {
        if (steps.All(step => step.Publish is null))
        {
            return null;
        }

        if (OfAnotherStudy(plan) is { } taken)
        {
            return taken;
        }

        var results = PlanPaths.Results(plan);

        try
        {
            // The folder itself, or the one in which it is to be made.
            var folder = results;
            while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
            {
                if (File.Exists(folder))
                {
                    throw new IOException($"'{folder}' is a file.");
                }

                folder = parent;
            }

            using var probe = new FileStream(
                Path.Combine(folder, $".wmstudy-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failure(exception, results, 0).ToDiagnostic(null);
        }
    }

    /// <summary>A failure to write into the results folder.</summary>
    /// <param name="exception">What the operating system said.</param>
    /// <param name="results">The folder.</param>
    /// <param name="bytesNeeded">What is to be written; 0 when not known.</param>
    internal static RunFailureException Failure(Exception exception, string results, long bytesNeeded) =>
        StorageFailure.IsFull(exception)
            ? StorageFailure.Of(exception, results, null, bytesNeeded)
            : new RunFailureException(RunCodes.ResultsClosed, exception, results, exception.Message);
}
