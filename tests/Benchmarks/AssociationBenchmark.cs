using System.Globalization;
using System.Text;

namespace WhiteMatter.Benchmarks;

/// <summary>What is compared: sizes, what is missing, and how many threads may be used.</summary>
/// <param name="Name">What a row is called.</param>
/// <param name="People">People.</param>
/// <param name="Variants">Variants.</param>
/// <param name="Traits">Traits.</param>
internal sealed record AssociationCase(string Name, int People, int Variants, int Traits)
{
    /// <summary>Covariates, the intercept not counted.</summary>
    public const int Covariates = 20;

    /// <summary>Share of genotypes that are missing.</summary>
    public double MissingGenotypes { get; init; }

    /// <summary>Share of each trait's values that are missing, other people's in each.</summary>
    public double MissingTraits { get; init; }

    /// <summary>Threads of both programs.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Whether the peer runs too.</summary>
    public bool WithPeer { get; init; } = true;
}

/// <summary>
/// The same regressions by PLINK 2 and by a whole run of a study (people, design, association, summary statistics, report), in turn on the same
/// files, by the operating system's account of processor time. Every row can be run alone.
/// </summary>
internal static class AssociationBenchmark
{
    /// <summary>The peer: Debian's, or what this variable names.</summary>
    private static readonly string Plink = Environment.GetEnvironmentVariable("WMSTUDY_PLINK2") ?? "plink2";

    /// <summary>Data sets by the word that names them.</summary>
    public static IReadOnlyDictionary<string, (double Genotypes, double Traits)> Data { get; } = new Dictionary<string, (double, double)>(StringComparer.Ordinal)
    {
        ["complete"] = (0, 0),
        ["genotypes"] = (0.01, 0),
        ["traits"] = (0, 0.05),
    };

    /// <summary>Runs cases one after another; those on the same files stand together.</summary>
    public static void Run(string launcher, IEnumerable<AssociationCase> cases)
    {
        var folder = Directory.CreateTempSubdirectory("wmstudy-bench-").FullName;
        try
        {
            Console.WriteLine($"{Environment.ProcessorCount} cores, {AssociationCase.Covariates} covariates; peer: {Version()}");
            Console.WriteLine("| | people | variants | traits | threads | PLINK 2 wall s | CPU s | study wall s | CPU s | study, all rows as text: CPU s | association CPU s | peak MB | CPU ratio: study | all rows | association |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
            (int, int, double, double)? written = null;
            foreach (var one in cases)
            {
                var files = (one.People, one.Variants, one.MissingGenotypes, one.MissingTraits);
                if (written != files)
                {
                    SyntheticBiobank.Write(folder, one.People, one.Variants, AssociationCase.Covariates, 128, one.MissingGenotypes, one.MissingTraits);
                    written = files;
                }

                Compare(launcher, folder, one);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes the data of cases on the same files, and a study for each.</summary>
    public static void Files(string folder, IEnumerable<AssociationCase> cases)
    {
        Directory.CreateDirectory(folder);
        var all = cases.ToList();
        SyntheticBiobank.Write(folder, all[0].People, all[0].Variants, AssociationCase.Covariates, 128, all[0].MissingGenotypes, all[0].MissingTraits);
        foreach (var one in all)
        {
            File.Move(WriteStudy(folder, one.Traits, string.Empty), Path.Combine(folder, $"traits{one.Traits}.wmstudy"), overwrite: true);
        }
    }

    /// <summary>The kernel alone beside OpenBLAS's single-precision product of the same shape.</summary>
    public static void Kernel(string root)
    {
        var bench = Path.Combine(root, "build", "native", "association_bench");
        if (!File.Exists(bench))
        {
            Console.Error.WriteLine("build it first: cmake --build build/native --target association_bench");
            return;
        }

        foreach (var (genotypes, traits) in Data.Values)
        {
            foreach (var count in new[] { "1", "16", "128" })
            {
                Console.WriteLine(ChildProcess.Run(
                    bench,
                    ["20000", "5000", count, AssociationCase.Covariates.ToString(CultureInfo.InvariantCulture), "2", "auto", "5", Percent(genotypes), Percent(traits)],
                    root).Output);
            }
        }

        static string Percent(double share) => (100 * share).ToString(CultureInfo.InvariantCulture);
    }

    private static string Version()
    {
        try
        {
            return ChildProcess.Run(Plink, ["--version"], Path.GetTempPath()).Output.Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "none";
        }
    }

    private static void Compare(string launcher, string folder, AssociationCase one)
    {
        var threads = one.Threads.ToString(CultureInfo.InvariantCulture);
        var plink = one.WithPeer ? Peer(folder, one.Traits, threads) : null;
        var study = WriteStudy(folder, one.Traits, string.Empty);
        Study(launcher, folder, study, threads, "--only", "design:g");
        var association = ChildProcess.Run(launcher, ["run", study, "--only", "association:g", "--threads", threads], folder);
        Clear(folder);
        var whole = Study(launcher, folder, study, threads);
        Clear(folder);
        var everything = Study(launcher, folder, WriteStudy(folder, one.Traits, ", write_p = 1"), threads);
        Clear(folder);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {one.Name} | {one.People} | {one.Variants} | {one.Traits} | {one.Threads} | {plink?.Wall:F1} | {plink?.Cpu:F1} | {whole.Wall:F1} | {whole.Cpu:F1} | {everything.Cpu:F1} | {association.Cpu:F1} | {whole.PeakBytes / 1e6:F0} | {plink?.Cpu / whole.Cpu:F1} | {plink?.Cpu / everything.Cpu:F1} | {plink?.Cpu / association.Cpu:F1} |"));
    }

    private static Cost Peer(string folder, int traits, string threads)
    {
        var names = string.Join(',', Enumerable.Range(1, traits).Select(t => $"T{t}"));
        var cost = ChildProcess.Run(
            Plink,
            [
                "--bfile", "set", "--pheno", "pheno.tsv", "--pheno-name", names,
                "--covar", "people.tsv", "--glm", "hide-covar", "cols=chrom,pos,ref,alt,nobs,beta,se,p", "--threads", threads, "--out", "plink",
            ],
            folder);
        foreach (var path in Directory.EnumerateFiles(folder, "plink.*"))
        {
            File.Delete(path);
        }

        return cost;
    }

    private static Cost Study(string launcher, string folder, string study, string threads, params string[] more) =>
        ChildProcess.RunAlone(launcher, ["run", study, "--threads", threads, .. more], folder);

    private static void Clear(string folder)
    {
        foreach (var left in new[] { ".wmstudy", "results" })
        {
            if (Directory.Exists(Path.Combine(folder, left)))
            {
                Directory.Delete(Path.Combine(folder, left), recursive: true);
            }
        }
    }

    private static string WriteStudy(string folder, int traits, string settings)
    {
        var names = string.Join(", ", Enumerable.Range(1, traits).Select(t => $"T{t}"));
        var formula = string.Join(" + ", Enumerable.Range(1, AssociationCase.Covariates).Select(c => $"C{c}"));
        var study = Path.Combine(folder, "bench.wmstudy");
        File.WriteAllText(study, $$"""
            wmstudy 1
            study bench { title = "Benchmark", build = GRCh37 }
            cohort people { table = tsv("people.tsv", id = IID) }
            genotypes set from people { bed = "set.bed" }
            covariates base { {{formula}} }
            phenotypes traits from people { table = tsv("pheno.tsv", id = IID), columns = [{{names}}] }
            gwas g from people { traits = traits, genotypes = set, adjust = base{{settings}} }
            report page { show = [manhattan(g), qq(g)] }
            """, Encoding.UTF8);
        return study;
    }
}
