using System.Collections.Immutable;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Runtime.Faults;

namespace WhiteMatter.Runtime.Running;

/// <summary>How a run is to go. Nothing here changes a result.</summary>
/// <param name="StorePath">The store's folder.</param>
/// <param name="Machine">What may be used; the plan's limits lower it further.</param>
public sealed record RunOptions(string StorePath, MachineResources Machine)
{
    /// <summary>Whether to wait while another run holds the store.</summary>
    public bool WaitForLock { get; init; }

    /// <summary>What the lock's holder is said to do.</summary>
    public string Command { get; init; } = "run";

    /// <summary>Steps to run, with all they need; empty runs all.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    /// <summary>Version of the product, for provenance.</summary>
    public string SoftwareVersion { get; init; } = typeof(RunOptions).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Where a test ends the process.</summary>
    public FaultPoint Faults { get; init; } = FaultPoint.None;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
