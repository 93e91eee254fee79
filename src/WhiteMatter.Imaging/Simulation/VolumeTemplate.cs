using System.Globalization;
using WhiteMatter.Statistics;

namespace WhiteMatter.Imaging.Simulation;

/// <summary>
/// What all simulated volumes have in common: the mask, which is the labelled voxels and those that share a face with one, and in each
/// region a smooth pattern of mean 1.
/// </summary>
/// <remarks>Memory: 16 bytes a voxel of the mask.</remarks>
public sealed class VolumeTemplate
{
    private const int NoRegion = -1;

    private readonly int[] _voxels;
    private readonly int[] _regions;
    private readonly double[] _pattern;
    private readonly int[] _counts;

    private VolumeTemplate(int size, int[] voxels, int[] regions, double[] pattern, int[] counts)
    {
        Size = size;
        _voxels = voxels;
        _regions = regions;
        _pattern = pattern;
        _counts = counts;
    }

    /// <summary>The number of voxels of the grid.</summary>
    public int Size { get; }

    /// <summary>The voxels of the mask, as places in the grid with x fastest, ascending.</summary>
    public ReadOnlySpan<int> Mask => _voxels;

    /// <summary>The number of voxels of a region.</summary>
    public int VoxelsOf(int region) => _counts[region];

    /// <summary>Makes the mask and draws the patterns.</summary>
    /// <param name="x">Voxels along x, the axis that runs fastest.</param>
    /// <param name="y">Voxels along y.</param>
    /// <param name="z">Voxels along z.</param>
    /// <param name="labels">The label of each voxel; what is no label of a region is outside of all.</param>
    /// <param name="regionLabels">The label of each region, each once.</param>
    /// <param name="seed">The study's seed.</param>
    public static VolumeTemplate Create(int x, int y, int z, ReadOnlySpan<float> labels, IReadOnlyList<int> regionLabels, long seed)
    {
        ArgumentNullException.ThrowIfNull(regionLabels);
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, checked(x * y * z));
        var regionOf = new Dictionary<float, int>();
        for (var r = 0; r < regionLabels.Count; r++)
        {
            regionOf.Add(regionLabels[r], r);
        }

        var region = new int[labels.Length];
        for (var v = 0; v < region.Length; v++)
        {
            region[v] = regionOf.GetValueOrDefault(labels[v], NoRegion);
        }

        var voxels = MaskOf(region, x, y, z);
        var regions = Array.ConvertAll(voxels, voxel => region[voxel]);
        var counts = new int[regionLabels.Count];
        foreach (var r in regions)
        {
            if (r != NoRegion)
            {
                counts[r]++;
            }
        }

        return new VolumeTemplate(labels.Length, voxels, regions, Patterns(voxels, regions, counts, x, y, regionLabels, seed), counts);
    }

    /// <summary>Makes a volume: in a region its value times the pattern, elsewhere in the mask the background, and noise on both; 0 outside the mask.</summary>
    /// <param name="values">One value per region.</param>
    /// <param name="background">The value of voxels of the mask that are in no region.</param>
    /// <param name="noise">Standard deviation of a voxel's noise.</param>
    /// <param name="draws">The person's draws for the noise; the voxel in the grid is the place.</param>
    /// <param name="volume">Receives the volume, x fastest.</param>
    /// <returns>How many voxels were below 0 or above 1 and are now 0 or 1.</returns>
    public long Fill(ReadOnlySpan<double> values, double background, double noise, KeyedDraws draws, Span<float> volume)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _counts.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(volume.Length, Size);
        volume.Clear();
        var clipped = 0L;
        for (var i = 0; i < _voxels.Length; i++)
        {
            var voxel = _voxels[i];
            var level = _regions[i] == NoRegion ? background : values[_regions[i]] * _pattern[i];
            var value = level + (noise * draws.Normal((ulong)voxel));
            var inside = Math.Clamp(value, 0, 1);
            clipped += inside == value ? 0 : 1;
            volume[voxel] = (float)inside;
        }

        return clipped;
    }

    private static int[] MaskOf(int[] region, int x, int y, int z)
    {
        var voxels = new List<int>();
        for (int k = 0, v = 0; k < z; k++)
        {
            for (var j = 0; j < y; j++)
            {
                for (var i = 0; i < x; i++, v++)
                {
                    if (region[v] != NoRegion
                        || (i > 0 && region[v - 1] != NoRegion)
                        || (i < x - 1 && region[v + 1] != NoRegion)
                        || (j > 0 && region[v - x] != NoRegion)
                        || (j < y - 1 && region[v + x] != NoRegion)
                        || (k > 0 && region[v - (x * y)] != NoRegion)
                        || (k < z - 1 && region[v + (x * y)] != NoRegion))
                    {
                        voxels.Add(v);
                    }
                }
            }
        }

        return [.. voxels];
    }

    private static double[] Patterns(
        int[] voxels, int[] regions, int[] counts, int x, int y, IReadOnlyList<int> regionLabels, long seed)
    {
        var pattern = new double[voxels.Length];
        var members = Array.ConvertAll(counts, count => new int[count]);
        var filled = new int[counts.Length];
        for (var i = 0; i < voxels.Length; i++)
        {
            if (regions[i] is var r and not NoRegion)
            {
                members[r][filled[r]++] = i;
            }
        }

        for (var r = 0; r < counts.Length; r++)
        {
            var coordinates = new int[3 * counts[r]];
            var factors = new double[counts[r]];
            for (var i = 0; i < counts[r]; i++)
            {
                var voxel = voxels[members[r][i]];
                coordinates[3 * i] = voxel % x;
                coordinates[(3 * i) + 1] = voxel / x % y;
                coordinates[(3 * i) + 2] = voxel / x / y;
            }

            var draws = KeyedDraws.For(seed, "pattern", regionLabels[r].ToString(CultureInfo.InvariantCulture));
            RegionPattern.Fill(draws, coordinates, factors);
            for (var i = 0; i < factors.Length; i++)
            {
                pattern[members[r][i]] = factors[i];
            }
        }

        return pattern;
    }
}
