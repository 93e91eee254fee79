using System.Numerics;

namespace WhiteMatter.Learning.Volumes;

/// <summary>Random numbers of a seed by xoshiro256** (Blackman and Vigna 2021), started by SplitMix64: they depend neither on libtorch nor on what else runs in the process.</summary>
internal struct RandomStream
{
    private const double TwoToMinus53 = 1.0 / (1L << 53);

    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>Begins the numbers of a seed.</summary>
    public RandomStream(ulong seed) => (_a, _b, _c, _d) = (Mix(ref seed), Mix(ref seed), Mix(ref seed), Mix(ref seed));

    /// <summary>Uniform on [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * TwoToMinus53;

    /// <summary>Uniform on [−bound, bound).</summary>
    public double Within(double bound) => (Uniform() * 2 * bound) - bound;

    /// <summary>Uniform on 0, 1 … count − 1, to a bias of count / 2^53.</summary>
    public int Below(int count) => (int)(Uniform() * count);

    /// <summary>Two numbers of the standard normal distribution (Box and Muller 1958).</summary>
    public (double First, double Second) Normals()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * Uniform());
        return (radius * cosine, radius * sine);
    }

    private ulong Next()
    {
        var next = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return next;
    }

    private static ulong Mix(ref ulong state)
    {
        var z = state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
