using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// The exact mixed model of each trait with each variant and a dense relationship matrix, its variance components anew for each of them. Adds the
/// input <c>variance</c>.
/// </summary>
/// <param name="Genotypes">Files of genotypes, as the input has them.</param>
/// <param name="Keep">Which variants are tested; null keeps all.</param>
public sealed record DenseMixedParameters(ImmutableArray<FileReference> Genotypes, PlanExpression? Keep) : AssociationParameters
{
    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public override string Method => "mixed_dense";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
