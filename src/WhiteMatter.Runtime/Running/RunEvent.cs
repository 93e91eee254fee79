using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Running;

/// <summary>How a step ended.</summary>
public enum StepEnding
{
    /// <summary>Its result was in the store.</summary>
    Cached,

    /// <summary>It ran and its result is in the store.</summary>
    Done,

    /// <summary>It failed; diagnostics say why.</summary>
    Failed,

    /// <summary>A step it needs failed or was stopped.</summary>
    NotStarted,

    /// <summary>The run was stopped while it ran; finished parts are kept.</summary>
    Stopped,
}

/// <summary>Something a run tells while it goes on.</summary>
public abstract record RunEvent
{
    private RunEvent()
    {
    }

    /// <summary>Another process holds the store; the run waits.</summary>
    /// <param name="Store">The store.</param>
    /// <param name="Holder">Who holds it, where known.</param>
    public sealed record Waiting(string Store, LockHolder? Holder) : RunEvent;

    /// <summary>A step begins.</summary>
    /// <param name="Step">The step.</param>
    public sealed record StepStarted(PlanStep Step) : RunEvent;

    /// <summary>A step goes on.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Done">Units done.</param>
    /// <param name="Total">Units in all.</param>
    /// <param name="Unit">What is counted, such as <c>variants</c>.</param>
    /// <param name="PerSecond">Units a second.</param>
    /// <param name="Left">How long the rest will take, where that can be said.</param>
    public sealed record StepAdvanced(PlanStep Step, long Done, long Total, string Unit, double PerSecond, TimeSpan? Left) : RunEvent
    {
        /// <summary>What else is to be seen of it, such as the loss of a training; null for nothing.</summary>
        public string? Note { get; init; }
    }

    /// <summary>A step ended.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Ending">How.</param>
    /// <param name="Elapsed">How long it took.</param>
    public sealed record StepEnded(PlanStep Step, StepEnding Ending, TimeSpan Elapsed) : RunEvent;

    /// <summary>Something was found wrong.</summary>
    /// <param name="Diagnostic">What.</param>
    public sealed record Found(Diagnostic Diagnostic) : RunEvent;

    /// <summary>A result was put into the results folder.</summary>
    /// <param name="Path">Where.</param>
    public sealed record Published(string Path) : RunEvent;
}
