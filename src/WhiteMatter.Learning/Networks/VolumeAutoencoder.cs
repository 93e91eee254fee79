using TorchSharp;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Networks;

/// <summary>
/// An autoencoder of volumes: the convolutional one of UDIP (Patel et al. 2024) for any grid and depth, also with latents of distributions, or one of transformers. At 182 × 218 × 182 with the channels 16, 32, 64, 128, 256
/// and 128 latents it is the published network of 138,124,497 parameters. Volumes are n × C × X × Y × Z, a channel for each kind of images, latents n × K.
/// Parameters stand in the order in which their layers are applied, each weight before its bias.
/// </summary>
public sealed class VolumeAutoencoder : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _encoder;
    private readonly LatentSampling? _sampling;
    private readonly nn.Module<Tensor, Tensor> _decoder;

    /// <summary>Makes the network with initial weights drawn by libtorch's generator; see <see cref="InitialWeights"/> for those of a seed.</summary>
    /// <param name="architecture">Its levels and latents.</param>
    /// <param name="size">The grid of its volumes.</param>
    /// <exception cref="LearningException">The grid has too few voxels for the halvings.</exception>
    public VolumeAutoencoder(NetworkArchitecture architecture, VolumeSize size)
        : base(nameof(VolumeAutoencoder))
    {
        Architecture = architecture;
        Size = size;
        Shapes = NetworkShapes.Of(architecture, size);
        (_encoder, _decoder) = architecture switch
        {
            AutoencoderArchitecture convolutional => (VolumeLayers.Encoder(convolutional, Shapes), VolumeLayers.Decoder(convolutional, Shapes)),
            TransformerArchitecture transformer => (
                TransformerLayers.Encoder(transformer, new PatchGrid(size, transformer.Patch)), TransformerLayers.Decoder(transformer, new PatchGrid(size, transformer.Patch))),
            _ => throw new ArgumentException("There is no such network.", nameof(architecture)),
        };
        _sampling = architecture.Variational is null ? null : new LatentSampling(architecture.Latents);
        register_module(LayerNames.Encoder, _encoder);
        register_module(LayerNames.Decoder, _decoder);
    }

    /// <summary>Its levels and latents.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>The grid of its volumes.</summary>
    public VolumeSize Size { get; }

    /// <summary>What each layer gives.</summary>
    public NetworkShapes Shapes { get; }

    /// <summary>The network in pieces, for steps that keep little.</summary>
    internal IReadOnlyList<NetworkPiece> Pieces => _sampling is null ? NetworkPiece.Cut(_encoder, _decoder) : NetworkPiece.Cut(_encoder, _sampling, _decoder);

    /// <summary>Latents of volumes: of a variational network their means.</summary>
    /// <param name="volumes">n × C × X × Y × Z.</param>
    /// <returns>n × K.</returns>
    public Tensor Encode(Tensor volumes)
    {
        var encoded = _encoder.call(volumes);
        if (_sampling is null)
        {
            return encoded;
        }

        using (encoded)
        {
            return encoded.narrow(1, 0, Architecture.Latents);
        }
    }

    /// <summary>What the encoder gives: latents, or the moments of a variational network.</summary>
    internal Tensor Encoded(Tensor volumes) => _encoder.call(volumes);

    /// <summary>Volumes of what the encoder gave.</summary>
    internal Tensor DecodeEncoded(Tensor encoded)
    {
        if (_sampling is null)
        {
            return Decode(encoded);
        }

        using var latents = _sampling.call(encoded);
        return Decode(latents);
    }

    /// <summary>Sets what the next passes of a variational network draw latents with; null for the means.</summary>
    /// <param name="draws">n × K of the standard normal distribution.</param>
    internal void DrawWith(Tensor? draws)
    {
        if (_sampling is not null)
        {
            _sampling.Draws = draws;
        }
    }

    /// <summary>Volumes of latents.</summary>
    /// <param name="latents">n × K.</param>
    /// <returns>n × C × X × Y × Z.</returns>
    public Tensor Decode(Tensor latents) => _decoder.call(latents);

    /// <summary>Volumes as the network makes them out of their latents.</summary>
    /// <param name="input">n × C × X × Y × Z.</param>
    public override Tensor forward(Tensor input)
    {
        using var encoded = Encoded(input);
        return DecodeEncoded(encoded);
    }
}
