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
/// Tests all traits of an association at once (JAGWAS). Inputs <c>association</c>, <c>design</c>, <c>genotypes</c>. Artifact:
/// <c>association.bin</c> in the form of an association's with the one trait <c>joint</c>, its statistic in place of β and no standard error; <c>joint.json</c> (form,
/// K, rank kept, least and greatest eigenvalue, traits), <c>drivers.bin</c> (per variant the trait of the largest |z|), <c>association.json</c>, <c>flow.json</c>; values <c>variants</c>, <c>traits</c>,
/// <c>rank</c> (kept), <c>lambda_gc</c>, <c>min_p</c>.
/// </summary>
/// <param name="Method"><c>jagwas</c>.</param>
/// <param name="Score">The z it is made of.</param>
/// <param name="Distribution">What it is compared with.</param>
/// <param name="EigenvalueFloor">Eigenvalues of R below this share of the greatest are removed, and K falls with them.</param>
public sealed record JointParameters(string Method, JointScore Score, JointDistribution Distribution, double EigenvalueFloor) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "joint";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}

/// <summary>
/// Writes one bgzipped, tabix-indexed table of joint statistics. Inputs <c>joint</c>, <c>genotypes</c>. Artifact: <c>joint.tsv.gz</c>, <c>.tbi</c>
/// and <c>-meta.yaml</c>, with chromosome, position, alleles, frequency, n, statistic, degrees of freedom, P, and the driving trait.
/// </summary>
/// <param name="Build">The genome build.</param>
/// <param name="MaximumP">Rows with a larger P are left out; 1 writes all.</param>
public sealed record JointStatisticsParameters(string Build, double MaximumP) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "joint-statistics";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}
