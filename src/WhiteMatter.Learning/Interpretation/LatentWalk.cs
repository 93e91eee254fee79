using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Interpretation;

/// <summary>What a decoder makes of the mean latents, moved along one latent.</summary>
public static class LatentWalk
{
    /// <summary>Where the walk stops, in standard deviations of the latent from its mean.</summary>
    public static ReadOnlySpan<int> Places => [-3, -2, -1, 0, 1, 2, 3];

    /// <summary>Decodes on the thread that calls, one volume after the other.</summary>
    /// <param name="network">The network, or several whose volumes are averaged; put into evaluation mode.</param>
    /// <param name="volumes">The grid and mask.</param>
    /// <param name="means">Where the walk is at 0.</param>
    /// <param name="step">What one standard deviation adds to the latents.</param>
    /// <param name="execution">Where and in how many digits the network runs.</param>
    /// <returns>For each of <see cref="Places"/> the value in each voxel of the mask, in the units that the network sees.</returns>
    public static float[][] Along(
        LatentDecoder network, NormalisedVolumes volumes, double[] means, double[] step, NetworkExecution execution)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(volumes);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(step);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var decoder = new MaskedDecoder(network, volumes, execution);
        var walk = new float[Places.Length][];
        for (var i = 0; i < walk.Length; i++)
        {
            var place = Places[i];
            walk[i] = new float[volumes.MaskVoxels];
            decoder.Decode([means], Array.ConvertAll(step, value => place * value)).cpu().data<float>().CopyTo(walk[i]);
        }

        return walk;
    }
}
