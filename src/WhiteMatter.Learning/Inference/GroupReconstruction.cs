using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Inference;

/// <summary>Mean volume of a group and mean of what a network makes of its members' volumes, inside the masks, in the units that the network sees; of each channel over those who have an image there, and NaN where nobody has.</summary>
/// <param name="Mean">Mean of x for each voxel of the mask.</param>
/// <param name="Reconstruction">Mean of x̂ for each voxel of the mask.</param>
public sealed record GroupReconstruction(double[] Mean, double[] Reconstruction)
{
    /// <summary>Reconstructs a group, each person alone; operations are begun on the thread that calls.</summary>
    /// <param name="network">The network; put into evaluation mode.</param>
    /// <param name="volumes">The volumes, of the network's grid.</param>
    /// <param name="people">Rows of the people, at least one.</param>
    /// <param name="execution">Where and in how many digits the network runs.</param>
    /// <param name="cancellationToken">Stops between two people.</param>
    /// <exception cref="LearningException">A volume cannot be used, or the network makes no finite numbers of it.</exception>
    public static GroupReconstruction Of(
        VolumeAutoencoder network, NormalisedVolumes volumes, IReadOnlyList<int> people, NetworkExecution execution, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(volumes);
        ArgumentNullException.ThrowIfNull(people);
        ArgumentOutOfRangeException.ThrowIfZero(people.Count);
        using var mode = no_grad();
        var place = new NetworkPlace(execution);
        place.Take(network);
        network.eval();
        var mean = new double[volumes.MaskVoxels];
        var reconstruction = new double[volumes.MaskVoxels];
        Tensor Reconstructed(Tensor volume)
        {
            using (place.Digits())
            {
                return network.call(volume);
            }
        }

        PeoplePasses.Run(volumes, people, place, Reconstructed, (i, seen, made) =>
        {
            volumes.AddInside(people[i], seen, mean);
            volumes.AddInside(people[i], made, reconstruction);
            if (!float.IsFinite(made[volumes.MaskPlaces[0]]))
            {
                throw new LearningException(
                    LearningProblem.LossNotFinite, $"The network makes no finite numbers of the image of {volumes.NameOf(people[i])}.");
            }
        }, cancellationToken);
        var present = volumes.CountPresent(people);
        for (var channel = 0; channel < volumes.Channels; channel++)
        {
            var (first, voxels) = volumes.MaskOf(channel);
            for (var i = first; i < first + voxels; i++)
            {
                mean[i] = present[channel] == 0 ? double.NaN : mean[i] / present[channel];
                reconstruction[i] = present[channel] == 0 ? double.NaN : reconstruction[i] / present[channel];
            }
        }

        return new GroupReconstruction(mean, reconstruction);
    }
}
