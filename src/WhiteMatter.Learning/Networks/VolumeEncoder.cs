using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace WhiteMatter.Learning;

/// <summary>The way from volumes (n × 1 × X × Y × Z) to latents (n × K).</summary>
internal sealed class VolumeEncoder : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.Module<Tensor, Tensor>> _levels = [];
    private readonly Linear _latent;

    public VolumeEncoder(AutoencoderArchitecture architecture, NetworkShapes shapes)
        : base(nameof(VolumeEncoder))
    {
        var channels = 1;
        for (var level = 0; level < architecture.Channels.Length; level++)
        {
            if (level > 0)
            {
                var (x, y, z) = shapes.Halvings[level - 1];
                Add(LayerNames.Pool(level), nn.MaxPool3d((2, 2, 2), padding: (x.Padding, y.Padding, z.Padding)));
            }

            Add(LayerNames.Level(level), new ConvolutionBlock(channels, architecture.Channels[level]));
            channels = architecture.Channels[level];
        }

        _latent = nn.Linear(shapes.Levels[^1].Voxels * channels, architecture.Latents);
        register_module(LayerNames.Latent, _latent);
    }

    public override Tensor forward(Tensor input)
    {
        var current = _levels[0].call(input);
        foreach (var layer in _levels.Skip(1))
        {
            using var before = current;
            current = layer.call(before);
        }

        using var last = current;
        using var flat = last.flatten(1);
        return _latent.call(flat);
    }

    private void Add(string name, nn.Module<Tensor, Tensor> layer)
    {
        register_module(name, layer);
        _levels.Add(layer);
    }
}
