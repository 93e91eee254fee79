using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Linear regression of every trait on every variant that <paramref name="Keep"/> keeps in the people of the design. Inputs
/// <c>design</c>, <c>genotypes</c>. Runs in shards by blocks of <see cref="VariantBlock"/> variants; the merged artifact is the
/// same for any number of them: <c>association.bin</c> (per variant counts; per variant and trait β, SE, −log10 P) and
/// <c>association.json</c>; values <c>variants</c> (tested), <c>traits</c>, <c>lambda_gc</c> (median over traits), <c>min_p</c>.
/// </summary>
/// <param name="Genotypes">Files of genotypes, as the input has them.</param>
/// <param name="Keep">Predicate over <c>maf mac missing hwe_p info chromosome position</c> evaluated in the design's people; null keeps all.</param>
/// <param name="MissingGenotypes"><c>exact</c>: dropped per variant and trait.</param>
/// <param name="Precision">Base-256 digits of the fixed-point traits: 5 agrees with double precision.</param>
public sealed record AssociationParameters(
    ImmutableArray<FileReference> Genotypes, PlanExpression? Keep, string MissingGenotypes, int Precision) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "association";

    /// <summary>Variants of one block; shards are whole blocks, so that results do not depend on their number.</summary>
    public const int VariantBlock = 1024;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 4;
}
