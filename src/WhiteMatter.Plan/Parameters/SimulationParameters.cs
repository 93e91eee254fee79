using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>An effect planted in the regions of simulated volumes.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "effect")]
[JsonDerivedType(typeof(HeritableEffect), "heritable")]
[JsonDerivedType(typeof(CovariateEffect), "covariate")]
public abstract record SimulatedEffect;

/// <summary>Causal variants, the same for all of the regions.</summary>
/// <param name="Regions">Names of the regions; empty means all.</param>
/// <param name="Variant">The causal variant's name, or null: drawn by the seed among those kept, away from other causal variants.</param>
/// <param name="Variants">How many causal variants share the effect, when drawn.</param>
/// <param name="Variance">Share of each region's variance that they explain together.</param>
/// <param name="MixedDirections">Whether each region's direction is drawn; else all regions rise with the effect allele.</param>
public sealed record HeritableEffect(ImmutableArray<string> Regions, string? Variant, int Variants, double Variance, bool MixedDirections)
    : SimulatedEffect;

/// <summary>A column of the simulated participants.</summary>
/// <param name="Regions">Names of the regions; empty means all.</param>
/// <param name="Column"><c>age</c>, <c>sex</c> or <c>site</c>.</param>
/// <param name="Variance">Share of each region's variance that it explains.</param>
public sealed record CovariateEffect(ImmutableArray<string> Regions, string Column, double Variance) : SimulatedEffect;

/// <summary>
/// Makes a cohort with known truth: the genotyped people and image-only people, FA-like volumes on the grid of an atlas whose regions
/// carry planted effects. Inputs <c>genotypes</c>, <c>atlas</c>. Artifact, private to its owner: <c>participants.tsv</c>
/// (<see cref="ParticipantColumns"/>), <c>fa/ID.nii.gz</c> (float32), <c>mask.nii.gz</c>, <c>labels.nii.gz</c>, <c>truth.tsv</c> (one row per causal variant and region),
/// <c>truth.json</c>, <c>SIMULATED.txt</c>; values <c>count</c> (people), <c>genotyped</c>, <c>planted</c> (causal variants).
/// </summary>
/// <param name="Genotypes">Files of genotypes, as the input has them.</param>
/// <param name="Keep">Variants that may be causal, as the genotypes' keep; null allows all.</param>
/// <param name="Effects">What is planted.</param>
/// <param name="ImageOnly">People with a volume and without genotypes.</param>
/// <param name="Shared">Share of the remaining variance that all regions of a person have in common.</param>
/// <param name="Noise">Standard deviation of a voxel about its region's value, in units of FA.</param>
/// <param name="Seed">What everything is drawn with.</param>
public sealed record SimulationParameters(
    ImmutableArray<FileReference> Genotypes,
    PlanExpression? Keep,
    ImmutableArray<SimulatedEffect> Effects,
    int ImageOnly,
    double Shared,
    double Noise,
    long Seed) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "simulation";

    /// <summary>The file of the artifact that is the table of people.</summary>
    public const string ParticipantsFile = "participants.tsv";

    /// <summary>Columns of the table of people: family, identifier, <c>genotyped</c> or <c>image_only</c>, age in years, <c>F</c> or <c>M</c>, scanner site <c>A</c>, <c>B</c> or <c>C</c>.</summary>
    public static ImmutableArray<string> ParticipantColumns { get; } = ["family", "id", "group", "age", "sex", "site"];

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
