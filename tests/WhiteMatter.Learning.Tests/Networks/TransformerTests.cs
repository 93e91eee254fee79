using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Training;
using WhiteMatter.Learning.Volumes;
using Xunit;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Tests.Networks;

/// <summary>Autoencoders of vision transformers; what they compute is compared with PyTorch in <see cref="Peer.TwentyStepsTests"/>.</summary>
public sealed class TransformerTests
{
    private static readonly TransformerArchitecture Small = new(4, 12, 2, 2, 1, PatchPositions.Sinusoidal, 5);

    [LibtorchFact]
    public void Its_layers_have_as_many_numbers_as_are_said_and_give_the_grid_back()
    {
        foreach (var (size, positions) in new[] { (new VolumeSize(9, 10, 12), PatchPositions.Learned), (new VolumeSize(3, 4, 5), PatchPositions.Sinusoidal) })
        {
            using var scope = NewDisposeScope();
            using var network = new VolumeAutoencoder(Small with { Positions = positions }, size);
            Assert.Equal(network.Shapes.Parameters, network.parameters().Sum(parameter => parameter.numel()));
            Assert.Equal([2, 1, size.X, size.Y, size.Z], network.call(rand([2, 1, size.X, size.Y, size.Z])).shape);
        }
    }

    /// <summary>12 × 14 × 12 patches of 16³; per block 12 w² + 13 w, w the width: 12 · 384² + 13 · 384 = 1,774,464.</summary>
    [Fact]
    public void At_full_size_it_has_the_tokens_and_weights_counted_by_hand()
    {
        var shapes = NetworkShapes.Of(new TransformerArchitecture(16, 384, 6, 6, 2, PatchPositions.Sinusoidal, 128), new VolumeSize(182, 218, 182));
        Assert.Contains(shapes.Layers, layer => layer is { Name: "encoder.block6.attn.softmax", OutputText: "6×2016×2016" });
        const long Embedding = (4096 * 384) + 384;
        const long Pixels = (384 * 4096) + 4096;
        const long Ends = (384 * 128) + 128 + (128 * 384) + 384 + (4 * 384);
        Assert.Equal(Embedding + (8 * 1_774_464L) + Ends + Pixels, shapes.Parameters);
    }

    /// <summary>sin and cos of the place along x, y, z by hand, for frequencies 1 and 1/100 of a width of 12.</summary>
    [Fact]
    public void Positions_are_sines_and_cosines_of_the_place_along_each_axis()
    {
        var waves = AddedPositions.Waves(new PatchGrid(new VolumeSize(8, 12, 16), 4), 12);
        var token = waves.AsSpan(((1 * 3 * 4) + (2 * 4) + 3) * 12, 12).ToArray();
        double[] expected = [.. new[] { 1, 2, 3 }.SelectMany(place => new[] { Math.Sin(place), Math.Sin(place / 100.0), Math.Cos(place), Math.Cos(place / 100.0) })];
        Assert.Equal(expected, token.Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-7);
    }

    [LibtorchFact]
    public void Tokens_without_positions_could_be_anywhere_and_with_them_cannot()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var network = new VolumeAutoencoder(Small, new VolumeSize(8, 8, 8));
        InitialWeights.Draw(network, 1);
        network.eval();
        var volume = rand([1, 1, 8, 8, 8]);
        var exchanged = cat([volume.narrow(2, 4, 4), volume.narrow(2, 0, 4)], 2);
        Assert.True(network.Encode(volume).sub(network.Encode(exchanged)).abs().max().ToDouble() > 1e-3);
    }

    [LibtorchFact]
    public void A_training_that_was_stopped_goes_on_to_the_same_weights_and_one_recomputed_has_them_too()
    {
        var run = new TrainingRun { Architecture = Small };
        run = run with { Options = run.Options with { Corruption = new Corruption { Hidden = 0.5, Patch = 4 } } };
        using var whole = run.Run();
        using var folder = new TemporaryFolder();
        using (var half = (run with { Options = run.Options with { Epochs = 3 } }).Run(folder.Path))
        {
            Assert.Equal(3, half.History.Length);
        }

        using var resumed = run.Run(folder.Path);
        Assert.Equal(3, resumed.ResumedAfter);
        Assert.Equal(TrainingRun.Bytes(whole), TrainingRun.Bytes(resumed));
        using var recomputed = (run with { Options = run.Options with { Recompute = true } }).Run();
        Assert.Equal(TrainingRun.Bytes(whole), TrainingRun.Bytes(recomputed));
        Assert.True(whole.History[^1].TrainingLoss < whole.History[0].TrainingLoss);
    }

    [Theory]
    [InlineData(4, 12, 5)]
    [InlineData(4, 16, 2)]
    [InlineData(0, 12, 2)]
    public void Numbers_that_do_not_go_together_are_refused(int patch, int width, int heads) =>
        Assert.Throws<ArgumentException>(() => NetworkShapes.Of(new TransformerArchitecture(patch, width, 2, heads, 1, PatchPositions.Sinusoidal, 5), new VolumeSize(8, 8, 8)));
}
