using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>What genotypes count as in a relationship matrix.</summary>
public enum RelationshipScale
{
    /// <summary>Less the mean, over √(2p(1 − p)): GCTA's.</summary>
    Standardised,

    /// <summary>Less the mean: GEMMA's <c>-gk 1</c>.</summary>
    Centred,
}

/// <summary>
/// Computes the whole relationship matrix of a design's people at the variants of a relatedness, finds the directions in which it is diagonal, and fits
/// a mixed model to every trait. Inputs <c>design</c>, <c>traits</c>, <c>relatedness</c>, <c>genotypes</c> (those that are tested), and <c>related</c> where the relatedness is of
/// other genotypes. Artifact, private to its owner: <c>directions.bin</c> (people² numbers for traits of the same people) and <c>variance.json</c>;
/// value <c>heritability</c> (median over traits).
/// </summary>
/// <param name="Genotypes">Files of the genotypes that people are compared by.</param>
/// <param name="Scale">What they count as.</param>
public sealed record DenseVarianceParameters(ImmutableArray<FileReference> Genotypes, RelationshipScale Scale) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "dense_variance";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}
