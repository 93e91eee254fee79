using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>Ordinary least squares of each trait on the copies of A1, each variant on its own.</summary>
/// <param name="Genotypes">Files of genotypes, as the input has them.</param>
/// <param name="Keep">Which variants are tested; null keeps all.</param>
/// <param name="MissingGenotypes">What is done with people who lack a genotype.</param>
/// <param name="Precision">Base-256 digits of the fixed-point traits: 5 agrees with double precision.</param>
public sealed record LinearParameters(
    ImmutableArray<FileReference> Genotypes, PlanExpression? Keep, MissingGenotypes MissingGenotypes, int Precision) : AssociationParameters
{
    /// <summary>The covariate whose product with the genotype is tested, beside both; null tests the genotype.</summary>
    public string? Interaction { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public override string Method => "linear";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => Interaction is null ? 5 : 7;
}
