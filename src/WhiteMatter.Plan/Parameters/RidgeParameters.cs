using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// The second step of a whole-genome regression: a score test of each variant against what the predictions from the other chromosomes leave
/// of each trait. Adds the input <c>background</c>.
/// </summary>
/// <param name="Genotypes">Files of genotypes, as the input has them.</param>
/// <param name="Keep">Which variants are tested; null keeps all.</param>
/// <param name="MissingGenotypes">What is done with people who lack a genotype.</param>
/// <param name="Precision">Base-256 digits of the fixed-point traits: 5 agrees with double precision.</param>
public sealed record RidgeParameters(
    ImmutableArray<FileReference> Genotypes, PlanExpression? Keep, MissingGenotypes MissingGenotypes, int Precision) : AssociationParameters
{
    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public override string Method => "ridge_two_step";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
