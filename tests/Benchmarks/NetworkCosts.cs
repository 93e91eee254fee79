using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Peer;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Torch;
using static TorchSharp.torch;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// Processor time (of user and system) of a training step and of an encoded volume, and the most resident memory, by this program and by PyTorch in turn, each in a process of its own,
/// from the same weights, volumes and draws, on one thread. What is read is read before a step begins, in both.
/// </summary>
internal static class NetworkCosts
{
    private const double GB = 1e9;
    private const double LearningRate = 5e-4;
    private const int Encoded = 4;

    private static readonly string[] All = ["published", "denoising", "masked", "variational", "transformer", "channels"];

    /// <summary>Measures networks.</summary>
    /// <param name="full">At 182 × 218 × 182, one person and two steps of each, once; else at 64 × 64 × 64, two people, four steps, three rounds.</param>
    /// <param name="names">Which; all where none is named.</param>
    public static void Run(bool full, string[] names)
    {
        var (batch, steps, rounds) = full ? (1, 2, 1) : (2, 4, 3);
        Console.WriteLine($"libtorch {TorchLibrary.Version}, {TorchLibrary.Blas}, one thread; processor seconds, medians of {rounds} rounds in turn without the first step and volume of each");
        Console.WriteLine("| grid | batch | network | ours s/step | PyTorch s/step | ratio | ours s/volume encoded | PyTorch | ratio | ours GB | PyTorch GB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var name in names.Length == 0 ? All : names)
        {
            var (volumes, drawn, network) = Made(full, name, batch);
            var folder = Directory.CreateTempSubdirectory("wmstudy-costs-").FullName;
            try
            {
                using (network)
                {
                    PeerFolder.Write(folder, network, volumes, batch, steps, LearningRate, threads: 1);
                    PeerFolder.WriteDrawn(folder, drawn, Batches(volumes, batch, steps), 1);
                }

                var (ours, theirs) = (new List<Dictionary<string, double[]>>(), new List<Dictionary<string, double[]>>());
                for (var round = 0; round < rounds; round++)
                {
                    ours.Add(Parse(Child(full, name, batch, steps)));
                    theirs.Add(Parse(PyTorch.Run("time", folder)));
                }

                double Of(List<Dictionary<string, double[]>> runs, string what) => GpuMeasures.Median(runs.SelectMany(run => run[what].Skip(1)));
                var (a, b) = (Of(ours, "cpu"), Of(theirs, "cpu"));
                var (c, d) = (Of(ours, "encoding_cpu"), Of(theirs, "encoding_cpu"));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {volumes.Size} | {batch} | {name} | {a:F3} | {b:F3} | {a / b:F2} | {c:F3} | {d:F3} | {c / d:F2} | {ours.Max(run => run["resident"][0]) / GB:F2} | {theirs.Max(run => run["resident"][0]) / GB:F2} |"));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>This program's share of a round, in a process of its own.</summary>
    public static void Part(bool full, string name, int batch, int steps)
    {
        var (volumes, drawn, network) = Made(full, name, batch);
        var times = new Dictionary<string, List<double>> { ["wall"] = [], ["cpu"] = [], ["encoding"] = [], ["encoding_cpu"] = [], ["resident"] = [] };
        using (network)
        {
            var options = new TrainingOptions { Epochs = 1, Batch = batch, LearningRate = LearningRate, Validation = 0, Patience = 1, Seed = 1 };
            var place = new NetworkPlace(options.Execution);
            network.train();
            using var stepper = new TrainingStep(network, volumes, place, options);
            foreach (var people in Batches(volumes, batch, steps))
            {
                using var scope = NewDisposeScope();
                using var reader = new BatchReader(drawn, 1, [people], place);
                var read = reader.NextDrawn();
                Measured(times["wall"], times["cpu"], () =>
                {
                    stepper.Begin();
                    stepper.Add(read, 1, loss => _ = loss.Total.ToDouble());
                    stepper.Move();
                });
            }

            network.eval();
            using var mode = no_grad();
            for (var i = 0; i < volumes.Ids.Count; i++)
            {
                using var scope = NewDisposeScope();
                using var reader = new BatchReader(volumes, [[i]], place);
                var read = reader.Next();
                Measured(times["encoding"], times["encoding_cpu"], () => network.Encode(read).cpu());
            }
        }

        times["resident"].Add(1024 * double.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture));
        Console.WriteLine(JsonSerializer.Serialize(times));
    }

    private static void Measured(List<double> wall, List<double> cpu, Action what)
    {
        var watch = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        what();
        wall.Add(watch.Elapsed.TotalSeconds);
        cpu.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private static string Child(bool full, string name, int batch, int steps)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            ["training-network", full ? "full" : "small", name, .. new[] { batch, steps }.Select(number => number.ToString(CultureInfo.InvariantCulture))])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"It ended with {process.ExitCode}.");
    }

    private static Dictionary<string, double[]> Parse(string json) => JsonSerializer.Deserialize<Dictionary<string, double[]>>(json)!;

    private static int[][] Batches(NormalisedVolumes volumes, int batch, int steps) =>
        [.. Enumerable.Range(0, steps).Select(step => Enumerable.Range(step * batch % volumes.Ids.Count, batch).ToArray())];

    private static (NormalisedVolumes Volumes, DrawnVolumes Drawn, VolumeAutoencoder Network) Made(bool full, string name, int batch)
    {
        var size = full ? new VolumeSize(182, 218, 182) : new VolumeSize(64, 64, 64);
        var people = full ? 2 : Encoded;
        var published = new AutoencoderArchitecture([16, 32, 64, 128, 256], 128);
        NetworkArchitecture architecture = name switch
        {
            "variational" => published with { Variational = new VariationalOptions(1, 0) },
            "transformer" => new TransformerArchitecture(full ? 16 : 8, 384, 6, 6, 2, PatchPositions.Learned, 128),
            "channels" => published with { Modalities = ["fa", "gm", "fmri"] },
            "published" or "denoising" or "masked" => published,
            _ => throw new ArgumentException($"There is no network {name}: {string.Join(", ", All)}.", nameof(name)),
        };
        var corruption = name switch
        {
            "denoising" => new Corruption { Noise = 0.5 },
            "masked" => new Corruption { Hidden = 0.6, Patch = full ? 16 : 8 },
            _ => null,
        };
        VolumeChannel Channel(int seed, double ball) => new(new SyntheticVolumes(size, people, seed, ball), VolumeNormalisation.ZScore);
        var volumes = new NormalisedVolumes(name == "channels" ? [Channel(1, 1.1), Channel(2, 0.6), Channel(3, 0.9)] : [Channel(1, 1.1)]);
        var drawn = new DrawnVolumes(volumes, corruption, null, 1, architecture.Variational is null ? 0 : architecture.Latents);
        var network = new VolumeAutoencoder(architecture, size);
        InitialWeights.Draw(network, 1);
        return (volumes, drawn, network);
    }
}
