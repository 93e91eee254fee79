using System.Collections.Immutable;

namespace WhiteMatter.Plan.Parameters;

/// <summary>A box of voxels in a grid.</summary>
/// <param name="First">Indices of its first voxel along x, y, z, from 0; none of a box that is not known.</param>
/// <param name="Size">Voxels along x, y, z; none of a box that is not known.</param>
public sealed record VoxelBox(ImmutableArray<int> First, ImmutableArray<int> Size)
{
    /// <summary>A box that is known when the masks around which it lies can be read.</summary>
    public static VoxelBox Unknown { get; } = new([], []);

    /// <summary>The smallest box that holds this one and another.</summary>
    /// <param name="other">The other, of the same grid.</param>
    public VoxelBox Around(VoxelBox other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ImmutableArray<int> first = [.. First.Zip(other.First, (one, two) => Math.Min(one, two))];
        return new VoxelBox(first, [.. first.Select((start, axis) => Math.Max(First[axis] + Size[axis], other.First[axis] + other.Size[axis]) - start)]);
    }

    /// <summary>
    /// The box with as many voxels more along each axis as a network needs: at least so many, and a multiple; evenly on both sides, the odd one at the end, and never
    /// beyond the grid, of which the whole axis is taken where it has fewer.
    /// </summary>
    /// <param name="grid">Voxels of the grid along x, y, z.</param>
    /// <param name="least">The fewest along each axis.</param>
    /// <param name="multiple">What they are a multiple of.</param>
    public VoxelBox Widened(ImmutableArray<int> grid, int least, int multiple)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(multiple, 1);
        var (first, size) = (new int[grid.Length], new int[grid.Length]);
        for (var axis = 0; axis < grid.Length; axis++)
        {
            var wanted = ((Math.Max((long)Size[axis], least) + multiple - 1) / multiple) * multiple;
            size[axis] = (int)Math.Min(wanted, grid[axis]);
            first[axis] = Math.Clamp(First[axis] - ((size[axis] - Size[axis]) / 2), 0, grid[axis] - size[axis]);
        }

        return new VoxelBox([.. first], [.. size]);
    }
}
