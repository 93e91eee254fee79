using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>What a permutation test takes of a variant.</summary>
public enum PermutedForm
{
    /// <summary>z'C⁻¹z, its null a gamma distribution.</summary>
    QuadraticForm,

    /// <summary>The smallest P of a z, its null a beta distribution.</summary>
    SmallestP,
}

/// <summary>
/// MOSTest (van der Meer 2020). Input also <c>permuted</c>, an association of permuted genotypes: C is the correlation of its z, and its statistics are the null.
/// <c>joint.json</c> holds the fitted distribution; a driving trait has the largest |z|; values <c>null_variants</c>, <c>rank</c> (kept).
/// </summary>
/// <param name="Form">What is taken of a variant.</param>
/// <param name="Score">The z it is made of.</param>
/// <param name="EigenvalueFloor">Eigenvalues of C below this share of the greatest are removed, once small ones are raised.</param>
/// <param name="EigenvaluesKept">Eigenvalues of C smaller than the one of this number are raised to it; 0 leaves all.</param>
public sealed record PermutationParameters(PermutedForm Form, JointScore Score, double EigenvalueFloor, int EigenvaluesKept) : JointParameters
{
    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public override string Method => "mostest";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
