using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Learning.Weights;
using Xunit;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Tests.Networks;

public sealed class VolumeAutoencoderTests
{
    [LibtorchFact]
    public void A_volume_of_any_grid_from_8_to_64_comes_back_in_its_own_shape()
    {
        using var mode = no_grad();
        var random = new Random(11);
        var axes = Enumerable.Range(8, 57).ToArray();

        // Each size once along each axis, in three orders.
        var (x, y, z) = (Shuffled(axes, random), Shuffled(axes, random), Shuffled(axes, random));
        for (var i = 0; i < axes.Length; i++)
        {
            using var scope = NewDisposeScope();
            using var network = new VolumeAutoencoder(new AutoencoderArchitecture([1, 1, 2, 1], 2), new VolumeSize(x[i], y[i], z[i]));
            network.eval();
            var input = zeros(new long[] { 1, 1, x[i], y[i], z[i] });
            Assert.Equal(input.shape, network.call(input).shape);
        }
    }

    [LibtorchFact]
    public void Its_tensors_are_those_that_the_shapes_tell_of_in_the_order_of_the_layers()
    {
        using var network = new VolumeAutoencoder(new AutoencoderArchitecture([2, 3, 5], 4), new VolumeSize(9, 10, 12));
        var layers = network.Shapes.Layers.Where(layer => layer.Parameters > 0).ToArray();
        var named = network.named_parameters().ToArray();
        Assert.Equal(layers.SelectMany(layer => new[] { layer.Name + ".weight", layer.Name + ".bias" }), named.Select(entry => entry.name));
        Assert.Equal(
            layers.Select(layer => layer.Parameters),
            layers.Select(layer => named.Where(entry => entry.name.StartsWith(layer.Name + ".", StringComparison.Ordinal)).Sum(entry => entry.parameter.numel())));
        Assert.Equal(network.Shapes.Parameters, network.parameters().Sum(parameter => parameter.numel()));

        // Running mean, running variance and count of each normalisation are saved too.
        var norms = layers.Count(layer => layer.Kind == "BatchNorm3d");
        Assert.Equal(named.Length + (3 * norms), network.state_dict().Count);
    }

    /// <summary>He et al. 2015 as PyTorch applies it: uniform within ±1/√fan-in, fan-in = channels in × 27 or features in; of a transposed convolution channels out × 8.</summary>
    [LibtorchTheory]
    [InlineData("encoder.level2.conv1", 16 * 27)]
    [InlineData("encoder.latent", 16 * 8 * 8 * 8)]
    [InlineData("decoder.up2", 16 * 8)]
    [InlineData("decoder.output", 16)]
    public void Initial_weights_are_uniform_within_pytorchs_bounds(string layer, int fanIn)
    {
        using var network = new VolumeAutoencoder(new AutoencoderArchitecture([16, 16], 64), new VolumeSize(16, 16, 16));
        InitialWeights.Draw(network, 7);
        var bound = 1 / Math.Sqrt(fanIn);
        var weights = network.state_dict()[layer + ".weight"].data<float>().ToArray();
        Assert.All(network.state_dict()[layer + ".bias"].data<float>().ToArray(), bias => Assert.InRange(bias, -bound, bound));
        Assert.InRange(weights.Max(Math.Abs), 0.8 * bound, bound);

        // Of n values uniform on ±b: the mean has standard deviation b/√(3n), the mean square b²/3 one of b²√(4/45)/√n.
        var n = weights.Length;
        Assert.InRange(weights.Average(), -5 * bound / Math.Sqrt(3 * n), 5 * bound / Math.Sqrt(3 * n));
        Assert.InRange(weights.Average(w => w * w) / (bound * bound), (1 / 3.0) - (5 * 0.3 / Math.Sqrt(n)), (1 / 3.0) + (5 * 0.3 / Math.Sqrt(n)));
    }

    [LibtorchFact]
    public void Initial_weights_follow_from_the_seed_alone()
    {
        var architecture = new AutoencoderArchitecture([2, 4], 3);
        using var one = new VolumeAutoencoder(architecture, new VolumeSize(8, 8, 8));
        _ = manual_seed(99);
        using var two = new VolumeAutoencoder(architecture, new VolumeSize(8, 8, 8));
        InitialWeights.Draw(one, 7);
        InitialWeights.Draw(two, 7);
        Assert.Equal(Bytes(one), Bytes(two));
        InitialWeights.Draw(two, 8);
        Assert.NotEqual(Bytes(one), Bytes(two));
    }

    [LibtorchFact]
    public void Weights_are_loaded_whole_or_refused()
    {
        using var folder = new TemporaryFolder();
        var architecture = new AutoencoderArchitecture([2, 4], 3);
        using var saved = new VolumeAutoencoder(architecture, new VolumeSize(8, 8, 8));
        File.WriteAllBytes(folder["w"], Bytes(saved));
        using var loaded = new VolumeAutoencoder(architecture, new VolumeSize(8, 8, 8));
        NetworkWeights.Load(loaded, folder["w"]);
        Assert.Equal(Bytes(saved), Bytes(loaded));

        using var wider = new VolumeAutoencoder(architecture with { Latents = 4 }, new VolumeSize(8, 8, 8));
        var before = Bytes(wider);
        var problem = Assert.Throws<LearningException>(() => NetworkWeights.Load(wider, folder["w"]));
        Assert.Equal(LearningProblem.WeightsOfOtherNetwork, problem.Problem);
        Assert.Contains("encoder.latent.weight is F32 [3, 256] in place of F32 [4, 256]", problem.Message, StringComparison.Ordinal);
        Assert.Equal(before, Bytes(wider));

        // Running statistics that were left out are missed as any other tensor.
        using (var file = File.Create(folder["w"]))
        {
            SafetensorsWriter.Write(file, saved.named_parameters().Select(entry => TensorStorage.Store(entry.name, entry.parameter)));
        }

        Assert.Contains(
            "missing: encoder.level1.norm1.running_mean", Assert.Throws<LearningException>(() => NetworkWeights.Load(loaded, folder["w"])).Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(VolumeAutoencoder network)
    {
        using var stream = new MemoryStream();
        NetworkWeights.Save(network, stream);
        return stream.ToArray();
    }

    private static int[] Shuffled(int[] sizes, Random random)
    {
        var copy = sizes.ToArray();
        random.Shuffle(copy);
        return copy;
    }
}
