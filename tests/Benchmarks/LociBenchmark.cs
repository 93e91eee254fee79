using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Annotation;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Clumping;

namespace WhiteMatter.Benchmarks;

/// <summary>Loci of one trait of a synthetic biobank: blocks of 50 variants in linkage disequilibrium, every thousandth of them associated.</summary>
internal static class LociBenchmark
{
    private const int TableBlock = 1024;
    private const int LinkageBlock = 50;
    private const int Spacing = 250;

    public static void Run(int variants, int people)
    {
        var folder = Directory.CreateTempSubdirectory("wmstudy-bench-").FullName;
        try
        {
            var random = new Random(20261126);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{variants} variants, {people} people, {Environment.ProcessorCount} cores; wall s / processor s"));
            Time("writing the files", () => Draw(folder, variants, people, random));
            BimFile? bim = null;
            Time("reading the variants", () => bim = BimFile.Read(Path.Combine(folder, "set.bim")));
            var read = bim!;
            var samples = Enumerable.Range(0, people).ToArray();
            using var source = BedFile.Open(Path.Combine(folder, "set.bed"), variants, people);
            using var table = AssociationTable.Open(Path.Combine(folder, "association.bin"));
            var plink = new ClumpingOptions(-Math.Log10(5e-8), 2, 0.1, 250_000, 0, Environment.ProcessorCount);
            Time("clumps, genotype r2", () => LocusFinder.FindClumps(table, read, source, samples, plink, null, CancellationToken.None).Length);
            Time("clumps, haplotype r2", () => LocusFinder.FindClumps(table, read, source, samples, plink with { Correlation = CorrelationKind.Haplotype }, null, CancellationToken.None).Length);
            var fuma = plink with { MemberNegLog10P = -Math.Log10(0.05), R2 = 0.6, Window = 1_000_000, Merge = 250_000, MembersShared = true, MinorAlleleFrequency = 0.01 };
            var loci = System.Collections.Immutable.ImmutableArray<Locus>.Empty;
            Time("risk loci (FUMA)", () => (loci = RiskLoci.Find(table, read, source, samples, fuma, 0.1, null, null, CancellationToken.None)).Length);
            var genes = new GeneMap(Enumerable.Range(0, 20_000).Select(g => new GeneLocation($"G{g}", $"{1 + (g % 22)}", 5_000L * g, (5_000L * g) + 30_000, g % 2 == 0)));
            Time("nearest genes", () => loci.Sum(locus => genes.Nearest(locus.Chromosome, locus.Start).Length));
            Time("surroundings of 12 loci", () => RegionScan.Of(loci, 12, 250_000, table, read, source, samples, CorrelationKind.Genotype, Environment.ProcessorCount, CancellationToken.None).Sum(region => region.Variants.Length));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        using var self = System.Diagnostics.Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory: {self.PeakWorkingSet64 / 1e6:F0} MB"));
    }

    private static void Time(string what, Action action) => Time(what, () =>
    {
        action();
        return 0;
    });

    private static void Time(string what, Func<int> action)
    {
        var (wall, processor) = (System.Diagnostics.Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var found = action();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {wall.Elapsed.TotalSeconds:F2} / {(Environment.CpuUsage.TotalTime - processor).TotalSeconds:F2}{(found > 0 ? $" ({found})" : "")}"));
    }

    private static void Draw(string folder, int variants, int people, Random random)
    {
        var stride = (people + 3) / 4;
        var (shared, row) = (new byte[stride], new byte[stride]);
        using var bed = new FileStream(Path.Combine(folder, "set.bed"), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        using var bim = new StreamWriter(Path.Combine(folder, "set.bim"), false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        using var output = File.Create(Path.Combine(folder, "association.bin"));
        using var writer = AssociationTableWriter.Create(output, new AssociationTableHeader(people, 1, false, ["trait"]));
        bed.Write([0x6c, 0x1b, 0x01]);
        var perChromosome = (variants + 21) / 22;
        var block = new AssociationBlock(TableBlock, 1, false);
        for (var first = 0; first < variants; first += TableBlock)
        {
            var count = Math.Min(TableBlock, variants - first);
            for (var v = 0; v < count; v++)
            {
                var variant = first + v;
                if (variant % LinkageBlock == 0)
                {
                    Genotypes(random, shared, people);
                }

                shared.CopyTo(row, 0);
                for (var change = 0; change < stride / 8; change++)
                {
                    row[random.Next(people / 4)] = shared[random.Next(people / 4)];
                }

                bed.Write(row);
                bim.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{1 + (variant / perChromosome)}\trs{variant}\t0\t{1 + (Spacing * (variant % perChromosome))}\tA\tG"));
                var associated = variant / LinkageBlock % 1000 == 0;
                block.Variant[v] = variant;
                block.Counts[v] = new VariantCounts(people / 4, people / 2, people - (people / 4) - (people / 2), 0);
                block.Reason[v] = UntestedReason.Tested;
                block.Beta[v] = 0.1;
                block.StandardError[v] = 0.01;
                block.NegLog10P[v] = -Math.Log10(1 - random.NextDouble()) + (associated ? 10 * random.NextDouble() : 0);
            }

            block.Hold(first, count);
            writer.Write(block);
        }

        writer.Complete();
    }

    /// <summary>Whole bytes of four people, half of the alleles A1.</summary>
    private static void Genotypes(Random random, byte[] row, int people)
    {
        Array.Clear(row);
        for (var i = 0; i < people; i++)
        {
            var code = random.Next(4) switch { 0 => 0, 3 => 3, _ => 2 };
            row[i / 4] |= (byte)(code << (2 * (i % 4)));
        }
    }
}
