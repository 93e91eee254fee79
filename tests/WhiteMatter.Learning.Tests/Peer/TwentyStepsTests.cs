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
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Tests.Peer;

/// <summary>
/// 20 steps of training of each network at 32 × 32 × 32 voxels, as <see cref="AutoencoderTraining"/> takes them, against PyTorch 1.13.1 (Debian's python3-torch,
/// <c>/usr/bin/python3 Peer/autoencoder.py train FOLDER</c>) from the same weights and draws.
/// </summary>
public sealed class TwentyStepsTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-5;
    private const double LearningRate = 1e-3;
    private const int Batch = 4;
    private const int Steps = 20;

    private static readonly VolumeSize Size = new(32, 32, 32);

    public static TheoryData<string> Draws => ["plain", "noise", "hidden", "augmented"];

    [PyTorchTheory]
    [MemberData(nameof(Draws))]
    public void Convolutional_autoencoder(string draws) => Compare(new AutoencoderArchitecture([4, 8, 16, 32], 16), draws);

    [PyTorchTheory]
    [InlineData(5, ChannelNormalisation.Batch, Activation.LeakyRelu)]
    [InlineData(1, ChannelNormalisation.Batch, Activation.Relu)]
    [InlineData(3, ChannelNormalisation.Instance, Activation.Elu)]
    [InlineData(3, ChannelNormalisation.Group, Activation.Gelu)]
    [InlineData(3, ChannelNormalisation.Group, Activation.Silu)]
    [InlineData(3, ChannelNormalisation.None, Activation.Relu)]
    public void Convolutions_of_other_kernels_normalisations_and_activations(int kernel, ChannelNormalisation normalisation, Activation activation) =>
        Compare(new AutoencoderArchitecture([4, 8, 12], 16) { Convolutions = new ConvolutionOptions(kernel, normalisation, activation) }, "noise");

    [PyTorchTheory]
    [InlineData("plain", 1)]
    [InlineData("plain", 40)]
    [InlineData("hidden", 4)]
    public void Variational_autoencoder(string draws, double beta) =>
        Compare(new AutoencoderArchitecture([4, 8, 16, 32], 16) { Variational = new VariationalOptions(beta, 0) }, draws);

    [PyTorchTheory]
    [InlineData("plain", PatchPositions.Sinusoidal)]
    [InlineData("plain", PatchPositions.Learned)]
    [InlineData("hidden", PatchPositions.Sinusoidal)]
    public void Vision_transformer(string draws, PatchPositions positions) => Compare(new TransformerArchitecture(8, 48, 3, 4, 2, positions, 16), draws);

    /// <summary>32 is no multiple of 7: patches reach beyond the grid.</summary>
    [PyTorchFact]
    public void Vision_transformer_of_a_grid_that_is_padded() => Compare(new TransformerArchitecture(7, 30, 2, 3, 1, PatchPositions.Sinusoidal, 8), "augmented");

    [PyTorchTheory]
    [InlineData("plain", false)]
    [InlineData("plain", true)]
    [InlineData("noise", true)]
    [InlineData("hidden", true)]
    [InlineData("augmented", true)]
    public void Convolutional_autoencoder_of_three_modalities(string draws, bool gaps) =>
        Compare(new AutoencoderArchitecture([4, 8, 16, 32], 16) { Modalities = ["fa", "gm", "fmri"] }, draws, Modalities(gaps));

    [PyTorchTheory]
    [InlineData("plain", false)]
    [InlineData("hidden", true)]
    public void Variational_autoencoder_of_three_modalities(string draws, bool gaps) =>
        Compare(new AutoencoderArchitecture([4, 8, 12], 16) { Modalities = ["fa", "gm", "fmri"], Variational = new VariationalOptions(4, 0) }, draws, Modalities(gaps));

    [PyTorchTheory]
    [InlineData("plain", true)]
    [InlineData("hidden", false)]
    public void Vision_transformer_of_three_modalities(string draws, bool gaps) =>
        Compare(new TransformerArchitecture(7, 48, 2, 4, 1, PatchPositions.Sinusoidal, 16) { Modalities = ["fa", "gm", "fmri"] }, draws, Modalities(gaps));

    /// <summary>Three kinds of images with masks, normalisations and weights of their own; with gaps one person has the first alone and two more lack one.</summary>
    private static NormalisedVolumes Modalities(bool gaps) => new(
    [
        new VolumeChannel(new SyntheticVolumes(Size, 2 * Batch), VolumeNormalisation.ZScore),
        new VolumeChannel(new SyntheticVolumes(Size, 2 * Batch, 2, 0.6, gaps ? [1, 6] : []), VolumeNormalisation.ZScore, 0.5),
        new VolumeChannel(new SyntheticVolumes(Size, 2 * Batch, 3, 0.9, gaps ? [1, 4] : []), VolumeNormalisation.None, 3),
    ]);

    /// <summary>Two steps of one person each at the size of the published network: minutes and several GB, and so by hand alone.</summary>
    [FullSizeFact]
    public void Published_network_at_full_size() => Compare(
        new AutoencoderArchitecture([16, 32, 64, 128, 256], 128),
        "plain",
        new NormalisedVolumes(new SyntheticVolumes(new VolumeSize(182, 218, 182), 2), VolumeNormalisation.ZScore),
        batch: 1,
        steps: 2);

    private void Compare(NetworkArchitecture architecture, string draws, NormalisedVolumes? several = null, int batch = Batch, int steps = Steps)
    {
        using var folder = new TemporaryFolder();
        var volumes = several ?? new NormalisedVolumes(new SyntheticVolumes(Size, 2 * Batch), VolumeNormalisation.ZScore);
        var options = new TrainingOptions
        {
            Epochs = 1,
            Batch = batch,
            LearningRate = LearningRate,
            Validation = 0,
            Patience = 1,
            Seed = 7,
            Corruption = draws switch
            {
                "noise" => new Corruption { Noise = 0.5 },
                "hidden" => new Corruption { Hidden = 0.6, Patch = 8 },
                "hidden, all voxels" => new Corruption { Hidden = 0.6, Patch = 8, Over = LossVoxels.All },
                _ => null,
            },
            Augmentation = draws == "augmented" ? new Augmentation { Noise = 0.1, Gamma = 0.3, Rotate = 10, Shift = 2, Scale = 0.1 } : null,
        };
        int[][] batches = [.. Enumerable.Range(0, steps).Select(step => Enumerable.Range(step * batch % volumes.Ids.Count, batch).ToArray())];
        var drawn = new DrawnVolumes(volumes, options.Corruption, options.Augmentation, options.Seed, architecture.Variational is null ? 0 : architecture.Latents);
        var place = new NetworkPlace(NetworkExecution.OnProcessor(1));
        using var network = new VolumeAutoencoder(architecture, volumes.Size);
        InitialWeights.Draw(network, options.Seed);
        PeerFolder.Write(folder.Path, network, volumes, batch, steps, LearningRate, threads: 1);
        PeerFolder.WriteDrawn(folder.Path, drawn, batches, epoch: 1);
        var expected = JsonSerializer.Deserialize<double[]>(PyTorch.Run("train", folder.Path))!;
        network.train();
        var losses = new double[steps];
        using (var step = new TrainingStep(network, volumes, place, options))
        using (var reader = new BatchReader(drawn, 1, batches, place))
        {
            for (var i = 0; i < steps; i++)
            {
                using var scope = NewDisposeScope();
                step.Begin();
                step.Add(reader.NextDrawn(), 1, loss => losses[i] = loss.Total.ToDouble());
                Assert.True(step.Move());
            }
        }

        var worst = losses.Zip(expected, (ours, theirs) => Math.Abs(ours - theirs) / theirs).Max();
        var latents = LatentEncoder.Encode(network, volumes, [.. Enumerable.Range(0, volumes.Ids.Count)], NetworkExecution.OnProcessor(1), null, CancellationToken.None);
        var theirLatents = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["latents.f32"])).ToArray();
        var largest = theirLatents.Max(Math.Abs);
        var apart = latents.SelectMany(row => row).Zip(theirLatents, (ours, theirs) => Math.Abs(ours - theirs)).Max() / largest;
        output.WriteLine($"{architecture}, {draws}: losses {losses[0]:G6} to {losses[^1]:G6}, apart by {worst:G3}; latents by {apart:G3} of the largest");
        if (architecture is TransformerArchitecture)
        {
            // What PyTorch saved by name is the network that we trained.
            using var theirs = new VolumeAutoencoder(architecture, volumes.Size);
            PretrainedWeights.Load(theirs, folder["trained.pt"]);
            var again = LatentEncoder.Encode(theirs, volumes, [.. Enumerable.Range(0, volumes.Ids.Count)], NetworkExecution.OnProcessor(1), null, CancellationToken.None);
            Assert.True(again.SelectMany(row => row).Zip(theirLatents, (ours, expected) => Math.Abs(ours - expected)).Max() <= Tolerance * largest);
        }

        Assert.True(worst <= Tolerance, $"{worst}");
        Assert.True(apart <= Tolerance, $"{apart}");

        if (steps < Steps)
        {
            return;
        }

        // Without normalisation the first steps are shorter.
        var fallen = architecture is AutoencoderArchitecture { Convolutions.Normalisation: ChannelNormalisation.None } ? 0.95 : 0.9;
        Assert.True(losses[^1] < fallen * losses[0], $"{losses[0]} to {losses[^1]}");
    }
}
