using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Predicts every trait of a design from the whole genome, for each chromosome without its own variants: ridge regression on blocks of
/// variants, then on the blocks' predictions (Mbatchou 2021). Inputs <c>design</c>, <c>genotypes</c>, and <c>tested</c> where the association reads
/// other genotypes. Goes on after the last whole block when it was stopped. Artifact, private to its owner: <c>background.bin</c> (a number for each
/// chromosome, trait and person) and <c>background.json</c>; values <c>variants</c>, <c>r2</c> (median over traits of the squared correlation of trait and
/// prediction in people left out).
/// </summary>
/// <param name="Genotypes">Files of genotypes, as the input has them.</param>
/// <param name="Keep">Which variants have a part, evaluated in the design's people; null for all that vary, on autosomes.</param>
/// <param name="BlockSize">Variants of a block.</param>
/// <param name="Folds">Parts of the people, each predicted by the others; 0 leaves people out one by one.</param>
public sealed record BackgroundParameters(
    ImmutableArray<FileReference> Genotypes, PlanExpression? Keep, int BlockSize, int Folds) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "background";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}
