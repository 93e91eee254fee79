using System.Collections.Immutable;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Plan.Hosting;

/// <summary>What an image file says of itself, read from its header alone.</summary>
/// <param name="Size">Voxels along x, y, z.</param>
/// <param name="Affine">Rows of the 3 × 4 matrix from voxel indices (0-based) to millimetres in RAS+ space.</param>
/// <param name="DataType">The stored type, such as <c>float32</c>.</param>
/// <param name="Identity">What the file is known by.</param>
public sealed record ImageHeader(ImmutableArray<int> Size, ImmutableArray<double> Affine, string DataType, FileIdentity Identity)
{
    /// <summary>Of a mask whose voxels were read the smallest box around those that are neither 0 nor NaN; null where they were not.</summary>
    public VoxelBox? Inside { get; init; }
}

/// <summary>What a set of image files is known by while planning.</summary>
/// <param name="Files">How many are there.</param>
/// <param name="Bytes">Their size together.</param>
/// <param name="Hash">Hex SHA-256 over each person's file: its size, its time of change and, where the set is small, sampled blocks.</param>
public sealed record ImageSetIdentity(long Files, long Bytes, string Hash);

/// <summary>A request for what is known of the images of a table's people.</summary>
/// <param name="Table">The table of people.</param>
/// <param name="IdColumn">The column that names the person.</param>
/// <param name="Template">The path with <c>{column}</c> for a column of the table; <c>{{</c> and <c>}}</c> are braces.</param>
public sealed record ImageSetRequest(TableRequest Table, string IdColumn, string Template)
{
    /// <summary>Templates of files that belong to each image, such as b-values; a person without one of them has no image.</summary>
    public ImmutableArray<string> Beside { get; init; } = [];

    /// <summary>Whether the files are no images, such as transforms: no header is read of them, and that of the answer is empty.</summary>
    public bool AreNoImages { get; init; }
}

/// <summary>What a host knows of the images of a table's people.</summary>
/// <param name="People">People of the table.</param>
/// <param name="Identity">What the files that are there are known by.</param>
/// <param name="First">The header of the first file that is there.</param>
/// <param name="FirstPath">Its path.</param>
public sealed record ImageSetHeader(long People, ImageSetIdentity Identity, ImageHeader First, string FirstPath)
{
    /// <summary>What is beside the first file, where the set is of diffusion series; null where it is not, or the host did not look.</summary>
    public SeriesHeader? Series { get; init; }

    /// <summary>The file of the set that was changed last; null where the host does not say.</summary>
    public LatestChange? Latest { get; init; }
}

/// <summary>What is beside the first diffusion series of a set.</summary>
/// <param name="BValuePath">The path of its b-values.</param>
/// <param name="BValues">The b-value of each volume, in s/mm².</param>
public sealed record SeriesHeader(string BValuePath, ImmutableArray<double> BValues)
{
    /// <summary>The path of its brain mask; null where none is given.</summary>
    public string? BrainPath { get; init; }

    /// <summary>The header of that mask; null where none is given.</summary>
    public ImageHeader? Brain { get; init; }
}

/// <summary>The change of a file of a set.</summary>
/// <param name="Path">The file.</param>
/// <param name="Ticks">UTC ticks of the change.</param>
public sealed record LatestChange(string Path, long Ticks)
{
    /// <summary>Such as <c>the last changed is 'dwi/P2.bvec', of 2026-11-26 12:00:00 UTC</c>.</summary>
    public string Text => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"the last changed is '{Path}', of {new DateTime(Ticks, DateTimeKind.Utc):yyyy-MM-dd HH:mm:ss} UTC");
}
