using System.Globalization;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Statistics.Distributions;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// The joint test against permuted genotypes under the null: z of one correlation drawn for permuted and for tested variants, a test made of the
/// first and applied to the others, several times over; λ and the shares of small P of all together.
/// </summary>
internal static class JointNullBenchmark
{
    private const int BlockSize = 1024;
    private const int People = 1_000_000;
    private const double Shared = 0.4;

    public static void Run(int tests)
    {
        Console.WriteLine("statistic, traits, eigenvalues kept, permuted variants, tests made, tests: lambda (standard error), P <= 0.05, 0.001, 1e-5, each over its level");
        foreach (var (traits, kept, variants, nulls) in new[]
        {
            (12, 0, 6_000, 40), (48, 0, 6_000, 40), (48, 0, 1_000, 40), (20, 8, 6_000, 40), (48, 0, 100_000, 4), (128, 0, 20_000, 10),
        })
        {
            One(PermutedStatistic.QuadraticForm, traits, kept, variants, nulls, tests / nulls);
        }

        One(PermutedStatistic.SmallestP, 12, 0, 50_000, 10, tests / 10);
        One(PermutedStatistic.SmallestP, 48, 0, 50_000, 10, tests / 10);
    }

    private static void One(PermutedStatistic statistic, int traits, int kept, int variants, int nulls, int tested)
    {
        var folder = Directory.CreateTempSubdirectory("wmstudy-bench-").FullName;
        try
        {
            var random = new Random(20261126);
            var (negLog10P, lambdas) = (new List<double>(), new List<double>());
            string[] names = [.. Enumerable.Range(0, traits).Select(t => $"t{t}")];
            var design = new AssociationDesign(People, new int[People], 1, [], names, [], []);
            for (var one = 0; one < nulls; one++)
            {
                using var permuted = Draw(Path.Combine(folder, "permuted.bin"), names, variants, random);
                using var association = Draw(Path.Combine(folder, "tested.bin"), names, tested, random);
                var options = new PermutationOptions(statistic, JointForm.Score, kept, 1e-6, Environment.ProcessorCount);
                var test = PermutationTest.Create(association.Header, permuted, design, options, CancellationToken.None);
                var found = Apply(test, association, Path.Combine(folder, "joint.bin"));
                negLog10P.AddRange(found);
                lambdas.Add(GenomicInflation.Lambda(found));
            }

            string Share(double level) => (negLog10P.Count(value => value >= -Math.Log10(level)) / (negLog10P.Count * level)).ToString("F3", CultureInfo.InvariantCulture);
            var mean = lambdas.Average();
            var error = Math.Sqrt(lambdas.Sum(value => (value - mean) * (value - mean)) / (nulls - 1) / nulls);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{statistic}, {traits}, {kept}, {variants}, {nulls}, {negLog10P.Count}: {mean:F4} ({error:F4}), {Share(0.05)}, {Share(0.001)}, {Share(1e-5)}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double[] Apply(PermutationTest test, AssociationTable association, string path)
    {
        using (var output = File.Create(path))
        using (var writer = AssociationTableWriter.Create(output, test.Header))
        {
            test.Run(association, writer, new DrivingTraitsWriter(Stream.Null), null, CancellationToken.None);
            writer.Complete();
        }

        using var joint = AssociationTable.Open(path);
        var found = new List<double>();
        var block = joint.CreateBuffer();
        for (var b = 0; b < joint.Blocks; b++)
        {
            joint.Read(b, block);
            found.AddRange(block.NegLog10P.AsSpan(0, block.Count));
        }

        return [.. found];
    }

    private static AssociationTable Draw(string path, string[] names, int variants, Random random)
    {
        using (var output = File.Create(path))
        using (var writer = AssociationTableWriter.Create(output, new AssociationTableHeader(People, 1, false, names)))
        {
            for (var first = 0; first < variants; first += BlockSize)
            {
                var block = new AssociationBlock(Math.Min(BlockSize, variants - first), names.Length, false);
                for (var v = 0; v < block.Capacity; v++)
                {
                    var shared = Math.Sqrt(Shared) * Gaussian(random);
                    for (var t = 0; t < names.Length; t++)
                    {
                        var cell = (t * block.Capacity) + v;
                        (block.Beta[cell], block.StandardError[cell], block.NegLog10P[cell]) = (shared + (Math.Sqrt(1 - Shared) * Gaussian(random)), 1, 0.3);
                    }

                    block.Variant[v] = first + v;
                    block.Counts[v] = new VariantCounts(People / 4, People / 2, People / 4, 0);
                }

                block.Hold(first, block.Capacity);
                writer.Write(block);
            }

            writer.Complete();
        }

        return AssociationTable.Open(path);
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
