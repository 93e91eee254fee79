using TorchSharp;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Networks;

/// <summary>The two halves of an autoencoder as sequences of named layers.</summary>
internal static class VolumeLayers
{
    /// <summary>From volumes (n × C × X × Y × Z) to latents (n × K), or to their moments (n × 2K).</summary>
    public static nn.Module<Tensor, Tensor> Encoder(AutoencoderArchitecture architecture, NetworkShapes shapes)
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        var channels = architecture.VolumeChannels;
        for (var level = 0; level < architecture.Channels.Length; level++)
        {
            if (level > 0)
            {
                var (x, y, z) = shapes.Halvings[level - 1];
                layers.Add((LayerNames.Pool(level), nn.MaxPool3d((2, 2, 2), padding: (x.Padding, y.Padding, z.Padding))));
            }

            layers.Add((LayerNames.Level(level), Block(architecture.Convolutions, channels, architecture.Channels[level])));
            channels = architecture.Channels[level];
        }

        layers.Add(("flatten", nn.Flatten()));
        var flat = shapes.Levels[^1].Voxels * channels;
        layers.Add((LayerNames.Latent, architecture.Variational is null ? nn.Linear(flat, architecture.Latents) : new LatentMoments(flat, architecture.Latents)));
        return nn.Sequential(layers);
    }

    /// <summary>From latents (n × K) to volumes (n × C × X × Y × Z).</summary>
    public static nn.Module<Tensor, Tensor> Decoder(AutoencoderArchitecture architecture, NetworkShapes shapes)
    {
        var coarsest = shapes.Levels[^1];
        var channels = architecture.Channels[^1];
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>
        {
            (LayerNames.Latent, nn.Linear(architecture.Latents, coarsest.Voxels * channels)),
            ("volume", new IntoVolume(channels, coarsest)),
        };
        for (var level = architecture.Channels.Length - 1; level > 0; level--)
        {
            var (x, y, z) = shapes.Halvings[level - 1];
            layers.Add((LayerNames.Level(level), Block(architecture.Convolutions, channels, architecture.Channels[level - 1])));
            channels = architecture.Channels[level - 1];
            layers.Add((
                LayerNames.Up(level),
                nn.ConvTranspose3d(
                    channels,
                    channels,
                    (2, 2, 2),
                    stride: (2, 2, 2),
                    padding: (x.Padding, y.Padding, z.Padding),
                    output_padding: (x.OutputPadding, y.OutputPadding, z.OutputPadding))));
        }

        layers.Add((LayerNames.Level(0), Block(architecture.Convolutions, channels, channels)));
        layers.Add((LayerNames.Output, nn.Conv3d(channels, architecture.VolumeChannels, 1)));
        return nn.Sequential(layers);
    }

    /// <summary>Twice a convolution, a normalisation and an activation; the grid stays.</summary>
    private static nn.Module<Tensor, Tensor> Block(ConvolutionOptions options, int from, int to)
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        for (var part = 1; part <= 2; part++)
        {
            layers.Add((LayerNames.Part("conv", part), nn.Conv3d(part == 1 ? from : to, to, options.Kernel, padding: options.Kernel / 2)));
            if (options.Normaliser(to) is { } normaliser)
            {
                layers.Add((LayerNames.Part("norm", part), normaliser));
            }

            layers.Add((LayerNames.Part("relu", part), options.Activator()));
        }

        return nn.Sequential(layers);
    }

    /// <summary>Makes volumes of channels out of rows.</summary>
    private sealed class IntoVolume(int channels, VolumeSize size) : nn.Module<Tensor, Tensor>(nameof(IntoVolume))
    {
        public override Tensor forward(Tensor input) => input.reshape(-1, channels, size.X, size.Y, size.Z);
    }
}
