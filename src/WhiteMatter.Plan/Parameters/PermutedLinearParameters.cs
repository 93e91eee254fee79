using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Ordinary least squares of each trait on permuted genotypes, each variant in an order of people of its own, every chromosome as an autosome. The null of a joint test.
/// </summary>
/// <param name="Genotypes">Files of genotypes, as the input has them.</param>
/// <param name="Keep">Which variants are tested; null keeps all.</param>
/// <param name="MissingGenotypes">What is done with people who lack a genotype.</param>
/// <param name="Precision">Base-256 digits of the fixed-point traits.</param>
/// <param name="Seed">What the orders of people are drawn with.</param>
public sealed record PermutedLinearParameters(
    ImmutableArray<FileReference> Genotypes, PlanExpression? Keep, MissingGenotypes MissingGenotypes, int Precision, long Seed) : AssociationParameters
{
    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public override string Method => "linear, genotypes permuted";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
