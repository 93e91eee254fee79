using System.Diagnostics;
using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Designs;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Statistics.Designs;
using Xunit;
using Xunit.Abstractions;

namespace WhiteMatter.Genetics.Tests.Regression;

/// <summary>
/// The score tests of a two-step ridge regression beside BOLT-LMM's infinitesimal model (Debian's bolt-lmm 2.4, <c>bolt --lmmInfOnly</c>) on the
/// same drawn people: two populations, told apart by a covariate, variants in linkage disequilibrium, a trait that a quarter of them moves.
/// </summary>
public sealed class BoltAgreementTests(ITestOutputHelper told)
{
    private const int People = 4000;
    private const int Variants = 11000;

    /// <summary>By leave-one-out (0) and by the default folds.</summary>
    [LongPeerFact("bolt", "bolt-lmm")]
    public void The_statistics_of_a_polygenic_trait_follow_BOLT_LMMs()
    {
        var folder = Directory.CreateTempSubdirectory("wm-bolt-").FullName;
        try
        {
            var (genotypes, population, trait) = Draw(heritability: 0.25, seed: 20261126);
            Write(folder, genotypes, population, trait);
            var peer = Bolt(folder);
            foreach (var folds in new[] { 0, 5 })
            {
                var (own, linear) = Own(folder, population, trait, folds);
                var (correlation, ofLinear) = (Correlation(own, peer), Correlation(linear, peer));
                told.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{folds} folds: correlation of chi-squared with BOLT-LMM: ridge {correlation:F4}, least squares {ofLinear:F4}; means {own.Average():F4}, {peer.Average():F4}"));
                Assert.InRange(correlation, 0.98, 1);
                Assert.True(correlation > ofLinear);
                Assert.InRange(own.Average() / peer.Average(), 0.98, 1.02);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Chromosomes of 500 variants; neighbours share the uniform number that an allele is drawn with in four cases of five.</summary>
    private static (byte[][] Genotypes, int[] Population, double[] Trait) Draw(double heritability, int seed)
    {
        var random = new Random(seed);
        int[] population = [.. Enumerable.Range(0, People).Select(_ => random.Next(2))];
        var genotypes = new byte[Variants][];
        var uniform = new double[2][];
        var score = new double[People];
        for (var v = 0; v < Variants; v++)
        {
            genotypes[v] = new byte[People];
            var frequency = 0.1 + (0.4 * random.NextDouble());
            double[] here = [frequency + (0.05 * (random.NextDouble() - 0.5)), frequency];
            for (var h = 0; h < 2; h++)
            {
                uniform[h] ??= new double[People];
                for (var i = 0; i < People; i++)
                {
                    if (v % 500 == 0 || random.NextDouble() < 0.2)
                    {
                        uniform[h][i] = random.NextDouble();
                    }

                    genotypes[v][i] += uniform[h][i] < here[population[i]] ? (byte)1 : (byte)0;
                }
            }

            if (random.Next(4) == 0)
            {
                var effect = Gaussian(random) / Math.Sqrt(2 * frequency * (1 - frequency));
                for (var i = 0; i < People; i++)
                {
                    score[i] += effect * genotypes[v][i];
                }
            }
        }

        var mean = score.Average();
        var deviation = Math.Sqrt(score.Average(value => (value - mean) * (value - mean)));
        return (genotypes, population, [.. score.Select(value =>
            (Math.Sqrt(heritability) * (value - mean) / deviation) + (Math.Sqrt(1 - heritability) * Gaussian(random)))]);
    }

    private static void Write(string folder, byte[][] genotypes, int[] population, double[] trait)
    {
        using (var bed = File.Create(Path.Combine(folder, "set.bed")))
        using (var bim = new StreamWriter(Path.Combine(folder, "set.bim")))
        {
            bed.Write([0x6c, 0x1b, 0x01]);
            var row = new byte[(People + 3) / 4];
            for (var v = 0; v < Variants; v++)
            {
                Array.Clear(row);
                for (var i = 0; i < People; i++)
                {
                    row[i / 4] |= (byte)((genotypes[v][i] switch { 2 => 0, 1 => 2, _ => 3 }) << (2 * (i % 4)));
                }

                bed.Write(row);
                bim.Write(string.Create(CultureInfo.InvariantCulture, $"{1 + (v / 500)}\tv{v}\t0\t{1000 + (5000 * (v % 500))}\tA\tG\n"));
            }
        }

        var table = new StringBuilder("FID IID trait population\n");
        var fam = new StringBuilder();
        for (var i = 0; i < People; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"F{i} I{i} {trait[i]:R} {population[i]}\n");
            fam.Append(CultureInfo.InvariantCulture, $"F{i} I{i} 0 0 1 -9\n");
        }

        File.WriteAllText(Path.Combine(folder, "people.txt"), table.ToString());
        File.WriteAllText(Path.Combine(folder, "set.fam"), fam.ToString());
    }

    /// <summary>χ² = (β/SE)²: bolt prints its P with two digits.</summary>
    private static double[] Bolt(string folder)
    {
        var start = new ProcessStartInfo("bolt")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Arguments = "--bfile=set --phenoFile=people.txt --phenoCol=trait --covarFile=people.txt --qCovarCol=population --lmmInfOnly --statsFile=bolt.stats",
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        var lines = File.ReadAllLines(Path.Combine(folder, "bolt.stats"));
        var head = lines[0].Split('\t');
        var (beta, error) = (Array.IndexOf(head, "BETA"), Array.IndexOf(head, "SE"));
        return [.. lines.Skip(1).Select(line => line.Split('\t')).Select(fields => Math.Pow(Number(fields[beta]) / Number(fields[error]), 2))];

        static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static (double[] Ridge, double[] Linear) Own(string folder, int[] population, double[] trait, int folds)
    {
        double[][] covariates = [[.. Enumerable.Repeat(1.0, People)], [.. population.Select(one => (double)one)]];
        string[] names = ["(Intercept)", "population"];
        int[] rows = [.. Enumerable.Range(0, People)];
        var matrix = new TraitMatrix([.. rows.Select(i => $"I{i}")], null, ["trait"], [trait]);
        var (design, _) = AssociationDesignBuilder.Build(
            new AssociationPeople(rows, rows, rows, [], null!), People, covariates, names, OrthonormalBasis.Create(covariates, names), matrix, rankTransform: false);
        using var source = BedFile.Open(Path.Combine(folder, "set.bed"), Variants, People);
        var background = new BackgroundGenotypes(
            source, rows, null, [.. Enumerable.Range(1, 22).Select(c => c.ToString(CultureInfo.InvariantCulture))], v => v / 500);
        var output = Path.Combine(folder, "background.bin");
        WholeGenomeRidge.Run(design, background, new RidgeOptions(1000, folds, Environment.ProcessorCount), folder, output, null, default);
        using var predictions = BackgroundPredictions.Open(output);
        var range = new AssociationRange(null, 0, Variants, 1024, null);
        var options = new AssociationOptions(5, Environment.ProcessorCount);
        var traits = new BackgroundTraits(design, predictions, v => (1 + (v / 500)).ToString(CultureInfo.InvariantCulture));
        return (
            ChiSquared(folder, design, blocks => ScoreAssociation.Run(design, traits, source, range, options, blocks, default)),
            ChiSquared(folder, design, blocks => LinearAssociation.Run(design, source, range, options, blocks, default)));
    }

    private static double[] ChiSquared(string folder, AssociationDesign design, Action<Stream> run)
    {
        using var blocks = new MemoryStream();
        run(blocks);
        blocks.Position = 0;
        var path = Path.Combine(folder, "table.bin");
        using (var output = File.Create(path))
        using (var writer = AssociationTableWriter.Create(output, new(People, design.Rank, false, design.Traits)))
        {
            writer.Append(blocks, default);
            writer.Complete();
        }

        using var table = AssociationTable.Open(path);
        var block = table.CreateBuffer();
        var found = new List<double>(Variants);
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            found.AddRange(Enumerable.Range(0, block.Count).Select(v => Math.Pow(block.Beta[v] / block.StandardError[v], 2)));
        }

        return [.. found];
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var products = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return products / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
