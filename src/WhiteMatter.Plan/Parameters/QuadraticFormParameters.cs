using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>The z a joint test is made of.</summary>
public enum JointScore
{
    /// <summary>t/√(1 + t²/df): the score test's.</summary>
    Score,

    /// <summary>β/SE, as the published tool takes it.</summary>
    Wald,
}

/// <summary>What the joint statistic is compared with.</summary>
public enum JointDistribution
{
    /// <summary>T = z'R⁻¹z against χ² with K degrees of freedom.</summary>
    ChiSquared,

    /// <summary>The exact F of least squares with complete traits, K and n − c − K degrees of freedom.</summary>
    F,
}

/// <summary>
/// z'R⁻¹z, with R the correlations of the residual traits (JAGWAS). <c>joint.json</c> holds form, K, rank kept, least and greatest eigenvalue; a driving trait has the
/// largest |z|; value <c>rank</c> (kept).
/// </summary>
/// <param name="Score">The z it is made of.</param>
/// <param name="Distribution">What it is compared with.</param>
/// <param name="EigenvalueFloor">Eigenvalues of R below this share of the greatest are removed, and K falls with them.</param>
public sealed record QuadraticFormParameters(JointScore Score, JointDistribution Distribution, double EigenvalueFloor) : JointParameters
{
    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public override string Method => "jagwas";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 3;
}
