using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>What a map of an interpretation holds of the differences in a voxel.</summary>
public enum MapStatistic
{
    /// <summary>The paired |t|: how alike people are changed.</summary>
    PairedT,

    /// <summary>The size of the mean: how much they are changed, in the units that the model sees.</summary>
    MeanChange,
}

/// <summary>
/// Where in the brain a model's latents show (PerDI): people's latents are decoded as they are and moved by one standard deviation; in each voxel the statistic of the differences,
/// smoothed inside the mask; and by the regions of an atlas the share of its voxels among the map's top, less that of all voxels, with P by the same
/// statistic of random directions. Inputs <c>model</c> (of an ensemble its first network, and <c>model2</c> … the others, with <c>fitted1</c> … each one's latents of the people fitted on: steps through the latents that they have in common are decoded by each and averaged), <c>images</c> (and <c>images2</c> … of a model of several kinds, whose maps and walks lie in folders of their names and whose tables have the column <c>modality</c>), <c>cohort</c> (whose people are taken, or drawn from), <c>atlas</c> where regions are scored, <c>against1</c> … the traits that latents are held against, <c>along1</c> … the traits along whose directions through the latents maps are made (at most <see cref="MostAlong"/>).
/// Artifact, private to its owner: for each latent <c>latent_001.nii.gz</c> (the smoothed map), <c>latents.tsv</c> (<c>latent mean sd greatest region score p</c>), <c>regions.tsv</c>
/// (<c>latent rank region label voxels score p_region p</c>, each latent's regions by falling score), for at most <see cref="MostWalks"/> latents the walk along them
/// (<c>walks/latent_001_minus_3sd.nii.gz</c> … <c>walks/latent_001_plus_3sd.nii.gz</c>) and <c>walks/mean.nii.gz</c>, <c>explained.tsv</c> (<c>region voxels explained</c>: the share of the variance between
/// people that reconstructions explain, in the whole mask and by region), where latents are held against traits <c>correlations.tsv</c>
/// (<c>latent with trait people r neg_log10_p</c>, each pair), <c>canonical.tsv</c> (<c>with rank r</c>) and <c>comparisons.tsv</c> (<c>with traits people latents_rank traits_rank mean_square chance adjusted</c>), where maps are made along traits <c>along_001.nii.gz</c> … (the smoothed mean change for one standard deviation of the trait, with its sign), <c>along.tsv</c> (<c>number with trait people length region change r p</c>) and with an atlas <c>along_regions.tsv</c> (<c>number with trait rank region label voxels change r p_region p</c>, each trait's regions by falling size of r), <c>flow.json</c>; values <c>people</c>, <c>latents</c>, <c>explained</c> (of the whole mask), <c>explained_lower_quartile</c>, <c>explained_median</c>, <c>explained_upper_quartile</c> (over people,
/// of a person's own variance over voxels), and with an atlas <c>regions</c>,
/// <c>enriched</c> (pairs of a latent and a region with P &lt; 0.05), <c>min_p</c>; along traits <c>along</c> (how many), <c>along_regions</c> (pairs of a trait and a region with P &lt; 0.05) and <c>along_min_p</c> (missing without an atlas).
/// </summary>
/// <param name="Latents">Numbers of the latents, from 1; none for all.</param>
/// <param name="People">How many are drawn of the cohort's people with images whom the model was not fitted on; null takes all of the cohort.</param>
/// <param name="Statistic">What a map holds.</param>
/// <param name="Smoothing">Standard deviation of the Gaussian in mm.</param>
/// <param name="Top">The share of the mask's voxels that are a map's top.</param>
/// <param name="Permutations">Random directions; 0 without an atlas.</param>
/// <param name="Seed">What people and directions are drawn with; null where nothing is drawn.</param>
/// <param name="Numerics">What its bytes depend on besides.</param>
public sealed record InterpretationParameters(
    ImmutableArray<int> Latents,
    int? People,
    MapStatistic Statistic,
    double Smoothing,
    double Top,
    int Permutations,
    long? Seed,
    NumericEnvironment Numerics) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "interpretation";

    /// <summary>Fewest people that a paired t is taken of.</summary>
    public const int LeastPeople = 10;

    /// <summary>Latents whose walk is kept, those with the smallest P.</summary>
    public const int MostWalks = 6;

    /// <summary>Traits along which maps are made, those of all <c>along</c> inputs together.</summary>
    public const int MostAlong = 64;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    /// <remarks>On the processor one more since small convolutions of networks in use are oneDNN's: their last bits are others.</remarks>
    [JsonIgnore]
    public override int ImplementationVersion => Numerics.IsOnGpu ? 1 : 2;
}
