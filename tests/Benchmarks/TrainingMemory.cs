using System.Diagnostics;
using System.Globalization;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Benchmarks;

/// <summary>The most resident memory of a process that takes two training steps on the processor, for several grids and batches: what the estimate of the plan is held against.</summary>
internal static class TrainingMemory
{
    private const double MB = 1e6;

    private static readonly AutoencoderArchitecture Published = new([16, 32, 64, 128, 256], 128);

    public static void Run()
    {
        Console.WriteLine("| grid | batch | layers | most resident MB |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (size, batch) in new[] { (32, 4), (32, 16), (48, 8), (64, 2), (64, 8), (96, 2), (128, 1) })
        {
            foreach (var recompute in new[] { false, true })
            {
                var start = new ProcessStartInfo(
                    Environment.ProcessPath!, [typeof(TrainingMemory).Assembly.Location, "training-memory", .. new[] { size, batch }.Select(number => number.ToString(CultureInfo.InvariantCulture)), recompute ? "recompute" : "keep"]);
                using var process = Process.Start(start)!;
                process.WaitForExit();
            }
        }
    }

    /// <summary>Takes the steps in this process.</summary>
    /// <param name="edge">Voxels along each axis.</param>
    /// <param name="batch">People a step.</param>
    /// <param name="recompute">Whether layers are computed again.</param>
    /// <param name="name"><c>conv</c>, <c>variational</c> or <c>transformer</c>.</param>
    public static void Step(int edge, int batch, bool recompute, string name)
    {
        var size = new VolumeSize(edge, edge, edge);
        var volumes = new NormalisedVolumes(new SyntheticVolumes(size, batch), VolumeNormalisation.ZScore);
        var options = new TrainingOptions { Epochs = 1, Batch = batch, LearningRate = 5e-4, Validation = 0, Patience = 4, Seed = 1, Recompute = recompute };
        NetworkArchitecture architecture = name switch
        {
            "variational" => Published with { Variational = new VariationalOptions(1, 0) },
            "transformer" => new TransformerArchitecture(8, 384, 6, 6, 2, PatchPositions.Sinusoidal, 128),
            _ => Published,
        };
        using var network = new VolumeAutoencoder(architecture, size);
        InitialWeights.Draw(network, 1);
        var place = new NetworkPlace(options.Execution);
        using var step = new TrainingStep(network, volumes, place, options);
        int[] everybody = [.. Enumerable.Range(0, batch)];
        var drawn = new DrawnVolumes(volumes, null, null, 1, architecture.Variational is null ? 0 : architecture.Latents);
        using var reader = new BatchReader(drawn, 1, [everybody, everybody], place);
        for (var i = 0; i < 2; i++)
        {
            using var scope = NewDisposeScope();
            Learn(step, reader.NextDrawn());
        }

        // The best weights are kept besides from the first epoch on; the peak is within a step.
        using var best = NewDisposeScope();
        var kept = network.state_dict().Values.Select(tensor => tensor.detach().clone()).ToArray();
        using (NewDisposeScope())
        {
            using var again = new BatchReader(drawn, 1, [everybody], place);
            Learn(step, again.NextDrawn());
        }

        GC.KeepAlive(kept);
        var resident = long.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size} | {batch} | {name}, {(recompute ? "recomputed" : "kept")} | {1024 * resident / MB:F0} |"));
    }

    private static void Learn(TrainingStep step, TrainingBatch batch)
    {
        step.Begin();
        step.Add(batch, 1, _ => { });
        step.Move();
    }
}
