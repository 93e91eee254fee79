using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Inference;

/// <summary>How much of images each latent of a variational network carries: its divergence from the standard normal distribution, in nats, the mean over people. One near 0 is collapsed: it is drawn of the same distribution whatever the image.</summary>
public static class LatentUse
{
    /// <summary>A latent of less is collapsed, in nats.</summary>
    public const double LeastDivergence = 0.01;

    /// <summary>Encodes each person alone; operations are begun on the thread that calls.</summary>
    /// <param name="network">A variational network; put into evaluation mode.</param>
    /// <param name="volumes">The volumes, of the network's grid.</param>
    /// <param name="people">Rows of the people, at least one.</param>
    /// <param name="execution">Where and in how many digits the network runs.</param>
    /// <param name="cancellationToken">Stops between two people.</param>
    /// <returns>The divergence of each latent.</returns>
    /// <exception cref="ArgumentException">The network is not variational.</exception>
    /// <exception cref="LearningException">A volume cannot be used.</exception>
    public static double[] Divergences(
        VolumeAutoencoder network, NormalisedVolumes volumes, IReadOnlyList<int> people, NetworkExecution execution, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(volumes);
        ArgumentNullException.ThrowIfNull(people);
        ArgumentOutOfRangeException.ThrowIfZero(people.Count);
        if (network.Architecture.Variational is null)
        {
            throw new ArgumentException("The latents of the network have no distributions.", nameof(network));
        }

        using var mode = no_grad();
        var place = new NetworkPlace(execution);
        place.Take(network);
        network.eval();
        var sums = new double[network.Architecture.Latents];
        Tensor Divergence(Tensor volume)
        {
            Tensor encoded;
            using (place.Digits())
            {
                encoded = network.Encoded(volume);
            }

            return LatentDivergence.OfEach(encoded.to(ScalarType.Float32));
        }

        PeoplePasses.Run(volumes, people, place, Divergence, (_, _, each) =>
        {
            for (var k = 0; k < sums.Length; k++)
            {
                sums[k] += each[k];
            }
        }, cancellationToken);
        return Array.ConvertAll(sums, sum => sum / people.Count);
    }
}
