using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Writes one bgzipped, tabix-indexed GWAS-SSF file a trait. Inputs <c>association</c>, <c>genotypes</c>. Artifact:
/// <c>&lt;trait&gt;.tsv.gz</c>, <c>.tbi</c> and <c>-meta.yaml</c>.
/// </summary>
/// <param name="Build">The genome build.</param>
/// <param name="MaximumP">Rows with a larger P are left out; 1 writes all.</param>
public sealed record SummaryStatisticsParameters(string Build, double MaximumP) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "summary-statistics";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}
