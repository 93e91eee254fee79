using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// A calibrated score test of each variant against what a mixed model with a sparse relationship matrix leaves of each trait. Adds the
/// input <c>variance</c>.
/// </summary>
/// <param name="Genotypes">Files of genotypes, as the input has them.</param>
/// <param name="Keep">Which variants are tested; null keeps all.</param>
/// <param name="Precision">Base-256 digits of the fixed-point traits: 5 agrees with double precision.</param>
public sealed record MixedParameters(ImmutableArray<FileReference> Genotypes, PlanExpression? Keep, int Precision) : AssociationParameters
{
    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public override string Method => "mixed";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
