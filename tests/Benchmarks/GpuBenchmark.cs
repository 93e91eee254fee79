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
/// Training and encoding on a CUDA device: agreement with PyTorch from the same weights, repetition, time and memory beside PyTorch on the same device, and
/// whether volumes come as fast as the device takes them. WMSTUDY_TEST_PYTHON names the python3 that holds PyTorch.
/// </summary>
internal static class GpuBenchmark
{
    private const string Device = "cuda:0";
    private const double GiB = 1L << 30;

    private static readonly AutoencoderArchitecture Published = new([16, 32, 64, 128, 256], 128);
    private static readonly Dictionary<NetworkPrecision, string> Names = new()
    {
        [NetworkPrecision.Single] = "fp32",
        [NetworkPrecision.TensorFloat] = "tf32",
        [NetworkPrecision.BFloat] = "bf16",
        [NetworkPrecision.Half] = "fp16",
    };

    public static void Run(string part, string? network = null)
    {
        Console.WriteLine($"libtorch {TorchLibrary.Version}, {cuda.device_count()} devices");
        switch (part)
        {
            case "agreement":
                Agree(new VolumeSize(32, 32, 32), 4, 20);
                break;
            case "networks":
                GpuNetworks.Run();
                break;
            case "networks-large":
                GpuNetworks.Time(4, 5);
                break;
            case "others-large":
                GpuNetworks.TimeOthers(4, 5, network);
                break;
            case "gradients":
                GpuGradients.Run(network);
                break;
            case "phases":
                GpuPhases.Run(withPeer: network != "alone");
                break;
            case "repetition":
                Repeat(new VolumeSize(32, 32, 32), 4);
                break;
            case "digest":
                GpuEncoding.Digests();
                break;
            case "encoding":
                GpuEncoding.Time();
                break;
            case "encoding-networks":
                GpuEncoding.TimeOthers();
                break;
            case "published":
                Table();
                Compare(new VolumeSize(64, 64, 64), 8, 12, NetworkPrecision.TensorFloat, NetworkPrecision.BFloat);
                Compare(new VolumeSize(182, 218, 182), 4, 5, NetworkPrecision.TensorFloat, NetworkPrecision.BFloat);
                break;
            case "time":
                Table();
                Compare(new VolumeSize(64, 64, 64), 8, 12, NetworkPrecision.Single, NetworkPrecision.TensorFloat, NetworkPrecision.BFloat, NetworkPrecision.Half);
                break;
            case "large":
                Table();
                Compare(new VolumeSize(182, 218, 182), 4, 4, NetworkPrecision.TensorFloat, NetworkPrecision.BFloat);
                Compare(new VolumeSize(182, 218, 182), 1, 3, NetworkPrecision.Single);
                break;
            default:
                Feed(new VolumeSize(64, 64, 64), 8, 128);
                break;
        }
    }

    private static NetworkExecution Execution(NetworkPrecision precision) => new(Device, Environment.ProcessorCount, precision);

    /// <summary>Losses of steps and latents beside PyTorch's, and the latents again on the processor, from the weights as a file.</summary>
    private static void Agree(VolumeSize size, int batch, int steps)
    {
        foreach (var precision in Names.Keys)
        {
            using var folder = new BenchmarkFolder();
            var volumes = Volumes(size, batch * 2);
            using var network = Drawn(Published, size);
            PeerFolder.Write(folder.Path, network, volumes, batch, steps, LearningRate, 1, Device, Names[precision], channelsLast: true);
            var theirs = JsonSerializer.Deserialize<double[]>(PyTorch.Run("train", folder.Path))!;
            var theirLatents = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder.Path, "latents.f32"))).ToArray();
            var ours = Steps(network, volumes, batch, steps, precision, recompute: false).Losses;
            var everybody = Enumerable.Range(0, volumes.Ids.Count).ToArray();
            var latents = LatentEncoder.Encode(network, volumes, everybody, Execution(precision), null, CancellationToken.None);
            var weights = Path.Combine(folder.Path, "trained.safetensors");
            using (var stream = File.Create(weights))
            {
                NetworkWeights.Save(network, stream);
            }

            using var copy = new VolumeAutoencoder(Published, size);
            NetworkWeights.Load(copy, weights);
            var processor = LatentEncoder.Encode(copy, volumes, everybody, NetworkExecution.OnProcessor(Environment.ProcessorCount), null, CancellationToken.None);
            var losses = ours.Zip(theirs, (a, b) => Math.Abs(a - b) / b).ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"AGREE {size} {Names[precision]} batch {batch}: losses {ours[0]:G6} to {ours[^1]:G6}, PyTorch's {theirs[0]:G6} to {theirs[^1]:G6}; differ at step 1 by {losses[0]:G3}, at most by {losses.Max():G3}; latents differ by {Difference(latents, theirLatents):G3} of their deviation; on the processor by {Difference(processor, [.. latents.SelectMany(row => row).Select(value => (float)value)]):G3}"));
        }
    }

    /// <summary>Whether a training gives the same bits again, kept or recomputed.</summary>
    private static void Repeat(VolumeSize size, int batch)
    {
        foreach (var precision in Names.Keys)
        {
            byte[] Once(bool recompute, int epochs, string? checkpoints) => Trained(size, 16, batch, precision, recompute, epochs, checkpoints);
            var first = Once(false, 3, null);
            var again = Once(false, 3, null).AsSpan().SequenceEqual(first);
            var recomputed = Once(true, 3, null).AsSpan().SequenceEqual(first);
            using var folder = new BenchmarkFolder();
            Once(false, 1, folder.Path);
            var resumed = Once(false, 3, folder.Path).AsSpan().SequenceEqual(first);
            Console.WriteLine($"REPEAT {size} {Names[precision]}: again {Same(again)}, recomputed {Same(recomputed)}, resumed after an epoch {Same(resumed)}");
        }
    }

    private static void Table()
    {
        Console.WriteLine("| grid | batch | precision | ours s/step | PyTorch s/step | PyTorch, channels last | ours encoding s | PyTorch encoding s | ours peak GiB | recomputed: s/step, GiB | PyTorch peak GiB | estimate GiB, recomputed |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
    }

    private static void Compare(VolumeSize size, int batch, int steps, params NetworkPrecision[] precisions)
    {
        var volumes = Volumes(size, batch);
        foreach (var precision in precisions)
        {
            using var folder = new BenchmarkFolder();
            using var network = Drawn(Published, size);
            Dictionary<string, double[]> Peer(bool channelsLast)
            {
                PeerFolder.Write(folder.Path, network, volumes, batch, steps, LearningRate, 1, Device, Names[precision], channelsLast);
                return JsonSerializer.Deserialize<Dictionary<string, double[]>>(PyTorch.Run("time", folder.Path))!;
            }

            var (plain, last) = (Peer(false), Peer(true));
            var ours = Steps(network, volumes, batch, steps, precision, recompute: false);
            var less = Steps(network, volumes, batch, steps, precision, recompute: true);
            var watch = new Stopwatch();
            var times = new List<double>();
            for (var i = 0; i < 4; i++)
            {
                watch.Restart();
                LatentEncoder.Encode(network, volumes, [0, 1 % batch, 0, 1 % batch], Execution(precision), null, CancellationToken.None);
                times.Add(watch.Elapsed.TotalSeconds / 4);
            }

            var bytes = precision is NetworkPrecision.BFloat or NetworkPrecision.Half ? 2 : 4;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {size} | {batch} | {Names[precision]} | {Median(ours.Times):F4} | {Median(plain["wall"].Skip(2)):F4} | {Median(last["wall"].Skip(2)):F4} | {times.Min():F4} | {Median(last["encoding"].Skip(1)):F4} | {ours.Peak / GiB:F2} | {Median(less.Times):F4}, {less.Peak / GiB:F2} | {plain["peak"][0] / GiB:F2}, {last["peak"][0] / GiB:F2} | {network.Shapes.TrainingBytes(batch, bytes, false) / GiB:F2}, {network.Shapes.TrainingBytes(batch, bytes, true) / GiB:F2} |"));
        }
    }

    /// <summary>Whole epochs with their reading, checkpoints left out, beside the steps alone.</summary>
    private static void Feed(VolumeSize size, int batch, int people)
    {
        var volumes = Volumes(size, people);
        foreach (var precision in new[] { NetworkPrecision.TensorFloat, NetworkPrecision.BFloat })
        {
            using var network = Drawn(Published, size);
            var step = Median(Steps(network, volumes, batch, 12, precision, recompute: false).Times);
            using var result = AutoencoderTraining.Run(volumes, [.. Enumerable.Range(0, people)], Published, Options(Execution(precision), batch, false, 3), "benchmark", null, null, CancellationToken.None);
            var fitted = result.Split.Training.Length;
            var epoch = result.History.Skip(1).Min(row => row.Seconds);

            // Validation is a third of a step's work, at most.
            var least = (fitted / (double)batch * step) + (result.Split.Validation.Length / (double)batch * step / 3);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"FEED {size} {Names[precision]} batch {batch}: steps alone {batch / step:F0} volumes/s; epochs {people / epoch:F0} volumes/s of {fitted} trained and {people - fitted} held out, {epoch / least:F2} of the time of their steps; maximal resident memory {Resident() / GiB:F2} GiB"));
        }
    }

    private static long Resident() =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);

    private static (double[] Losses, double[] Times, long Peak) Steps(
        VolumeAutoencoder network, NormalisedVolumes volumes, int batch, int steps, NetworkPrecision precision, bool recompute)
    {
        var place = new NetworkPlace(Execution(precision));
        place.Take(network);
        network.train();
        TorchCompute.ResetCudaPeak(0);
        using var stepper = new TrainingStep(network, volumes, place, Options(Execution(precision), batch, recompute, 1));
        var (losses, times) = (new double[steps], new List<double>());
        int[][] batches = [.. Enumerable.Range(0, steps).Select(step => Enumerable.Range(step * batch % volumes.Ids.Count, batch).ToArray())];
        using var reader = new BatchReader(volumes, batches, place);
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var values = reader.Next();
            cuda.synchronize(new Device(Device));
            var watch = Stopwatch.StartNew();
            stepper.Begin();
            stepper.Add(TrainingBatch.Of(values), 1, loss => losses[i] = loss.Total.ToDouble());
            stepper.Move();
            cuda.synchronize(new Device(Device));
            times.Add(watch.Elapsed.TotalSeconds);
        }

        return (losses, [.. times.Skip(Math.Min(2, steps - 1))], TorchCompute.CudaPeak(0));
    }

    private static byte[] Trained(VolumeSize size, int people, int batch, NetworkPrecision precision, bool recompute, int epochs, string? checkpoints)
    {
        using var result = AutoencoderTraining.Run(
            Volumes(size, people),
            [.. Enumerable.Range(0, people)],
            Published,
            Options(Execution(precision), batch, recompute, epochs),
            "benchmark",
            checkpoints is null ? null : new CheckpointFolder(checkpoints),
            null,
            CancellationToken.None);
        using var stream = new MemoryStream();
        NetworkWeights.Save(result.Network, stream);
        return stream.ToArray();
    }
}
