using System.Diagnostics;
using System.Globalization;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Statistics.Distributions;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// Joint tests of drawn statistics: the quadratic form alone, the tail alone, and the whole step (reading the association, z, form, tail,
/// writing), beside the quadratic form in numpy with the BLAS it is linked with. By processor time, since machines are shared.
/// </summary>
internal static class JointBenchmark
{
    private const int BlockSize = 1024;

    private const string Numpy = """
        import sys, time, numpy
        variants, traits = int(sys.argv[1]), int(sys.argv[2])
        random = numpy.random.default_rng(1)
        z = random.standard_normal((variants, traits))
        inverse = numpy.linalg.inv(0.5 * numpy.eye(traits) + 0.5)
        best = [1e9, 1e9]
        for _ in range(3):
            start = time.process_time(); numpy.einsum('vi,vi->v', z @ inverse, z); best[0] = min(best[0], time.process_time() - start)
        few = z[:variants // 20]
        start = time.process_time(); numpy.einsum('vi,ij,vj->v', few, inverse, few); best[1] = 20 * (time.process_time() - start)
        print(*(1e9 * b / variants for b in best))
        """;

    public static void Run(int variants, int traits)
    {
        var folder = Directory.CreateTempSubdirectory("wmstudy-bench-").FullName;
        try
        {
            var path = Path.Combine(folder, "association.bin");
            const int People = 20_000;
            var design = Draw(path, variants, traits, People);
            using var association = AssociationTable.Open(path);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{variants} variants x {traits} traits, {Environment.ProcessorCount} cores; processor nanoseconds a variant"));
            foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
            {
                var test = QuadraticFormTest.Create(association.Header, design, new QuadraticFormOptions(JointForm.Score, false, 1e-6, threads), CancellationToken.None);
                var step = Best(() => Step(test, association, folder));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"whole step, {threads} thread(s): {step / variants:F0}"));
            }

            var (form, tail) = Parts(variants, traits);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"quadratic form, 1 thread: {form:F0}; tail of chi-squared, 1 thread: {tail:F0}"));
            foreach (var threads in new[] { "1", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture) }.Distinct())
            {
                Console.WriteLine($"numpy, {threads} thread(s), matrix product and einsum; einsum of three operands: {Peer(variants, traits, threads)}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Step(JointTest test, AssociationTable association, string folder)
    {
        using var output = File.Create(Path.Combine(folder, "joint.bin"));
        using var drivers = File.Create(Path.Combine(folder, "drivers.bin"));
        using var writer = AssociationTableWriter.Create(output, test.Header);
        test.Run(association, writer, new DrivingTraitsWriter(drivers), null, CancellationToken.None);
        writer.Complete();
    }

    private static (double Form, double Tail) Parts(int variants, int traits)
    {
        var random = new Random(5);
        var correlation = new double[traits * traits];
        Array.Fill(correlation, 0.5);
        for (var t = 0; t < traits; t++)
        {
            correlation[(t * traits) + t] = 1;
        }

        var whitening = Whitening.Create(correlation, traits, 1e-6);
        var panels = new double[BlockSize * traits];
        for (var i = 0; i < panels.Length; i++)
        {
            panels[i] = Gaussian(random);
        }

        var lengths = new double[BlockSize];
        var rounds = Math.Max(1, variants / BlockSize);
        var form = Best(() =>
        {
            for (var round = 0; round < rounds; round++)
            {
                whitening.SquaredLengths(panels, lengths);
            }
        });
        var sum = 0.0;
        var tail = Best(() =>
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var length in lengths)
                {
                    sum += ChiSquared.Log10UpperTail(length, traits);
                }
            }
        });
        return double.IsNaN(sum) ? throw new InvalidOperationException("A tail is none.") : (form / rounds / BlockSize, tail / rounds / BlockSize);
    }

    /// <summary>An association of drawn statistics, and a design of as many uncorrelated residuals.</summary>
    private static AssociationDesign Draw(string path, int variants, int traits, int people)
    {
        var random = new Random(20261125);
        string[] names = [.. Enumerable.Range(0, traits).Select(t => $"t{t}")];
        using (var output = File.Create(path))
        using (var writer = AssociationTableWriter.Create(output, new AssociationTableHeader(people, 21, false, names)))
        {
            for (var first = 0; first < variants; first += BlockSize)
            {
                var block = new AssociationBlock(Math.Min(BlockSize, variants - first), traits, false);
                for (var cell = 0; cell < block.Beta.Length; cell++)
                {
                    (block.Beta[cell], block.StandardError[cell], block.NegLog10P[cell]) = (Gaussian(random), 1, 0.3);
                }

                for (var v = 0; v < block.Capacity; v++)
                {
                    block.Variant[v] = first + v;
                    block.Counts[v] = new VariantCounts(people / 4, people / 2, people - (people / 4) - (people / 2), 0);
                }

                block.Hold(first, block.Capacity);
                writer.Write(block);
            }

            writer.Complete();
        }

        var residuals = new double[people * traits];
        for (var i = 0; i < residuals.Length; i++)
        {
            residuals[i] = Gaussian(random);
        }

        return new AssociationDesign(people, [.. Enumerable.Range(0, people)], 21, [], names, residuals, []);
    }

    /// <summary>The least processor time of four rounds, in nanoseconds over all threads.</summary>
    private static double Best(Action action)
    {
        var best = double.PositiveInfinity;
        for (var round = 0; round < 4; round++)
        {
            var before = Environment.CpuUsage.TotalTime;
            action();
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalNanoseconds);
        }

        return best;
    }

    private static string Peer(int variants, int traits, string threads)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true };
        start.Environment["OPENBLAS_NUM_THREADS"] = threads;
        foreach (var argument in new[] { "-c", Numpy, variants.ToString(CultureInfo.InvariantCulture), traits.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("python3 did not start.");
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Trim();
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
