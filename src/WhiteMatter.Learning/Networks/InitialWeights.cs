using System.Numerics;
using TorchSharp;
using WhiteMatter.Statistics;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Networks;

/// <summary>
/// Initial weights of a network: the distributions of PyTorch's own, drawn by a generator of each tensor's name, so that they depend on the seed alone
/// and neither on libtorch's version nor on what else runs in the process. Weights and biases of convolutions and linear layers are uniform within
/// ±1/√fan-in (He et al. 2015 with PyTorch's a = √5); batch normalisation begins as the identity.
/// </summary>
public static class InitialWeights
{
    private const string Key = "initial weights";
    private const double TwoToMinus53 = 1.0 / (1L << 53);

    /// <summary>Draws every parameter of a network anew.</summary>
    /// <param name="network">The network.</param>
    /// <param name="seed">The study's seed.</param>
    public static void Draw(nn.Module network, long seed)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        double bound = 0;
        foreach (var (name, parameter) in network.named_parameters())
        {
            var shape = parameter.shape;
            var isWeight = name.EndsWith(".weight", StringComparison.Ordinal);
            if (isWeight)
            {
                // A bias follows its weight and shares its bound; the weight of a normalisation has one dimension.
                bound = shape.Length == 1 ? 0 : 1 / Math.Sqrt(shape.Skip(1).Aggregate(1L, (product, edge) => product * edge));
            }

            if (bound == 0)
            {
                parameter.fill_(isWeight ? 1 : 0);
                continue;
            }

            var values = new float[parameter.numel()];
            Fill(values, bound, HashedSample.Place(seed, Key, name));
            using var drawn = tensor(values, shape);
            parameter.copy_(drawn);
        }
    }

    /// <summary>Fills with values uniform on [−bound, bound) by xoshiro256** (Blackman and Vigna 2021), started by SplitMix64.</summary>
    private static void Fill(Span<float> values, double bound, ulong seed)
    {
        var (a, b, c, d) = (Mix(ref seed), Mix(ref seed), Mix(ref seed), Mix(ref seed));
        foreach (ref var value in values)
        {
            var next = BitOperations.RotateLeft(b * 5, 7) * 9;
            var shifted = b << 17;
            c ^= a;
            d ^= b;
            b ^= c;
            a ^= d;
            c ^= shifted;
            d = BitOperations.RotateLeft(d, 45);
            value = (float)(((next >> 11) * TwoToMinus53 * 2 * bound) - bound);
        }
    }

    private static ulong Mix(ref ulong state)
    {
        var z = state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
