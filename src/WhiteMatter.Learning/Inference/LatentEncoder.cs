using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Inference;

/// <summary>Encodes people's volumes by a trained network.</summary>
/// <remarks>
/// Each volume passes alone: the kernels that libtorch chooses depend on the size of a batch, and so would the last bits of the latents. In batches of one
/// they depend on the person's own volume and the numeric environment alone, however people are divided among runs.
/// On a CUDA device people are read and normalised ahead on as many threads as the execution has, and the processor waits once for
/// several passes. Memory: <see cref="NetworkShapes.EncodingBytes"/> and two volumes; for a CUDA device two volumes for each thread and four more.
/// </remarks>
public static class LatentEncoder
{
    /// <summary>Encodes; operations are begun on the thread that calls.</summary>
    /// <param name="network">The network; put into evaluation mode.</param>
    /// <param name="volumes">The volumes, of the network's grid.</param>
    /// <param name="people">Rows of the people.</param>
    /// <param name="execution">Where and in how many digits the network runs.</param>
    /// <param name="progress">Told the number of people done.</param>
    /// <param name="cancellationToken">Stops between two people.</param>
    /// <returns>For each person the K latents.</returns>
    /// <exception cref="LearningException">A volume cannot be used.</exception>
    public static double[][] Encode(
        VolumeAutoencoder network,
        NormalisedVolumes volumes,
        IReadOnlyList<int> people,
        NetworkExecution execution,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(volumes);
        ArgumentNullException.ThrowIfNull(people);
        using var mode = no_grad();
        var place = new NetworkPlace(execution);
        place.Take(network);
        network.eval();
        var latents = new double[people.Count][];
        PeoplePasses.Run(volumes, people, place, volume => Encoded(network, volume, place), (i, _, values) =>
        {
            latents[i] = Array.ConvertAll(values, value => (double)value);
            progress?.Report(i + 1);
        }, cancellationToken);
        return latents;
    }
    private static Tensor Encoded(VolumeAutoencoder network, Tensor volume, NetworkPlace place)
    {
        using (place.Digits())
        {
            return network.Encode(volume);
        }
    }
}
