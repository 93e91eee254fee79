using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using WhiteMatter.Learning.Inference;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Peer;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Learning.Weights;
using WhiteMatter.Torch;
using static TorchSharp.torch;
using static WhiteMatter.Benchmarks.GpuMeasures;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// The variational and the transformer network, and masked training, on a CUDA device: beside PyTorch from the same weights and draws, beside the processor, repetition, time and memory.
/// WMSTUDY_BENCH_DEVICE names another device, such as cpu, on which less is run, in fp32, to see that it runs.
/// </summary>
internal static class GpuNetworks
{
    private const double GiB = 1L << 30;

    private static readonly AutoencoderArchitecture Published = new([16, 32, 64, 128, 256], 128);
    private static readonly AutoencoderArchitecture Variational = Published with { Variational = new VariationalOptions(1, 0) };
    private static readonly Corruption Masked = new() { Hidden = 0.6, Patch = 8 };

    private static (NetworkPrecision Precision, string Name)[] Precisions => OnCuda
        ? [(NetworkPrecision.Single, "fp32"), (NetworkPrecision.TensorFloat, "tf32"), (NetworkPrecision.BFloat, "bf16")]
        : [(NetworkPrecision.Single, "fp32")];

    private static int StepsCompared => OnCuda ? 20 : 2;

    /// <summary>Agreement and repetition at 32 × 32 × 32.</summary>
    public static void Run()
    {
        var size = OnCuda ? new VolumeSize(32, 32, 32) : new VolumeSize(16, 16, 16);
        foreach (var (name, architecture, corruption) in Networks(8))
        {
            foreach (var (precision, word) in Precisions)
            {
                Agree(name, architecture, corruption, size, precision, word);
                Repeat(name, architecture, corruption, size, precision, word);
            }
        }
    }

    /// <summary>Time and memory of steps and of encoding beside PyTorch.</summary>
    public static void Time(int batch, int steps)
    {
        var size = OnCuda ? new VolumeSize(182, 218, 182) : new VolumeSize(32, 32, 32);
        var volumes = Volumes(size, batch);
        Table();
        foreach (var (name, architecture, _) in Networks(16))
        {
            TimeOf(name, architecture, null, volumes, batch, steps);
        }
    }

    /// <summary>The same of the published network where it is to make what it does not see, and where it is of three kinds of images.</summary>
    public static void TimeOthers(int batch, int steps, string? only)
    {
        var size = OnCuda ? new VolumeSize(182, 218, 182) : new VolumeSize(32, 32, 32);
        VolumeChannel Channel(int seed, double ball) => new(new SyntheticVolumes(size, batch, seed, ball), VolumeNormalisation.ZScore);
        var one = new NormalisedVolumes([Channel(1, 1.1)]);
        Table();
        if (only is null or "denoising")
        {
            TimeOf("denoising", Published, new Corruption { Noise = 0.5 }, one, batch, steps);
        }

        if (only is null or "masked")
        {
            TimeOf("masked", Published, new Corruption { Hidden = 0.6, Patch = 16 }, one, batch, steps);
        }

        if (only is null or "channels")
        {
            NormalisedVolumes three = new([Channel(1, 1.1), Channel(2, 0.6), Channel(3, 0.9)]);
            TimeOf("three kinds of images", Published with { Modalities = ["fa", "gm", "fmri"] }, null, three, batch, steps);
        }
    }

    private static void Table()
    {
        Console.WriteLine("| network | grid | batch | precision | ours s/step | PyTorch s/step | ours encoding s | PyTorch encoding s | ours peak GiB | recomputed: s/step, GiB | PyTorch peak GiB | estimate GiB, recomputed |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
    }

    private static void TimeOf(string name, NetworkArchitecture architecture, Corruption? corruption, NormalisedVolumes volumes, int batch, int steps)
    {
        foreach (var (precision, word) in Precisions.Skip(OnCuda ? 1 : 0))
        {
            using var folder = new BenchmarkFolder();
            using var network = Drawn(architecture, volumes.Size);
            var drawn = DrawnOf(volumes, architecture, corruption);
            int[][] batches = Batches(volumes, batch, steps);
            PeerFolder.Write(folder.Path, network, volumes, batch, steps, LearningRate, Environment.ProcessorCount, DeviceName, word, channelsLast: OnCuda);
            PeerFolder.WriteDrawn(folder.Path, drawn, batches, 1);
            var theirs = JsonSerializer.Deserialize<Dictionary<string, double[]>>(PyTorch.Run("time", folder.Path, Environment.ProcessorCount))!;
            var kept = Steps(network, drawn, batches, precision, recompute: false);
            var recomputed = Steps(network, drawn, batches, precision, recompute: true);
            var encoding = new List<double>();
            for (var i = 0; i < 3; i++)
            {
                var watch = Stopwatch.StartNew();
                LatentEncoder.Encode(network, volumes, [0, 1 % batch, 0, 1 % batch], Execution(precision), null, CancellationToken.None);
                encoding.Add(watch.Elapsed.TotalSeconds / 4);
            }

            var bytes = precision == NetworkPrecision.BFloat ? 2 : 4;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {volumes.Size} | {batch} | {word} | {Median(kept.Times):F4} | {Median(theirs["wall"].Skip(2)):F4} | {encoding.Min():F4} | {Median(theirs["encoding"].Skip(1)):F4} | {kept.Peak / GiB:F2} | {Median(recomputed.Times):F4}, {recomputed.Peak / GiB:F2} | {theirs["peak"][0] / GiB:F2} | {network.Shapes.TrainingBytes(batch, bytes, false) / GiB:F2}, {network.Shapes.TrainingBytes(batch, bytes, true) / GiB:F2} |"));
        }
    }

    private static (string Name, NetworkArchitecture Architecture, Corruption? Corruption)[] Networks(int patch) =>
    [
        ("variational", Variational, null),
        ("transformer, masked", new TransformerArchitecture(patch, 384, 6, 6, 2, PatchPositions.Learned, 128), Masked),
    ];

    private static void Agree(string name, NetworkArchitecture architecture, Corruption? corruption, VolumeSize size, NetworkPrecision precision, string word)
    {
        const int Batch = 4;
        using var folder = new BenchmarkFolder();
        var volumes = Volumes(size, 2 * Batch);
        using var network = Drawn(architecture, size);
        var drawn = DrawnOf(volumes, architecture, corruption);
        var batches = Batches(volumes, Batch, StepsCompared);
        PeerFolder.Write(folder.Path, network, volumes, Batch, StepsCompared, LearningRate, Environment.ProcessorCount, DeviceName, word, channelsLast: OnCuda);
        PeerFolder.WriteDrawn(folder.Path, drawn, batches, 1);
        var theirs = JsonSerializer.Deserialize<double[]>(PyTorch.Run("train", folder.Path, Environment.ProcessorCount))!;
        var theirLatents = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder.Path, "latents.f32"))).ToArray();
        int[] everybody = [.. Enumerable.Range(0, volumes.Ids.Count)];
        var ours = Steps(network, drawn, batches, precision, recompute: false).Losses;
        var latents = LatentEncoder.Encode(network, volumes, everybody, Execution(precision), null, CancellationToken.None);
        var weights = Path.Combine(folder.Path, "trained.safetensors");
        using (var stream = File.Create(weights))
        {
            NetworkWeights.Save(network, stream);
        }

        using var copy = new VolumeAutoencoder(architecture, size);
        NetworkWeights.Load(copy, weights);
        var processor = LatentEncoder.Encode(copy, volumes, everybody, NetworkExecution.OnProcessor(Environment.ProcessorCount), null, CancellationToken.None);
        var apart = ours.Zip(theirs, (a, b) => Math.Abs(a - b) / b).ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"AGREE {name} {size} {word}: losses {ours[0]:G6} to {ours[^1]:G6}, PyTorch's {theirs[0]:G6} to {theirs[^1]:G6}; differ at step 1 by {apart[0]:G3}, 2 by {apart[1]:G3}, at most by {apart.Max():G3}; latents differ by {Difference(latents, theirLatents):G3} of their deviation; on the processor by {Difference(processor, [.. latents.SelectMany(row => row).Select(value => (float)value)]):G3}"));
    }

    private static void Repeat(string name, NetworkArchitecture architecture, Corruption? corruption, VolumeSize size, NetworkPrecision precision, string word)
    {
        byte[] Once(bool recompute, int epochs, string? checkpoints)
        {
            var options = Options(Execution(precision), 4, recompute, epochs) with
            {
                Corruption = corruption,
                Augmentation = new Augmentation { Noise = 0.1, Gamma = 0.2, Rotate = 10, Shift = 2, Scale = 0.1 },
            };
            using var result = AutoencoderTraining.Run(
                Volumes(size, 16), [.. Enumerable.Range(0, 16)], architecture, options, "benchmark", checkpoints is null ? null : new CheckpointFolder(checkpoints), null, CancellationToken.None);
            using var stream = new MemoryStream();
            NetworkWeights.Save(result.Network, stream);
            return stream.ToArray();
        }

        var first = Once(false, 3, null);
        var again = Once(false, 3, null).AsSpan().SequenceEqual(first);
        var recomputed = Once(true, 3, null).AsSpan().SequenceEqual(first);
        using var folder = new BenchmarkFolder();
        Once(false, 1, folder.Path);
        var resumed = Once(false, 3, folder.Path).AsSpan().SequenceEqual(first);
        Console.WriteLine($"REPEAT {name} {size} {word}: again {Same(again)}, recomputed {Same(recomputed)}, resumed after an epoch {Same(resumed)}");
    }

    private static (double[] Losses, double[] Times, long Peak) Steps(VolumeAutoencoder network, DrawnVolumes volumes, int[][] batches, NetworkPrecision precision, bool recompute)
    {
        var place = new NetworkPlace(Execution(precision));
        place.Take(network);
        network.train();
        if (OnCuda)
        {
            TorchCompute.ResetCudaPeak(0);
        }

        using var stepper = new TrainingStep(network, volumes.Volumes, place, Options(Execution(precision), batches[0].Length, recompute, 1));
        var (losses, times) = (new double[batches.Length], new List<double>());
        using var reader = new BatchReader(volumes, 1, batches, place);
        for (var i = 0; i < batches.Length; i++)
        {
            using var scope = NewDisposeScope();
            var batch = reader.NextDrawn();
            Wait();
            var watch = Stopwatch.StartNew();
            stepper.Begin();
            stepper.Add(batch, 1, loss => losses[i] = loss.Total.ToDouble());
            stepper.Move();
            Wait();
            times.Add(watch.Elapsed.TotalSeconds);
        }

        return (losses, [.. times.Skip(Math.Min(2, batches.Length - 1))], OnCuda ? TorchCompute.CudaPeak(0) : 0);
    }

    private static void Wait()
    {
        if (OnCuda)
        {
            cuda.synchronize(new Device(DeviceName));
        }
    }

    private static NetworkExecution Execution(NetworkPrecision precision) => new(DeviceName, Environment.ProcessorCount, precision);

    private static DrawnVolumes DrawnOf(NormalisedVolumes volumes, NetworkArchitecture architecture, Corruption? corruption) =>
        new(volumes, corruption, null, 1, architecture.Variational is null ? 0 : architecture.Latents);

    private static int[][] Batches(NormalisedVolumes volumes, int batch, int steps) =>
        [.. Enumerable.Range(0, steps).Select(step => Enumerable.Range(step * batch % volumes.Ids.Count, batch).ToArray())];
}
