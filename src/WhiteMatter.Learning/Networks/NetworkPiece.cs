using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Networks;

/// <summary>Layers of a network that follow one another.</summary>
/// <param name="layers">The layers.</param>
internal sealed class NetworkPiece(IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
{
    /// <summary>
    /// Cuts a network of sequences before each convolution of a block: a piece is a convolution with its normalisation and activation, and what follows
    /// them up to the next; before each block of a transformer; and before latents are drawn of their moments.
    /// </summary>
    /// <param name="halves">The sequences, in the order in which they are applied.</param>
    public static IReadOnlyList<NetworkPiece> Cut(params nn.Module<Tensor, Tensor>[] halves)
    {
        var pieces = new List<List<nn.Module<Tensor, Tensor>>> { new() };
        var leaves = halves.SelectMany(Leaves).ToArray();
        for (var i = 0; i < leaves.Length; i++)
        {
            var beginsUnit = leaves[i] is LatentSampling or TransformerBlock || (leaves[i] is Conv3d && i + 1 < leaves.Length);
            if (beginsUnit && pieces[^1].Count > 0)
            {
                pieces.Add([]);
            }

            pieces[^1].Add(leaves[i]);
        }

        return [.. pieces.Select(piece => new NetworkPiece(piece))];
    }

    /// <summary>Whether it takes the moments of latents.</summary>
    public bool TakesMoments => layers[0] is LatentSampling;

    /// <summary>What the layers give.</summary>
    public Tensor Forward(Tensor input)
    {
        var current = input;
        foreach (var layer in layers)
        {
            var next = layer.call(current);
            if (!ReferenceEquals(next, current) && !ReferenceEquals(current, input))
            {
                current.Dispose();
            }

            current = next;
        }

        return current;
    }

    /// <summary>Copies of the running statistics, of the dispose scope of the caller.</summary>
    public IReadOnlyList<(Tensor Statistic, Tensor Copy)> Statistics() =>
        [.. layers.SelectMany(layer => layer.buffers()).Select(buffer => (buffer, buffer.clone()))];

    private static IEnumerable<nn.Module<Tensor, Tensor>> Leaves(nn.Module<Tensor, Tensor> module)
    {
        if (module is not Sequential sequence)
        {
            return [module];
        }

        return Enumerable.Range(0, sequence.Count).SelectMany(i => Leaves(sequence[i]));
    }
}
