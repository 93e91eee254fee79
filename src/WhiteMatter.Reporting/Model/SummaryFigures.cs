namespace WhiteMatter.Reporting;

/// <summary>The figures at the top of the page; a null is not shown.</summary>
public sealed record SummaryFigures
{
    /// <summary>People analysed.</summary>
    public long? People { get; init; }

    /// <summary>Variants tested.</summary>
    public long? Variants { get; init; }

    /// <summary>Traits tested.</summary>
    public long? Traits { get; init; }

    /// <summary>Tests of one variant against one trait.</summary>
    public long? Associations { get; init; }

    /// <summary>Loci found.</summary>
    public long? Loci { get; init; }

    /// <summary>Genomic control λ; the median over traits where there are several.</summary>
    public double? LambdaGc { get; init; }
}
