using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>When Firth's penalised likelihood takes the place of the ordinary.</summary>
public enum FirthUse
{
    /// <summary>Where an allele is in cases alone or in controls alone, and where Newton's method fails.</summary>
    Fallback,

    /// <summary>In every test.</summary>
    Always,

    /// <summary>Nowhere: such tests are missing.</summary>
    Never,

    /// <summary>Score tests, and where their P is at most 0.05 the genotype alone beside covariates fixed at their penalised fit; P by the likelihood ratio.</summary>
    Approximate,
}

/// <summary>Logistic regression of each binary trait on the copies of A1, each variant on its own; β is the log odds ratio of one copy.</summary>
/// <param name="Genotypes">Files of genotypes, as the input has them.</param>
/// <param name="Keep">Which variants are tested; null keeps all.</param>
/// <param name="Firth">When Firth's penalised likelihood is used.</param>
public sealed record LogisticParameters(ImmutableArray<FileReference> Genotypes, PlanExpression? Keep, FirthUse Firth) : AssociationParameters
{
    /// <summary>What is done with people who lack a genotype.</summary>
    public MissingGenotypes MissingGenotypes { get; init; }

    /// <summary>The covariate whose product with the genotype is tested, beside both; null tests the genotype. Not with approximate fits.</summary>
    public string? Interaction { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public override string Method => "logistic";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 3;
}
