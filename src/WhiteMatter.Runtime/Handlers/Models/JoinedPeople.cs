using System.Collections.Immutable;
using WhiteMatter.Imaging.Volumes;
using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Runtime.Handlers.Models;

/// <summary>The people of several stores of volumes, by family and identifier where all stores have families, else by identifier alone.</summary>
/// <param name="Keys">What tells each person apart.</param>
/// <param name="Ids">Their identifiers.</param>
/// <param name="Families">Their families; null where a store has none.</param>
/// <param name="Rows">Of each store the row of each person, −1 of those who are not there.</param>
/// <param name="Any">People who are in some store.</param>
/// <param name="Incomplete">Of them, those who are not in every store.</param>
/// <param name="Lacking">Of each store how many of them are not there.</param>
internal sealed record JoinedPeople(
    ImmutableArray<string> Keys, ImmutableArray<string> Ids, ImmutableArray<string>? Families, ImmutableArray<int[]> Rows, int Any, int Incomplete, ImmutableArray<int> Lacking)
{
    /// <summary>Joins stores: in the order of the first, then those of the next who are not there.</summary>
    /// <param name="stores">The stores.</param>
    /// <param name="any">Whether people are taken who are not in every store.</param>
    public static JoinedPeople Of(IReadOnlyList<VolumeStore> stores, bool any)
    {
        var byFamily = stores.All(store => store.Families is not null);
        var rows = stores.Select(_ => new Dictionary<string, int>(StringComparer.Ordinal)).ToArray();
        var order = new List<(string Key, string Id, string? Family)>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var s = 0; s < stores.Count; s++)
        {
            var store = stores[s];
            for (var row = 0; row < store.People; row++)
            {
                var family = byFamily ? store.Families!.Value[row] : null;
                var key = Key(family, store.Ids[row]);
                if (!rows[s].TryAdd(key, row))
                {
                    throw new RunFailureException(
                        DataFileCodes.AmbiguousPerson, $"The identifier {store.Ids[row]} stands for images of people of several families, and other images have no families.");
                }

                if (known.Add(key))
                {
                    order.Add((key, store.Ids[row], family));
                }
            }
        }

        var complete = order.Where(person => rows.All(store => store.ContainsKey(person.Key))).ToList();
        var taken = any ? order : complete;
        return new JoinedPeople(
            [.. taken.Select(person => person.Key)],
            [.. taken.Select(person => person.Id)],
            byFamily ? [.. taken.Select(person => person.Family!)] : null,
            [.. rows.Select(store => taken.Select(person => store.GetValueOrDefault(person.Key, -1)).ToArray())],
            order.Count,
            order.Count - complete.Count,
            [.. rows.Select(store => order.Count - store.Count)]);
    }

    /// <summary>What tells a person apart: the identifier, or family and identifier with a tab between.</summary>
    public static string Key(string? family, string id) => family is null ? id : family + "\t" + id;
}
