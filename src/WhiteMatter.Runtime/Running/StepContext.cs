using System.Collections.Concurrent;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Running;

/// <summary>What a handler has at hand while it carries out a step.</summary>
/// <typeparam name="TParameters">The step's parameters.</typeparam>
public sealed class StepContext<TParameters>
    where TParameters : StepParameters
{
    private readonly StepSurroundings _surroundings;

    internal StepContext(StepSurroundings surroundings)
    {
        _surroundings = surroundings;
        Parameters = (TParameters)surroundings.Step.Parameters;
    }

    /// <summary>What the step does.</summary>
    public TParameters Parameters { get; }

    /// <summary>The plan.</summary>
    public ExecutionPlan Plan => _surroundings.Plan;

    /// <summary>The step.</summary>
    public PlanStep Step => _surroundings.Step;

    /// <summary>Where its result goes.</summary>
    public ArtifactDraft Output => _surroundings.Output;

    /// <summary>Threads it may use. A result must not depend on their number.</summary>
    public int Cores => _surroundings.Cores;

    /// <summary>The artifact of an input.</summary>
    /// <param name="role">The input's role.</param>
    public Artifact Input(string role) =>
        _surroundings.ArtifactOf(
            Step.Inputs.FirstOrDefault(input => input.Role == role)?.StepId
                ?? throw new RunFailureException(RunCodes.PlanBroken, $"the step {Step.Id} has no input '{role}'"));

    /// <summary>The artifact of any step this one follows from.</summary>
    /// <param name="stepId">The step.</param>
    public Artifact Upstream(string stepId) => _surroundings.ArtifactOf(stepId);

    /// <summary>Where a file is: one outside, or one that an input made.</summary>
    /// <param name="file">The file, one that <see cref="Parameters"/> name.</param>
    public string PathOf(FileReference file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Input is { } role ? Input(role).PathOf(file.Path) : PlanPaths.Full(Plan, file.Path);
    }

    /// <summary>Where files are, in their order.</summary>
    /// <param name="files">The files, which <see cref="Parameters"/> name.</param>
    public IReadOnlyList<string> PathsOf(IEnumerable<FileReference> files) => [.. files.Select(PathOf)];

    /// <summary>A folder for temporary files, on the machine's own disk where <c>TMPDIR</c> says so; gone when the step ends.</summary>
    public string Scratch => _surroundings.Scratch;

    /// <summary>
    /// A folder for what the step goes on from after it was stopped or killed, made when first asked for. The same for every run of the step's
    /// fingerprint, for its owner's eyes alone, and gone when its artifact is in its place. What stands in it is to be checked before it is used.
    /// </summary>
    public string Checkpoint => _surroundings.Checkpoint;

    /// <summary>When the run began; results finished before it are an earlier run's.</summary>
    public DateTimeOffset RunStarted => _surroundings.RunStarted;

    /// <summary>States the seed that the result was drawn with.</summary>
    /// <param name="seed">That of the parameters, which the fingerprint covers.</param>
    public void NoteSeed(long seed) => _surroundings.Seed = seed;

    /// <summary>Tells how far the step is.</summary>
    /// <param name="done">Units done.</param>
    /// <param name="total">Units in all.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="note">What else is to be seen of it, such as the loss of a training; null for nothing.</param>
    public void Advance(long done, long total, string unit, string? note = null) => _surroundings.Advance(done, total, unit, note);

    /// <summary>Tells of something found that does not stop the step; kept with the artifact.</summary>
    /// <param name="descriptor">The row of the table of codes.</param>
    /// <param name="arguments">One text for each placeholder.</param>
    public void Report(DiagnosticDescriptor descriptor, params ReadOnlySpan<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        _surroundings.Findings.Enqueue(
            new StepFinding(descriptor.Code, descriptor.Severity, descriptor.Format(arguments), descriptor.Advice));
    }
}

/// <summary>Tells how far a step is.</summary>
/// <param name="done">Units done.</param>
/// <param name="total">Units in all.</param>
/// <param name="unit">What is counted.</param>
/// <param name="note">What else is to be seen of it; null for nothing.</param>
internal delegate void StepAdvance(long done, long total, string unit, string? note);

/// <summary>The part of a step's context that does not depend on its kind.</summary>
internal sealed class StepSurroundings(
    ExecutionPlan plan,
    PlanStep step,
    ArtifactDraft output,
    int cores,
    Func<string, Artifact> artifactOf,
    StepAdvance advance) : IDisposable
{
    private readonly Lazy<string> _scratch = new(() => Directory.CreateTempSubdirectory("wmstudy-").FullName);

    public ExecutionPlan Plan => plan;

    public PlanStep Step => step;

    public ArtifactDraft Output => output;

    public int Cores => cores;

    public ConcurrentQueue<StepFinding> Findings { get; } = new();

    public long? Seed { get; set; }

    public DateTimeOffset RunStarted { get; init; }

    public string Scratch => _scratch.Value;

    public required Func<string> MakeCheckpoint { private get; init; }

    public string Checkpoint => MakeCheckpoint();

    public Artifact ArtifactOf(string stepId) => artifactOf(stepId);

    public void Advance(long done, long total, string unit, string? note) => advance(done, total, unit, note);

    public void Dispose()
    {
        if (_scratch.IsValueCreated)
        {
            try
            {
                Directory.Delete(_scratch.Value, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Scratch on a node's own disk is cleared by the system if not by us.
            }
        }
    }
}
