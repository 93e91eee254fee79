using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>One <c>interpretation</c>: where in the brain a model's latents show.</summary>
public sealed record InterpretationReport
{
    /// <summary>The declaration's name.</summary>
    public required string Name { get; init; }

    /// <summary>The declaration's doc comment.</summary>
    public string? Description { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Networks whose volumes are averaged; 1 of a model of one seed.</summary>
    public int Networks { get; init; } = 1;

    /// <summary>The atlas's name; null where no regions are scored.</summary>
    public string? Atlas { get; init; }

    /// <summary>People whose latents were moved.</summary>
    public required long People { get; init; }

    /// <summary>Random directions.</summary>
    public required long Directions { get; init; }

    /// <summary>Whether maps hold the paired |t|, and not the size of the mean difference.</summary>
    public required bool IsPairedT { get; init; }

    /// <summary>Standard deviation of the smoothing in mm.</summary>
    public required double Smoothing { get; init; }

    /// <summary>The share of the voxels inside the mask that are a map's top.</summary>
    public required double Top { get; init; }

    /// <summary>Share of the variance between people inside the mask that reconstructions explain.</summary>
    public required double Explained { get; init; }

    /// <summary>Quartiles over people of the share of a person's own variance over voxels.</summary>
    public required (double Lower, double Median, double Upper) ExplainedQuartiles { get; init; }

    /// <summary>Of several kinds of images the share of each; <see cref="Explained"/> is their mean by the weights of the loss. Empty of one.</summary>
    public ImmutableArray<RegionShare> ExplainedKinds { get; init; } = [];

    /// <summary>The share of the variance between people in each region, in the atlas's order.</summary>
    public ImmutableArray<RegionShare> ExplainedRegions { get; init; } = [];

    /// <summary>Every latent with a map.</summary>
    public required ImmutableArray<LatentRow> Latents { get; init; }

    /// <summary>The traits that latents are held against.</summary>
    public ImmutableArray<LatentComparison> Comparisons { get; init; } = [];

    /// <summary>The traits along which maps are made.</summary>
    public ImmutableArray<TraitAlong> Along { get; init; } = [];

    /// <summary>Group mean that maps are laid over.</summary>
    public required VolumeData Mean { get; init; }

    /// <summary>How many people the group mean is of.</summary>
    public required long MeanPeople { get; init; }

    /// <summary>What a voxel's value is where the walks show it.</summary>
    public required string Quantity { get; init; }

    /// <summary>The latents with pictures.</summary>
    public ImmutableArray<LatentPicture> Pictures { get; init; } = [];
}

/// <summary>One latent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="StandardDeviation">Its standard deviation over people, the length of the step.</param>
/// <param name="Greatest">The greatest value of its map before smoothing.</param>
/// <param name="Region">The region with the highest score; null where none are scored.</param>
/// <param name="Score">That score.</param>
/// <param name="P">Its P over all regions.</param>
public sealed record LatentRow(string Name, double StandardDeviation, double Greatest, string? Region, double Score, double P);

/// <summary>What is shown of a latent in pictures.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Map">Its smoothed map.</param>
/// <param name="Regions">The regions with the highest scores, falling.</param>
/// <param name="Walk">What the decoder makes of the mean latents moved along it, by places in standard deviations, rising, 0 among them.</param>
public sealed record LatentPicture(
    string Name, VolumeData Map, ImmutableArray<RegionScore> Regions, ImmutableArray<(int Place, VolumeData Volume)> Walk)
{
    /// <summary>Of several kinds of images the one that the picture is of, with its group mean, how many people that is of, and what a voxel's value is; null of one.</summary>
    public (string Name, VolumeData Mean, long People, string Quantity)? Kind { get; init; }
}

/// <summary>Latents beside other traits of the same people.</summary>
/// <param name="Name">The traits' declaration.</param>
/// <param name="Traits">How many there are.</param>
/// <param name="People">People who have all of them.</param>
/// <param name="Canonical">Canonical correlations with all latents together, falling; none where there are too few people.</param>
/// <param name="MeanSquare">The mean of their squares.</param>
/// <param name="Chance">What it is expected to be of traits that have nothing to do with the latents.</param>
/// <param name="Adjusted">The mean less chance, as a share of what is left of 1.</param>
/// <param name="Pairs">Pairs of a latent and a trait.</param>
/// <param name="Strongest">Those with the strongest correlation, falling.</param>
public sealed record LatentComparison(
    string Name, long Traits, long People, ImmutableArray<double> Canonical, double MeanSquare, double Chance, double Adjusted, long Pairs, ImmutableArray<LatentCorrelation> Strongest);

/// <summary>A latent beside a trait.</summary>
/// <param name="Latent">The latent.</param>
/// <param name="Trait">The trait.</param>
/// <param name="People">People who have both.</param>
/// <param name="R">Their correlation.</param>
/// <param name="NegLog10P">−log10 of its P.</param>
public sealed record LatentCorrelation(string Latent, string Trait, long People, double R, double NegLog10P);

/// <summary>What changes along a trait's direction through latents.</summary>
/// <param name="With">The trait's declaration.</param>
/// <param name="Trait">The trait.</param>
/// <param name="People">People who have it.</param>
/// <param name="Length">How many standard deviations latents change for one of the trait: the length of the direction.</param>
/// <param name="Regions">The regions that go most closely with it, falling; none without an atlas.</param>
public sealed record TraitAlong(string With, string Trait, long People, double Length, ImmutableArray<RegionChange> Regions);

/// <summary>The change of a region along a trait.</summary>
/// <param name="Region">Its name.</param>
/// <param name="Change">Of its mean, for one standard deviation of the trait.</param>
/// <param name="P">P over all regions.</param>
public sealed record RegionChange(string Region, double Change, double P);

/// <summary>The score of a region.</summary>
/// <param name="Region">Its name.</param>
/// <param name="Score">P(top | region) − P(top).</param>
/// <param name="P">P over all regions.</param>
public sealed record RegionScore(string Region, double Score, double P);

/// <summary>How much of a region's variance between people is explained.</summary>
/// <param name="Region">Its name.</param>
/// <param name="Share">1 − residual / total; below 0 where a reconstruction is worse than the group mean.</param>
public sealed record RegionShare(string Region, double Share);
