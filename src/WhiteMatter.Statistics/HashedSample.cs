using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WhiteMatter.Statistics;

/// <summary>
/// Draws people by a keyed hash of their identifiers: the same people on every machine and in every order of the table, and with
/// a share rather than a number also when people are added.
/// </summary>
public static class HashedSample
{
    /// <summary>
    /// A person's place in [0, 2^64): the first eight bytes, big-endian, of SHA-256 over seed, key and identifier in UTF-8 with a
    /// NUL between them (no identifier holds one).
    /// </summary>
    public static ulong Place(long seed, string key, string id)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{seed}\0{key}\0{id}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>Draws a number of people: those of the lowest places.</summary>
    /// <param name="seed">The study's seed.</param>
    /// <param name="key">What tells this draw from others, such as the study's and the cohort's name.</param>
    /// <param name="ids">Identifiers, each once.</param>
    /// <param name="size">How many to draw.</param>
    /// <returns>Indices into <paramref name="ids"/>, rising.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer people than are to be drawn, or the number is negative.</exception>
    public static int[] DrawNumber(long seed, string key, IReadOnlyList<string> ids, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, ids.Count);
        var places = new ulong[ids.Count];
        var order = new int[ids.Count];
        for (var i = 0; i < order.Length; i++)
        {
            places[i] = Place(seed, key, ids[i]);
            order[i] = i;
        }

        Array.Sort(order, (x, y) => places[x] != places[y] ? places[x].CompareTo(places[y]) : string.CompareOrdinal(ids[x], ids[y]));
        var drawn = order[..size];
        Array.Sort(drawn);
        return drawn;
    }

    /// <summary>Draws a share of people: those whose place is below the share of 2^64.</summary>
    /// <param name="seed">The study's seed.</param>
    /// <param name="key">What tells this draw from others, such as the study's and the cohort's name.</param>
    /// <param name="ids">Identifiers, each once.</param>
    /// <param name="share">Between 0 and 1.</param>
    /// <returns>Indices into <paramref name="ids"/>, rising.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    public static int[] DrawShare(long seed, string key, IReadOnlyList<string> ids, double share)
    {
        if (!(share is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share is between 0 and 1.");
        }

        // 2^64 times a double is exact, and 1 takes everybody.
        var bound = (UInt128)Math.ScaleB(share, 64);
        var drawn = new List<int>();
        for (var i = 0; i < ids.Count; i++)
        {
            if (Place(seed, key, ids[i]) < bound)
            {
                drawn.Add(i);
            }
        }

        return [.. drawn];
    }
}
