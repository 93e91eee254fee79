using System.Collections.Immutable;
using WhiteMatter.Learning.Networks;

namespace WhiteMatter.Learning.Interpretation;

/// <summary>
/// What volumes are made of latents by: one network, or several whose latents stand one behind the other and whose volumes are averaged, voxel by voxel, with equal weights.
/// </summary>
public sealed class LatentDecoder
{
    /// <summary>Takes networks of one grid and as many channels.</summary>
    /// <param name="networks">At least one.</param>
    public LatentDecoder(params ReadOnlySpan<VolumeAutoencoder> networks)
    {
        ArgumentOutOfRangeException.ThrowIfZero(networks.Length);
        Networks = [.. networks];
    }

    /// <summary>The networks, in the order of their latents.</summary>
    public ImmutableArray<VolumeAutoencoder> Networks { get; }

    /// <summary>One network decodes its own latents.</summary>
    /// <param name="network">The network.</param>
    public static implicit operator LatentDecoder(VolumeAutoencoder network) => FromVolumeAutoencoder(network);

    /// <summary>One network decodes its own latents.</summary>
    /// <param name="network">The network.</param>
    public static LatentDecoder FromVolumeAutoencoder(VolumeAutoencoder network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new LatentDecoder(network);
    }
}
