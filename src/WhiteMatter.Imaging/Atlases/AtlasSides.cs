using System.Collections.Immutable;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Atlases;

/// <summary>A region whose name says one side and whose voxels lie on the other.</summary>
/// <param name="Name">The region's name.</param>
/// <param name="WorldX">The mean world x of its voxels in mm; right is positive.</param>
public sealed record SideContradiction(string Name, double WorldX);

/// <summary>Compares the sides that names of regions tell of with where the header puts them.</summary>
public static class AtlasSides
{
    /// <summary>
    /// The regions with a name that ends in a side, and those of them whose centre of mass lies on the other side of the world's x = 0. A
    /// header that exchanges the sides contradicts nearly all of them.
    /// </summary>
    /// <param name="atlas">The atlas.</param>
    /// <param name="sideOf">The side that a name tells of: -1 the left, 1 the right, 0 none.</param>
    /// <returns>How many regions name a side, and the ones that contradict the header.</returns>
    public static (int Sided, ImmutableArray<SideContradiction> Contradictions) Compare(Atlas atlas, Func<string, int> sideOf)
    {
        ArgumentNullException.ThrowIfNull(atlas);
        ArgumentNullException.ThrowIfNull(sideOf);
        var sides = atlas.Regions.Select(region => (Region: region, Side: sideOf(region.Name))).Where(pair => pair.Side != 0).ToArray();
        if (sides.Length == 0)
        {
            return (0, []);
        }

        var centre = CentresOfMass(atlas);
        return (
            sides.Length,
            [.. sides.Where(pair => Math.Sign(centre[pair.Region.Label]) == -pair.Side).Select(pair => new SideContradiction(pair.Region.Name, centre[pair.Region.Label]))]);
    }

    private static Dictionary<int, double> CentresOfMass(Atlas atlas)
    {
        var sums = new Dictionary<int, (double X, long Count)>();
        VolumeGrid grid = atlas.Grid;
        for (var i = 0; i < atlas.Labels.Length; i++)
        {
            if (atlas.Labels[i] is var label and not 0)
            {
                var (sum, count) = sums.GetValueOrDefault(label);
                sums[label] = (sum + grid.World(i % grid.X, i / grid.X % grid.Y, i / grid.X / grid.Y).X, count + 1);
            }
        }

        return sums.ToDictionary(pair => pair.Key, pair => pair.Value.X / pair.Value.Count);
    }
}
