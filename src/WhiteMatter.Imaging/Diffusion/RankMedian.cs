using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Diffusion;

/// <summary>
/// A median filter over ranks: a window's counts are kept while it moves along x (Huang 1979), in two levels, so that its median is found
/// among some hundreds of counts however many ranks there are.
/// </summary>
internal static class RankMedian
{
    private const int GroupBits = 10;

    /// <summary>Filters one volume into another.</summary>
    public static void Filter(VolumeGrid grid, int[] from, int[] to, int radius, int ranks, int threads, CancellationToken cancellationToken)
    {
        var half = ((2 * radius) + 1) * ((2 * radius) + 1) * ((2 * radius) + 1) / 2;
        Parallel.For(
            0,
            grid.Y * grid.Z,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            () => (Counts: new ushort[ranks], Groups: new int[(ranks >> GroupBits) + 1], Rows: new int[((2 * radius) + 1) * ((2 * radius) + 1)]),
            (row, _, window) =>
            {
                var (y, z) = (row % grid.Y, row / grid.Y);
                var at = 0;
                for (var dz = -radius; dz <= radius; dz++)
                {
                    for (var dy = -radius; dy <= radius; dy++)
                    {
                        window.Rows[at++] = grid.X * (Mirror(y + dy, grid.Y) + (grid.Y * Mirror(z + dz, grid.Z)));
                    }
                }

                Array.Clear(window.Counts);
                Array.Clear(window.Groups);
                for (var dx = -radius; dx <= radius; dx++)
                {
                    Count(window, from, Mirror(dx, grid.X), 1);
                }

                for (var x = 0; x < grid.X; x++)
                {
                    to[(row * grid.X) + x] = Median(window.Counts, window.Groups, half);
                    Count(window, from, Mirror(x - radius, grid.X), -1);
                    Count(window, from, Mirror(x + radius + 1, grid.X), 1);
                }

                return window;
            },
            _ => { });
    }

    /// <summary>A place beyond an edge stands for the one as far within it: d c b a | a b c d | d c b a.</summary>
    private static int Mirror(int at, int length)
    {
        var period = ((at % (2 * length)) + (2 * length)) % (2 * length);
        return period < length ? period : (2 * length) - 1 - period;
    }

    private static void Count((ushort[] Counts, int[] Groups, int[] Rows) window, int[] from, int x, int by)
    {
        foreach (var row in window.Rows)
        {
            var rank = from[row + x];
            window.Counts[rank] = (ushort)(window.Counts[rank] + by);
            window.Groups[rank >> GroupBits] += by;
        }
    }

    private static int Median(ushort[] counts, int[] groups, int half)
    {
        var (group, before) = (0, 0);
        while (before + groups[group] <= half)
        {
            before += groups[group++];
        }

        var rank = group << GroupBits;
        while (before + counts[rank] <= half)
        {
            before += counts[rank++];
        }

        return rank;
    }
}
