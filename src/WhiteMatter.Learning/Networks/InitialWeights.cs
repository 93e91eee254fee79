using TorchSharp;
using WhiteMatter.Learning.Volumes;
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
            var stream = new RandomStream(HashedSample.Place(seed, Key, name));
            foreach (ref var value in values.AsSpan())
            {
                value = (float)stream.Within(bound);
            }

            using var drawn = tensor(values, shape);
            parameter.copy_(drawn);
        }
    }
}
