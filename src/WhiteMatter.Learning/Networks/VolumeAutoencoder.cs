using TorchSharp;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Networks;

/// <summary>
/// The convolutional autoencoder of UDIP (Patel et al. 2024) for any grid and depth; at 182 × 218 × 182 with the channels 16, 32, 64, 128, 256
/// and 128 latents it is the published network of 138,124,497 parameters. Volumes are n × 1 × X × Y × Z, latents n × K.
/// Parameters stand in the order in which their layers are applied, each weight before its bias.
/// </summary>
public sealed class VolumeAutoencoder : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _encoder;
    private readonly nn.Module<Tensor, Tensor> _decoder;

    /// <summary>Makes the network with initial weights drawn by libtorch's generator; see <see cref="InitialWeights"/> for those of a seed.</summary>
    /// <param name="architecture">Its levels and latents.</param>
    /// <param name="size">The grid of its volumes.</param>
    /// <exception cref="LearningException">The grid has too few voxels for the halvings.</exception>
    public VolumeAutoencoder(AutoencoderArchitecture architecture, VolumeSize size)
        : base(nameof(VolumeAutoencoder))
    {
        Architecture = architecture;
        Shapes = NetworkShapes.Of(architecture, size);
        _encoder = VolumeLayers.Encoder(architecture, Shapes);
        _decoder = VolumeLayers.Decoder(architecture, Shapes);
        register_module(LayerNames.Encoder, _encoder);
        register_module(LayerNames.Decoder, _decoder);
    }

    /// <summary>Its levels and latents.</summary>
    public AutoencoderArchitecture Architecture { get; }

    /// <summary>What each layer gives.</summary>
    public NetworkShapes Shapes { get; }

    /// <summary>The network in pieces, for steps that keep little.</summary>
    internal IReadOnlyList<NetworkPiece> Pieces => NetworkPiece.Cut(_encoder, _decoder);

    /// <summary>Latents of volumes.</summary>
    /// <param name="volumes">n × 1 × X × Y × Z.</param>
    /// <returns>n × K.</returns>
    public Tensor Encode(Tensor volumes) => _encoder.call(volumes);

    /// <summary>Volumes of latents.</summary>
    /// <param name="latents">n × K.</param>
    /// <returns>n × 1 × X × Y × Z.</returns>
    public Tensor Decode(Tensor latents) => _decoder.call(latents);

    /// <summary>Volumes as the network makes them out of their latents.</summary>
    /// <param name="input">n × 1 × X × Y × Z.</param>
    public override Tensor forward(Tensor input)
    {
        using var latents = Encode(input);
        return Decode(latents);
    }
}
