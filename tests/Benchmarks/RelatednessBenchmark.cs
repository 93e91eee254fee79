using System.Globalization;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// Kinship of all pairs, pruning, principal components and the relationship matrix by PLINK 2 and by the library, in turn on the same files.
/// Ours is measured in a process of its own, which reads the genotypes anew; PLINK 2 likewise. By the operating system's account.
/// </summary>
internal static class RelatednessBenchmark
{
    public static void Run(int people, int variants, double missing)
    {
        var folder = Directory.CreateTempSubdirectory("wmstudy-bench-").FullName;
        try
        {
            SyntheticBiobank.Write(folder, people, variants, 1, 1, missing, 0);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{people} people x {variants} variants, {missing:P0} of genotypes missing, {Environment.ProcessorCount} cores, 2 threads"));
            Console.WriteLine("| what | PLINK 2 wall s | PLINK 2 CPU s | ours wall s | ours CPU s | CPU ratio |");
            Console.WriteLine("|---|---|---|---|---|---|");
            Compare(folder, people, variants, "kinship", ["--make-king-table", "--king-table-filter", "0.0442"]);
            Compare(folder, people, variants, "pruning", ["--indep-pairwise", "1000kb", "0.2"]);
            Compare(folder, people, variants, "components", ["--pca", "10", "approx"]);
            if (people <= 10_000)
            {
                Compare(folder, people, variants, "matrix", ["--make-rel", "bin4"]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(string folder, int people, int variants, string what, string[] arguments)
    {
        var plink = ChildProcess.Run("plink2", ["--bfile", "set", .. arguments, "--threads", "2", "--out", "plink"], folder);
        foreach (var path in Directory.EnumerateFiles(folder, "plink.*"))
        {
            File.Delete(path);
        }

        var self = Environment.ProcessPath ?? throw new InvalidOperationException("This program does not know where it is.");
        string[] program = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(RelatednessBenchmark).Assembly.Location] : [];
        var ours = ChildProcess.Run(
            self, [.. program, "relatedness-part", what, folder, people.ToString(CultureInfo.InvariantCulture), variants.ToString(CultureInfo.InvariantCulture)], folder);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {what} | {plink.Wall:F1} | {plink.Cpu:F1} | {ours.Wall:F1} | {ours.Cpu:F1} | {plink.Cpu / ours.Cpu:F1} |"));
    }
}
