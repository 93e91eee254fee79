using System.Collections.Immutable;
using WhiteMatter.Imaging.Atlases;
using WhiteMatter.Imaging.Grids;
using WhiteMatter.Imaging.Volumes;

namespace WhiteMatter.Imaging.Regions;

/// <summary>
/// Where the largest values of a map lie: for each region of an atlas the share of its voxels inside the mask that are among the map's top voxels, less the share
/// that all voxels of the mask have there, P(top | region) − P(top).
/// </summary>
/// <remarks>Voxels that are equal at the border of the top count in part, so that a map without contrast scores 0 everywhere. Memory: 8 bytes a labelled voxel and 0.5 MB.</remarks>
public sealed class RegionEnrichment
{
    private const int Half = 1 << 16;

    private readonly (int Voxel, int Region)[] _members;
    private readonly int _voxels;

    /// <summary>Prepares the scores.</summary>
    /// <param name="mask">The voxels that are ranked.</param>
    /// <param name="atlas">The atlas, on the mask's grid.</param>
    /// <param name="top">The share of the mask's voxels that are its top, above 0 and below 1; at least one voxel is.</param>
    /// <exception cref="ArgumentException">The atlas is on another grid.</exception>
    public RegionEnrichment(VolumeMask mask, Atlas atlas, double top)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(atlas);
        if (GridComparison.Compare(mask.Grid, atlas.Grid) != GridDifference.None)
        {
            throw new ArgumentException("The atlas is on another grid than the mask.", nameof(atlas));
        }

        _voxels = mask.Count;
        TopVoxels = (int)Math.Clamp(Math.Ceiling((top * _voxels) - 1e-9), 1, _voxels);
        var counts = new Dictionary<int, int>();
        foreach (var voxel in mask.Index)
        {
            counts[atlas.Labels[voxel]] = counts.GetValueOrDefault(atlas.Labels[voxel]) + 1;
        }

        Regions = [.. atlas.Regions.Where(region => counts.ContainsKey(region.Label)).Select(region => region with { Voxels = counts[region.Label] })];
        Outside = [.. atlas.Regions.Where(region => !counts.ContainsKey(region.Label))];
        var place = Regions.Select((region, r) => (region.Label, r)).ToDictionary();
        _members =
        [
            .. Enumerable.Range(0, _voxels)
                .Where(v => atlas.Labels[mask.Index[v]] != 0)
                .Select(v => (v, place[atlas.Labels[mask.Index[v]]])),
        ];
    }

    /// <summary>The regions with a voxel inside the mask, in the atlas's order, with their voxels there.</summary>
    public ImmutableArray<AtlasRegion> Regions { get; }

    /// <summary>The regions without one.</summary>
    public ImmutableArray<AtlasRegion> Outside { get; }

    /// <summary>How many voxels are a map's top.</summary>
    public int TopVoxels { get; }

    /// <summary>The scores of a map.</summary>
    /// <param name="map">One value from 0 up for each voxel of the mask.</param>
    /// <returns>One score for each of <see cref="Regions"/>.</returns>
    public double[] Scores(ReadOnlySpan<float> map)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(map.Length, _voxels);
        var (threshold, above, equal) = Threshold(map);
        var part = (TopVoxels - above) / (double)equal;
        var beyond = new int[Regions.Length];
        var at = new int[Regions.Length];
        foreach (var (voxel, region) in _members)
        {
            beyond[region] += map[voxel] > threshold ? 1 : 0;
            at[region] += map[voxel] == threshold ? 1 : 0;
        }

        var scores = new double[Regions.Length];
        for (var r = 0; r < scores.Length; r++)
        {
            scores[r] = ((beyond[r] + (part * at[r])) / Regions[r].Voxels) - ((double)TopVoxels / _voxels);
        }

        return scores;
    }

    /// <summary>Sums of values over each region's voxels inside the mask.</summary>
    /// <param name="values">One value a voxel of the mask.</param>
    public double[] Sums(ReadOnlySpan<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _voxels);
        var sums = new double[Regions.Length];
        foreach (var (voxel, region) in _members)
        {
            sums[region] += values[voxel];
        }

        return sums;
    }

    /// <summary>The least of a map's top values.</summary>
    /// <param name="map">One value from 0 up for each voxel of the mask.</param>
    public float ThresholdOf(ReadOnlySpan<float> map) => Threshold(map).Value;

    /// <summary>The least of the top values, how many are greater, and how many are equal: by the counts of the upper and then of the lower 16 bits, which order numbers from 0 up.</summary>
    private (float Value, int Above, int Equal) Threshold(ReadOnlySpan<float> map)
    {
        var counts = new int[Half];
        foreach (var value in map)
        {
            counts[BitConverter.SingleToUInt32Bits(value) >> 16]++;
        }

        var (high, above) = Find(counts, 0);
        Array.Clear(counts);
        foreach (var value in map)
        {
            var bits = BitConverter.SingleToUInt32Bits(value);
            if (bits >> 16 == high)
            {
                counts[bits & (Half - 1)]++;
            }
        }

        (var low, above) = Find(counts, above);
        return (BitConverter.UInt32BitsToSingle(((uint)high << 16) | (uint)low), above, counts[low]);
    }

    private (int Place, int Above) Find(int[] counts, int above)
    {
        for (var place = counts.Length - 1; place > 0; place--)
        {
            if (above + counts[place] >= TopVoxels)
            {
                return (place, above);
            }

            above += counts[place];
        }

        return (0, above);
    }
}
