using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Fits a mixed model with a sparse relationship matrix to every trait of a design and calibrates its scores (Jiang 2019). Inputs <c>design</c>, <c>traits</c>,
/// <c>relationships</c>, <c>relatedness</c>, <c>genotypes</c> (those that are tested), and <c>related</c> where the relationships are of other genotypes.
/// Artifact, private to its owner: <c>scores.bin</c> (a number for each trait and person) and <c>variance.json</c>; values <c>heritability</c>
/// (median over traits), <c>calibration_variants</c>, <c>largest_family</c>.
/// </summary>
/// <param name="Genotypes">Files of the genotypes that are tested.</param>
/// <param name="Keep">Which variants may be drawn for the calibration; null for all.</param>
/// <param name="Seed">What they are drawn with.</param>
public sealed record VarianceParameters(ImmutableArray<FileReference> Genotypes, PlanExpression? Keep, long Seed) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "variance";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}
