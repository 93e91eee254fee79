using System.Globalization;
using WhiteMatter.Formats.Plink;
using Xunit;

namespace EndToEnd;

/// <summary>
/// Real people (Debian's bolt-lmm-example) through the launcher with a dense matrix, and through Debian's GEMMA 0.98.5, which makes its matrix itself
/// (<c>-gk 1</c>) of the same variants: covariates, 2% of the tested genotypes missing, and a second trait that every seventh person lacks.
/// </summary>
public sealed class MixedAgreementTests
{
    [PeerTheory("gemma", "plink2")]
    [InlineData("dense_centred")]
    public void Every_test_of_the_exact_mixed_model_equals_gemma(string matrix)
    {
        using var run = new StudyRun();
        run.CopyExample("real-genotypes.wmstudy");
        var data = Path.Combine(run.Folder, "data", "bolt-lmm");
        var random = new Random(20261126);
        var people = WritePeople(run.Folder, data, random);
        string[] plink = ["--bfile", Path.Combine(data, "EUR_subset"), "--keep", "keep.txt", "--geno", "0", "--maf", "0.02", "--make-bed"];
        Command.Run("plink2", run.Folder, [.. plink, "--chr", "17-21", "--out", "compared"]).Expect(0);
        Command.Run("plink2", run.Folder, [.. plink, "--chr", "22", "--out", "whole"]).Expect(0);
        LoseGenotypes(Path.Combine(run.Folder, "whole"), Path.Combine(run.Folder, "tested"), random);
        var study = run.Write("mixed.wmstudy", $$"""
            wmstudy 1
            study mixed { title = "Mixed models", build = GRCh37 }
            cohort people { table = tsv("people.tsv", id = IID), columns { SEX : numeric, CAT : numeric } }
            genotypes compared from people { bed = "compared.bed" }
            genotypes tested from people { bed = "tested.bed" }
            relatedness kin from compared { maf = 0.001, prune_r2 = 1, components = 0 }
            phenotypes traits from people { columns = [PHENO, GAPS] }
            gwas g from people { traits = traits, genotypes = tested, adjust = SEX + AGE + CAT, method = mixed(kin, grm = {{matrix}}) }
            report page { show = [qq(g)] }
            """);
        run.Wmstudy("run", study).Expect(0);
        foreach (var name in new[] { "compared", "tested" })
        {
            // GEMMA takes people with a phenotype in the .fam file.
            var fam = File.ReadAllLines(Path.Combine(run.Folder, name + ".fam"));
            File.WriteAllLines(Path.Combine(run.Folder, name + ".fam"), fam.Select(line => string.Join('\t', line.Split('\t')[..5].Append("1"))));
        }

        Gemma(run.Folder, ["-bfile", "compared", "-gk", "1", "-maf", "0", "-miss", "1", "-o", "k"]);
        using var table = run.Association();
        var variants = BimFile.Read(Path.Combine(run.Folder, "tested.bim"));
        var block = table.CreateBuffer();
        var compared = 0;
        for (var t = 0; t < 2; t++)
        {
            Gemma(run.Folder,
            [
                "-bfile", "tested", "-p", "traits.txt", "-n", $"{t + 1}", "-c", "covariates.txt", "-k", Path.Combine("output", "k.cXX.txt"),
                "-lmm", "1", "-maf", "0", "-miss", "1", "-r2", "1", "-o", $"t{t}",
            ]);
            var rows = Rows(Path.Combine(run.Folder, "output", $"t{t}.assoc.txt"));
            for (var b = 0; b < table.Blocks; b++)
            {
                table.Read(b, block);
                for (var v = 0; v < block.Count; v++)
                {
                    if (!rows.TryGetValue(variants.Id(block.Variant[v]), out var row))
                    {
                        continue;
                    }

                    var cell = (t * block.Count) + v;
                    Assert.Equal(variants.Allele1(block.Variant[v]), row.Allele);
                    Assert.Equal(row.Beta, block.Beta[cell], 1e-5 * row.StandardError);
                    Assert.Equal(row.StandardError, block.StandardError[cell], 1e-5 * row.StandardError);
                    Assert.Equal(-Math.Log10(row.P), block.NegLog10P[cell], 1e-5 * Math.Max(1, -Math.Log10(row.P)));
                    compared++;
                }
            }
        }

        Assert.True(people > 300 && compared > 2 * 0.98 * variants.Count, $"{compared} tests of {people} people were compared");
    }

    private static void Gemma(string folder, IEnumerable<string> arguments) => Command.Run("gemma", folder, arguments).Expect(0);

    private static Dictionary<string, (string Allele, double Beta, double StandardError, double P)> Rows(string path)
    {
        var lines = File.ReadAllLines(path);
        var head = lines[0].Split('\t');
        var (id, allele, beta, error, p) = (
            Array.IndexOf(head, "rs"), Array.IndexOf(head, "allele1"), Array.IndexOf(head, "beta"), Array.IndexOf(head, "se"), Array.IndexOf(head, "p_wald"));
        return lines.Skip(1).Select(line => line.Split('\t')).ToDictionary(
            fields => fields[id], fields => (fields[allele], Number(fields[beta]), Number(fields[error]), Number(fields[p])));

        static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>The people with all covariates and the trait, in the order of the genotype file, and their number.</summary>
    private static int WritePeople(string folder, string data, Random random)
    {
        var rows = File.ReadLines(Path.Combine(data, "EUR_subset.pheno2.covars")).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(row => row[1]);
        List<string[]> people =
        [
            .. File.ReadLines(Path.Combine(data, "EUR_subset.fam"))
                .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1])
                .Where(rows.ContainsKey)
                .Select(id => rows[id])
                .Where(row => row[2..6].All(field => field is not ("-9" or "NA")))
                .Select(row => new[] { row[0], row[1], row[2], row[3], row[4], row[5] == "A" ? "0" : "1" }),
        ];
        var gaps = people.Select((row, i) => i % 7 == 3 ? "NA" : (double.Parse(row[2], CultureInfo.InvariantCulture) + random.NextDouble()).ToString("R", CultureInfo.InvariantCulture)).ToArray();
        File.WriteAllLines(Path.Combine(folder, "keep.txt"), people.Select(row => $"{row[0]}\t{row[1]}"));
        File.WriteAllLines(
            Path.Combine(folder, "people.tsv"),
            people.Select((row, i) => string.Join('\t', row[1], row[2], gaps[i], row[3], row[4], row[5])).Prepend("IID\tPHENO\tGAPS\tSEX\tAGE\tCAT"));
        File.WriteAllLines(Path.Combine(folder, "traits.txt"), people.Select((row, i) => $"{row[2]}\t{gaps[i]}"));
        File.WriteAllLines(Path.Combine(folder, "covariates.txt"), people.Select(row => $"1\t{row[3]}\t{row[4]}\t{row[5]}"));
        return people.Count;
    }

    /// <summary>The same file set with 2% of its calls taken away.</summary>
    private static void LoseGenotypes(string from, string to, Random random)
    {
        var people = File.ReadLines(from + ".fam").Count();
        var bed = File.ReadAllBytes(from + ".bed");
        var stride = (people + 3) / 4;
        for (var at = 3; at < bed.Length; at += stride)
        {
            for (var i = 0; i < people; i++)
            {
                if (random.NextDouble() < 0.02)
                {
                    bed[at + (i / 4)] = (byte)((bed[at + (i / 4)] & ~(3 << (2 * (i % 4)))) | (1 << (2 * (i % 4))));
                }
            }
        }

        File.WriteAllBytes(to + ".bed", bed);
        File.Copy(from + ".bim", to + ".bim");
        File.Copy(from + ".fam", to + ".fam");
    }
}
