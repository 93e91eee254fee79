using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Inference;

/// <summary>Mean volume of a group and mean of what a network makes of its members' volumes, inside the mask, in the units that the network sees.</summary>
/// <param name="Mean">Mean of x for each voxel of the mask.</param>
/// <param name="Reconstruction">Mean of x̂ for each voxel of the mask.</param>
public sealed record GroupReconstruction(double[] Mean, double[] Reconstruction)
{
    /// <summary>Reconstructs a group on the thread that calls.</summary>
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
        var made = new float[volumes.Size.Voxels];
        using var reader = new BatchReader(volumes, [.. people.Select(person => new[] { person })], place);
        foreach (var person in people)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var volume = reader.Next();
            volumes.AddInside(reader.Sent(0), mean);
            Tensor reconstructed;
            using (place.Digits())
            {
                reconstructed = network.call(volume);
            }

            reconstructed.to(ScalarType.Float32).cpu().data<float>().CopyTo(made);
            volumes.AddInside(made, reconstruction);
            if (!double.IsFinite(reconstruction[0]))
            {
                throw new LearningException(
                    LearningProblem.LossNotFinite, $"The network makes no finite numbers of the image of {volumes.NameOf(person)}.");
            }
        }

        for (var i = 0; i < mean.Length; i++)
        {
            mean[i] /= people.Count;
            reconstruction[i] /= people.Count;
        }

        return new GroupReconstruction(mean, reconstruction);
    }
}
