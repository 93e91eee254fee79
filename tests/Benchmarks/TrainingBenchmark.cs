using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Peer;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Torch;
using static TorchSharp.torch;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// The same training steps (gradients set to nothing, forward, loss, backward, Adam) by this program and by PyTorch, in turn, from the same weights and
/// volumes, on the same number of threads, by the clock and by processor time.
/// </summary>
internal static class TrainingBenchmark
{
    private const int Rounds = 3;
    private const double LearningRate = 5e-4;

    public static void Run(int threads)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"libtorch {TorchLibrary.Version}, {TorchLibrary.Blas}, {threads} threads, {Environment.ProcessorCount} cores; medians of {Rounds} rounds in turn"));
        Console.WriteLine("| grid | batch | parameters | ours s/step | PyTorch s/step | ratio | ours CPU s | PyTorch CPU s | CPU ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        Compare(new VolumeSize(32, 32, 32), 4, 8, threads);
        Compare(new VolumeSize(64, 72, 64), 2, 4, threads);
    }

    private static void Compare(VolumeSize size, int batch, int steps, int threads)
    {
        var folder = Directory.CreateTempSubdirectory("wmstudy-bench-").FullName;
        try
        {
            TorchLibrary.UseThreads(threads);
            var volumes = new NormalisedVolumes(new SyntheticVolumes(size, batch * 2), VolumeNormalisation.ZScore);
            using var network = new VolumeAutoencoder(new AutoencoderArchitecture([16, 32, 64, 128, 256], 128), size);
            InitialWeights.Draw(network, 1);
            PeerFolder.Write(folder, network, volumes, batch, steps, LearningRate, threads);
            var (wall, cpu, theirWall, theirCpu) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var (stepWall, stepCpu) in Train(network, volumes, batch, steps).Skip(1))
                {
                    wall.Add(stepWall);
                    cpu.Add(stepCpu);
                }

                var theirs = JsonSerializer.Deserialize<Dictionary<string, double[]>>(PyTorch.Run("time", folder, threads))!;
                theirWall.AddRange(theirs["wall"].Skip(1));
                theirCpu.AddRange(theirs["cpu"].Skip(1));
            }

            var (w, c, tw, tc) = (Median(wall), Median(cpu), Median(theirWall), Median(theirCpu));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {size} | {batch} | {network.Shapes.Parameters:N0} | {w:F3} | {tw:F3} | {w / tw:F2} | {c:F3} | {tc:F3} | {c / tc:F2} |"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<(double Wall, double Cpu)> Train(VolumeAutoencoder network, NormalisedVolumes volumes, int batch, int steps)
    {
        network.train();
        using var adam = optim.Adam(network.parameters(), LearningRate);
        var mask = new float[volumes.Size.Voxels];
        volumes.WriteMask(mask);
        long[] grid = [volumes.Size.X, volumes.Size.Y, volumes.Size.Z];
        using var inside = tensor(mask, [1, 1, .. grid]);
        var times = new List<(double, double)>();
        for (var step = 0; step < steps; step++)
        {
            var values = PeerFolder.Batch(volumes, step * batch % volumes.Ids.Count, batch);
            var watch = Stopwatch.StartNew();
            var before = Environment.CpuUsage.TotalTime;
            using (NewDisposeScope())
            {
                var x = tensor(values, [batch, 1, .. grid]);
                adam.zero_grad();
                var loss = MaskedLoss.Of(network.call(x), x, inside, volumes.MaskVoxels);
                loss.backward();
                adam.step();
                _ = loss.ToDouble();
            }

            times.Add((watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds));
        }

        return times;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
