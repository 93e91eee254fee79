using System.Collections.Immutable;
using System.Globalization;

namespace WhiteMatter.Learning.Networks;

/// <summary>The convolutional autoencoder of UDIP (Patel et al. 2024): two 3³ convolutions a level, halving between levels, a linear bottleneck, and the mirror of it.</summary>
/// <param name="Channels">Channels of each level, from the finest; published: 16, 32, 64, 128, 256.</param>
/// <param name="Latents">Width of the bottleneck; published: 128.</param>
public sealed record AutoencoderArchitecture(ImmutableArray<int> Channels, int Latents) : NetworkArchitecture(Latents)
{
    /// <summary>How often each axis is halved.</summary>
    public int Halvings => Channels.Length - 1;

    /// <summary>Slope of the leaky rectifiers for negative values.</summary>
    public const double NegativeSlope = 0.01;

    internal override string Identity => string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', Channels)}:{Latents}") + (Variational?.ToString() ?? "");

    /// <inheritdoc/>
    public bool Equals(AutoencoderArchitecture? other) => base.Equals(other) && Channels.AsSpan().SequenceEqual(other.Channels.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Latents, Channels.Length);
}
