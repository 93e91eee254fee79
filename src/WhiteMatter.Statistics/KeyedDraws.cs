using WhiteMatter.Statistics.Distributions;

namespace WhiteMatter.Statistics;

/// <summary>
/// Random numbers that are a function of seed, purpose, owner and place: Philox 4×32-10 (Salmon and others 2011, SC '11, "Parallel random
/// numbers: as easy as 1, 2, 3"), its key the owner's place by <see cref="HashedSample.Place"/>. Draws may be asked for in any order, on any
/// thread, by any number of owners, and are always the same.
/// </summary>
/// <remarks>
/// Only integer arithmetic and the basic operations and square roots of IEEE 754 are used, no mathematical library of the system, so that
/// the numbers are the same on every machine.
/// </remarks>
public readonly struct KeyedDraws
{
    private readonly ulong _key;

    private KeyedDraws(ulong key) => _key = key;

    /// <summary>The draws of an owner for a purpose.</summary>
    /// <param name="seed">The study's seed.</param>
    /// <param name="purpose">What is drawn.</param>
    /// <param name="owner">Whom or what it is drawn for, such as a person's identifier.</param>
    public static KeyedDraws For(long seed, string purpose, string owner = "") => new(HashedSample.Place(seed, purpose, owner));

    /// <summary>64 random bits.</summary>
    /// <param name="place">Which draw.</param>
    public ulong Bits(ulong place)
    {
        // A block of the generator holds two draws.
        var block = place >> 1;
        var (a, b, c, d) = Block(
            ((uint)block, (uint)(block >> 32), 0, 0), ((uint)_key, (uint)(_key >> 32)));
        return (place & 1) == 0 ? a | ((ulong)b << 32) : c | ((ulong)d << 32);
    }

    /// <summary>A uniform draw from (0, 1), a multiple of 2⁻⁵³ that is never 0 or 1.</summary>
    /// <param name="place">Which draw.</param>
    public double Uniform(ulong place) => ((Bits(place) >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>A whole number from 0 to below a bound, each equally likely but for a bias below bound / 2⁶⁴.</summary>
    /// <param name="place">Which draw.</param>
    /// <param name="bound">The bound, at least 1.</param>
    public int Below(ulong place, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)Math.BigMul(Bits(place), (ulong)bound, out _);
    }

    /// <summary>A standard normal draw: the quantile of a uniform draw, between −8.3 and 8.3.</summary>
    /// <param name="place">Which draw.</param>
    public double Normal(ulong place) => Distributions.Normal.ArithmeticQuantile(Uniform(place));

    /// <summary>Ten rounds of Philox 4×32.</summary>
    internal static (uint A, uint B, uint C, uint D) Block((uint A, uint B, uint C, uint D) counter, (uint A, uint B) key)
    {
        var (a, b, c, d) = counter;
        var (k0, k1) = key;
        for (var round = 0; round < 10; round++)
        {
            var first = 0xD2511F53UL * a;
            var second = 0xCD9E8D57UL * c;
            (a, b, c, d) = ((uint)(second >> 32) ^ b ^ k0, (uint)second, (uint)(first >> 32) ^ d ^ k1, (uint)first);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return (a, b, c, d);
    }
}
