using System.Collections.Immutable;

namespace WhiteMatter.Plan.Hosting;

/// <summary>What an image file says of itself, read from its header alone.</summary>
/// <param name="Size">Voxels along x, y, z.</param>
/// <param name="Affine">Rows of the 3 × 4 matrix from voxel indices (0-based) to millimetres in RAS+ space.</param>
/// <param name="DataType">The stored type, such as <c>float32</c>.</param>
/// <param name="Identity">What the file is known by.</param>
public sealed record ImageHeader(ImmutableArray<int> Size, ImmutableArray<double> Affine, string DataType, FileIdentity Identity);

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
}

/// <summary>What a host knows of the images of a table's people.</summary>
/// <param name="People">People of the table.</param>
/// <param name="Identity">What the files that are there are known by.</param>
/// <param name="First">The header of the first file that is there.</param>
/// <param name="FirstPath">Its path.</param>
public sealed record ImageSetHeader(long People, ImageSetIdentity Identity, ImageHeader First, string FirstPath);
