namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>What is said beside any table of statistics, in a YAML file of the same name with "-meta.yaml" behind.</summary>
public abstract record StatisticsFileMetadata
{
    /// <summary>The data file's name, without its folder.</summary>
    public required string DataFileName { get; init; }

    /// <summary>The data file's MD5, in lower-case hexadecimal.</summary>
    public required string DataFileMd5 { get; init; }

    /// <summary>The genome build, such as GRCh37.</summary>
    public required string GenomeAssembly { get; init; }

    /// <summary>The most people any row used.</summary>
    public required int SampleSize { get; init; }

    /// <summary>The program and its version.</summary>
    public required string AnalysisSoftware { get; init; }

    /// <summary>Whether rows are sorted by place.</summary>
    public required bool IsSorted { get; init; }

    /// <summary>The metadata as YAML, with LF line ends.</summary>
    public abstract string ToYaml();
}
