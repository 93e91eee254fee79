using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Peer;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;
using static WhiteMatter.Benchmarks.GpuMeasures;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// The gradients of one step on a device, tensor by tensor, beside PyTorch's from the same weights, volumes and draws in single precision; and PyTorch's beside its own in the other layout of memory, which is
/// how far two orders of adding lie apart.
/// </summary>
internal static class GpuGradients
{
    private const int Batch = 4;

    private static readonly AutoencoderArchitecture Published = new([16, 32, 64, 128, 256], 128);

    /// <summary>Compares.</summary>
    /// <param name="only">The name of a network; null takes all.</param>
    public static void Run(string? only)
    {
        var size = OnCuda ? new VolumeSize(32, 32, 32) : new VolumeSize(16, 16, 16);
        (string Name, NetworkArchitecture Architecture, Corruption? Corruption)[] networks =
        [
            ("published", Published, null),
            ("variational", Published with { Variational = new VariationalOptions(1, 0) }, null),
            ("denoising", Published, new Corruption { Noise = 0.5 }),
            ("masked", Published, new Corruption { Hidden = 0.6, Patch = 8 }),
            ("transformer", new TransformerArchitecture(8, 384, 6, 6, 2, PatchPositions.Learned, 128), null),
        ];
        foreach (var (name, architecture, corruption) in networks.Where(network => only is null || network.Name == only))
        {
            Compare(name, architecture, corruption, size);
        }
    }

    private static void Compare(string name, NetworkArchitecture architecture, Corruption? corruption, VolumeSize size)
    {
        using var folder = new BenchmarkFolder();
        var volumes = Volumes(size, Batch);
        using var network = Drawn(architecture, size);
        var drawn = new DrawnVolumes(volumes, corruption, null, 1, architecture.Variational is null ? 0 : architecture.Latents);
        int[][] batches = [[.. Enumerable.Range(0, Batch)]];
        float[] Theirs(bool channelsLast)
        {
            PeerFolder.Write(folder.Path, network, volumes, Batch, 1, LearningRate, Environment.ProcessorCount, DeviceName, "fp32", channelsLast);
            PeerFolder.WriteDrawn(folder.Path, drawn, batches, 1);
            PyTorch.Run("train", folder.Path, Environment.ProcessorCount);
            return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder.Path, "gradients.f32"))).ToArray();
        }

        var (plain, last) = (Theirs(false), Theirs(true));
        var ours = Gradients(network, drawn, batches);
        string[] names = [.. network.named_parameters().Select(parameter => parameter.name)];
        var (own, place) = Apart(ours, last);
        var cut = new List<float[]>();
        for (int i = 0, at = 0; i < ours.Count; at += ours[i++].Length)
        {
            cut.Add(plain[at..(at + ours[i].Length)]);
        }

        var (others, otherPlace) = Apart(cut, last);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"GRADIENTS {name} {size} batch {Batch} fp32: {ours.Count} tensors of {last.Length} numbers; ours beside PyTorch with channels last: at most {own:G3} of the largest ({names[place]}); PyTorch's two layouts: {others:G3} ({names[otherPlace]})"));
    }

    /// <summary>The largest difference of a tensor over its largest gradient, or over a thousandth of the largest of all where that is more; and whose it is.</summary>
    private static (double Apart, int Tensor) Apart(List<float[]> tensors, float[] expected)
    {
        if (tensors.Sum(tensor => tensor.Length) != expected.Length)
        {
            throw new InvalidOperationException("PyTorch has gradients of other tensors.");
        }

        var all = expected.Max(Math.Abs);
        var (apart, worst, at) = (-1.0, 0, 0);
        for (var i = 0; i < tensors.Count; i++)
        {
            var wanted = expected.AsSpan(at, tensors[i].Length);
            double largest = 0, difference = 0;
            for (var j = 0; j < wanted.Length; j++)
            {
                largest = Math.Max(largest, Math.Abs(wanted[j]));
                difference = Math.Max(difference, Math.Abs((double)wanted[j] - tensors[i][j]));
            }

            at += wanted.Length;
            if (difference / Math.Max(largest, 1e-3 * all) is var share && share > apart)
            {
                (apart, worst) = (share, i);
            }
        }

        return (apart, worst);
    }

    private static List<float[]> Gradients(VolumeAutoencoder network, DrawnVolumes drawn, int[][] batches)
    {
        var execution = new NetworkExecution(DeviceName, Environment.ProcessorCount, NetworkPrecision.Single);
        var place = new NetworkPlace(execution);
        place.Take(network);
        network.train();
        using var scope = NewDisposeScope();
        using var step = new TrainingStep(network, drawn.Volumes, place, Options(execution, Batch, false, 1));
        using var reader = new BatchReader(drawn, 1, batches, place);
        step.Begin();
        step.Add(reader.NextDrawn(), 1, loss => _ = loss.Total.ToDouble());
        return [.. network.parameters().Select(parameter => parameter.grad!.cpu().contiguous().data<float>().ToArray())];
    }
}
