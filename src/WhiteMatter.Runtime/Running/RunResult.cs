using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Runtime.Running;

/// <summary>How a run ended as a whole.</summary>
public enum RunEnding
{
    /// <summary>Every step has its result, and every expectation holds.</summary>
    Done,

    /// <summary>Every step has its result; an expectation does not hold.</summary>
    ExpectationFailed,

    /// <summary>A step failed, or the run could not begin.</summary>
    Failed,

    /// <summary>The run was stopped.</summary>
    Stopped,
}

/// <summary>How one step ended.</summary>
/// <param name="Step">The step.</param>
/// <param name="Ending">How.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Record">Its result's record, where there is one.</param>
public sealed record StepOutcome(PlanStep Step, StepEnding Ending, TimeSpan Elapsed, ArtifactRecord? Record);

/// <summary>How a run ended.</summary>
/// <param name="Ending">As a whole.</param>
/// <param name="Steps">Each step, in the plan's order.</param>
/// <param name="Diagnostics">All that was found, errors and warnings, in the plan's order of steps.</param>
/// <param name="Published">The results in the results folder, in order of path.</param>
public sealed record RunResult(
    RunEnding Ending, ImmutableArray<StepOutcome> Steps, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<string> Published);
