using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Looks for the leads of loci in other statistics. Inputs <c>loci</c>, <c>association</c>, <c>variants</c> (the list of its variants), and
/// <c>genotypes</c> where proxies are taken from some. Artifact: <c>replication.tsv</c>; values <c>count</c> (leads), <c>tested</c>, <c>same_direction</c>,
/// <c>replicated</c>, <c>p</c> (the threshold).
/// </summary>
/// <param name="P">A lead is replicated at most at this P: a number, or an expression over values known after a run; null for 0.05 by the number of leads.</param>
/// <param name="Genotypes">Files of genotypes for proxies, as the input has them; empty for no proxies.</param>
/// <param name="ProxyR2">A proxy has at least this r² with the lead.</param>
/// <param name="ProxyWindow">And lies within this many base pairs.</param>
/// <param name="Strands">What is done with alleles that read the same on both strands.</param>
/// <param name="AmbiguousFrequency">Minor allele frequencies above this do not tell the strand.</param>
public sealed record ReplicationParameters(
    PlanExpression? P,
    ImmutableArray<FileReference> Genotypes,
    double ProxyR2,
    long ProxyWindow,
    StrandTreatment Strands,
    double AmbiguousFrequency) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "replication";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
