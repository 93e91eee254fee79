using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Tests all traits of an association at once: one record for each method, and one kind of step. Inputs <c>association</c>, <c>design</c>, <c>genotypes</c>. Artifact:
/// <c>association.bin</c> in the form of an association's with the one trait <c>joint</c>, its statistic in place of β and no standard error; <c>joint.json</c> (how the
/// statistic was made, traits), <c>drivers.bin</c> (per variant the trait that says most), <c>association.json</c>, <c>flow.json</c>; values <c>variants</c>, <c>traits</c>,
/// <c>lambda_gc</c>, <c>min_p</c>, and what the method adds.
/// </summary>
public abstract record JointParameters : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "joint";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The method as a study names it.</summary>
    public abstract string Method { get; }
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
    public override int ImplementationVersion => 2;
}
