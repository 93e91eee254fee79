using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace WhiteMatter.Learning;

/// <summary>Twice a 3³ convolution, batch normalisation and a leaky rectifier; the grid stays.</summary>
internal sealed class ConvolutionBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor>[] _layers;

    public ConvolutionBlock(int from, int to)
        : base(nameof(ConvolutionBlock))
    {
        _layers = [.. Half(1, from, to), .. Half(2, to, to)];
    }

    public override Tensor forward(Tensor input)
    {
        var current = _layers[0].call(input);
        foreach (var layer in _layers.AsSpan(1))
        {
            // What the backward pass looks up is kept by what was recorded, not by this handle.
            using var before = current;
            current = layer.call(before);
        }

        return current;
    }

    private IEnumerable<nn.Module<Tensor, Tensor>> Half(int index, int from, int to)
    {
        yield return Add(LayerNames.Part("conv", index), nn.Conv3d(from, to, 3, padding: 1));
        yield return Add(LayerNames.Part("norm", index), nn.BatchNorm3d(to));

        // In place: the normalisation before it looks up its input, not its output.
        yield return Add(LayerNames.Part("relu", index), nn.LeakyReLU(AutoencoderArchitecture.NegativeSlope, inplace: true));
    }

    private T Add<T>(string name, T layer)
        where T : nn.Module<Tensor, Tensor>
    {
        register_module(name, layer);
        return layer;
    }
}
