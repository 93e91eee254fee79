using System.Runtime.InteropServices;
using WhiteMatter.Learning.Interpretation;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Peer;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Volumes;
using Xunit;

namespace WhiteMatter.Learning.Tests.Interpretation;

public sealed class DecoderPerturbationTests
{
    private const int Latents = 3;
    private static readonly VolumeSize Size = new(6, 5, 4);

    /// <summary>Expected: the paired t of the closed form of <see cref="HandMadeDecoder"/>, in double precision.</summary>
    [LibtorchFact]
    public void A_latent_that_lights_one_region_has_the_paired_t_of_the_closed_form_there_and_none_elsewhere()
    {
        var volumes = new NormalisedVolumes(new SyntheticVolumes(Size, 2), VolumeNormalisation.None);
        var people = People(40, 5);
        var weights = Weights((voxel, latent) => voxel % 3 == latent ? 0.3f + (0.01f * voxel) : 0);
        using var network = HandMadeDecoder.Of(Size, weights, 0.1f);
        double[] step = [0, 0.8, 0];
        var (map, inside) = (One(network, volumes, people, step), Inside(volumes));
        for (var v = 0; v < map.Length; v++)
        {
            var w = weights[inside[v]];
            double[] differences =
            [
                .. people.Select(z =>
                    HandMadeDecoder.Rectified((w[0] * z[0]) + (w[1] * (z[1] + step[1])) + (w[2] * z[2]) + 0.1)
                    - HandMadeDecoder.Rectified((w[0] * z[0]) + (w[1] * z[1]) + (w[2] * z[2]) + 0.1)),
            ];
            var expected = PairedT(differences);
            Assert.True(inside[v] % 3 == 1 ? Math.Abs(map[v] - expected) <= 1e-4 * expected : map[v] == 0, $"{map[v]} for {expected}");
        }

        Assert.Contains(map, value => value > 3);
    }

    /// <summary>Expected: every difference is w s, so that its standard deviation is the least one, 2⁻²⁰ of the root mean square r of what is decoded, and |t| = |w| s √n / (2⁻²⁰ r).</summary>
    [LibtorchFact]
    public void Where_everybody_moves_alike_t_is_finite_and_in_proportion_to_the_weights()
    {
        var volumes = new NormalisedVolumes(new SyntheticVolumes(Size, 2), VolumeNormalisation.None);
        var people = People(16, 9);
        var weights = Weights((voxel, latent) => latent == 0 ? 0.0625f * (voxel % 5) : 0);
        using var network = HandMadeDecoder.Of(Size, weights, 64);
        var (map, inside) = (One(network, volumes, people, [0.5, 0, 0]), Inside(volumes));
        var square = people.Average(z => inside.Average(voxel => Math.Pow(64 + (weights[voxel][0] * z[0]), 2)));
        var least = Math.Sqrt(square) / (1 << 20);
        var change = One(network, volumes, people, [0.5, 0, 0], DifferenceStatistic.MeanChange);
        for (var v = 0; v < map.Length; v++)
        {
            var expected = weights[inside[v]][0] * 0.5 * 4 / least;
            Assert.True(Math.Abs(map[v] - expected) <= 1e-3 * Math.Max(expected, 1e-3), $"{map[v]} for {expected}");
            Assert.Equal(weights[inside[v]][0] * 0.5, change[v], 1e-4);
        }
    }

    [LibtorchFact]
    public void A_map_is_the_same_whatever_other_steps_are_asked_for_and_everything_decoded_is_told()
    {
        var volumes = new NormalisedVolumes(new SyntheticVolumes(new VolumeSize(11, 12, 9), 2), VolumeNormalisation.None);
        using var network = new VolumeAutoencoder(new AutoencoderArchitecture([4, 8], Latents), volumes.Size);
        InitialWeights.Draw(network, 3);
        var people = People(70, 2);
        double[][] steps = [.. Enumerable.Range(0, 70).Select(i => new[] { 0.1 * i, 1 - (0.02 * i), 0.5 })];
        var (together, told) = (new List<float[]>(), new List<long>());
        DecoderPerturbation.Run(
            network, volumes, people, steps, DifferenceStatistic.PairedT, NetworkExecution.OnProcessor(1), (_, map) => together.Add([.. map]), new Listener(told), CancellationToken.None);
        Assert.Equal(DecoderPerturbation.Decodings(70, 70, volumes.MaskVoxels), told[^1]);
        Assert.Equal(70 * 72, told[^1]);
        foreach (var at in new[] { 0, 33, 69 })
        {
            Assert.Equal(together[at], One(network, volumes, people, steps[at]));
        }
    }

    [LibtorchFact]
    public void It_stops_when_it_is_told_to()
    {
        var volumes = new NormalisedVolumes(new SyntheticVolumes(Size, 2), VolumeNormalisation.None);
        using var network = HandMadeDecoder.Of(Size, Weights((_, _) => 0.5f), 0);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => DecoderPerturbation.Run(
            network, volumes, People(200, 1), [[1, 0, 0], [0, 1, 0]], DifferenceStatistic.PairedT, NetworkExecution.OnProcessor(1), (_, _) => { }, new Stopping(source), source.Token));
    }

    [LibtorchFact]
    public void Weights_that_are_no_numbers_are_an_error()
    {
        var volumes = new NormalisedVolumes(new SyntheticVolumes(Size, 2), VolumeNormalisation.None);
        using var network = HandMadeDecoder.Of(Size, Weights((_, _) => float.NaN), 0);
        var failure = Assert.Throws<LearningException>(() => One(network, volumes, People(10, 1), [1, 0, 0]));
        Assert.Equal(LearningProblem.LossNotFinite, failure.Problem);
    }

    [LibtorchFact]
    public void A_walk_decodes_the_mean_latents_moved_by_whole_standard_deviations()
    {
        var volumes = new NormalisedVolumes(new SyntheticVolumes(Size, 2), VolumeNormalisation.None);
        var weights = Weights((voxel, latent) => latent == 2 ? 0.25f * (1 + (voxel % 2)) : 0);
        using var network = HandMadeDecoder.Of(Size, weights, 32);
        var distribution = LatentDistribution.Of(People(30, 4));
        var walk = LatentWalk.Along(network, volumes, [.. distribution.Means], distribution.Step(2), NetworkExecution.OnProcessor(1));
        var inside = Inside(volumes);
        for (var i = 0; i < 7; i++)
        {
            for (var v = 0; v < inside.Length; v++)
            {
                var expected = 32 + (weights[inside[v]][2] * (distribution.Means[2] + ((i - 3) * distribution.StandardDeviations[2])));
                Assert.Equal(expected, walk[i][v], 1e-4);
            }
        }
    }

    /// <summary>Of linear decoders the mean is the linear decoder of mean weights: each network has its own latents.</summary>
    [LibtorchFact]
    public void Several_networks_decode_their_own_latents_and_are_averaged()
    {
        var volumes = new NormalisedVolumes(new SyntheticVolumes(Size, 2), VolumeNormalisation.None);
        var (first, second) = (Weights((voxel, latent) => latent == 0 ? 0.25f * (1 + (voxel % 2)) : 0), Weights((voxel, latent) => latent == 1 ? 0.5f * (1 + (voxel % 3)) : 0));
        using var one = HandMadeDecoder.Of(Size, first, 32);
        using var two = HandMadeDecoder.Of(Size, second, 64);
        double[] means = [1, 0, 0, 0, 2, 0], step = [0.5, 9, 9, 9, 0.25, 9];
        var walk = LatentWalk.Along(new LatentDecoder(one, two), volumes, means, step, NetworkExecution.OnProcessor(1));
        var inside = Inside(volumes);
        for (var i = 0; i < 7; i++)
        {
            for (var v = 0; v < inside.Length; v++)
            {
                var expected = (32 + (first[inside[v]][0] * (1 + ((i - 3) * 0.5))) + 64 + (second[inside[v]][1] * (2 + ((i - 3) * 0.25)))) / 2;
                Assert.Equal(expected, walk[i][v], 1e-4);
            }
        }
    }

    /// <summary>Expected: the sums written out in double precision over what <see cref="HandMadeDecoder"/> gives.</summary>
    [LibtorchFact]
    public void Variance_is_explained_by_voxel_between_people_and_by_person_over_voxels()
    {
        var source = new SyntheticVolumes(Size, 4);
        var volumes = new NormalisedVolumes(source, VolumeNormalisation.None);
        var weights = Weights((voxel, latent) => latent == 0 ? 0.01f * (voxel % 7) : 0);
        using var network = HandMadeDecoder.Of(Size, weights, 0.5f);
        double[][] latents = [[1, 0, 0], [2, 0, 0], [-1, 0, 0]];
        int[] people = [0, 1, 3];
        var explained = ExplainedVariance.Of(network, volumes, people, latents, NetworkExecution.OnProcessor(1), null, CancellationToken.None);
        var inside = Inside(volumes);
        double Made(int person, int v) => HandMadeDecoder.Rectified((weights[inside[v]][0] * latents[person][0]) + 0.5);
        for (var v = 0; v < inside.Length; v++)
        {
            double[] values = [.. people.Select(person => (double)source[person][v])];
            Assert.Equal(values.Select((value, i) => Math.Pow(value - Made(i, v), 2)).Sum(), explained.Residual[v], 1e-6);
            Assert.Equal(values.Sum(value => Math.Pow(value - values.Average(), 2)), explained.Total[v], 1e-12);
        }

        for (var i = 0; i < people.Length; i++)
        {
            var values = source[people[i]];
            var error = values.Select((value, v) => Math.Pow(value - Made(i, v), 2)).Sum();
            var own = values.Sum(value => Math.Pow(value - values.Average(x => (double)x), 2));
            Assert.Equal(1 - (error / own), explained.OfPeople[i], 1e-5);
        }
    }

    /// <summary>PyTorch 1.13.1 and numpy (<c>/usr/bin/python3 Peer/perturbation.py FOLDER</c>), from the same weights.</summary>
    [PyTorchFact]
    public void Maps_agree_with_pytorch()
    {
        using var folder = new TemporaryFolder();
        var volumes = new NormalisedVolumes(new SyntheticVolumes(new VolumeSize(15, 18, 13), 2), VolumeNormalisation.None);
        using var network = new VolumeAutoencoder(new AutoencoderArchitecture([4, 8, 8], Latents), volumes.Size);
        InitialWeights.Draw(network, 11);
        PeerFolder.Write(folder.Path, network, volumes, 1, 0, 1e-3, threads: 1);
        var people = People(60, 8);
        double[][] steps = [[3, 0, 0], [0, -2, 1.5]];
        Write(folder["people.f32"], people);
        Write(folder["steps.f32"], steps);
        var (code, _, errors) = PyTorch.TryRun([Path.Combine(AppContext.BaseDirectory, "Peer", "perturbation.py"), folder.Path]);
        Assert.True(code == 0, errors);
        var expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(folder["t.f64"]));
        var inside = Inside(volumes);
        for (var step = 0; step < steps.Length; step++)
        {
            var map = One(network, volumes, people, steps[step]);
            var differs = 0.0;
            for (var v = 0; v < map.Length; v++)
            {
                var t = expected[(step * (int)volumes.Size.Voxels) + inside[v]];
                differs = Math.Max(differs, Math.Abs(map[v] - t) / (1 + t));
            }

            Assert.True(differs < 1e-3, $"{differs}");
        }
    }

    private static void Write(string path, double[][] rows) =>
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(rows.SelectMany(row => row).Select(value => (float)value).ToArray().AsSpan()));

    private static float[] One(
        VolumeAutoencoder network, NormalisedVolumes volumes, double[][] people, double[] step, DifferenceStatistic statistic = DifferenceStatistic.PairedT)
    {
        float[] found = [];
        DecoderPerturbation.Run(
            network, volumes, people, [step], statistic, NetworkExecution.OnProcessor(1), (_, map) => found = [.. map], null, CancellationToken.None);
        return found;
    }

    /// <summary>People's latents that single precision holds exactly.</summary>
    private static double[][] People(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Latents).Select(_ => (random.Next(-2048, 2048) + 300) / 1024.0).ToArray())];
    }

    private static float[][] Weights(Func<int, int, float> weight) =>
        [.. Enumerable.Range(0, (int)Size.Voxels).Select(voxel => Enumerable.Range(0, Latents).Select(latent => weight(voxel, latent)).ToArray())];

    /// <summary>Place of each voxel of the mask in a tensor, read off volumes that hold one voxel each.</summary>
    private static int[] Inside(NormalisedVolumes volumes)
    {
        var size = volumes.Size;
        var mask = new float[size.Voxels];
        volumes.WriteMask(mask);

        // The source's order runs along x first, a tensor's along z first.
        return
        [
            .. from z in Enumerable.Range(0, size.Z)
               from y in Enumerable.Range(0, size.Y)
               from x in Enumerable.Range(0, size.X)
               let place = (((x * size.Y) + y) * size.Z) + z
               where mask[place] > 0
               select place,
        ];
    }

    private static double PairedT(double[] differences)
    {
        var mean = differences.Average();
        var variance = differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1);
        return Math.Abs(mean) / Math.Sqrt(variance / differences.Length);
    }

    private sealed class Listener(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }

    private sealed class Stopping(CancellationTokenSource source) : IProgress<long>
    {
        public void Report(long value) => source.Cancel();
    }
}
