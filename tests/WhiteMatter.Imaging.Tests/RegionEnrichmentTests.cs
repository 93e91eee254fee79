using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Atlases;
using WhiteMatter.Imaging.Regions;
using WhiteMatter.Imaging.Volumes;
using Xunit;

namespace WhiteMatter.Imaging.Tests;

/// <summary>Scores counted by hand on a row of twenty voxels: the first two outside the mask, then regions of 4, 6 and 2 voxels, and six without.</summary>
public sealed class RegionEnrichmentTests
{
    private static readonly VolumeGrid Grid = new(20, 1, 1, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
    private static readonly VolumeMask Mask = VolumeMask.Of(Grid, voxel => voxel >= 2);

    private static readonly Atlas Atlas = Atlas.Of(
        "row", new NiftiVolume(Grid, [9, 9, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 5, 5, 0, 0, 0, 0, 0, 0], NiftiDataType.Int16, 0, []), null);

    [Fact]
    public void A_score_is_the_share_of_a_region_in_the_top_less_that_of_the_mask()
    {
        var enrichment = new RegionEnrichment(Mask, Atlas, 1.0 / 6);
        Assert.Equal(["label_1", "label_2", "label_5"], enrichment.Regions.Select(region => region.Name));
        Assert.Equal([4, 6, 2], enrichment.Regions.Select(region => region.Voxels));
        Assert.Equal("label_9", Assert.Single(enrichment.Outside).Name);
        Assert.Equal(3, enrichment.TopVoxels);

        // The three greatest: two of the first region and one of no region.
        float[] map = [9, 1, 8, 2, 3, 3, 3, 3, 3, 3, 0, 0.5f, 7, 0, 0, 1e-20f, 6.9f, 0];
        var scores = enrichment.Scores(map);
        Assert.Equal([0.5 - (1.0 / 6), -1.0 / 6, -1.0 / 6], scores);
        Assert.Equal(7, enrichment.ThresholdOf(map));
        Assert.Equal([0 + 1 + 2 + 3, 4 + 5 + 6 + 7 + 8 + 9, 10 + 11], enrichment.Sums([.. Enumerable.Range(0, 18).Select(v => (double)v)]));
    }

    [Fact]
    public void Equal_voxels_at_the_border_of_the_top_count_in_part()
    {
        var enrichment = new RegionEnrichment(Mask, Atlas, 1.0 / 6);
        Assert.Equal([0, 0, 0], enrichment.Scores(new float[18]).Select(score => Math.Round(score, 12)));

        // One voxel is greatest; two places are left for the six of the second region.
        float[] map = [1, 0, 0, 0, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal([0.25 - (1.0 / 6), (1.0 / 3) - (1.0 / 6), -1.0 / 6], enrichment.Scores(map).ToArray(), new Close());
    }

    [Fact]
    public void At_least_one_voxel_is_the_top()
    {
        Assert.Equal(1, new RegionEnrichment(Mask, Atlas, 1e-6).TopVoxels);
        Assert.Equal(9, new RegionEnrichment(Mask, Atlas, 0.5).TopVoxels);
    }

    [Fact]
    public void P_counts_the_maps_that_reach_a_score_there_or_anywhere_and_the_map_itself()
    {
        var chance = new EnrichmentNull();
        foreach (var scores in new double[][] { [0.1, 0.4], [0.3, 0.2], [0.2, 0.2], [0.0, 0.1] })
        {
            chance.Add(scores);
        }

        Assert.Equal(4, chance.Count);
        Assert.Equal((2.0 / 5, 3.0 / 5), (chance.P(0, 0.3), chance.FamilyWiseP(0.3)));
        Assert.Equal((1.0 / 5, 1.0 / 5), (chance.P(0, 0.5), chance.FamilyWiseP(0.5)));
    }

    private sealed class Close : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-12;

        public int GetHashCode(double value) => 0;
    }
}
