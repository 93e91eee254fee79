using System.Globalization;

namespace WhiteMatter.Learning.Volumes;

/// <summary>The cubic blocks of a grid that have voxels of a mask, and which of them are hidden.</summary>
internal sealed class HiddenBlocks
{
    private readonly int[] _blockOf;
    private readonly int _hidden;

    /// <summary>Counts the blocks.</summary>
    /// <param name="size">The grid.</param>
    /// <param name="masks">Of each channel the places of its mask's voxels in a tensor of shape X × Y × Z; a block is hidden in all of them.</param>
    /// <param name="edge">Voxels along an edge of a block.</param>
    /// <param name="share">Share of the blocks that are hidden.</param>
    /// <exception cref="LearningException">There is one block only, and with it the whole image would be hidden.</exception>
    public HiddenBlocks(VolumeSize size, IReadOnlyList<int[]> masks, int edge, double share)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(edge, 1);
        var (rows, columns) = ((size.Y + edge - 1) / edge, (size.Z + edge - 1) / edge);
        var known = new Dictionary<int, int>();
        _blockOf = new int[masks.Sum(mask => mask.Length)];
        var i = 0;
        foreach (var voxel in masks.SelectMany(mask => mask))
        {
            var (x, rest) = Math.DivRem(voxel, size.Y * size.Z);
            var (y, z) = Math.DivRem(rest, size.Z);
            var block = (((x / edge * rows) + (y / edge)) * columns) + (z / edge);
            if (!known.TryGetValue(block, out var number))
            {
                known.Add(block, number = known.Count);
            }

            _blockOf[i++] = number;
        }

        Count = known.Count;
        if (Count < 2)
        {
            throw new LearningException(
                LearningProblem.GridTooSmall,
                string.Create(CultureInfo.InvariantCulture, $"The images' mask lies in one block of {edge} × {edge} × {edge} voxels, and to hide it would hide all of it: take smaller blocks."));
        }

        _hidden = Math.Clamp((int)Math.Round(share * Count, MidpointRounding.AwayFromZero), 1, Count - 1);
    }

    /// <summary>Blocks with voxels of the mask.</summary>
    public int Count { get; }

    /// <summary>Draws which blocks are hidden.</summary>
    /// <returns>For each block whether it is.</returns>
    public bool[] Draw(ref RandomStream stream)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        var hidden = new bool[Count];
        for (var i = 0; i < _hidden; i++)
        {
            var other = i + stream.Below(Count - i);
            (order[i], order[other]) = (order[other], order[i]);
            hidden[order[i]] = true;
        }

        return hidden;
    }

    /// <summary>The block of a voxel of the mask.</summary>
    /// <param name="voxel">In order of the masks, one after the other.</param>
    public int BlockOf(int voxel) => _blockOf[voxel];
}
