using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Tests every trait against every variant that <see cref="Keep"/> keeps in the people of the design: one record for each method, and one kind of step. Inputs
/// <c>design</c>, <c>genotypes</c>, and what the method adds. Runs in shards by blocks of <see cref="VariantBlock"/> variants; the merged artifact is the
/// same for any number of them: <c>association.bin</c> (per variant counts; per variant and trait β, SE, −log10 P) and
/// <c>association.json</c>; values <c>variants</c> (tested), <c>traits</c>, <c>lambda_gc</c> (median over traits), <c>min_p</c>.
/// </summary>
public abstract record AssociationParameters : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "association";

    /// <summary>Variants of one block; shards are whole blocks, so that results do not depend on their number.</summary>
    public const int VariantBlock = 1024;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The method as a study names it.</summary>
    public abstract string Method { get; }

    /// <summary>Files of genotypes, as the input has them.</summary>
    public abstract ImmutableArray<FileReference> Genotypes { get; init; }

    /// <summary>Predicate over <c>maf mac missing hwe_p info chromosome position</c> evaluated in the design's people; null keeps all.</summary>
    public abstract PlanExpression? Keep { get; init; }

    /// <summary>What of a genotype traits are regressed on.</summary>
    public GenotypeCoding Coding { get; init; }
}
