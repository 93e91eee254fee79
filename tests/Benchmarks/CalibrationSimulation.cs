using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using WhiteMatter.Statistics.Distributions;

namespace WhiteMatter.Benchmarks;

/// <summary>
/// Whether each method keeps its promise: a million tests of variants that do nothing (genomic inflation, share of P below a threshold), and how
/// many planted variants it finds, in cohorts with and without relatives and structure.
/// </summary>
internal static class CalibrationSimulation
{
    private const double Suggestive = 1e-5;
    private const double GenomeWide = 5e-8;

    private static readonly CohortShape[] Shapes =
    [
        new("unrelated, one population", 0, 1),
        new("unrelated, two populations", 0, 2),
        new("a third in families, two populations", 1.0 / 3, 2),
        new("all in families, two populations", 1, 2),
    ];

    private static readonly (string Name, string Setting)[] Methods =
    [
        ("linear", string.Empty),
        ("ridge_two_step", ", method = ridge_two_step"),
        ("ridge_two_step(relatedness = kin)", ", method = ridge_two_step(relatedness = kin)"),
        ("mixed(kin)", ", method = mixed(kin)"),
    ];

    public static void Run(string launcher, int people, int variants, int traits)
    {
        var even = Enumerable.Range(0, variants).Count(v => DrawnCohort.ChromosomeOf(v, variants) % 2 == 0);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{people} people, {variants} variants, {traits} traits: {(long)even * traits} tests of variants that do nothing, {traits * DrawnCohort.Causal} of variants with {DrawnCohort.Heritability / DrawnCohort.Causal:P2} of the variance each"));
        Console.WriteLine("| people | method | lambda | P < 0.05 | P < 1e-3 | P < 1e-5, expected 1 | found at 1e-5 | found at 5e-8 | CPU s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        for (var shape = 0; shape < Shapes.Length; shape++)
        {
            var folder = Directory.CreateTempSubdirectory("wmstudy-calibration-").FullName;
            try
            {
                var cohort = DrawnCohort.Write(folder, Shapes[shape], people, variants, traits, 20261126 + shape);
                foreach (var (name, setting) in Methods)
                {
                    Console.WriteLine(Row(launcher, folder, Shapes[shape], cohort, variants, name, setting));
                }
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static string Row(string launcher, string folder, CohortShape shape, DrawnCohort cohort, int variants, string name, string setting)
    {
        var study = Path.Combine(folder, "calibration.wmstudy");
        File.WriteAllText(study, $$"""
            wmstudy 1
            study calibration { title = "Calibration", build = GRCh37, seed = 1 }
            cohort people { table = tsv("people.tsv", id = IID) }
            genotypes set from people { bed = "set.bed" }
            relatedness kin from set { components = 2, grm_cutoff = 0.05 }
            covariates base { C1 + kin.pcs }
            phenotypes traits from people { table = tsv("pheno.tsv", id = IID), columns = [{{string.Join(", ", cohort.Moving.Select((_, t) => $"T{t + 1}"))}}] }
            gwas g from people { traits = traits, genotypes = set, adjust = base{{setting}} }
            """, Encoding.UTF8);
        var cost = ChildProcess.Run(launcher, ["run", study, "--only", "association:g"], folder);
        var tests = new Tests(cohort, variants);
        for (var chromosome = 1; chromosome <= 22; chromosome++)
        {
            tests.Add(ChildProcess.Run(launcher, ["show", study, "g", "--region", chromosome.ToString(CultureInfo.InvariantCulture)], folder).Output);
        }

        return string.Create(CultureInfo.InvariantCulture, $"| {shape.Name} | {name} | {tests} | {cost.Cpu:F0} |");
    }

    /// <summary>Sorts results into those of variants that do nothing and those of a trait's own variants.</summary>
    private sealed class Tests(DrawnCohort cohort, int variants)
    {
        private readonly List<double>[] _nothing = [.. cohort.Moving.Select(_ => new List<double>())];
        private readonly List<double> _moving = [];

        public void Add(string table)
        {
            using var lines = new StringReader(table);
            var header = lines.ReadLine()!.Split('\t');
            var (trait, id, p) = (Array.IndexOf(header, "trait"), Array.IndexOf(header, "id"), Array.IndexOf(header, "neg_log_10_p_value"));
            while (lines.ReadLine() is { } line)
            {
                var fields = line.Split('\t');
                var t = int.Parse(fields[trait].AsSpan(1), CultureInfo.InvariantCulture) - 1;
                var v = int.Parse(fields[id].AsSpan(2), CultureInfo.InvariantCulture);
                var value = double.Parse(fields[p], CultureInfo.InvariantCulture);
                if (DrawnCohort.ChromosomeOf(v, variants) % 2 == 0)
                {
                    _nothing[t].Add(value);
                }
                else if (Array.BinarySearch(cohort.Moving[t], v) >= 0)
                {
                    _moving.Add(value);
                }
            }
        }

        /// <summary>The mean of the traits' genomic inflation with its standard error over traits, shares and counts.</summary>
        public override string ToString()
        {
            var lambdas = _nothing.Select(values => GenomicInflation.Lambda(CollectionsMarshal.AsSpan(values))).ToArray();
            var mean = lambdas.Average();
            var error = Math.Sqrt(lambdas.Sum(l => (l - mean) * (l - mean)) / (lambdas.Length - 1) / lambdas.Length);
            var all = _nothing.Sum(values => values.Count);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{mean:F4} ± {error:F4} | {Share(0.05):F4} | {Share(1e-3):F6} | {Share(Suggestive) * 1e5:F2} of {all * Suggestive:F0} | {Found(Suggestive):F3} | {Found(GenomeWide):F3}");

            double Share(double threshold) => (double)_nothing.Sum(values => values.Count(v => v > -Math.Log10(threshold))) / all;

            double Found(double threshold) => (double)_moving.Count(v => v > -Math.Log10(threshold)) / _moving.Count;
        }
    }
}
