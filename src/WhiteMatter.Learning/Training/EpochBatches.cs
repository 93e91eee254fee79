using System.Globalization;
using WhiteMatter.Statistics;

namespace WhiteMatter.Learning.Training;

/// <summary>In which order an epoch passes over people, and how it takes them together.</summary>
internal static class EpochBatches
{
    /// <summary>
    /// The batches of an epoch: people in the order of a hash of seed, epoch and identifier, so that an epoch's order depends on nothing that
    /// came before it.
    /// </summary>
    /// <param name="people">Rows of the people.</param>
    /// <param name="ids">What tells the person of each row apart.</param>
    /// <param name="size">People a batch.</param>
    /// <param name="seed">The study's seed.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    public static List<int[]> Shuffled(IReadOnlyList<int> people, IReadOnlyList<string> ids, int size, long seed, int epoch)
    {
        var key = "order of epoch " + epoch.ToString(CultureInfo.InvariantCulture);
        var places = people.Select(row => HashedSample.Place(seed, key, ids[row])).ToArray();
        var order = Enumerable.Range(0, people.Count).ToArray();
        Array.Sort(order, (a, b) => places[a] != places[b] ? places[a].CompareTo(places[b]) : string.CompareOrdinal(ids[people[a]], ids[people[b]]));
        return Split([.. order.Select(index => people[index])], size);
    }

    /// <summary>
    /// Takes people together in their order. The last batch has those that are left; a single one joins the batch before it, since batch
    /// normalisation by one person's statistics would differ from all others of the epoch.
    /// </summary>
    /// <param name="people">Rows of the people, in order.</param>
    /// <param name="size">People a batch.</param>
    public static List<int[]> Split(int[] people, int size)
    {
        var batches = people.Chunk(size).ToList();
        if (size > 1 && batches is [.., { Length: 1 } last] && batches.Count > 1)
        {
            batches.RemoveAt(batches.Count - 1);
            batches[^1] = [.. batches[^1], .. last];
        }

        return batches;
    }
}
