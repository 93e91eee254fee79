namespace WhiteMatter.Reporting;

/// <summary>One trait as it entered an association.</summary>
/// <param name="Name">The trait's name.</param>
/// <param name="Unit">Its unit, or null.</param>
/// <param name="N">People with a value.</param>
/// <param name="Missing">People of the association without a value.</param>
/// <param name="Mean">Mean before any transform.</param>
/// <param name="StandardDeviation">Standard deviation (n − 1) before any transform.</param>
/// <param name="LambdaGc">Genomic control λ of its tests, or null.</param>
/// <param name="MaximumNegLog10P">−log10 of its smallest P, or null.</param>
/// <param name="GenomeR2">Squared correlation of the trait and its prediction from the whole genome, in people left out; null without one.</param>
/// <param name="GenomeShare">The share of variance that the penalty taken in that prediction stands for; null without one.</param>
public sealed record TraitSummary(
    string Name,
    string? Unit,
    long N,
    long Missing,
    double Mean,
    double StandardDeviation,
    double? LambdaGc = null,
    double? MaximumNegLog10P = null,
    double? GenomeR2 = null,
    double? GenomeShare = null)
{
    /// <summary>People with the greater value of a binary trait; null for a quantitative one.</summary>
    public long? Cases { get; init; }

    /// <summary>h², the share of variance that goes with the relationships; null without a mixed model.</summary>
    public double? Heritability { get; init; }

    /// <summary>Its standard error; NaN where the likelihood is greatest at a border.</summary>
    public double? HeritabilityError { get; init; }
}
