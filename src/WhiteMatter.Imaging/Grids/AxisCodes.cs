using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Grids;

/// <summary>Names the directions a grid's axes run to.</summary>
public static class AxisCodes
{
    private static readonly (char Negative, char Positive)[] Letters = [('L', 'R'), ('P', 'A'), ('I', 'S')];

    /// <summary>
    /// One letter an axis, such as <c>LAS</c>: the world direction that the axis follows most, R or L, A or P, S or I. Each world
    /// direction is given once, the closest axes first.
    /// </summary>
    /// <param name="grid">The grid.</param>
    public static string Of(VolumeGrid grid) => string.Create(3, Directions(grid), (letters, directions) =>
    {
        for (var axis = 0; axis < 3; axis++)
        {
            letters[axis] = directions[axis].Sign < 0 ? Letters[directions[axis].World].Negative : Letters[directions[axis].World].Positive;
        }
    });

    /// <summary>For each axis of the grid the world axis it follows most and its sign.</summary>
    internal static (int World, int Sign)[] Directions(VolumeGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var (x, y, z) = grid.VoxelSize;
        double[] edge = [x, y, z];
        var found = new (int World, int Sign)[3];
        var freeAxes = new List<int> { 0, 1, 2 };
        var freeWorld = new List<int> { 0, 1, 2 };
        while (freeAxes.Count > 0)
        {
            var best = (Axis: -1, World: -1, Cosine: -1.0);
            foreach (var axis in freeAxes)
            {
                foreach (var world in freeWorld)
                {
                    var cosine = Math.Abs(grid.Affine[(world * 4) + axis]) / edge[axis];
                    if (cosine > best.Cosine)
                    {
                        best = (axis, world, cosine);
                    }
                }
            }

            found[best.Axis] = (best.World, grid.Affine[(best.World * 4) + best.Axis] < 0 ? -1 : 1);
            freeAxes.Remove(best.Axis);
            freeWorld.Remove(best.World);
        }

        return found;
    }
}
