using System.Collections.Immutable;
using System.Globalization;

namespace WhiteMatter.Learning.Networks;

/// <summary>The convolutional autoencoder of UDIP (Patel et al. 2024): two convolutions a level, 3³ with batch normalisation and leaky rectifiers unless asked for otherwise, halving between levels, a linear bottleneck, and the mirror of it.</summary>
/// <param name="Channels">Channels of each level, from the finest; published: 16, 32, 64, 128, 256.</param>
/// <param name="Latents">Width of the bottleneck; published: 128.</param>
public sealed record AutoencoderArchitecture(ImmutableArray<int> Channels, int Latents) : NetworkArchitecture(Latents)
{
    /// <summary>How often each axis is halved.</summary>
    public int Halvings => Channels.Length - 1;

    /// <summary>How its convolutions are made.</summary>
    public ConvolutionOptions Convolutions { get; init; } = ConvolutionOptions.Published;

    /// <summary>Slope of the leaky rectifiers for negative values.</summary>
    public const double NegativeSlope = 0.01;

    /// <inheritdoc/>
    public override ImmutableSortedDictionary<string, string> Description => Describe(
        ("network", Variational is null ? "conv_autoencoder" : "variational_autoencoder"),
        ("channels", string.Join(", ", Channels)),
        ("latents", Latents),
        ("kernel", Convolutions.Kernel),
        ("normalisation", Convolutions.NormalisationWord),
        ("activation", Convolutions.ActivationWord));

    internal override string Identity => string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', Channels)}:{Latents}") + (Variational?.ToString() ?? "") + Convolutions.Identity;

    /// <inheritdoc/>
    public bool Equals(AutoencoderArchitecture? other) => base.Equals(other) && Channels.AsSpan().SequenceEqual(other.Channels.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Latents, Channels.Length);
}
