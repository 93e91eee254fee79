using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using WhiteMatter.Learning.Inference;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Learning.Weights;
using WhiteMatter.Torch;
using Xunit;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Tests.Peer;

/// <summary>
/// Training steps against PyTorch 1.13.1 (Debian's python3-torch, <c>/usr/bin/python3 Peer/autoencoder.py train FOLDER</c>), which builds the network from the
/// table of methods.md and starts from the same weights and volumes.
/// </summary>
public sealed class PyTorchAgreementTests
{
    private const double Tolerance = 1e-5;
    private const double LearningRate = 2e-3;

    [PyTorchFact]
    public void Five_steps_at_32_cubed_have_the_losses_and_gradients_of_pytorch() =>
        Compare(new VolumeSize(32, 32, 32), new AutoencoderArchitecture([8, 16, 32, 64], 16), batch: 4, steps: 5);

    [PyTorchFact]
    public void So_has_a_grid_whose_axes_need_every_kind_of_padding() =>
        Compare(new VolumeSize(23, 30, 21), new AutoencoderArchitecture([4, 8, 16], 12), batch: 3, steps: 5);

    [PyTorchFact]
    public void Whole_trainings_with_decay_warm_up_cosine_accumulation_and_clipping_are_those_of_pytorch()
    {
        using var folder = new TemporaryFolder();
        var (size, architecture) = (new VolumeSize(16, 16, 16), new AutoencoderArchitecture([4, 8, 16], 6));
        var volumes = new NormalisedVolumes(new SyntheticVolumes(size, 15), VolumeNormalisation.ZScore);
        int[] people = [.. Enumerable.Range(0, 15)];
        var options = new TrainingOptions
        {
            Epochs = 6,
            Batch = 3,
            LearningRate = 4e-3,
            WeightDecay = 0.1,
            Course = LearningRateCourse.Cosine,
            WarmUp = 2,
            Clip = 0.05,
            Accumulate = 2,
            Validation = 0,
            Patience = 1,
            Seed = 7,
        };
        TorchLibrary.UseThreads(1);
        using (var network = new VolumeAutoencoder(architecture, size))
        {
            InitialWeights.Draw(network, options.Seed);
            PeerFolder.Write(folder.Path, network, volumes, options.Batch, 0, options.LearningRate, threads: 1);
        }

        File.WriteAllText(folder["course.json"], JsonSerializer.Serialize(new
        {
            lr = options.LearningRate,
            weight_decay = options.WeightDecay,
            warm_up = options.WarmUp,
            accumulate = options.Accumulate,
            clip = options.Clip,
            epochs = Enumerable.Range(1, options.Epochs).Select(epoch => EpochBatches.Shuffled(people, volumes.Ids, options.Batch, options.Seed, epoch)),
        }));
        var expected = JsonSerializer.Deserialize<double[]>(PyTorch.Run("course", folder.Path))!;
        using var result = AutoencoderTraining.Run(volumes, people, architecture, options, "test", null, null, default);
        Assert.Equal(6, result.BestEpoch);
        for (var epoch = 0; epoch < expected.Length; epoch++)
        {
            Assert.InRange(result.History[epoch].TrainingLoss, expected[epoch] * (1 - Tolerance), expected[epoch] * (1 + Tolerance));
        }

        // Without clipping, decay or accumulation the losses are others.
        foreach (var other in new[] { options with { Clip = null }, options with { WeightDecay = 0 }, options with { Accumulate = 1 }, options with { WarmUp = 0 } })
        {
            using var otherwise = AutoencoderTraining.Run(volumes, people, architecture, other, "test", null, null, default);
            Assert.True(Math.Abs(otherwise.History[^1].TrainingLoss - expected[^1]) > 20 * Tolerance * expected[^1]);
        }

        var latents = LatentEncoder.Encode(result.Network, volumes, people, NetworkExecution.OnProcessor(1), null, CancellationToken.None);
        Agree(Read(folder["latents.f32"]), [[.. latents.SelectMany(row => row).Select(value => (float)value)]], 1e-4);
    }

    private static void Compare(VolumeSize size, AutoencoderArchitecture architecture, int batch, int steps)
    {
        if (!TorchLibrary.TryLoad(out var reason))
        {
            Assert.Fail(reason);
        }

        using var folder = new TemporaryFolder();
        var volumes = new NormalisedVolumes(new SyntheticVolumes(size, batch * 2), VolumeNormalisation.ZScore);
        TorchLibrary.UseThreads(1);
        using var network = new VolumeAutoencoder(architecture, size);
        InitialWeights.Draw(network, 7);
        PeerFolder.Write(folder.Path, network, volumes, batch, steps, LearningRate, threads: 1);
        var expected = JsonSerializer.Deserialize<double[]>(PyTorch.Run("train", folder.Path))!;
        var (losses, gradients) = Train(network, volumes, batch, steps);
        Assert.Equal(steps, expected.Length);
        for (var step = 0; step < steps; step++)
        {
            Assert.InRange(losses[step], expected[step] * (1 - Tolerance), expected[step] * (1 + Tolerance));
        }

        // Steps that learn nothing would agree too.
        Assert.True(losses[^1] < 0.9 * losses[0], $"{losses[0]} to {losses[^1]}");
        Agree(Read(folder["gradients.f32"]), gradients);
        var latents = LatentEncoder.Encode(network, volumes, [.. Enumerable.Range(0, batch * 2)], NetworkExecution.OnProcessor(1), null, CancellationToken.None);
        Agree(Read(folder["latents.f32"]), [[.. latents.SelectMany(row => row).Select(value => (float)value)]]);
    }

    private static (double[] Losses, List<float[]> Gradients) Train(VolumeAutoencoder network, NormalisedVolumes volumes, int batch, int steps)
    {
        network.train();
        using var adam = optim.Adam(network.parameters(), LearningRate);
        var losses = new double[steps];
        var gradients = new List<float[]>();
        var mask = new float[volumes.Size.Voxels];
        volumes.WriteMask(mask);
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            long[] grid = [volumes.Size.X, volumes.Size.Y, volumes.Size.Z];
            var x = tensor(PeerFolder.Batch(volumes, step * batch % volumes.Ids.Count, batch), [batch, 1, .. grid]);
            adam.zero_grad();
            var loss = MaskedLoss.Of(network.call(x), x, tensor(mask, [1, 1, .. grid]), volumes.MaskVoxels);
            loss.backward();
            if (step == 0)
            {
                gradients.AddRange(network.parameters().Select(parameter => parameter.grad!.data<float>().ToArray()));
            }

            adam.step();
            losses[step] = loss.ToDouble();
        }

        return (losses, gradients);
    }

    /// <summary>
    /// Each tensor agrees to the tolerance of its largest value, or of the largest of all where that is nothing but rounding: the bias of a convolution
    /// before a batch normalisation has no gradient.
    /// </summary>
    private static void Agree(float[] expected, IReadOnlyList<float[]> actual, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Length, actual.Sum(values => values.Length));
        var largestOfAll = expected.Max(Math.Abs);
        var at = 0;
        foreach (var values in actual)
        {
            var wanted = expected.AsSpan(at, values.Length);
            double largest = 0;
            double difference = 0;
            for (var i = 0; i < values.Length; i++)
            {
                largest = Math.Max(largest, Math.Abs(wanted[i]));
                difference = Math.Max(difference, Math.Abs(wanted[i] - values[i]));
            }

            Assert.True(difference <= tolerance * Math.Max(largest, 1e-3 * largestOfAll), $"{difference} of {largest} at {at}, {largestOfAll} of all");
            at += values.Length;
        }
    }

    private static float[] Read(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
}
