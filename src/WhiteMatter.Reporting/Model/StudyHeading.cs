namespace WhiteMatter.Reporting;

/// <summary>What the report is about and how it came to be.</summary>
public sealed record StudyHeading
{
    /// <summary>The study's title as written; falls back to <see cref="StudyName"/> where empty.</summary>
    public required string Title { get; init; }

    /// <summary>The name of the <c>study</c> declaration.</summary>
    public required string StudyName { get; init; }

    /// <summary>The doc comment of the study; blank lines separate paragraphs.</summary>
    public string? Description { get; init; }

    /// <summary>When the report was made. Passed in: the writer reads no clock.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The machine the report was made on, in words ("2 cores, Linux 6.1"); null leaves it out.</summary>
    public string? Machine { get; init; }

    /// <summary>Name and version of the software that made the results ("wmstudy 0.1.0").</summary>
    public required string Software { get; init; }

    /// <summary>The study file's name, relative to the report; null leaves it out.</summary>
    public string? StudyFile { get; init; }

    /// <summary>Genome build of all positions ("GRCh37"); null leaves it out.</summary>
    public string? GenomeBuild { get; init; }

    /// <summary>The study's seed; null leaves it out.</summary>
    public long? Seed { get; init; }

    /// <summary>
    /// What of the data was simulated, as a banner says it after the word "Simulated:" ("the genotypes are those of the file; the volumes
    /// are simulated"); null shows no banner.
    /// </summary>
    public string? Simulated { get; init; }
}
