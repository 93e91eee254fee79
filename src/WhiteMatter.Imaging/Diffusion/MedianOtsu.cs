using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Volumes;

namespace WhiteMatter.Imaging.Diffusion;

/// <summary>
/// A brain mask: voxels above Otsu's threshold (1979) after median filters, as DIPY's <c>median_otsu</c> makes it. A voxel's median is
/// over a cube, beyond whose edges the volume is mirrored; the threshold splits a histogram of 256 bins. Cost: about 1 µs a voxel and
/// pass on a core, for 9 voxels along an edge. Memory: 16 bytes a voxel, and 2 more for each thread.
/// </summary>
public static class MedianOtsu
{
    /// <summary>Half an edge of DIPY's cube, without its middle.</summary>
    public const int DefaultRadius = 4;

    /// <summary>How often DIPY filters.</summary>
    public const int DefaultPasses = 4;

    private const int Bins = 256;

    /// <summary>Finds the mask.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="values">A volume without diffusion weighting, x fastest; NaN counts as 0.</param>
    /// <param name="radius">Half an edge of the cube, without its middle.</param>
    /// <param name="passes">How often the filter runs.</param>
    /// <param name="threads">Threads to use; the mask does not depend on it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static VolumeMask Find(
        VolumeGrid grid,
        ReadOnlySpan<double> values,
        int radius = DefaultRadius,
        int passes = DefaultPasses,
        int threads = 1,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(radius, 15);
        ArgumentOutOfRangeException.ThrowIfNegative(passes);
        if (values.Length != grid.Voxels)
        {
            throw new ArgumentException($"{values.Length} values do not fill a grid of {grid.Voxels} voxels.", nameof(values));
        }

        var clean = new double[values.Length];
        for (var i = 0; i < clean.Length; i++)
        {
            clean[i] = double.IsFinite(values[i]) ? values[i] : 0;
        }

        // A median is one of the values: the filter runs over their ranks.
        double[] distinct = [.. clean.Distinct().Order()];
        var ranks = Array.ConvertAll(clean, value => Array.BinarySearch(distinct, value));
        var other = new int[ranks.Length];
        for (var pass = 0; pass < passes; pass++)
        {
            RankMedian.Filter(grid, ranks, other, radius, distinct.Length, threads, cancellationToken);
            (ranks, other) = (other, ranks);
        }

        var filtered = Array.ConvertAll(ranks, rank => distinct[rank]);
        var threshold = Threshold(filtered);
        return VolumeMask.Of(grid, i => filtered[i] > threshold);
    }

    /// <summary>Otsu's threshold: the edge of a bin at which the variance between the two classes is greatest.</summary>
    internal static double Threshold(double[] values)
    {
        var (low, high) = (values.Min(), values.Max());
        if (low == high)
        {
            return low;
        }

        var edges = new double[Bins + 1];
        for (var i = 0; i <= Bins; i++)
        {
            edges[i] = low + (i * ((high - low) / Bins));
        }

        edges[Bins] = high;
        var counts = new double[Bins];
        foreach (var value in values)
        {
            var bin = Math.Min((int)((value - low) * (Bins / (high - low))), Bins - 1);
            bin -= value < edges[bin] ? 1 : 0;
            bin += bin < Bins - 1 && value >= edges[bin + 1] ? 1 : 0;
            counts[bin]++;
        }

        // As DIPY has it, a bin stands for the edge above it.
        var all = counts.Sum();
        var moment = Enumerable.Range(0, Bins).Sum(i => counts[i] * edges[i + 1]);
        var (best, threshold, below, momentBelow) = (-1.0, low, 0.0, 0.0);
        for (var i = 0; i < Bins - 1; i++)
        {
            below += counts[i];
            momentBelow += counts[i] * edges[i + 1];
            var (above, momentAbove) = (all - below, moment - momentBelow);
            if (below == 0 || above == 0)
            {
                continue;
            }

            var apart = (momentBelow / below) - (momentAbove / above);
            var between = below * above * apart * apart;
            if (between > best)
            {
                (best, threshold) = (between, edges[i]);
            }
        }

        return threshold;
    }
}
