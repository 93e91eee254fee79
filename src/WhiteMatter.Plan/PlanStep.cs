using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Plan;

/// <summary>An input of a step that another step makes.</summary>
/// <param name="Role">What the step uses it as.</param>
/// <param name="StepId">The step that makes it.</param>
public sealed record StepInput(string Role, string StepId);

/// <summary>A part of a step that can run on its own: a range of the variants of a file, or of the rows of images.</summary>
/// <param name="Index">Zero-based number.</param>
/// <param name="First">First variant of the file, or first row of the images.</param>
/// <param name="Count">Number of variants or rows. Rows are counted before it is known how many people have an image: those past the last are none.</param>
/// <param name="Fingerprint">Identity of the part's artifact: the step's fingerprint and the range.</param>
public sealed record StepShard(int Index, long First, long Count, Fingerprint Fingerprint);

/// <summary>What a step is estimated to cost.</summary>
/// <param name="CpuSeconds">Processor seconds over all cores.</param>
/// <param name="MemoryBytes">Memory of one running part.</param>
/// <param name="DiskBytes">Bytes written to the store.</param>
public sealed record CostEstimate(double CpuSeconds, long MemoryBytes, long DiskBytes)
{
    /// <summary>Memory of the GPU, for a step that runs on one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long GpuMemoryBytes { get; init; }

    /// <summary>No cost.</summary>
    public static CostEstimate Zero { get; } = new(0, 0, 0);
}

/// <summary>What a run will do with a step.</summary>
public enum StepState
{
    /// <summary>Its artifact is in the store.</summary>
    Cached,

    /// <summary>It will run, for the reasons given.</summary>
    Run,

    /// <summary>It cannot run: a file it needs, or that a step before it needs, is not there.</summary>
    Blocked,
}

/// <summary>Why a step is not cached.</summary>
public enum ReasonKind
{
    /// <summary>No step of this name has run before.</summary>
    New,

    /// <summary>A setting differs from the last run's.</summary>
    SettingChanged,

    /// <summary>An outside file differs from the last run's.</summary>
    InputChanged,

    /// <summary>The step's implementation is a later one.</summary>
    ImplementationChanged,

    /// <summary>A step before it runs.</summary>
    Upstream,

    /// <summary>Its artifact was removed from the store or found damaged.</summary>
    ArtifactGone,

    /// <summary>An outside file, or every image of a set, is not there.</summary>
    InputMissing,

    /// <summary>Device, processor, libraries or threads differ from those a network's last results were computed with.</summary>
    EnvironmentChanged,
}

/// <summary>One reason.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Subject">The setting, file, template of images, step or part of the environment concerned; empty for <see cref="ReasonKind.New"/>.</param>
/// <param name="From">Its value before, for settings, versions and environments.</param>
/// <param name="To">Its value now.</param>
public sealed record StepReason(ReasonKind Kind, string Subject, string? From, string? To);

/// <summary>One step of a plan.</summary>
/// <param name="Id">Unique name, <c>kind:declaration</c>, such as <c>association:height</c>.</param>
/// <param name="Declaration">The declaration of the study that asked for it.</param>
/// <param name="Parameters">What it does.</param>
/// <param name="Inputs">The steps it needs.</param>
/// <param name="Fingerprint">Identity of its result.</param>
/// <param name="Shards">Its parts; empty when it runs whole.</param>
/// <param name="Cost">What it is estimated to cost when it runs.</param>
/// <param name="State">What a run will do.</param>
/// <param name="Reasons">Why it runs or is blocked; empty when cached.</param>
/// <param name="Source">The line of the study that asked for it.</param>
/// <param name="Publish">Folder or file under the study's results where its files are put; null keeps them in the store.</param>
public sealed record PlanStep(
    string Id,
    string Declaration,
    StepParameters Parameters,
    ImmutableArray<StepInput> Inputs,
    Fingerprint Fingerprint,
    ImmutableArray<StepShard> Shards,
    CostEstimate Cost,
    StepState State,
    ImmutableArray<StepReason> Reasons,
    SourceSpan Source,
    string? Publish);
