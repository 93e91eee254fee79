using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Loci by clumping with genotype r². Inputs <c>association</c>, <c>design</c> (the people), <c>genotypes</c>. Artifact:
/// <c>loci.tsv</c>, <c>clumps.tsv</c>; value <c>count</c>. Inputs may also be <c>association</c> = a joint test, and <c>truth</c> = a
/// simulation: then also <c>truth.tsv</c> and the values <c>recovered</c> (causal variants inside a locus) and <c>unexplained</c> (loci without one).
/// </summary>
/// <param name="Genotypes">Files of genotypes for r², as the input has them.</param>
/// <param name="P">Index variants have at most this P: a number, or an expression over values known after a run.</param>
/// <param name="R2">Members of a clump have at least this r² with its index variant.</param>
/// <param name="Window">Members lie within this many base pairs of the index variant.</param>
/// <param name="MemberP">Members have at most this P.</param>
/// <param name="Merge">Clumps whose spans are nearer than this many base pairs become one locus; 0 keeps clumps as loci.</param>
public sealed record LociParameters(
    ImmutableArray<FileReference> Genotypes, PlanExpression P, double R2, long Window, double MemberP, long Merge) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "loci";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
