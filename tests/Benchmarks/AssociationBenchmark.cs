using System.Globalization;
using System.Text;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// The same regressions by PLINK 2 and by a whole run of a study (people, design, association, summary statistics, report), in turn on the same
/// files, by the operating system's account of processor time.
/// </summary>
internal static class AssociationBenchmark
{
    public static void Run(string launcher, int people, int variants, int covariates, IReadOnlyList<int> traitCounts, double missingGenotypes, double missingTraits)
    {
        var folder = Directory.CreateTempSubdirectory("wmstudy-bench-").FullName;
        try
        {
            SyntheticBiobank.Write(folder, people, variants, covariates, traitCounts.Max(), missingGenotypes, missingTraits);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{people} people x {variants} variants, {covariates} covariates, {missingGenotypes:P0} of genotypes and {missingTraits:P0} of traits missing, {Environment.ProcessorCount} cores"));
            Console.WriteLine("| traits | PLINK 2 wall s | PLINK 2 CPU s | whole study wall s | whole study CPU s | association CPU s | CPU ratio, study | CPU ratio, association |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|");
            foreach (var traits in traitCounts)
            {
                Compare(launcher, folder, covariates, traits);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(string launcher, string folder, int covariates, int traits)
    {
        var names = string.Join(", ", Enumerable.Range(1, traits).Select(t => $"T{t}"));
        var formula = string.Join(" + ", Enumerable.Range(1, covariates).Select(c => $"C{c}"));
        var study = Path.Combine(folder, $"bench{traits}.wmstudy");
        File.WriteAllText(study, $$"""
            wmstudy 1
            study bench{{traits}} { title = "Benchmark", build = GRCh37 }
            cohort people { table = tsv("people.tsv", id = IID) }
            genotypes set from people { bed = "set.bed" }
            covariates base { {{formula}} }
            phenotypes traits from people { table = tsv("pheno.tsv", id = IID), columns = [{{names}}] }
            gwas g from people { traits = traits, genotypes = set, adjust = base }
            report page { show = [manhattan(g), qq(g)] }
            """, Encoding.UTF8);
        var plink = ChildProcess.Run(
            "plink2",
            [
                "--bfile", "set", "--pheno", "pheno.tsv", "--pheno-name", names.Replace(" ", string.Empty, StringComparison.Ordinal),
                "--covar", "people.tsv", "--glm", "hide-covar", "cols=chrom,pos,ref,alt,nobs,beta,se,p", "--threads", "2", "--out", $"plink{traits}",
            ],
            folder);
        ChildProcess.Run(launcher, ["run", study, "--only", "design:g", "--threads", "2"], folder);
        var association = ChildProcess.Run(launcher, ["run", study, "--only", "association:g", "--threads", "2"], folder);
        Directory.Delete(Path.Combine(folder, ".wmstudy"), recursive: true);
        var whole = ChildProcess.Run(launcher, ["run", study, "--threads", "2"], folder);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {traits} | {plink.Wall:F1} | {plink.Cpu:F1} | {whole.Wall:F1} | {whole.Cpu:F1} | {association.Cpu:F1} | {plink.Cpu / whole.Cpu:F1} | {plink.Cpu / association.Cpu:F1} |"));
        Directory.Delete(Path.Combine(folder, ".wmstudy"), recursive: true);
        foreach (var path in Directory.EnumerateFiles(folder, $"plink{traits}.*"))
        {
            File.Delete(path);
        }
    }
}
