using System.Collections.Immutable;
using System.Runtime.InteropServices;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Volumes;

/// <summary>Consecutive voxels.</summary>
/// <param name="First">Index of the first, x fastest.</param>
/// <param name="Length">How many.</param>
public readonly record struct VoxelRun(int First, int Length);

/// <summary>Voxels of a grid that count.</summary>
public sealed class VolumeMask
{
    private VolumeMask(VolumeGrid grid, ImmutableArray<VoxelRun> runs)
    {
        Grid = grid;
        Runs = runs;
        var index = new int[runs.Sum(run => run.Length)];
        var at = 0;
        foreach (var run in runs)
        {
            for (var i = 0; i < run.Length; i++)
            {
                index[at++] = run.First + i;
            }
        }

        Index = ImmutableCollectionsMarshal.AsImmutableArray(index);
    }

    /// <summary>The grid.</summary>
    public VolumeGrid Grid { get; }

    /// <summary>The voxels as runs, in ascending order.</summary>
    public ImmutableArray<VoxelRun> Runs { get; }

    /// <summary>The index of each voxel in its volume, x fastest, ascending.</summary>
    public ImmutableArray<int> Index { get; }

    /// <summary>How many voxels there are.</summary>
    public int Count => Index.Length;

    /// <summary>The smallest box around the voxels: the first along each axis and how many; null where there are none.</summary>
    public ((int X, int Y, int Z) First, (int X, int Y, int Z) Size)? Box
    {
        get
        {
            if (Count == 0)
            {
                return null;
            }

            var (low, high) = ((X: int.MaxValue, Y: int.MaxValue, Z: int.MaxValue), (X: 0, Y: 0, Z: 0));
            foreach (var voxel in Index)
            {
                var (x, y, z) = (voxel % Grid.X, voxel / Grid.X % Grid.Y, voxel / Grid.X / Grid.Y);
                low = (Math.Min(low.X, x), Math.Min(low.Y, y), Math.Min(low.Z, z));
                high = (Math.Max(high.X, x), Math.Max(high.Y, y), Math.Max(high.Z, z));
            }

            return (low, (high.X - low.X + 1, high.Y - low.Y + 1, high.Z - low.Z + 1));
        }
    }

    /// <summary>The voxels for which a condition holds.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="isInside">The condition on a voxel's index.</param>
    public static VolumeMask Of(VolumeGrid grid, Func<int, bool> isInside)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(isInside);
        var runs = ImmutableArray.CreateBuilder<VoxelRun>();
        var voxels = checked((int)grid.Voxels);
        for (var i = 0; i < voxels;)
        {
            if (!isInside(i))
            {
                i++;
                continue;
            }

            var first = i;
            while (i < voxels && isInside(i))
            {
                i++;
            }

            runs.Add(new VoxelRun(first, i - first));
        }

        return new VolumeMask(grid, runs.ToImmutable());
    }

    /// <summary>The voxels of an image that are neither 0 nor NaN.</summary>
    /// <param name="volume">The image.</param>
    public static VolumeMask Of(NiftiVolume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return Of(volume.Grid, i => volume.Values[i] is not (0 or float.NaN));
    }

    /// <summary>The voxels of an image with a value greater than a threshold.</summary>
    /// <param name="volume">The image.</param>
    /// <param name="above">The threshold.</param>
    public static VolumeMask Of(NiftiVolume volume, double above)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return Of(volume.Grid, i => volume.Values[i] > above);
    }

    /// <summary>The voxels of runs.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="runs">The runs.</param>
    /// <exception cref="InvalidDataException">They are out of order, empty or not inside the grid.</exception>
    public static VolumeMask Of(VolumeGrid grid, ImmutableArray<VoxelRun> runs)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var end = 0L;
        foreach (var run in runs)
        {
            if (run.First < end || run.Length < 1)
            {
                throw new InvalidDataException("The runs of a mask are out of order.");
            }

            end = (long)run.First + run.Length;
        }

        return end > grid.Voxels ? throw new InvalidDataException("The mask reaches beyond its grid.") : new VolumeMask(grid, runs);
    }

    /// <summary>Spreads the mask's values over the grid; other voxels are 0.</summary>
    /// <param name="values">One value a voxel of the mask.</param>
    public float[] Spread(ReadOnlySpan<float> values)
    {
        if (values.Length != Count)
        {
            throw new ArgumentException($"{values.Length} values are not one for each of {Count} voxels.", nameof(values));
        }

        var volume = new float[Grid.Voxels];
        var at = 0;
        foreach (var run in Runs)
        {
            values.Slice(at, run.Length).CopyTo(volume.AsSpan(run.First));
            at += run.Length;
        }

        return volume;
    }

    /// <summary>Takes the mask's voxels out of a whole volume, as bytes.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="bytes">Bytes of a voxel.</param>
    /// <param name="inside">Receives <see cref="Count"/> × <paramref name="bytes"/> bytes.</param>
    internal void Crop(ReadOnlySpan<byte> volume, int bytes, Span<byte> inside)
    {
        var at = 0;
        foreach (var run in Runs)
        {
            volume.Slice(run.First * bytes, run.Length * bytes).CopyTo(inside[at..]);
            at += run.Length * bytes;
        }
    }
}
