using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>A lead with what other statistics say of it.</summary>
/// <param name="Trait">The trait.</param>
/// <param name="Lead">The lead variant.</param>
/// <param name="Place">Chromosome and position, as <c>22:17,300,000</c>.</param>
/// <param name="EffectAllele">The allele that effects are of.</param>
/// <param name="OtherAllele">The other allele.</param>
/// <param name="Beta">Its effect where it was found; NaN for a joint test.</param>
/// <param name="StandardError">The effect's standard error.</param>
/// <param name="NegLog10P">−log10 of its P there.</param>
/// <param name="Tested">The variant tested; null where none was.</param>
/// <param name="IsProxy">Whether it stands for the lead.</param>
/// <param name="R2">r² of the variant tested with the lead.</param>
/// <param name="OtherBeta">The effect in the other statistics.</param>
/// <param name="OtherStandardError">Its standard error.</param>
/// <param name="OtherNegLog10P">−log10 of its P.</param>
/// <param name="Replicated">Whether it is replicated; null where it was not tested.</param>
/// <param name="Obstacle">Why it was not tested; empty where it was.</param>
public sealed record ReplicatedLocus(
    string Trait,
    string Lead,
    string Place,
    string EffectAllele,
    string OtherAllele,
    double Beta,
    double StandardError,
    double NegLog10P,
    string? Tested,
    bool IsProxy,
    double R2,
    double OtherBeta,
    double OtherStandardError,
    double OtherNegLog10P,
    bool? Replicated,
    string Obstacle);

/// <summary>One <c>replication</c> declaration.</summary>
/// <param name="Name">The declaration's name.</param>
/// <param name="Leads">The loci whose leads are looked for.</param>
/// <param name="Against">The statistics they are looked for in.</param>
/// <param name="Threshold">The largest P of a replicated lead; null where it would tell of few people.</param>
/// <param name="IsSigned">Whether the statistics have effects with a sign.</param>
/// <param name="Loci">The leads, in the order of their table.</param>
public sealed record ReplicationReport(
    string Name, string Leads, string Against, double? Threshold, bool IsSigned, ImmutableArray<ReplicatedLocus> Loci);
