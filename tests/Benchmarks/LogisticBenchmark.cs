using System.Globalization;
using System.Text;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// Logistic regression of one binary trait, 20 covariates, by PLINK 2 and by a study's step of association, in turn on the same files, by the operating
/// system's account of processor time: with Firth's likelihood where the ordinary has no greatest value, and everywhere. Nothing is missing.
/// </summary>
internal static class LogisticBenchmark
{
    private static readonly string s_plink = Environment.GetEnvironmentVariable("WMSTUDY_PLINK2") ?? "plink2";

    public static void Run(string launcher, int people, int variants)
    {
        var folder = Directory.CreateTempSubdirectory("wmstudy-bench-").FullName;
        try
        {
            SyntheticBiobank.Write(folder, people, variants, AssociationCase.Covariates, 1, 0, 0);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{people} people x {variants} variants, {AssociationCase.Covariates} covariates, {Environment.ProcessorCount} cores, 2 threads"));
            Console.WriteLine("| | cases | PLINK 2 wall s | PLINK 2 CPU s | association wall s | association CPU s | CPU ratio |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            foreach (var (firth, word) in new[] { ("fallback", "firth-fallback"), ("always", "firth") })
            {
                // The quantile of the normal deviates that the traits are.
                foreach (var (share, least) in new[] { (30, 0.5244), (5, 1.6449) })
                {
                    WriteTrait(folder, least);
                    Compare(launcher, folder, firth, word, share);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(string launcher, string folder, string firth, string word, int share)
    {
        var plink = ChildProcess.Run(
            s_plink,
            [
                "--bfile", "set", "--no-psam-pheno", "--pheno", "ill.tsv", "--pheno-name", "ILL", "--covar", "people.tsv",
                "--glm", "hide-covar", word, "cols=chrom,pos,ref,alt,nobs,beta,se,p", "--threads", "2", "--out", "plink",
            ],
            folder);
        foreach (var path in Directory.EnumerateFiles(folder, "plink.*"))
        {
            File.Delete(path);
        }

        var formula = string.Join(" + ", Enumerable.Range(1, AssociationCase.Covariates).Select(c => $"C{c}"));
        var study = Path.Combine(folder, "bench.wmstudy");
        File.WriteAllText(study, $$"""
            wmstudy 1
            study bench { title = "Benchmark", build = GRCh37 }
            cohort people { table = tsv("people.tsv", id = IID) }
            genotypes set from people { bed = "set.bed" }
            phenotypes traits from people { table = tsv("ill.tsv", id = IID), columns = [ILL] }
            gwas g from people { traits = traits, genotypes = set, adjust = {{formula}}, method = logistic(firth = {{firth}}) }
            """, Encoding.UTF8);
        ChildProcess.Run(launcher, ["run", study, "--only", "design:g", "--threads", "2"], folder);
        var ours = ChildProcess.Run(launcher, ["run", study, "--only", "association:g", "--threads", "2"], folder);
        Directory.Delete(Path.Combine(folder, ".wmstudy"), recursive: true);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {firth} | {share}% | {plink.Wall:F1} | {plink.Cpu:F1} | {ours.Wall:F1} | {ours.Cpu:F1} | {plink.Cpu / ours.Cpu:F1} |"));
    }

    /// <summary>Cases are those whose trait is at least so great; PLINK's codes.</summary>
    private static void WriteTrait(string folder, double least) =>
        File.WriteAllLines(
            Path.Combine(folder, "ill.tsv"),
            File.ReadLines(Path.Combine(folder, "pheno.tsv")).Select((line, i) =>
            {
                var fields = line.Split('\t');
                fields[2] = i == 0 ? "ILL" : double.Parse(fields[2], CultureInfo.InvariantCulture) >= least ? "2" : "1";
                return string.Join('\t', fields);
            }));
}
