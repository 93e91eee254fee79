using System.Collections.Immutable;
using System.Globalization;

namespace WhiteMatter.Learning.Networks;

/// <summary>How a transformer knows where a patch lies.</summary>
public enum PatchPositions
{
    /// <summary>By sines and cosines of its place along each axis, at a sixth of the width of frequencies from 1 down to 1/10,000 (Vaswani et al. 2017, in three dimensions).</summary>
    Sinusoidal,

    /// <summary>By learnt numbers.</summary>
    Learned,
}

/// <summary>
/// An autoencoder of vision transformers (Dosovitskiy et al. 2021): the volume, padded with zeros after its last voxels to whole patches, is cut into cubes, each a token; blocks with normalisation before
/// attention and before the perceptron of four times the width; the mean of the tokens, normalised, and a linear layer give the latents. The decoder gives every patch the latents and its position, passes blocks of
/// the same kind, and makes each patch's voxels by a linear layer.
/// </summary>
/// <param name="Patch">Edge of a patch, in voxels.</param>
/// <param name="Width">Numbers of a token.</param>
/// <param name="Depth">Blocks of the encoder.</param>
/// <param name="Heads">Heads of attention; the width is a multiple of them.</param>
/// <param name="DecoderDepth">Blocks of the decoder.</param>
/// <param name="Positions">How it knows where a patch lies; of sines and cosines the width is a multiple of 6.</param>
/// <param name="Latents">Width of the bottleneck.</param>
public sealed record TransformerArchitecture(int Patch, int Width, int Depth, int Heads, int DecoderDepth, PatchPositions Positions, int Latents) : NetworkArchitecture(Latents)
{
    /// <summary>The perceptron of a block has so many times the width.</summary>
    public const int Expansion = 4;

    /// <inheritdoc/>
    public override ImmutableSortedDictionary<string, string> Description => Describe(
        ("network", "vit_autoencoder"),
        ("patch", Patch),
        ("width", Width),
        ("depth", Depth),
        ("heads", Heads),
        ("decoder_depth", DecoderDepth),
        ("positions", Positions == PatchPositions.Learned ? "learned" : "sin_cos"),
        ("latents", Latents));

    internal override string Identity =>
        string.Create(CultureInfo.InvariantCulture, $"transformer {Patch} {Width} {Depth} {Heads} {DecoderDepth} {Positions}:{Latents}");

    /// <summary>Checks that the numbers go together.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal void Check()
    {
        if (Patch < 1 || Width < 1 || Depth < 1 || Heads < 1 || DecoderDepth < 0 || Latents < 1 || Width % Heads != 0 || (Positions == PatchPositions.Sinusoidal && Width % 6 != 0))
        {
            throw new ArgumentException("A transformer has patches of one voxel or more, a width that is a multiple of its heads, and of 6 where positions are sines and cosines, one block or more, and one latent or more.");
        }
    }
}
