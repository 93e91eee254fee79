using System.Globalization;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Atlases;
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

    private VolumeTemplate(int size, int regionCount, int[] voxels, int[] regions, double[] pattern)
    {
        Size = size;
        Regions = regionCount;
        _voxels = voxels;
        _regions = regions;
        _pattern = pattern;
    }

    /// <summary>The number of voxels of the grid.</summary>
    public int Size { get; }

    /// <summary>The number of regions.</summary>
    public int Regions { get; }

    /// <summary>The voxels of the mask, as places in the grid with x fastest, ascending.</summary>
    public ReadOnlySpan<int> Mask => _voxels;

    /// <summary>Makes the mask and draws the patterns.</summary>
    /// <param name="atlas">The regions.</param>
    /// <param name="seed">The study's seed.</param>
    public static VolumeTemplate Create(Atlas atlas, long seed)
    {
        ArgumentNullException.ThrowIfNull(atlas);
        var regionOf = new Dictionary<short, int> { [0] = NoRegion };
        for (var r = 0; r < atlas.Regions.Length; r++)
        {
            regionOf.Add((short)atlas.Regions[r].Label, r);
        }

        var region = new int[atlas.Labels.Length];
        for (var v = 0; v < region.Length; v++)
        {
            region[v] = regionOf[atlas.Labels[v]];
        }

        var voxels = MaskOf(region, atlas.Grid);
        var regions = Array.ConvertAll(voxels, voxel => region[voxel]);
        return new VolumeTemplate(region.Length, atlas.Regions.Length, voxels, regions, Patterns(voxels, regions, atlas, seed));
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
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Regions);
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

    private static int[] MaskOf(int[] region, VolumeGrid grid)
    {
        var (x, y, z) = (grid.X, grid.Y, grid.Z);
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

    private static double[] Patterns(int[] voxels, int[] regions, Atlas atlas, long seed)
    {
        var pattern = new double[voxels.Length];
        var members = atlas.Regions.Select(region => new List<int>(region.Voxels)).ToArray();
        for (var i = 0; i < voxels.Length; i++)
        {
            if (regions[i] is var r and not NoRegion)
            {
                members[r].Add(i);
            }
        }

        for (var r = 0; r < members.Length; r++)
        {
            var coordinates = new int[3 * members[r].Count];
            var factors = new double[members[r].Count];
            for (var i = 0; i < factors.Length; i++)
            {
                var voxel = voxels[members[r][i]];
                coordinates[3 * i] = voxel % atlas.Grid.X;
                coordinates[(3 * i) + 1] = voxel / atlas.Grid.X % atlas.Grid.Y;
                coordinates[(3 * i) + 2] = voxel / atlas.Grid.X / atlas.Grid.Y;
            }

            var draws = KeyedDraws.For(seed, "pattern", atlas.Regions[r].Label.ToString(CultureInfo.InvariantCulture));
            RegionPattern.Fill(draws, coordinates, factors);
            for (var i = 0; i < factors.Length; i++)
            {
                pattern[members[r][i]] = factors[i];
            }
        }

        return pattern;
    }
}
