using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>Walks over all pairs of blocks of people.</summary>
internal static class BlockPairs
{
    /// <summary>Finds pairs of people between two blocks, or within one.</summary>
    public delegate NativePair[] Finder(in NativeRelatedness.Block rows, in NativeRelatedness.Block? columns);

    /// <summary>The pairs of all blocks, by first and then second person.</summary>
    public static NativePair[] Find(PackedPeople people, Finder find, IProgress<long>? progress)
    {
        if (people.Blocks == 1)
        {
            return find(people.Load(0, 0), null);
        }

        var found = new List<NativePair>();
        var done = 0L;
        for (var a = 0; a < people.Blocks; a++)
        {
            var rows = people.Load(a, 0);
            Take(find(rows, null), rows.People * (rows.People - 1) / 2);
            for (var b = a + 1; b < people.Blocks; b++)
            {
                var columns = people.Load(b, 1);
                Take(find(rows, columns), rows.People * columns.People);
            }
        }

        found.Sort(static (x, y) => x.First != y.First ? x.First.CompareTo(y.First) : x.Second.CompareTo(y.Second));
        return [.. found];

        void Take(NativePair[] pairs, long compared)
        {
            found.AddRange(pairs);
            done += compared;
            progress?.Report(done);
        }
    }
}
