using System.Globalization;
using WhiteMatter.Formats.Diffusion;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Diffusion;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// A diffusion series of 104 × 104 × 72 voxels and 102 volumes, by MRtrix's <c>dwi2tensor</c> and <c>tensor2metric</c> and by the library, in turn
/// on the same files: from the file of the series to a file of fractional anisotropy, each in processes of its own with two threads.
/// </summary>
internal static class TensorBenchmark
{
    private const int X = 104, Y = 104, Z = 72, Volumes = 102, Unweighted = 6;
    private const int Rounds = 3;

    public static void Run(string? series)
    {
        var folder = Directory.CreateTempSubdirectory("wmstudy-bench-").FullName;
        try
        {
            Write(folder, series);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{X} x {Y} x {Z} voxels, {Volumes} volumes, int16, {Environment.ProcessorCount} cores, 2 threads, load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}"));
            Console.WriteLine("| round | MRtrix wall s | CPU s | ours wall s | CPU s | CPU ratio | greatest difference of FA |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            for (var round = 1; round <= Rounds; round++)
            {
                var fit = ChildProcess.Run("dwi2tensor", ["-quiet", "-force", "-nthreads", "2", "dwi.nii", "-fslgrad", "dwi.bvec", "dwi.bval", "dt.nii"], folder);
                var metric = ChildProcess.Run("tensor2metric", ["-quiet", "-force", "-nthreads", "2", "dt.nii", "-fa", "fa.nii"], folder);
                var self = Environment.ProcessPath ?? throw new InvalidOperationException("This program does not know where it is.");
                string[] program = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(TensorBenchmark).Assembly.Location] : [];
                var ours = ChildProcess.Run(self, [.. program, "tensor-part", folder], folder);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {round} | {fit.Wall + metric.Wall:F1} | {fit.Cpu + metric.Cpu:F1} | {ours.Wall:F1} | {ours.Cpu:F1} | {(fit.Cpu + metric.Cpu) / ours.Cpu:F1} | {Difference(folder):E1} |"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The brain mask of a drawn volume of the same grid, on one thread and two.</summary>
    public static void Brain()
    {
        var grid = new VolumeGrid(X, Y, Z, [-2, 0, 0, 100, 0, 2, 0, -100, 0, 0, 2, -70]);
        var random = new Random(20261126);
        double[] values = [.. Enumerable.Range(0, X * Y * Z).Select(i =>
        {
            var (x, y, z) = ((i % X) - (X / 2), (i / X % Y) - (Y / 2), (i / (X * Y)) - (Z / 2));
            return ((x * x) + (y * y) + (2 * z * z) < 1600 ? 500 : 20) + Math.Round(100 * random.NextDouble());
        })];
        foreach (var threads in new[] { 1, 2 })
        {
            var (wall, processor) = (System.Diagnostics.Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var mask = MedianOtsu.Find(grid, values, threads: threads);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"brain mask of {grid.Voxels} voxels, {threads} threads: {wall.Elapsed.TotalSeconds:F2} s wall, {(Environment.CpuUsage.TotalTime - processor).TotalSeconds:F2} s processor, {mask.Count} voxels"));
        }
    }

    /// <summary>Ours, in a process of its own.</summary>
    public static void Part(string folder)
    {
        using var reader = NiftiReader.Open(Path.Combine(folder, "dwi.nii"));
        var grid = reader.Header.Grid;
        var directions = Path.Combine(folder, "dwi.bvec");
        var scheme = DiffusionScheme.Of(GradientFiles.Read(Path.Combine(folder, "dwi.bval"), directions), grid, new SchemeOptions());
        var volumes = DiffusionSeries.Read(reader, scheme);
        var index = Enumerable.Range(0, (int)grid.Voxels).ToArray();
        var maps = TensorFit.Run(scheme, volumes, index, new TensorOptions { Threads = 2 });
        using var stream = File.Create(Path.Combine(folder, "ours.nii"));
        NiftiFile.Write(stream, grid, maps.FractionalAnisotropy, new NiftiWriteOptions { Compress = false });
    }

    private static double Difference(string folder)
    {
        var (theirs, ours) = (NiftiFile.Read(Path.Combine(folder, "fa.nii")).Values, NiftiFile.Read(Path.Combine(folder, "ours.nii")).Values);
        return Enumerable.Range(0, ours.Length).Max(i => float.IsNaN(theirs[i]) ? 0 : Math.Abs(theirs[i] - ours[i]));
    }

    private static void Write(string folder, string? series)
    {
        var golden = Math.PI * (3 - Math.Sqrt(5));
        var directions = Enumerable.Range(0, Volumes).Select(v =>
        {
            var z = 1 - ((v - Unweighted + 0.5) / (Volumes - Unweighted));
            var radius = v < Unweighted ? 0 : Math.Sqrt(1 - (z * z));
            return v < Unweighted ? new double[3] : [radius * Math.Cos(golden * v), radius * Math.Sin(golden * v), z];
        }).ToArray();
        File.WriteAllText(Path.Combine(folder, "dwi.bval"), string.Join(' ', directions.Select((_, v) => v < Unweighted ? 0 : 1000)));
        File.WriteAllText(
            Path.Combine(folder, "dwi.bvec"),
            string.Join('\n', Enumerable.Range(0, 3).Select(axis => string.Join(' ', directions.Select(g => g[axis].ToString("R", CultureInfo.InvariantCulture))))));
        var means = series is null ? null : Means(series);
        var grid = new VolumeGrid(X, Y, Z, [-2, 0, 0, 100, 0, 2, 0, -100, 0, 0, 2, -70]);
        using var stream = File.Create(Path.Combine(folder, "dwi.nii"));
        var random = new Random(20261126);
        var tensors = Enumerable.Range(0, X * Y * Z).Select(i => Draw(random, means, i)).ToArray();
        var values = new float[X * Y * Z];
        for (var v = 0; v < Volumes; v++)
        {
            var (g, b) = (directions[v], v < Unweighted ? 0 : 1000.0);
            for (var i = 0; i < values.Length; i++)
            {
                var t = tensors[i];
                var along = (t.X * g[0]) + (t.Y * g[1]) + (t.Z * g[2]);
                var signal = t.S0 * Math.Exp(-b * (t.Across + ((t.Along - t.Across) * along * along)));
                values[i] = MathF.Round((float)Math.Max(0, signal + (15 * ((2 * random.NextDouble()) - 1))));
            }

            if (v == 0)
            {
                NiftiFile.Write(stream, grid, values, new NiftiWriteOptions { Compress = false, DataType = NiftiDataType.Int16 });
            }
            else
            {
                stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (short)value).AsSpan()));
            }
        }

        // The header tells of as many volumes as follow.
        stream.Position = 40;
        stream.WriteByte(4);
        stream.Position = 48;
        stream.WriteByte(Volumes);
    }

    /// <summary>The signal without weighting of a real series, where one is given, spread over the grid by nearest neighbours.</summary>
    private static float[] Means(string series)
    {
        using var reader = NiftiReader.Open(series);
        var grid = reader.Header.Grid;
        var first = new float[grid.Voxels];
        reader.ReadVolume(first);
        return [.. Enumerable.Range(0, X * Y * Z).Select(i =>
            first[(i % X * grid.X / X) + (grid.X * ((i / X % Y * grid.Y / Y) + (grid.Y * (i / (X * Y) * grid.Z / Z))))])];
    }

    private static (double S0, double Along, double Across, double X, double Y, double Z) Draw(Random random, float[]? means, int voxel)
    {
        var (turn, height) = (2 * Math.PI * random.NextDouble(), (2 * random.NextDouble()) - 1);
        var radius = Math.Sqrt(1 - (height * height));
        return (
            means is null ? 300 + (500 * random.NextDouble()) : means[voxel],
            0.001 + (0.0009 * random.NextDouble()),
            0.0002 + (0.0007 * random.NextDouble()),
            radius * Math.Cos(turn),
            radius * Math.Sin(turn),
            height);
    }
}
