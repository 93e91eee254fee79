using System.Globalization;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Grids;

/// <summary>How two grids differ.</summary>
public enum GridDifference
{
    /// <summary>They are the same within the tolerance.</summary>
    None,

    /// <summary>The numbers of voxels differ.</summary>
    Size,

    /// <summary>The same numbers of voxels, and an axis runs the other way or along another direction.</summary>
    Axes,

    /// <summary>The axes run the same way and the voxels lie elsewhere.</summary>
    Place,
}

/// <summary>Compares grids.</summary>
public static class GridComparison
{
    /// <summary>
    /// Voxels of two grids count as the same when no corner lies farther apart than this share of the shortest edge of a voxel:
    /// headers round affines to single precision, and sform and qform of one image differ by some micrometres.
    /// </summary>
    public const double Tolerance = 0.01;

    /// <summary>Says how two grids differ.</summary>
    /// <param name="first">One grid.</param>
    /// <param name="second">The other.</param>
    public static GridDifference Compare(VolumeGrid first, VolumeGrid second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if ((first.X, first.Y, first.Z) != (second.X, second.Y, second.Z))
        {
            return GridDifference.Size;
        }

        var edges = first.VoxelSize;
        var allowed = Tolerance * Math.Min(edges.X, Math.Min(edges.Y, edges.Z));
        if (FarthestCorner(first, second) <= allowed)
        {
            return GridDifference.None;
        }

        return AxisCodes.Of(first) == AxisCodes.Of(second) ? GridDifference.Place : GridDifference.Axes;
    }

    /// <summary>A grid in words: size, edges in mm, directions and the place of its first voxel.</summary>
    /// <param name="grid">The grid.</param>
    public static string Describe(VolumeGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var (x, y, z) = grid.VoxelSize;
        var first = grid.World(0, 0, 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{grid.X} × {grid.Y} × {grid.Z} voxels of {x:0.###} × {y:0.###} × {z:0.###} mm, axes {AxisCodes.Of(grid)}, first voxel at ({first.X:0.##}, {first.Y:0.##}, {first.Z:0.##}) mm");
    }

    private static double FarthestCorner(VolumeGrid first, VolumeGrid second)
    {
        var farthest = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (i, j, k) = ((corner & 1) * (first.X - 1), ((corner >> 1) & 1) * (first.Y - 1), (corner >> 2) * (first.Z - 1));
            var (a, b) = (first.World(i, j, k), second.World(i, j, k));
            farthest = Math.Max(farthest, Math.Sqrt(Math.Pow(a.X - b.X, 2) + Math.Pow(a.Y - b.Y, 2) + Math.Pow(a.Z - b.Z, 2)));
        }

        return farthest;
    }
}
