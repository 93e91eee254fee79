using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;

namespace WhiteMatter.Benchmarks;

/// <summary>What the benchmarks on a GPU draw and measure alike.</summary>
internal static class GpuMeasures
{
    public const double LearningRate = 5e-4;

    /// <summary>The device; WMSTUDY_BENCH_DEVICE names another, such as cpu, on which less is run, to see that it runs.</summary>
    public static readonly string DeviceName = Environment.GetEnvironmentVariable("WMSTUDY_BENCH_DEVICE") ?? "cuda:0";

    public static readonly bool OnCuda = DeviceName.StartsWith("cuda", StringComparison.Ordinal);

    public static TrainingOptions Options(NetworkExecution execution, int batch, bool recompute, int epochs) => new()
    {
        Epochs = epochs,
        Batch = batch,
        LearningRate = LearningRate,
        Validation = 0.1,
        Patience = 4,
        Seed = 1,
        Execution = execution,
        Recompute = recompute,
    };

    public static NormalisedVolumes Volumes(VolumeSize size, int people) => new(new SyntheticVolumes(size, people), VolumeNormalisation.ZScore);

    public static VolumeAutoencoder Drawn(NetworkArchitecture architecture, VolumeSize size)
    {
        var network = new VolumeAutoencoder(architecture, size);
        InitialWeights.Draw(network, 1);
        return network;
    }

    /// <summary>Largest difference, in standard deviations of all values.</summary>
    public static double Difference(double[][] actual, float[] expected)
    {
        double[] all = [.. actual.SelectMany(row => row)];
        var mean = all.Average();
        return all.Zip(expected, (a, b) => Math.Abs(a - b)).Max() / Math.Sqrt(all.Average(value => (value - mean) * (value - mean)));
    }

    public static string Same(bool same) => same ? "the same bits" : "other bits";

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }

    /// <summary>A folder that is gone afterwards.</summary>
    public sealed class BenchmarkFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("wmstudy-gpu-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
