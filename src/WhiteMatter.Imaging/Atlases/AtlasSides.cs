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
    private static readonly (string Left, string Right)[] Marks =
        [("_L", "_R"), (" L", " R"), ("-L", "-R"), ("_left", "_right"), (" left", " right"), ("_Left", "_Right"), (" Left", " Right")];

    /// <summary>
    /// The regions with a name that ends in a side, and those of them whose centre of mass lies on the other side of the world's x = 0. A
    /// header that exchanges the sides contradicts nearly all of them.
    /// </summary>
    /// <param name="atlas">The atlas.</param>
    /// <returns>How many regions name a side, and the ones that contradict the header.</returns>
    public static (int Sided, ImmutableArray<SideContradiction> Contradictions) Compare(Atlas atlas)
    {
        ArgumentNullException.ThrowIfNull(atlas);
        var sides = atlas.Regions.Select(region => (Region: region, Side: SideOf(region.Name))).Where(pair => pair.Side != 0).ToArray();
        if (sides.Length == 0)
        {
            return (0, []);
        }

        var centre = CentresOfMass(atlas);
        return (
            sides.Length,
            [.. sides.Where(pair => Math.Sign(centre[pair.Region.Label]) == -pair.Side).Select(pair => new SideContradiction(pair.Region.Name, centre[pair.Region.Label]))]);
    }

    /// <summary>The pairs of regions whose names differ in the side at their end alone, in the order of the atlas.</summary>
    /// <param name="regions">The regions.</param>
    /// <returns>What is left of the two names, and the places of left and right among the regions.</returns>
    public static ImmutableArray<(string Name, int Left, int Right)> Pairs(ImmutableArray<AtlasRegion> regions)
    {
        var pairs = ImmutableArray.CreateBuilder<(string Name, int Left, int Right)>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var r = 0; r < regions.Length; r++)
        {
            places.TryAdd(regions[r].Name, r);
        }

        for (var r = 0; r < regions.Length; r++)
        {
            var name = regions[r].Name;
            foreach (var (left, right) in Marks)
            {
                var (own, other) = name.EndsWith(left, StringComparison.Ordinal) ? (left, right) : (right, left);
                if (name.EndsWith(own, StringComparison.Ordinal) && name.Length > own.Length
                    && places.TryGetValue(name[..^own.Length] + other, out var partner) && partner > r && places[name] == r)
                {
                    pairs.Add((name[..^own.Length], own == left ? r : partner, own == left ? partner : r));
                    break;
                }
            }
        }

        return pairs.ToImmutable();
    }

    /// <summary>-1 for a name of the left, 1 for one of the right, 0 for any other.</summary>
    private static int SideOf(string name)
    {
        foreach (var (left, right) in Marks)
        {
            if (name.EndsWith(left, StringComparison.Ordinal))
            {
                return -1;
            }

            if (name.EndsWith(right, StringComparison.Ordinal))
            {
                return 1;
            }
        }

        return 0;
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
