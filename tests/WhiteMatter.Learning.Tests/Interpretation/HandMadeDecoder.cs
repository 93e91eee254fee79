using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Tests.Interpretation;

/// <summary>
/// A network of one level whose decoder is known: voxel v of latents z is f(Σ_k w_vk z_k + b), with f the two leaky rectifiers of its block, x above 0
/// and 0.0001 x below.
/// </summary>
internal static class HandMadeDecoder
{
    /// <summary>Of the weights, voxel by voxel in the layout of tensors, and one bias for all.</summary>
    public static VolumeAutoencoder Of(VolumeSize size, float[][] weights, float bias)
    {
        var network = new VolumeAutoencoder(new AutoencoderArchitecture([1], weights[0].Length), size);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in network.parameters())
        {
            parameter.zero_();
        }

        // In the order in which layers are applied: ten tensors of the encoder; then the linear layer, twice convolution and normalisation, and the last convolution.
        Tensor[] tensors = [.. network.parameters()];
        var centre = new float[27];
        centre[13] = 1;
        tensors[10].copy_(tensor(weights.SelectMany(row => row).ToArray(), [weights.Length, weights[0].Length]));
        tensors[11].fill_(bias);
        foreach (var at in new[] { 12, 16 })
        {
            tensors[at].copy_(tensor(centre, [1, 1, 3, 3, 3]));
            tensors[at + 2].fill_(Math.Sqrt(1 + 1e-5));
        }

        tensors[20].fill_(1);
        return network;
    }

    /// <summary>What the two rectifiers make of a number.</summary>
    public static double Rectified(double value) => value > 0 ? value : AutoencoderArchitecture.NegativeSlope * AutoencoderArchitecture.NegativeSlope * value;
}
