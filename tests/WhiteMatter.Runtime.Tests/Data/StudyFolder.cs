using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>A folder as that of a small study: its files as a plan names them, its plan, and its runs.</summary>
internal static class StudyFolder
{
    public const string Store = ".wmstudy";

    private const long Memory = 1L << 30;

    /// <summary>A file as a plan names it; without an identity where it is not there.</summary>
    public static FileReference Reference(this TemporaryFolder folder, string name) =>
        new(name, File.Exists(folder[name]) ? FileIdentifier.Identify(folder[name]) : null);

    public static ExecutionPlan PlanOf(this TemporaryFolder folder, ImmutableArray<PlanStep> steps, long seed = 1) => new(
        PlanJson.FormatVersion, "small", "Small", "small.wmstudy", folder.Path, "GRCh37", seed, "results", new ResourceLimits(null, null), steps);

    public static Task<RunResult> RunAsync(
        this TemporaryFolder folder,
        ExecutionPlan plan,
        HandlerTable handlers,
        IProgress<RunEvent>? progress = null,
        int cores = 2,
        long memory = Memory,
        string store = Store,
        CancellationToken cancellationToken = default) =>
        new StudyRunner(handlers).RunAsync(plan, new RunOptions(folder[store], new MachineResources(cores, memory)), progress, cancellationToken);
}
