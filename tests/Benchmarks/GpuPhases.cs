using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Peer;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;
using static WhiteMatter.Benchmarks.GpuMeasures;

namespace WhiteMatter.Benchmarks;

/// <summary>Where a short step on a device goes: the published network at 64 × 64 × 64, whole steps and, with the device waited for after each, their parts, beside PyTorch with channels last.</summary>
internal static class GpuPhases
{
    private const int Batch = 8;

    public static void Run(bool withPeer)
    {
        var size = OnCuda ? new VolumeSize(64, 64, 64) : new VolumeSize(16, 16, 16);
        var steps = OnCuda ? 40 : 3;
        var volumes = Volumes(size, Batch);
        foreach (var (precision, word) in OnCuda ? new[] { (NetworkPrecision.TensorFloat, "tf32"), (NetworkPrecision.BFloat, "bf16") } : [(NetworkPrecision.Single, "fp32")])
        {
            using var folder = new BenchmarkFolder();
            using var network = Drawn(new AutoencoderArchitecture([16, 32, 64, 128, 256], 128), size);
            if (withPeer)
            {
                PeerFolder.Write(folder.Path, network, volumes, Batch, steps, LearningRate, Environment.ProcessorCount, DeviceName, word, channelsLast: OnCuda);
                var theirs = JsonSerializer.Deserialize<Dictionary<string, double[]>>(PyTorch.Run("phases", folder.Path, Environment.ProcessorCount))!;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"PHASES {size} batch {Batch} {word} PyTorch: {Text(theirs)}"));
            }

            var ours = Steps(network, volumes, steps, precision);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"PHASES {size} batch {Batch} {word} ours:    {Text(ours)}"));
        }
    }

    private static string Text(Dictionary<string, double[]> times) => string.Join(
        ", ", times.Where(entry => entry.Key is "wall" or "begun" or "forward" or "backward" or "adam").Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key} {1000 * Median(entry.Value.Skip(entry.Value.Length / 4)):F2} ms")));

    private static Dictionary<string, double[]> Steps(VolumeAutoencoder network, NormalisedVolumes volumes, int steps, NetworkPrecision precision)
    {
        var execution = new NetworkExecution(DeviceName, Environment.ProcessorCount, precision);
        var place = new NetworkPlace(execution);
        place.Take(network);
        network.train();
        using var step = new TrainingStep(network, volumes, place, Options(execution, Batch, false, 1));
        int[][] batches = [.. Enumerable.Range(0, 2 * steps).Select(_ => Enumerable.Range(0, Batch).ToArray())];
        using var reader = new BatchReader(volumes, batches, place);
        var times = new Dictionary<string, List<double>> { ["wall"] = [], ["begun"] = [], ["forward"] = [], ["backward"] = [], ["adam"] = [] };
        for (var i = 0; i < 2 * steps; i++)
        {
            using var scope = NewDisposeScope();
            var batch = TrainingBatch.Of(reader.Next());
            Wait();
            var watch = Stopwatch.StartNew();
            step.Begin();
            if (i < steps)
            {
                Tensor? kept = null;
                step.Add(batch, 1, loss => kept = loss.Total);
                step.Move();
                times["begun"].Add(watch.Elapsed.TotalSeconds);
                _ = kept!.ToDouble();
                Wait();
                times["wall"].Add(watch.Elapsed.TotalSeconds);
                continue;
            }

            var losses = step.LossOf(batch);
            Wait();
            times["forward"].Add(watch.Elapsed.TotalSeconds);
            watch.Restart();
            losses.Total.backward();
            Wait();
            times["backward"].Add(watch.Elapsed.TotalSeconds);
            watch.Restart();
            step.Move();
            Wait();
            times["adam"].Add(watch.Elapsed.TotalSeconds);
        }

        return times.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());
    }

    private static void Wait()
    {
        if (OnCuda)
        {
            cuda.synchronize(new Device(DeviceName));
        }
    }
}
