using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace WhiteMatter.Learning;

/// <summary>The way from latents (n × K) to volumes (n × 1 × X × Y × Z).</summary>
internal sealed class VolumeDecoder : nn.Module<Tensor, Tensor>
{
    private readonly Linear _latent;
    private readonly List<nn.Module<Tensor, Tensor>> _layers = [];
    private readonly long[] _coarsest;

    public VolumeDecoder(AutoencoderArchitecture architecture, NetworkShapes shapes)
        : base(nameof(VolumeDecoder))
    {
        var size = shapes.Levels[^1];
        _coarsest = [-1, architecture.Channels[^1], size.X, size.Y, size.Z];
        _latent = nn.Linear(architecture.Latents, size.Voxels * architecture.Channels[^1]);
        register_module(LayerNames.Latent, _latent);
        for (var level = architecture.Channels.Length - 1; level > 0; level--)
        {
            var channels = architecture.Channels[level - 1];
            var (x, y, z) = shapes.Halvings[level - 1];
            Add(LayerNames.Level(level), new ConvolutionBlock(architecture.Channels[level], channels));
            Add(
                LayerNames.Up(level),
                nn.ConvTranspose3d(
                    channels,
                    channels,
                    (2, 2, 2),
                    stride: (2, 2, 2),
                    padding: (x.Padding, y.Padding, z.Padding),
                    output_padding: (x.OutputPadding, y.OutputPadding, z.OutputPadding)));
        }

        Add(LayerNames.Level(0), new ConvolutionBlock(architecture.Channels[0], architecture.Channels[0]));
        Add(LayerNames.Output, nn.Conv3d(architecture.Channels[0], 1, 1));
    }

    public override Tensor forward(Tensor input)
    {
        using var flat = _latent.call(input);
        var current = flat.reshape(_coarsest);
        foreach (var layer in _layers)
        {
            using var before = current;
            current = layer.call(before);
        }

        return current;
    }

    private void Add(string name, nn.Module<Tensor, Tensor> layer)
    {
        register_module(name, layer);
        _layers.Add(layer);
    }
}
