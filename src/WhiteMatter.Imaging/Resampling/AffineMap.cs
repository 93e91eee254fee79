using System.Collections.Immutable;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Resampling;

/// <summary>A map of points, p → M p + t, as three rows of four numbers.</summary>
/// <param name="Rows">Row by row, the shift last in each.</param>
public sealed record AffineMap(ImmutableArray<double> Rows)
{
    /// <summary>The map that leaves every point where it is.</summary>
    public static AffineMap Identity { get; } = new([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);

    /// <summary>The map that turns right to left and anterior to posterior: from RAS+ to ITK's LPS+, and back.</summary>
    public static AffineMap HalfTurn { get; } = new([-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0]);

    /// <summary>From voxel indices of a grid to millimetres in RAS+.</summary>
    /// <param name="grid">The grid.</param>
    public static AffineMap OfGrid(VolumeGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return new AffineMap(grid.Affine);
    }

    /// <summary>
    /// From voxel indices of a grid to FSL's millimetres: indices times edges, the first axis counted from its other end where the grid's
    /// affine has a positive determinant (FSL's <c>newimage</c>, <c>sampling_mat</c> and <c>swapmat</c>).
    /// </summary>
    /// <param name="grid">The grid.</param>
    public static AffineMap OfGridInFsl(VolumeGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var (x, y, z) = grid.VoxelSize;
        return OfGrid(grid).Determinant > 0
            ? new AffineMap([-x, 0, 0, (grid.X - 1) * x, 0, y, 0, 0, 0, 0, z, 0])
            : new AffineMap([x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0]);
    }

    /// <summary>The determinant of M.</summary>
    public double Determinant =>
        (Rows[0] * ((Rows[5] * Rows[10]) - (Rows[6] * Rows[9])))
        - (Rows[1] * ((Rows[4] * Rows[10]) - (Rows[6] * Rows[8])))
        + (Rows[2] * ((Rows[4] * Rows[9]) - (Rows[5] * Rows[8])));

    /// <summary>Where a point goes.</summary>
    /// <param name="x">The point's first coordinate.</param>
    /// <param name="y">The second.</param>
    /// <param name="z">The third.</param>
    public (double X, double Y, double Z) Of(double x, double y, double z) => (Row(0, x, y, z), Row(4, x, y, z), Row(8, x, y, z));

    /// <summary>This map after another: p → this(first(p)).</summary>
    /// <param name="first">The map that is applied first.</param>
    public AffineMap After(AffineMap first)
    {
        ArgumentNullException.ThrowIfNull(first);
        var rows = new double[VolumeGrid.AffineLength];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 4; column++)
            {
                rows[(4 * row) + column] = (Rows[4 * row] * first.Rows[column]) + (Rows[(4 * row) + 1] * first.Rows[4 + column])
                    + (Rows[(4 * row) + 2] * first.Rows[8 + column]) + (column == 3 ? Rows[(4 * row) + 3] : 0);
            }
        }

        return new AffineMap([.. rows]);
    }

    /// <summary>The map back.</summary>
    /// <exception cref="ArgumentException">There is none: space is flattened.</exception>
    public AffineMap Inverse()
    {
        var m = Rows;
        var determinant = Determinant;
        if (determinant == 0 || !double.IsFinite(determinant))
        {
            throw new ArgumentException("The map flattens space and has no inverse.");
        }

        double[] inverse =
        [
            (m[5] * m[10]) - (m[6] * m[9]), (m[2] * m[9]) - (m[1] * m[10]), (m[1] * m[6]) - (m[2] * m[5]),
            (m[6] * m[8]) - (m[4] * m[10]), (m[0] * m[10]) - (m[2] * m[8]), (m[2] * m[4]) - (m[0] * m[6]),
            (m[4] * m[9]) - (m[5] * m[8]), (m[1] * m[8]) - (m[0] * m[9]), (m[0] * m[5]) - (m[1] * m[4]),
        ];
        var rows = new double[VolumeGrid.AffineLength];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                rows[(4 * row) + column] = inverse[(3 * row) + column] / determinant;
            }

            rows[(4 * row) + 3] = -((rows[4 * row] * m[3]) + (rows[(4 * row) + 1] * m[7]) + (rows[(4 * row) + 2] * m[11]));
        }

        return new AffineMap([.. rows]);
    }

    private double Row(int at, double x, double y, double z) => (Rows[at] * x) + (Rows[at + 1] * y) + (Rows[at + 2] * z) + Rows[at + 3];
}
