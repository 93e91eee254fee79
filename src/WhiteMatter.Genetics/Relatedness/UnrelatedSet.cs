using System.Numerics;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>
/// As many people as can be kept so that no two of them are related. Families that are connected by pairs are worked out one by one: up to
/// <see cref="ExactFamily"/> people exactly, larger ones as PLINK 2's <c>--king-cutoff</c> does, which keeps a person with one relative
/// left and else removes the one with the most.
/// </summary>
public static class UnrelatedSet
{
    /// <summary>The largest family that is worked out exactly.</summary>
    public const int ExactFamily = 32;

    /// <summary>Whom to keep; the same for the same pairs, whatever their order.</summary>
    /// <param name="people">The number of people.</param>
    /// <param name="pairs">The pairs that are related.</param>
    /// <returns>For each person whether she is kept.</returns>
    public static bool[] Find(int people, IEnumerable<(int First, int Second)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var relatives = new SortedSet<int>?[people];
        foreach (var (first, second) in pairs)
        {
            (relatives[first] ??= []).Add(second);
            (relatives[second] ??= []).Add(first);
        }

        var kept = new bool[people];
        var seen = new bool[people];
        for (var i = 0; i < people; i++)
        {
            if (relatives[i] is null)
            {
                kept[i] = true;
            }
            else if (!seen[i])
            {
                var family = FamilyOf(i, relatives, seen);
                foreach (var person in family.Length <= ExactFamily ? Exactly(family, relatives) : Greedily(family, relatives))
                {
                    kept[person] = true;
                }
            }
        }

        return kept;
    }

    /// <summary>Everybody connected with a person, ascending.</summary>
    private static int[] FamilyOf(int person, SortedSet<int>?[] relatives, bool[] seen)
    {
        var family = new List<int> { person };
        seen[person] = true;
        for (var at = 0; at < family.Count; at++)
        {
            foreach (var relative in relatives[family[at]]!)
            {
                if (!seen[relative])
                {
                    seen[relative] = true;
                    family.Add(relative);
                }
            }
        }

        family.Sort();
        return [.. family];
    }

    private static IEnumerable<int> Exactly(int[] family, SortedSet<int>?[] relatives)
    {
        var neighbours = new uint[family.Length];
        for (var i = 0; i < family.Length; i++)
        {
            foreach (var relative in relatives[family[i]]!)
            {
                neighbours[i] |= 1u << Array.BinarySearch(family, relative);
            }
        }

        var all = family.Length == 32 ? uint.MaxValue : (1u << family.Length) - 1;
        var best = Largest(all, neighbours);
        return Enumerable.Range(0, family.Length).Where(i => (best >> i & 1) != 0).Select(i => family[i]);
    }

    /// <summary>A largest set without neighbours among the given: a person with at most one neighbour left may always be kept; else the one with the most is tried both ways.</summary>
    private static uint Largest(uint left, uint[] neighbours)
    {
        var chosen = 0u;
        while (left != 0)
        {
            var (most, degree) = (-1, 1);
            var certain = -1;
            for (var rest = left; rest != 0 && certain < 0; rest &= rest - 1)
            {
                var person = BitOperations.TrailingZeroCount(rest);
                var relatives = BitOperations.PopCount(neighbours[person] & left);
                certain = relatives <= 1 ? person : -1;
                (most, degree) = relatives > degree ? (person, relatives) : (most, degree);
            }

            if (certain < 0)
            {
                var with = (1u << most) | Largest(left & ~neighbours[most] & ~(1u << most), neighbours);
                var without = Largest(left & ~(1u << most), neighbours);
                return chosen | (BitOperations.PopCount(with) >= BitOperations.PopCount(without) ? with : without);
            }

            chosen |= 1u << certain;
            left &= ~(neighbours[certain] | (1u << certain));
        }

        return chosen;
    }

    private static List<int> Greedily(int[] family, SortedSet<int>?[] relatives)
    {
        // By the number of relatives left; people who have none are done.
        var degrees = family.ToDictionary(person => person, person => relatives[person]!.Count);
        var order = new SortedSet<(int Degree, int Person)>(family.Select(person => (degrees[person], person)), new MostRelatives());
        var singles = new SortedSet<int>(family.Where(person => degrees[person] == 1));
        var removed = new HashSet<int>();
        while (order.Count > 0)
        {
            var leaving = singles.Count > 0
                ? relatives[singles.Min]!.First(relative => !removed.Contains(relative))
                : order.Min.Person;
            removed.Add(leaving);
            order.Remove((degrees[leaving], leaving));
            singles.Remove(leaving);
            foreach (var relative in relatives[leaving]!)
            {
                if (removed.Contains(relative))
                {
                    continue;
                }

                order.Remove((degrees[relative], relative));
                singles.Remove(relative);
                if (--degrees[relative] > 0)
                {
                    order.Add((degrees[relative], relative));
                    if (degrees[relative] == 1)
                    {
                        singles.Add(relative);
                    }
                }
            }
        }

        return [.. family.Where(person => !removed.Contains(person))];
    }

    /// <summary>The most relatives first, then the first person.</summary>
    private sealed class MostRelatives : IComparer<(int Degree, int Person)>
    {
        public int Compare((int Degree, int Person) x, (int Degree, int Person) y) =>
            x.Degree != y.Degree ? y.Degree.CompareTo(x.Degree) : x.Person.CompareTo(y.Person);
    }
}
