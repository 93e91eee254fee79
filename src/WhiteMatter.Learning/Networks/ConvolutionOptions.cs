using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Networks;

/// <summary>What centres and scales the channels that a convolution gives.</summary>
public enum ChannelNormalisation
{
    /// <summary>Each channel over the batch (Ioffe and Szegedy 2015), with running statistics for use.</summary>
    Batch,

    /// <summary>Each channel of a person (Ulyanov et al. 2016).</summary>
    Instance,

    /// <summary>Groups of a person's channels (Wu and He 2018): eight, or the most of 4, 2 and 1 that goes into the channels.</summary>
    Group,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>The function after it.</summary>
public enum Activation
{
    /// <summary>x where positive, else 0.01 x.</summary>
    LeakyRelu,

    /// <summary>x where positive, else 0.</summary>
    Relu,

    /// <summary>x where positive, else eˣ − 1 (Clevert et al. 2016).</summary>
    Elu,

    /// <summary>x Φ(x) (Hendrycks and Gimpel 2016).</summary>
    Gelu,

    /// <summary>x / (1 + e⁻ˣ) (Elfwing et al. 2018).</summary>
    Silu,
}

/// <summary>How the convolutions of blocks are made.</summary>
/// <param name="Kernel">Voxels along an edge of their kernels, an odd number.</param>
/// <param name="Normalisation">What centres and scales their channels.</param>
/// <param name="Activation">The function after it.</param>
public sealed record ConvolutionOptions(int Kernel, ChannelNormalisation Normalisation, Activation Activation)
{
    private const int MostGroups = 8;

    /// <summary>Those of UDIP.</summary>
    public static ConvolutionOptions Published { get; } = new(3, ChannelNormalisation.Batch, Activation.LeakyRelu);

    /// <summary>The word of studies for the normalisation.</summary>
    internal string NormalisationWord => Normalisation.ToString().ToLowerInvariant();

    /// <summary>The word of studies for the activation.</summary>
    internal string ActivationWord => Activation == Activation.LeakyRelu ? "leaky_relu" : Activation.ToString().ToLowerInvariant();

    /// <summary>The kind of the layer that normalises; null for none.</summary>
    internal string? NormalisationKind => Normalisation switch
    {
        ChannelNormalisation.Batch => "BatchNorm3d",
        ChannelNormalisation.None => null,
        _ => "GroupNorm",
    };

    /// <summary>The kind of the layer after it.</summary>
    internal string ActivationKind => Activation switch
    {
        Activation.Relu => "ReLU",
        Activation.Elu => "ELU",
        Activation.Gelu => "GELU",
        Activation.Silu => "SiLU",
        _ => "LeakyReLU",
    };

    /// <summary>Whether a layer of this kind overwrites what it is given, and so keeps nothing of its own.</summary>
    internal static bool InPlace(string kind) => kind is "LeakyReLU" or "ReLU";

    /// <summary>What tells checkpoints apart; empty for the published ones.</summary>
    internal string Identity => this == Published ? "" : string.Create(CultureInfo.InvariantCulture, $" {Kernel} {NormalisationWord} {ActivationWord}");

    /// <summary>The layer that normalises; null for none.</summary>
    internal nn.Module<Tensor, Tensor>? Normaliser(int channels) => Normalisation switch
    {
        ChannelNormalisation.Batch => nn.BatchNorm3d(channels),
        ChannelNormalisation.Instance => nn.GroupNorm(channels, channels),
        ChannelNormalisation.Group => nn.GroupNorm(Groups(channels), channels),
        _ => null,
    };

    /// <summary>The layer after it. A rectifier works in place, since neither the normalisation nor the convolution before it looks up in the backward pass what it gave.</summary>
    internal nn.Module<Tensor, Tensor> Activator() => Activation switch
    {
        Activation.Relu => nn.LeakyReLU(0, inplace: true),
        Activation.Elu => nn.ELU(),
        Activation.Gelu => nn.GELU(),
        Activation.Silu => nn.SiLU(),
        _ => nn.LeakyReLU(AutoencoderArchitecture.NegativeSlope, inplace: true),
    };

    /// <summary>Checks that the kernel has a middle.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    internal void Check()
    {
        if (Kernel < 1 || Kernel % 2 == 0)
        {
            throw new ArgumentException("The kernel of a convolution has an odd number of voxels along an edge.");
        }
    }

    private static int Groups(int channels)
    {
        var groups = MostGroups;
        while (channels % groups != 0)
        {
            groups /= 2;
        }

        return groups;
    }
}
