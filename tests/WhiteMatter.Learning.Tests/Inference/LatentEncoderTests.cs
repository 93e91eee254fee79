using WhiteMatter.Learning.Inference;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Volumes;
using Xunit;

namespace WhiteMatter.Learning.Tests.Inference;

public sealed class LatentEncoderTests
{
    private static readonly VolumeSize Size = new(11, 12, 9);

    [LibtorchFact]
    public void Latents_are_the_same_however_people_are_divided()
    {
        var volumes = new NormalisedVolumes(new SyntheticVolumes(Size, 9), VolumeNormalisation.ZScore);
        using var network = Network();
        var told = new List<long>();
        var together = Encode(network, volumes, [.. Enumerable.Range(0, 9)], new Listener(told));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], told);
        Assert.All(together, row => Assert.Equal(5, row.Length));
        Assert.Equal(together, [.. Encode(network, volumes, [0, 1, 2, 3]), .. Encode(network, volumes, [4]), .. Encode(network, volumes, [5, 6, 7, 8])]);
        Assert.Equal(together.Reverse(), Encode(network, volumes, [.. Enumerable.Range(0, 9).Reverse()]));
        Assert.Equal(9, together.Select(row => row[0]).Distinct().Count());
    }

    [LibtorchFact]
    public void The_group_mean_is_the_mean_of_what_the_network_sees()
    {
        var source = new SyntheticVolumes(Size, 3);
        var volumes = new NormalisedVolumes(source, VolumeNormalisation.None);
        using var network = Network();
        var group = GroupReconstruction.Of(network, volumes, [0, 2], NetworkExecution.OnProcessor(1), CancellationToken.None);
        for (var i = 0; i < volumes.MaskVoxels; i++)
        {
            Assert.Equal(((double)source[0][i] + source[2][i]) / 2, group.Mean[i], 1e-12);
        }

        var one = GroupReconstruction.Of(network, volumes, [0], NetworkExecution.OnProcessor(1), CancellationToken.None);
        var two = GroupReconstruction.Of(network, volumes, [2], NetworkExecution.OnProcessor(1), CancellationToken.None);
        Assert.Equal(one.Reconstruction.Zip(two.Reconstruction, (a, b) => (a + b) / 2), group.Reconstruction);
    }

    private static double[][] Encode(VolumeAutoencoder network, NormalisedVolumes volumes, int[] people, IProgress<long>? progress = null) =>
        LatentEncoder.Encode(network, volumes, people, NetworkExecution.OnProcessor(1), progress, CancellationToken.None);

    private static VolumeAutoencoder Network()
    {
        var network = new VolumeAutoencoder(new AutoencoderArchitecture([4, 8, 8], 5), Size);
        InitialWeights.Draw(network, 3);
        return network;
    }

    private sealed class Listener(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }
}
