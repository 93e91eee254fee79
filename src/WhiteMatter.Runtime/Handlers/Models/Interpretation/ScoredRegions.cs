using System.Collections.Immutable;
using WhiteMatter.Imaging.Atlases;
using WhiteMatter.Imaging.Regions;

namespace WhiteMatter.Runtime.Handlers.Models.Interpretation;

/// <summary>The regions of an atlas that are scored, in the maps of each kind of images.</summary>
internal sealed class ScoredRegions
{
    private readonly StoredVolumes _volumes;
    private readonly RegionEnrichment[] _kinds;

    /// <summary>Takes an atlas on the images' grid.</summary>
    /// <param name="volumes">The images.</param>
    /// <param name="atlas">The atlas.</param>
    /// <param name="top">The share of a map's voxels that are its top.</param>
    public ScoredRegions(StoredVolumes volumes, Atlas atlas, double top)
    {
        _volumes = volumes;
        _kinds = [.. volumes.Kinds.Select(kind => new RegionEnrichment(kind.Store.Mask, atlas, top))];
        All = [.. _kinds.SelectMany((enrichment, kind) => enrichment.Regions.Select(region => (kind, region)))];
        var inside = All.Select(scored => scored.Region.Label).ToHashSet();
        Outside = [.. atlas.Regions.Where(region => !inside.Contains(region.Label))];
    }

    /// <summary>Each kind's regions with a voxel inside its mask, kind by kind in the atlas's order.</summary>
    public ImmutableArray<(int Kind, AtlasRegion Region)> All { get; }

    /// <summary>The regions without a voxel in any mask.</summary>
    public ImmutableArray<AtlasRegion> Outside { get; }

    /// <summary>The scores of a map of all kinds, each by the top of its own voxels.</summary>
    /// <param name="map">One value for each voxel of the masks, kind by kind.</param>
    /// <returns>One score for each of <see cref="All"/>.</returns>
    public double[] Scores(float[] map) => [.. _kinds.SelectMany((enrichment, k) => enrichment.Scores(Of(map, k)))];

    /// <summary>Sums of a kind's values over each of its regions.</summary>
    public double[] Sums(double[] values, int kind) => _kinds[kind].Sums(Of(values, kind));

    /// <summary>The regions of a kind.</summary>
    public ImmutableArray<AtlasRegion> Of(int kind) => _kinds[kind].Regions;

    private ReadOnlySpan<T> Of<T>(T[] values, int kind)
    {
        var (first, voxels) = _volumes.View.MaskOf(kind);
        return values.AsSpan(first, voxels);
    }
}
