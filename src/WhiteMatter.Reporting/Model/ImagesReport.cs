using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>One <c>images</c> declaration: how good the images are, and their group mean. Nothing of it shows a single person.</summary>
public sealed record ImagesReport
{
    /// <summary>The declaration's name.</summary>
    public required string Name { get; init; }

    /// <summary>The declaration's doc comment.</summary>
    public string? Description { get; init; }

    /// <summary>What a voxel's value is, with its unit where it has one ("fa", "thickness (mm)"); labels axes and colour bars.</summary>
    public required string Quantity { get; init; }

    /// <summary>People whose images are used.</summary>
    public required long People { get; init; }

    /// <summary>People without a file.</summary>
    public required long Missing { get; init; }

    /// <summary>People removed for the quality of their image.</summary>
    public required long Removed { get; init; }

    /// <summary>People whose image is unlike the others, used or removed.</summary>
    public required long Outliers { get; init; }

    /// <summary>Voxels inside the mask.</summary>
    public required long Voxels { get; init; }

    /// <summary>Which voxels are inside the mask, as a sentence; null where it is those of a file that are not 0.</summary>
    public string? Mask { get; init; }

    /// <summary>Measures of each person's image whose distributions are shown.</summary>
    public ImmutableArray<QualityMeasure> Measures { get; init; } = [];

    /// <summary>The group mean; null where it is not to be shown.</summary>
    public VolumeData? Mean { get; init; }

    /// <summary>Whether the quality of the images is part of the page.</summary>
    public bool ShowQuality { get; init; } = true;
}

/// <summary>A measure of quality with its value in each person. The writer shows bins of people alone.</summary>
/// <param name="Title">What it is, as a heading ("Mean of fa inside the mask").</param>
/// <param name="Quantity">The axis' label ("mean fa").</param>
/// <param name="Values">One value a person, in any order; those that are not finite are left out.</param>
public sealed record QualityMeasure(string Title, string Quantity, ImmutableArray<double> Values);
