using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using TorchSharp;
using WhiteMatter.Learning.Inference;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Peer;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Learning.Weights;
using static TorchSharp.torch;
using static WhiteMatter.Benchmarks.GpuMeasures;

namespace WhiteMatter.Benchmarks;

/// <summary>Encoding on a CUDA device with reading and normalising, on one thread and on all, beside the passes alone; and digests of weights, to be compared with those of another process.</summary>
internal static class GpuEncoding
{
    private static readonly AutoencoderArchitecture Published = new([16, 32, 64, 128, 256], 128);

    private static (NetworkPrecision Precision, string Name)[] Precisions => OnCuda
        ? [(NetworkPrecision.TensorFloat, "tf32"), (NetworkPrecision.BFloat, "bf16")]
        : [(NetworkPrecision.Single, "fp32")];

    /// <summary>The published network.</summary>
    public static void Time()
    {
        Table();
        (VolumeSize Size, int People, int Encoded)[] cases = OnCuda
            ? [(new VolumeSize(64, 64, 64), 64, 1024), (new VolumeSize(182, 218, 182), 8, 96)]
            : [(new VolumeSize(32, 32, 32), 8, 16)];
        foreach (var (size, people, encoded) in cases)
        {
            TimeOf("published", Published, size, people, encoded);
        }
    }

    /// <summary>The variational network and the transformer.</summary>
    public static void TimeOthers()
    {
        Table();
        var (size, people, encoded) = OnCuda ? (new VolumeSize(182, 218, 182), 8, 96) : (new VolumeSize(32, 32, 32), 8, 16);
        TimeOf("variational", Published with { Variational = new VariationalOptions(1, 0) }, size, people, encoded);
        TimeOf("transformer", new TransformerArchitecture(OnCuda ? 16 : 8, 384, 6, 6, 2, PatchPositions.Learned, 128), size, people, encoded);
    }

    private static void Table()
    {
        Console.WriteLine("| network | grid | precision | people | reading on one thread, ms/volume | on all threads | passes alone, PyTorch | latents | four people at once |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
    }

    private static void TimeOf(string name, NetworkArchitecture architecture, VolumeSize size, int people, int encoded)
    {
        var volumes = Volumes(size, people);
        int[] rows = [.. Enumerable.Range(0, encoded).Select(i => i % people)];
        foreach (var (precision, word) in Precisions)
        {
            using var folder = new BenchmarkFolder();
            using var network = Drawn(architecture, size);
            PeerFolder.Write(folder.Path, network, volumes, 1, 1, LearningRate, Environment.ProcessorCount, DeviceName, word, channelsLast: OnCuda);
            PeerFolder.WriteDraws(folder.Path, new DrawnVolumes(volumes, null, null, 1, architecture.Variational is null ? 0 : architecture.Latents), [[0]], 1);
            var theirs = JsonSerializer.Deserialize<Dictionary<string, double[]>>(PyTorch.Run("time", folder.Path, Environment.ProcessorCount))!;
            _ = Encode(network, volumes, rows[..8], precision, Environment.ProcessorCount);
            var (alone, slow) = Encode(network, volumes, rows[..(encoded / 2)], precision, 1);
            var (all, fast) = Encode(network, volumes, rows, precision, Environment.ProcessorCount);
            var same = alone.Zip(all).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {size} | {word} | {encoded} | {slow:F2} | {fast:F2} | {1000 * Median(theirs["encoding"].Skip(1)):F2} | {Same(same)} | {Together(network, volumes, precision, all)} |"));
        }
    }

    /// <summary>Digests of weights that were trained, to be compared with those of another process.</summary>
    public static void Digests()
    {
        var size = OnCuda ? new VolumeSize(32, 32, 32) : new VolumeSize(16, 16, 16);
        NormalisedVolumes channels = new(
        [
            new VolumeChannel(new SyntheticVolumes(size, 16), VolumeNormalisation.ZScore),
            new VolumeChannel(new SyntheticVolumes(size, 16, 2, 0.6, 1, 6), VolumeNormalisation.ZScore, 0.5),
            new VolumeChannel(new SyntheticVolumes(size, 16, 3, 0.9, 1, 4), VolumeNormalisation.None, 3),
        ]);
        (string Name, NetworkArchitecture Architecture, NormalisedVolumes Volumes)[] networks =
        [
            ("published", Published, Volumes(size, 16)),
            ("three kinds of images", Published with { Modalities = ["fa", "gm", "fmri"] }, channels),
            ("variational", Published with { Variational = new VariationalOptions(1, 0) }, Volumes(size, 16)),
            ("transformer", new TransformerArchitecture(8, 384, 6, 6, 2, PatchPositions.Learned, 128), Volumes(size, 16)),
        ];
        foreach (var (name, architecture, volumes) in networks)
        {
            foreach (var (precision, word) in Precisions)
            {
                var execution = new NetworkExecution(DeviceName, OnCuda ? Environment.ProcessorCount : 1, precision);
                using var result = AutoencoderTraining.Run(volumes, [.. Enumerable.Range(0, 16)], architecture, Options(execution, 4, false, 3), "benchmark", null, null, CancellationToken.None);
                using var stream = new MemoryStream();
                NetworkWeights.Save(result.Network, stream);
                Console.WriteLine($"DIGEST {name} {word} loss {result.History[^1].TrainingLoss.ToString("R", CultureInfo.InvariantCulture)} {Convert.ToHexString(SHA256.HashData(stream.ToArray()))[..16]}");
            }
        }
    }

    private static (double[][] Latents, double Milliseconds) Encode(VolumeAutoencoder network, NormalisedVolumes volumes, int[] rows, NetworkPrecision precision, int threads)
    {
        var watch = Stopwatch.StartNew();
        var latents = LatentEncoder.Encode(network, volumes, rows, new NetworkExecution(DeviceName, threads, precision), null, CancellationToken.None);
        return (latents, watch.Elapsed.TotalMilliseconds / rows.Length);
    }

    /// <summary>What four people who pass as one batch come to, beside each alone.</summary>
    private static string Together(VolumeAutoencoder network, NormalisedVolumes volumes, NetworkPrecision precision, double[][] alone)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var place = new NetworkPlace(new NetworkExecution(DeviceName, Environment.ProcessorCount, precision));
        using var reader = new BatchReader(volumes, [[0, 1, 2, 3]], place);
        Tensor encoded;
        using (place.Digits())
        {
            encoded = network.Encode(reader.Next());
        }

        var together = encoded.to(ScalarType.Float32).cpu().data<float>().ToArray();
        var difference = Difference(alone[..4], together);
        return difference == 0 ? "the same bits" : string.Create(CultureInfo.InvariantCulture, $"{difference:G2} of a deviation apart");
    }
}
