using WhiteMatter.Formats.Plink;
using Xunit;

namespace EndToEnd;

/// <summary>
/// Codings, variants given, and chromosomes X, Y and MT on real genotypes (Debian's bolt-lmm-example; two chromosomes renamed to X and Y, one to MT) through
/// the launcher and through Debian's PLINK 2 (v2.00a3.5) from the same files.
/// </summary>
public sealed class GenotypeModelAgreementTests
{
    [PeerTheory("plink2")]
    [InlineData("coding = dominant", new[] { "dominant" }, new string[0])]
    [InlineData("coding = recessive", new[] { "recessive" }, new string[0])]
    [InlineData("condition = [\"rs5752916\", \"rs2508062\"]", new string[0], new[] { "--condition-list", "given.txt" })]
    [InlineData("coding = additive", new string[0], new[] { "--xchr-model", "2" })]
    [InlineData("gxe = AGE", new[] { "interaction" }, new[] { "--parameters", "1-4" })]
    public void Every_result_equals_plink_2(string setting, string[] glmWords, string[] arguments)
    {
        using var run = new StudyRun();
        run.CopyExample("real-genotypes.wmstudy");
        var data = Path.Combine(run.Folder, "data", "bolt-lmm");
        var sexes = arguments.Contains("--xchr-model");
        CopyGenotypes(Path.Combine(data, "EUR_subset"), Path.Combine(run.Folder, "set"), sexes);
        WriteTables(run.Folder, data);
        File.WriteAllLines(Path.Combine(run.Folder, "given.txt"), ["rs5752916", "rs2508062"]);
        var study = run.Write("models.wmstudy", $$"""
            wmstudy 1
            study models { title = "Models of genotypes", build = GRCh37 }
            cohort people { table = tsv("people.tsv", id = IID), columns { CAT : numeric } }
            genotypes chips from people { bed = "set.bed", keep = mac >= 5 }
            phenotypes traits from people { columns = [PHENO] }
            gwas g from people { traits = traits, genotypes = chips, adjust = AGE + CAT, {{setting}} }
            report page { show = [manhattan(g)] }
            """);
        run.Wmstudy("run", study).Expect(0);
        using var table = run.Association();
        var variants = BimFile.Read(run.Artifact("variants.bim"));
        var block = table.CreateBuffer();
        var kept = new List<string>();
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            kept.AddRange(block.Variant.Take(block.Count).Select(variant => variants.Id(variant)));
        }

        File.WriteAllLines(Path.Combine(run.Folder, "kept.txt"), kept.Concat(["rs5752916", "rs2508062"]).Distinct());
        Command.Run(
            "plink2",
            run.Folder,
            [
                "--bfile", "set", "--no-psam-pheno", "--pheno", "plink.txt", "--pheno-name", "PHENO", "--covar", "plink.txt", "--covar-name", "AGE,CAT",
                "--extract", "kept.txt", .. arguments,
                "--glm", "omit-ref", .. glmWords, "cols=chrom,pos,ref,alt,test,nobs,beta,se,p", "--threads", "2", "--out", "glm",
            ]).Expect(0);
        var glm = Directory.EnumerateFiles(run.Folder, "glm.PHENO.glm.linear").Single();
        GlmReader.KeepTest(glm, setting.StartsWith("gxe", StringComparison.Ordinal) ? "ADDxAGE" : glmWords switch { ["dominant"] => "DOM", ["recessive"] => "REC", _ => "ADD" });

        // On X sex is a covariate more, and an interaction takes a degree of freedom.
        var compared = PlinkComparison.Compare(
            table, variants, new Dictionary<string, string> { ["PHENO"] = glm }, withQuadrature: !sexes && !setting.StartsWith("gxe", StringComparison.Ordinal));
        Assert.True(compared > 3000, $"{compared} cells were compared");
    }

    /// <summary>The variants of chromosomes 20 to 22, or those of X, Y and MT under their positions.</summary>
    private static void CopyGenotypes(string from, string to, bool sexes)
    {
        var bim = File.ReadAllLines(from + ".bim");
        var first = Array.FindIndex(bim, line => line.StartsWith("20", StringComparison.Ordinal));
        var stride = (File.ReadLines(from + ".fam").Count() + 3) / 4;
        var bed = File.ReadAllBytes(from + ".bed");
        File.WriteAllBytes(to + ".bed", [.. bed[..3], .. bed[(3 + (first * stride))..]]);
        File.Copy(from + ".fam", to + ".fam");
        File.WriteAllLines(to + ".bim", bim[first..].Select(line => !sexes ? line : line[..2] switch
        {
            "20" => "X" + line[2..],
            "21" => "Y" + line[2..],
            _ => "MT" + line[2..],
        }));
    }

    private static void WriteTables(string folder, string data)
    {
        List<string[]> table =
        [
            ["FID", "IID", "PHENO", "AGE", "CAT"],
            .. File.ReadLines(Path.Combine(data, "EUR_subset.pheno2.covars")).Skip(1)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => field == "-9" ? "NA" : field).ToArray())
                .Select(row => new[] { row[0], row[1], row[2], row[4], row[5] switch { "A" => "1", "B" => "2", _ => "NA" } }),
        ];
        File.WriteAllLines(Path.Combine(folder, "plink.txt"), table.Select(row => string.Join('\t', row)));
        File.WriteAllLines(Path.Combine(folder, "people.tsv"), table.Select(row => string.Join('\t', row[1..])));
    }
}
