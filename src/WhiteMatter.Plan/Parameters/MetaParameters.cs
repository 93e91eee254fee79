using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>How studies of a meta-analysis are weighted.</summary>
public enum StudyWeights
{
    /// <summary>By the inverse variance of their effects.</summary>
    InverseVariance,

    /// <summary>z by the square root of their people.</summary>
    SampleSize,
}

/// <summary>What studies of a meta-analysis are taken to have in common.</summary>
public enum EffectsModel
{
    /// <summary>One effect.</summary>
    Fixed,

    /// <summary>Effects around a mean.</summary>
    Random,
}

/// <summary>What is done with variants whose alleles read the same on both strands.</summary>
public enum StrandTreatment
{
    /// <summary>Frequencies tell the strand.</summary>
    ByFrequency,

    /// <summary>They are left out.</summary>
    LeaveOut,

    /// <summary>All studies are taken to be on one strand.</summary>
    Trust,
}

/// <summary>
/// Combines the statistics of studies variant by variant. Inputs, for each study by its number from 1, <c>association1</c> and <c>genotypes1</c> (the list
/// of its variants), and so on. Artifact: results in the form of an association's, <c>association.bin</c> and <c>association.json</c>, with
/// <c>variants.bim</c>; for each trait <c>&lt;trait&gt;.meta.tsv.gz</c> with heterogeneity, direction and number of studies, and its index;
/// <c>meta.json</c>, <c>forest.tsv</c> (of the strongest variants what each study says), <c>flow.json</c>; values <c>variants</c>, <c>traits</c>,
/// <c>studies</c>, <c>lambda_gc</c>, <c>min_p</c>.
/// </summary>
/// <param name="Studies">What the studies are called.</param>
/// <param name="Weights">How they are weighted.</param>
/// <param name="Model">What they have in common.</param>
/// <param name="Strands">What is done with alleles that read the same on both strands.</param>
/// <param name="AmbiguousFrequency">Minor allele frequencies above this do not tell the strand.</param>
/// <param name="MinimumStudies">A variant that fewer studies have is left out.</param>
/// <param name="GenomicControl">Whether standard errors of a study are multiplied by √λ where λ is above 1.</param>
/// <param name="MaximumP">Rows with a larger P are not written to the tables.</param>
public sealed record MetaParameters(
    ImmutableArray<string> Studies,
    StudyWeights Weights,
    EffectsModel Model,
    StrandTreatment Strands,
    double AmbiguousFrequency,
    int MinimumStudies,
    bool GenomicControl,
    double MaximumP) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "meta";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
