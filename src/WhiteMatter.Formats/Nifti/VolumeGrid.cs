using System.Collections.Immutable;

namespace WhiteMatter.Formats.Nifti;

/// <summary>The voxels of a volume and where they lie in the world.</summary>
/// <param name="X">Voxels along the first axis, whose index runs fastest.</param>
/// <param name="Y">Voxels along the second axis.</param>
/// <param name="Z">Voxels along the third axis.</param>
/// <param name="Affine">Rows of the 3 × 4 matrix from voxel indices (0-based, voxel centres) to millimetres in RAS+ space: right, anterior and superior are positive.</param>
public sealed record VolumeGrid(int X, int Y, int Z, ImmutableArray<double> Affine)
{
    /// <summary>Numbers in an affine: three rows of four.</summary>
    public const int AffineLength = 12;

    /// <summary>The number of voxels.</summary>
    public long Voxels => (long)X * Y * Z;

    /// <summary>Edges of a voxel in mm along its own axes.</summary>
    public (double X, double Y, double Z) VoxelSize => (ColumnLength(0), ColumnLength(1), ColumnLength(2));

    /// <summary>The world position in mm of a voxel index, which need not be whole.</summary>
    /// <param name="i">Index along the first axis.</param>
    /// <param name="j">Index along the second axis.</param>
    /// <param name="k">Index along the third axis.</param>
    public (double X, double Y, double Z) World(double i, double j, double k) => (Row(0, i, j, k), Row(1, i, j, k), Row(2, i, j, k));

    /// <inheritdoc/>
    public bool Equals(VolumeGrid? other) =>
        other is not null && X == other.X && Y == other.Y && Z == other.Z && Affine.AsSpan().SequenceEqual(other.Affine.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(X, Y, Z, Affine[0], Affine[5], Affine[10], Affine[3]);

    private double Row(int row, double i, double j, double k)
    {
        var at = row * 4;
        return (Affine[at] * i) + (Affine[at + 1] * j) + (Affine[at + 2] * k) + Affine[at + 3];
    }

    private double ColumnLength(int column) =>
        Math.Sqrt((Affine[column] * Affine[column]) + (Affine[4 + column] * Affine[4 + column]) + (Affine[8 + column] * Affine[8 + column]));
}
