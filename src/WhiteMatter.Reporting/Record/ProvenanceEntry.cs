namespace WhiteMatter.Reporting;

/// <summary>How one step came by its result.</summary>
public sealed record ProvenanceEntry
{
    /// <summary>The step's name.</summary>
    public required string Step { get; init; }

    /// <summary>Its fingerprint, in full; the page shows the first twelve characters.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Version of the step's implementation.</summary>
    public required string Version { get; init; }

    /// <summary>The seed, for a step that draws.</summary>
    public long? Seed { get; init; }

    /// <summary>When the step that made the artifact started.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>True where an earlier run's artifact was used.</summary>
    public required bool Cached { get; init; }

    /// <summary>Line of the study that asked for the step, or null.</summary>
    public int? SourceLine { get; init; }
}
