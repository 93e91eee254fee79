using System.Globalization;
using System.Text;

namespace EndToEnd;

/// <summary>A small study over drawn genotypes, with two traits, one of them driven by a variant: it runs in a second or two.</summary>
internal static class SmallStudy
{
    public const int People = 200;
    public const int Variants = 9000;

    public static string Write(StudyRun run, int seed = 4, string extra = "")
    {
        var random = new Random(seed);
        var causal = new byte[People];
        using (var bed = File.Create(Path.Combine(run.Folder, "set.bed")))
        {
            bed.Write([0x6c, 0x1b, 0x01]);
            var bim = new StringBuilder();
            for (var v = 0; v < Variants; v++)
            {
                var row = new byte[People / 4];
                var p = 0.05 + (0.45 * random.NextDouble());
                for (var i = 0; i < People; i++)
                {
                    var copies = (random.NextDouble() < p ? 1 : 0) + (random.NextDouble() < p ? 1 : 0);
                    var code = copies switch { 2 => 0, 1 => 2, _ => 3 };
                    row[i / 4] |= (byte)(code << (2 * (i % 4)));
                    causal[i] = v == 4321 ? (byte)copies : causal[i];
                }

                bed.Write(row);
                bim.Append(CultureInfo.InvariantCulture, $"{1 + (v / 1000)}\trs{v}\t0\t{10_000 + (v % 1000 * 2000)}\tA\tG\n");
            }

            File.WriteAllText(Path.Combine(run.Folder, "set.bim"), bim.ToString());
        }

        var fam = new StringBuilder();
        var table = new StringBuilder("IID\tage\tsex\tsite\tt1\tt2\n");
        for (var i = 0; i < People; i++)
        {
            fam.Append(CultureInfo.InvariantCulture, $"F{i}\tP{i}\t0\t0\t0\t-9\n");
            var t1 = (1.2 * causal[i]) + random.NextDouble() + random.NextDouble();
            var t2 = i % 17 == 3 ? "NA" : random.NextDouble().ToString("R", CultureInfo.InvariantCulture);
            table.Append(CultureInfo.InvariantCulture, $"P{i}\t{40 + random.Next(40)}\t{(i % 2 == 0 ? "F" : "M")}\t{random.Next(3)}\t{t1:R}\t{t2}\n");
        }

        File.WriteAllText(Path.Combine(run.Folder, "set.fam"), fam.ToString());
        File.WriteAllText(Path.Combine(run.Folder, "people.tsv"), table.ToString());
        return run.Write("small.wmstudy", $$"""
            wmstudy 1
            study small { title = "A small study", build = GRCh37 }
            cohort people {
              table = tsv("people.tsv", id = IID)
              columns { age : y, site : factor }
            }
            genotypes chips from people { bed = "set.bed", keep = maf >= 0.01 }
            covariates base { age + sex + site }
            phenotypes traits from people { columns = [t1, t2] }
            gwas g from people { traits = traits, genotypes = chips, adjust = base }
            loci leads from g { p = 5e-8 / 2, r2 = 0.1, window = 250kb, reference = chips }
            expect { leads.count >= 1 }
            report page { show = [manhattan(g), qq(g), leads] }
            {{extra}}
            """);
    }

    /// <summary>The content of every table under the results folder, by its path; pages tell times and are left out.</summary>
    public static SortedDictionary<string, string> Tables(string folder)
    {
        var tables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(folder, "results"), "*", SearchOption.AllDirectories))
        {
            if (!path.EndsWith(".html", StringComparison.Ordinal) && !Path.GetFileName(path).StartsWith('.'))
            {
                tables.Add(
                    Path.GetRelativePath(folder, path),
                    Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
            }
        }

        return tables;
    }
}
