using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Kinship of a cohort's genotyped people, and the unrelated among them. Inputs <c>genotypes</c>, <c>cohort</c>. Artifact, private to its
/// owner: <c>people.tsv</c>, the unrelated; <c>pairs.tsv</c>, the related pairs; <c>basis.bin</c>, the people and the variants that it was
/// computed from; <c>relatedness.json</c>, counts. Values <c>people</c>, <c>unrelated</c>, <c>removed</c>, <c>related_pairs</c>, <c>variants</c>.
/// </summary>
/// <param name="Genotypes">Files of genotypes, as the input has them.</param>
/// <param name="Keep">Which variants are considered; null keeps all. Only autosomes are.</param>
/// <param name="Maf">The least minor allele frequency.</param>
/// <param name="PruneR2">The r² above which one of two variants is left out; 1 prunes nothing.</param>
/// <param name="PruneWindow">Base pairs within which variants are compared.</param>
/// <param name="Kinship">People of more than this kinship are related.</param>
public sealed record RelatednessParameters(
    ImmutableArray<FileReference> Genotypes, PlanExpression? Keep, double Maf, double PruneR2, long PruneWindow, double Kinship) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "relatedness";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}

/// <summary>
/// Principal components of the unrelated people of a relatedness, onto which its other people are projected. Inputs <c>relatedness</c>,
/// <c>genotypes</c>, and <c>fit_on</c> where only a cohort's people are computed with. Artifact, private to its owner: <c>components.tsv</c>,
/// each person's components; <c>loadings.tsv</c>; <c>components.json</c>. Values <c>people</c>, <c>fitted</c>, <c>components</c>.
/// </summary>
/// <param name="Genotypes">Files of genotypes, as the input has them.</param>
/// <param name="Count">How many components.</param>
/// <param name="Seed">What the first directions are drawn with.</param>
public sealed record ComponentsParameters(ImmutableArray<FileReference> Genotypes, int Count, long Seed) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "components";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}

/// <summary>
/// The sparse genetic relationship matrix of a relatedness's people. Inputs <c>relatedness</c>, <c>genotypes</c>. Artifact, private to its
/// owner: <c>relationships.bin</c>. Values <c>people</c>, <c>pairs</c>.
/// </summary>
/// <param name="Genotypes">Files of genotypes, as the input has them.</param>
/// <param name="Cutoff">Pairs of at least this relationship are kept.</param>
public sealed record RelationshipsParameters(ImmutableArray<FileReference> Genotypes, double Cutoff) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "relationships";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}
