using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>Which correlation of two variants r² is of.</summary>
public enum LinkageMeasure
{
    /// <summary>That of allele counts over people.</summary>
    Genotype,

    /// <summary>That of alleles over haplotypes, estimated under Hardy–Weinberg equilibrium.</summary>
    Haplotype,
}

/// <summary>What FUMA's definition of risk loci adds.</summary>
/// <param name="LeadR2">Leads have less than this r² with each other.</param>
/// <param name="MinorAlleleFrequency">Variants with a smaller minor allele frequency do not count.</param>
/// <param name="MajorHistocompatibility">The build in whose major histocompatibility complex all loci are one; null where it is as any other region.</param>
public sealed record RiskLociDefinition(double LeadR2, double MinorAlleleFrequency, string? MajorHistocompatibility);

/// <summary>Published loci to hold loci against.</summary>
/// <param name="File">The table.</param>
/// <param name="Distance">A locus is known with a published one within this many base pairs.</param>
public sealed record PublishedLociReference(FileReference File, long Distance);

/// <summary>
/// Loci by clumping. Inputs <c>association</c>, <c>design</c> (the people), <c>genotypes</c>. Artifact: <c>loci.tsv</c>, <c>clumps.tsv</c>, <c>regions.tsv</c> (the variants around the
/// strongest loci); values <c>traits</c> (of the statistics) and <c>count</c>. Inputs may also be <c>association</c> = a joint test, and <c>truth</c> = a simulation: then also <c>truth.tsv</c> and the values
/// <c>recovered</c> (causal variants inside a locus) and <c>unexplained</c> (loci without one). With published loci also the value <c>novel</c>.
/// </summary>
/// <param name="Genotypes">Files of genotypes for r², as the input has them.</param>
/// <param name="P">Index variants have at most this P: a number, or an expression over values known after a run.</param>
/// <param name="R2">Members of a clump have more than this r² with its index variant; candidates of risk loci at least this.</param>
/// <param name="Window">Members lie nearer than this many base pairs to the index variant.</param>
/// <param name="MemberP">Members have at most this P.</param>
/// <param name="Merge">Clumps whose spans are nearer than this many base pairs become one locus; 0 keeps clumps as loci.</param>
public sealed record LociParameters(
    ImmutableArray<FileReference> Genotypes, PlanExpression P, double R2, long Window, double MemberP, long Merge) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "loci";

    /// <summary>Which correlation.</summary>
    public LinkageMeasure Measure { get; init; }

    /// <summary>What FUMA's definition adds; null for PLINK's clumps.</summary>
    public RiskLociDefinition? Risk { get; init; }

    /// <summary>Published loci; null for none.</summary>
    public PublishedLociReference? Known { get; init; }

    /// <summary>Where genes lie; null for none.</summary>
    public FileReference? Genes { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 5;
}
