using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>How people are related, summed up over people.</summary>
public sealed record RelatednessReport
{
    /// <summary>The declaration's name.</summary>
    public required string Name { get; init; }

    /// <summary>The declaration's doc comment; null without one.</summary>
    public string? Description { get; init; }

    /// <summary>People who were compared.</summary>
    public required long People { get; init; }

    /// <summary>The largest set of people of whom no two are related.</summary>
    public required long Unrelated { get; init; }

    /// <summary>Variants before pruning.</summary>
    public required long Considered { get; init; }

    /// <summary>Variants that people were compared by.</summary>
    public required long Variants { get; init; }

    /// <summary>The kinship above which people are related.</summary>
    public required double Kinship { get; init; }

    /// <summary>Pairs of each degree, the nearest first.</summary>
    public ImmutableArray<RelatedPairs> Pairs { get; init; } = [];

    /// <summary>The principal components; null where none were computed.</summary>
    public ComponentsReport? Components { get; init; }
}

/// <summary>Pairs of one degree.</summary>
/// <param name="Degree">The degree in words ("first degree").</param>
/// <param name="Least">The kinship that a pair of the degree is above.</param>
/// <param name="Pairs">How many.</param>
public sealed record RelatedPairs(string Degree, double Least, long Pairs);

/// <summary>Principal components of ancestry.</summary>
/// <param name="Eigenvalues">Eigenvalues, falling.</param>
/// <param name="Fitted">People that they were computed with.</param>
/// <param name="Projected">People who were projected.</param>
/// <param name="First">Each person's first component.</param>
/// <param name="Second">Each person's second component; empty where there is one alone.</param>
public sealed record ComponentsReport(
    ImmutableArray<double> Eigenvalues, long Fitted, long Projected, ImmutableArray<double> First, ImmutableArray<double> Second);
