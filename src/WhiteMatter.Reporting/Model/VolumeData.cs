using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>A volume that a page shows slices of.</summary>
public sealed record VolumeData
{
    /// <summary>Voxels along the first axis of the grid.</summary>
    public required int X { get; init; }

    /// <summary>Voxels along the second axis.</summary>
    public required int Y { get; init; }

    /// <summary>Voxels along the third axis.</summary>
    public required int Z { get; init; }

    /// <summary>
    /// Three rows of four numbers that take a voxel's index to mm to the right, to the front and upward (RAS+), as NIfTI defines them.
    /// </summary>
    public required ImmutableArray<double> Affine { get; init; }

    /// <summary>One value a voxel, the first axis fastest; X·Y·Z of them.</summary>
    public required ImmutableArray<float> Values { get; init; }

    /// <summary>Voxels to show, in the order of <see cref="Values"/>; empty shows all that are finite and not 0.</summary>
    public ImmutableArray<bool> Mask { get; init; } = [];
}
