using System.Globalization;
using WhiteMatter.Formats.Plink;
using Xunit;

namespace EndToEnd;

/// <summary>
/// Binary traits of real people (Debian's bolt-lmm-example): cases are those with the greater trait, or are drawn. 2% of the genotypes of every
/// second variant and some of the traits are missing, and rare variants are kept. Through the launcher, and through Debian's PLINK 2
/// (v2.00a3.5) from the same files.
/// </summary>
public sealed class LogisticAgreementTests
{
    [PeerTheory("plink2")]
    [InlineData("fallback", "firth-fallback", "logistic.hybrid", 0.4, 10)]
    [InlineData("fallback", "firth-fallback", "logistic.hybrid", 0.1, 300)]
    [InlineData("always", "firth", "firth", 0.4, 4000)]
    [InlineData("never", "no-firth", "logistic", 0.1, 0)]
    public void Every_test_of_a_binary_trait_equals_plink_2(string firth, string option, string suffix, double cases, int leastFirth) =>
        Compare(firth, option, suffix, cases, leastFirth, interaction: false);

    /// <summary>The product of genotype and age beside both, PLINK's ADDxAGE: 1 to 4 are the genotype and the covariates, 6 is the product.</summary>
    [PeerTheory("plink2")]
    [InlineData("fallback", "firth-fallback", "logistic.hybrid", 0.4, 10)]
    [InlineData("always", "firth", "firth", 0.4, 4000)]
    public void Every_interaction_with_a_binary_trait_equals_plink_2(string firth, string option, string suffix, double cases, int leastFirth) =>
        Compare(firth, option, suffix, cases, leastFirth, interaction: true);

    /// <summary>Variants as of X, with sex a covariate more, of Y in men, and of MT: PLINK 2's default, --xchr-model 2.</summary>
    [PeerTheory("plink2")]
    [InlineData("fallback", "firth-fallback", "logistic.hybrid", 0.4, 10)]
    [InlineData("always", "firth", "firth", 0.4, 3000)]
    public void Every_test_of_sex_chromosomes_equals_plink_2(string firth, string option, string suffix, double cases, int leastFirth) =>
        Compare(firth, option, suffix, cases, leastFirth, interaction: false, sexes: true);

    private static void Compare(string firth, string option, string suffix, double cases, int leastFirth, bool interaction, bool sexes = false)
    {
        using var run = new StudyRun();
        run.CopyExample("real-genotypes.wmstudy");
        var data = Path.Combine(run.Folder, "data", "bolt-lmm");
        var random = new Random(20261126);
        var variants = LoseGenotypes(Path.Combine(data, "EUR_subset"), Path.Combine(run.Folder, "lossy"), random, sexes);
        WriteTables(run.Folder, data, cases, random);
        var study = run.Write("binary.wmstudy", $$"""
            wmstudy 1
            study binary { title = "Cases and controls", build = GRCh37 }
            cohort people {
              table = tsv("people.tsv", id = IID)
              missing = ["", "NA", "0"]
            }
            genotypes chips from people { bed = "lossy.bed" }
            phenotypes traits from people { columns = [ILL] }
            gwas g from people { traits = traits, genotypes = chips, adjust = {{(sexes ? "" : "SEX + ")}}AGE + CAT, method = logistic(firth = {{firth}}){{(interaction ? ", gxe = AGE" : "")}} }
            report page { show = [manhattan(g), qq(g)] }
            """.Replace("  missing", "  columns { SEX : numeric, CAT : numeric }\n  missing", StringComparison.Ordinal));
        run.Wmstudy("run", study).Expect(0);
        Command.Run(
            "plink2",
            run.Folder,
            [
            "--bfile", "lossy", "--no-psam-pheno", "--pheno", "plink.txt", "--pheno-name", "ILL", "--covar", "plink.txt", "--covar-name", sexes ? "AGE,CAT" : "SEX,AGE,CAT", .. interaction ? Products : ["--covar-variance-standardize"],
            "--glm", "omit-ref", interaction ? "interaction" : "hide-covar", option,
            option == "firth-fallback" ? "cols=chrom,pos,ref,alt,test,nobs,firth,beta,se,p,err" : "cols=chrom,pos,ref,alt,test,nobs,beta,se,p,err",
            "--threads", "2", "--out", "glm",
            ]).Expect(0);
        GlmReader.KeepTest(Path.Combine(run.Folder, "glm.ILL.glm." + suffix), interaction ? "ADDxAGE" : "ADD");
        using var table = run.Association();
        var (compared, penalised) = LogisticComparison.Compare(
            table, BimFile.Read(run.Artifact("variants.bim")), Path.Combine(run.Folder, "glm.ILL.glm." + suffix), firth == "always", interaction);
        Assert.True(compared > variants / 2 && penalised >= leastFirth, $"{compared} tests were compared, {penalised} of them Firth's");
    }

    private static string[] Products => ["--parameters", "1-4,6"];

    /// <summary>The variants of chromosome 22 with 2% of the calls of every second one taken away; or as thirds of X, Y and MT.</summary>
    private static int LoseGenotypes(string from, string to, Random random, bool sexes)
    {
        var bim = File.ReadAllLines(from + ".bim");
        var first = Array.FindIndex(bim, line => line.StartsWith("22\t", StringComparison.Ordinal) || line.StartsWith("22 ", StringComparison.Ordinal));
        var people = File.ReadLines(from + ".fam").Count();
        var stride = (people + 3) / 4;
        using var input = File.OpenRead(from + ".bed");
        using var output = File.Create(to + ".bed");
        var row = new byte[stride];
        input.ReadExactly(row, 0, 3);
        output.Write(row, 0, 3);
        input.Position = 3 + ((long)first * stride);
        for (var v = first; v < bim.Length; v++)
        {
            input.ReadExactly(row);
            for (var i = 0; i < people && v % 2 == 0; i++)
            {
                if (random.NextDouble() < 0.02)
                {
                    row[i / 4] = (byte)((row[i / 4] & ~(3 << (2 * (i % 4)))) | (1 << (2 * (i % 4))));
                }
            }

            output.Write(row);
        }

        File.Copy(from + ".fam", to + ".fam");
        string[] chromosomes = ["X", "Y", "MT"];
        File.WriteAllLines(to + ".bim", bim[first..].Select((line, v) => sexes ? chromosomes[3 * v / (bim.Length - first)] + line[2..] : line));
        return bim.Length - first;
    }

    /// <summary>Cases are the given share with the greatest trait; 3% lack it. PLINK's codes: 2 and 1, and 0 for missing.</summary>
    private static void WriteTables(string folder, string data, double share, Random random)
    {
        var rows = File.ReadLines(Path.Combine(data, "EUR_subset.pheno2.covars")).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => field == "-9" ? "NA" : field).ToArray())
            .ToList();
        var values = rows.Where(row => row[2] != "NA").Select(row => double.Parse(row[2], CultureInfo.InvariantCulture)).Order().ToArray();
        var limit = values[(int)((1 - share) * values.Length)];
        List<string[]> table =
        [
            ["FID", "IID", "ILL", "SEX", "AGE", "CAT"],
            .. rows.Select(row => new[]
            {
                row[0],
                row[1],
                row[2] == "NA" || random.NextDouble() < 0.03 ? "0" : double.Parse(row[2], CultureInfo.InvariantCulture) > limit ? "2" : "1",
                row[3],
                row[4],
                row[5] switch { "A" => "1", "B" => "2", _ => "NA" },
            }),
        ];
        File.WriteAllLines(Path.Combine(folder, "plink.txt"), table.Select(row => string.Join('\t', row)));
        File.WriteAllLines(Path.Combine(folder, "people.tsv"), table.Select(row => string.Join('\t', row[1..])));
    }
}
