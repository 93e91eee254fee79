using System.Collections.Immutable;

namespace WhiteMatter.Plan.Parameters;

/// <summary>A trait of regions.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Regions">The places of its regions among the atlas's: one, or two of a name; none for all voxels inside the mask.</param>
public sealed record RegionTrait(string Name, ImmutableArray<int> Regions);

/// <summary>What names of regions say of sides, and which traits regions give.</summary>
public static class RegionNames
{
    /// <summary>What the mean over all voxels inside the mask is called.</summary>
    public const string Whole = "whole";

    private static readonly (string Left, string Right)[] Endings =
        [("_L", "_R"), (" L", " R"), ("-L", "-R"), ("_left", "_right"), (" left", " right"), ("_Left", "_Right"), (" Left", " Right")];

    /// <summary>-1 for a name that ends in the left, 1 for one that ends in the right, 0 for any other.</summary>
    /// <param name="name">The name of a region.</param>
    public static int SideOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var (left, right) in Endings)
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

    /// <summary>The pairs of regions whose names differ in the side at their end alone, in the order of the first of the two.</summary>
    /// <param name="names">The names of the regions.</param>
    /// <returns>What is left of the two names, and the places of left and right.</returns>
    public static ImmutableArray<RegionTrait> Pairs(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var pairs = ImmutableArray.CreateBuilder<RegionTrait>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var r = 0; r < names.Count; r++)
        {
            places.TryAdd(names[r], r);
        }

        for (var r = 0; r < names.Count; r++)
        {
            foreach (var (left, right) in Endings)
            {
                var (own, other) = names[r].EndsWith(left, StringComparison.Ordinal) ? (left, right) : (right, left);
                if (names[r].EndsWith(own, StringComparison.Ordinal) && names[r].Length > own.Length
                    && places.TryGetValue(names[r][..^own.Length] + other, out var partner) && partner > r && places[names[r]] == r)
                {
                    pairs.Add(new RegionTrait(names[r][..^own.Length], own == left ? [r, partner] : [partner, r]));
                    break;
                }
            }
        }

        return pairs.ToImmutable();
    }

    /// <summary>The traits that regions give, in their order. Two of them may have one name (<see cref="Ambiguous"/>).</summary>
    /// <param name="names">The names of the regions.</param>
    /// <param name="sides">How regions of the left and the right are measured.</param>
    /// <param name="whole">Whether the mean over all voxels inside the mask is one too, the last.</param>
    public static ImmutableArray<RegionTrait> Traits(IReadOnlyList<string> names, RegionSides sides, bool whole)
    {
        ArgumentNullException.ThrowIfNull(names);
        var apart = names.Index().Select(region => new RegionTrait(region.Item, [region.Index]));
        var pairs = sides == RegionSides.Separate ? [] : Pairs(names);
        var paired = pairs.SelectMany(pair => pair.Regions).ToHashSet();
        var measured = sides == RegionSides.Averaged
            ? apart.Where(region => !paired.Contains(region.Regions[0])).Concat(pairs).OrderBy(trait => trait.Regions.Min())
            : apart.Concat(pairs);
        return [.. measured, .. whole ? [new RegionTrait(Whole, [])] : ImmutableArray<RegionTrait>.Empty];
    }

    /// <summary>The first two of the traits with one name; null where each has its own.</summary>
    /// <param name="traits">The traits.</param>
    public static (RegionTrait First, RegionTrait Second)? Ambiguous(IReadOnlyList<RegionTrait> traits)
    {
        ArgumentNullException.ThrowIfNull(traits);
        var named = new Dictionary<string, RegionTrait>(StringComparer.Ordinal);
        foreach (var trait in traits)
        {
            if (!named.TryAdd(trait.Name, trait))
            {
                return (named[trait.Name], trait);
            }
        }

        return null;
    }

    /// <summary>What a trait measures, in words, such as <c>'ALIC-L' and 'ALIC-R' together</c>.</summary>
    /// <param name="trait">The trait.</param>
    /// <param name="names">The names of the regions.</param>
    public static string Describe(RegionTrait trait, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(trait);
        ArgumentNullException.ThrowIfNull(names);
        return trait.Regions.Length switch
        {
            0 => "all voxels inside the mask",
            1 => $"the region '{names[trait.Regions[0]]}'",
            _ => $"'{names[trait.Regions[0]]}' and '{names[trait.Regions[1]]}' together",
        };
    }
}
