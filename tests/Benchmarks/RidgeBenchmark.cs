using System.Globalization;
using System.Text;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// The first step of a whole-genome regression by a study's step, for more and more traits, beside BOLT-LMM's infinitesimal model of one trait
/// on the same files, by the operating system's account of processor time.
/// </summary>
internal static class RidgeBenchmark
{
    public static void Run(string launcher, int people, int variants, IReadOnlyList<int> traitCounts)
    {
        var folder = Directory.CreateTempSubdirectory("wmstudy-bench-").FullName;
        try
        {
            SyntheticBiobank.Write(folder, people, variants, 20, traitCounts.Max(), 0, 0);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{people} people x {variants} variants, 20 covariates, {Environment.ProcessorCount} cores"));
            Console.WriteLine("| program | traits | wall s | CPU s | CPU s a trait |");
            Console.WriteLine("|---|---|---|---|---|");
            foreach (var traits in traitCounts)
            {
                Tell("wmstudy, background", traits, Background(launcher, folder, traits));
            }

            Tell("BOLT-LMM --lmmInfOnly", 1, Bolt(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Tell(string program, int traits, Cost cost) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {program} | {traits} | {cost.Wall:F1} | {cost.Cpu:F1} | {cost.Cpu / traits:F2} |"));

    private static Cost Background(string launcher, string folder, int traits)
    {
        var names = string.Join(", ", Enumerable.Range(1, traits).Select(t => $"T{t}"));
        var formula = string.Join(" + ", Enumerable.Range(1, 20).Select(c => $"C{c}"));
        var study = Path.Combine(folder, $"ridge{traits}.wmstudy");
        File.WriteAllText(study, $$"""
            wmstudy 1
            study ridge{{traits}} { title = "Benchmark", build = GRCh37 }
            cohort people { table = tsv("people.tsv", id = IID) }
            genotypes set from people { bed = "set.bed" }
            covariates base { {{formula}} }
            phenotypes traits from people { table = tsv("pheno.tsv", id = IID), columns = [{{names}}] }
            gwas g from people { traits = traits, genotypes = set, adjust = base, method = ridge_two_step }
            """, Encoding.UTF8);
        ChildProcess.Run(launcher, ["run", study, "--only", "design:g", "--threads", "2"], folder);
        var cost = ChildProcess.Run(launcher, ["run", study, "--only", "background:g", "--threads", "2"], folder);
        Directory.Delete(Path.Combine(folder, ".wmstudy"), recursive: true);
        return cost;
    }

    /// <summary>BOLT-LMM reads one table of traits and covariates, and its identifiers without a number sign.</summary>
    private static Cost Bolt(string folder)
    {
        var covariates = File.ReadLines(Path.Combine(folder, "people.tsv"));
        var traits = File.ReadLines(Path.Combine(folder, "pheno.tsv"));
        File.WriteAllLines(
            Path.Combine(folder, "bolt.txt"),
            covariates.Zip(traits, (c, t) => (c + "\t" + t.Split('\t')[2]).TrimStart('#').Replace('\t', ' ')));
        return ChildProcess.Run(
            "bolt",
            [
                "--bfile=set", "--phenoFile=bolt.txt", "--phenoCol=T1", "--covarFile=bolt.txt", "--qCovarCol=C{1:20}",
                "--lmmInfOnly", "--numThreads=2", "--statsFile=bolt.stats",
            ],
            folder);
    }
}
