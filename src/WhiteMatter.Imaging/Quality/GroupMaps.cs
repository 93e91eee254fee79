using WhiteMatter.Imaging.Volumes;

namespace WhiteMatter.Imaging.Quality;

/// <summary>
/// Maps over people, computed block of voxels by block of voxels, each block by one thread over the people in their order, so that
/// the bytes do not depend on the number of threads. Memory: the map, and at most <see cref="BlockBytes"/> for each thread.
/// </summary>
public static class GroupMaps
{
    /// <summary>
    /// The most people a median map is taken over: those at even distances in the store's order, where there are more. The median of a
    /// thousand has a standard error of 0.04 standard deviations of the voxel.
    /// </summary>
    public const int MedianPeople = 1001;

    /// <summary>Memory of a block and thread.</summary>
    public const int BlockBytes = 16 << 20;

    /// <summary>The mean of each voxel, in double precision, voxels of 0 entering as 0.</summary>
    /// <param name="volumes">The images.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static float[] Mean(VolumeStore volumes, int threads = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        var map = new float[volumes.Voxels];
        InBlocks(map, BlockBytes / (sizeof(double) + sizeof(float)), threads, cancellationToken, (first, block) =>
        {
            var sums = new double[block.Length];
            var values = new float[block.Length];
            for (var person = 0; person < volumes.People; person++)
            {
                volumes.ReadRange(person, first, values);
                for (var v = 0; v < values.Length; v++)
                {
                    sums[v] += values[v];
                }
            }

            for (var v = 0; v < sums.Length; v++)
            {
                block.Span[v] = (float)(sums[v] / volumes.People);
            }
        });
        return map;
    }

    /// <summary>The median of each voxel over at most <see cref="MedianPeople"/> people; for an even number the mean of the two in the middle.</summary>
    /// <param name="volumes">The images.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static float[] Median(VolumeStore volumes, int threads = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        var people = SpreadOver(volumes.People, MedianPeople);
        var map = new float[volumes.Voxels];
        InBlocks(map, BlockBytes / sizeof(float) / Math.Max(1, people.Length), threads, cancellationToken, (first, block) =>
        {
            var length = block.Length;
            var values = new float[people.Length * length];
            for (var p = 0; p < people.Length; p++)
            {
                volumes.ReadRange(people[p], first, values.AsSpan(p * length, length));
            }

            var column = new float[people.Length];
            for (var v = 0; v < length; v++)
            {
                for (var p = 0; p < column.Length; p++)
                {
                    column[p] = values[(p * length) + v];
                }

                Array.Sort(column);
                var middle = column.Length / 2;
                block.Span[v] = column.Length % 2 == 1 ? column[middle] : (float)(((double)column[middle - 1] + column[middle]) / 2);
            }
        });
        return map;
    }

    /// <summary>Pearson's correlation of two images, in double precision and two passes; NaN where one is constant.</summary>
    /// <param name="first">One image's values inside the mask.</param>
    /// <param name="second">The other's.</param>
    public static double Correlation(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException($"Images of {first.Length} and of {second.Length} voxels have no correlation.", nameof(second));
        }

        var (meanOfFirst, meanOfSecond) = (Average(first), Average(second));
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var v = 0; v < first.Length; v++)
        {
            var (x, y) = (first[v] - meanOfFirst, second[v] - meanOfSecond);
            xx += x * x;
            yy += y * y;
            xy += x * y;
        }

        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : double.NaN;
    }

    /// <summary>Places of at most so many people at even distances.</summary>
    internal static int[] SpreadOver(int people, int most)
    {
        var count = Math.Min(people, most);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * people / count))];
    }

    private static void InBlocks(float[] map, int voxels, int threads, CancellationToken cancellationToken, Action<int, Memory<float>> compute)
    {
        var length = Math.Max(1, Math.Min(voxels, 1 << 16));
        Parallel.For(
            0,
            (int)(((long)map.Length + length - 1) / length),
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            block => compute(block * length, map.AsMemory(block * length, Math.Min(length, map.Length - (block * length)))));
    }

    private static double Average(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
