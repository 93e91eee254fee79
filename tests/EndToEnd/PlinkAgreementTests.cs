using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using Xunit;

namespace EndToEnd;

/// <summary>
/// Runs studies through the launcher and the same regressions through Debian's PLINK 2 (v2.00a3.5) and through a QR of each cell, side by side.
/// </summary>
public sealed class PlinkAgreementTests
{
    [PeerFact("plink2")]
    public void Every_result_of_real_genotypes_equals_plink_2()
    {
        using var run = new StudyRun();
        var study = run.CopyExample("real-genotypes.wmstudy");
        run.Wmstudy("run", study).Expect(0);
        var data = Path.Combine(run.Folder, "data", "bolt-lmm");
        var rows = BoltRows(data);
        WriteTable(run, "pheno.txt", ["FID", "IID", "PHENO"], rows.Select(row => new[] { row[0], row[1], row[2] }));
        WriteTable(run, "covar.txt", ["FID", "IID", "SEX", "QCOV2", "CAT"], rows.Select(BoltCovariates));
        var compared = Compare(
            run,
            Path.Combine(data, "EUR_subset"),
            ["--maf", "0.01", "--geno", "0.05", "--hwe", "1e-10"],
            Columns(Path.Combine(run.Folder, "covar.txt"), "SEX", "QCOV2", "CAT"),
            Columns(Path.Combine(run.Folder, "pheno.txt"), "PHENO"),
            "--pheno", "pheno.txt", "--covar", "covar.txt");
        Assert.True(compared > 50_000, $"{compared} cells were compared");
    }

    [PeerFact("plink2")]
    public void Every_result_of_many_traits_equals_plink_2()
    {
        using var run = new StudyRun();
        var study = run.CopyExample("many-traits.wmstudy");
        run.Wmstudy("run", study).Expect(0);
        var data = Path.Combine(run.Folder, "data", "fastqtl");
        var compared = Compare(
            run,
            Path.Combine(data, "chr22"),
            ["--maf", "0.05", "--geno", "0.01", "--hwe", "1e-10"],
            Columns(Path.Combine(data, "people.tsv"), "PC1", "PC2", "PC3", "PHASE1"),
            Columns(Path.Combine(data, "expression.tsv")),
            "--pheno", Path.Combine(data, "expression.tsv"), "--covar", Path.Combine(data, "people.tsv"));
        Assert.True(compared > 10_000_000, $"{compared} cells were compared");
    }

    [PeerFact("plink2")]
    public void Every_result_equals_plink_2_with_2_percent_of_genotypes_and_5_percent_of_phenotypes_missing()
    {
        using var run = new StudyRun();
        run.CopyExample("many-traits.wmstudy");
        var data = Path.Combine(run.Folder, "data", "fastqtl");
        var random = new Random(20261122);
        var traits = File.ReadLines(Path.Combine(data, "expression.tsv")).First().Split('\t')[1..13];
        LoseGenotypes(Path.Combine(data, "chr22"), Path.Combine(run.Folder, "lossy"), 0.02, variants: 20_000, random);
        WriteTable(
            run,
            "lossy.tsv",
            ["IID", .. traits],
            File.ReadLines(Path.Combine(data, "expression.tsv")).Skip(1).Select(line => line.Split('\t')).Select(fields =>
                fields[..13].Select((field, i) => i > 0 && random.NextDouble() < 0.05 ? "NA" : field)));
        var study = run.Write("lossy.wmstudy", """
            wmstudy 1
            study lossy { title = "Missing values", build = GRCh37 }
            cohort people { table = tsv("data/fastqtl/people.tsv", id = IID), columns { PHASE1 : factor } }
            genotypes chr22 from people { bed = "lossy.bed", keep = maf >= 0.01 and missing <= 5% }
            covariates base { PC1 + PC2 + PC3 + PHASE1 }
            phenotypes expression from people { table = tsv("lossy.tsv", id = IID), columns = all }
            gwas eqtl from people { traits = expression, genotypes = chr22, adjust = base }
            report page { show = [manhattan(eqtl)] }
            """);
        run.Wmstudy("run", study).Expect(0);
        using (var table = run.Association())
        {
            Assert.True(table.Header.HasMissingTraits);
        }

        var compared = Compare(
            run,
            Path.Combine(run.Folder, "lossy"),
            ["--maf", "0.01", "--geno", "0.05"],
            Columns(Path.Combine(data, "people.tsv"), "PC1", "PC2", "PC3", "PHASE1"),
            Columns(Path.Combine(run.Folder, "lossy.tsv")),
            "--pheno", "lossy.tsv", "--covar", Path.Combine(data, "people.tsv"));
        Assert.True(compared > 100_000, $"{compared} cells were compared");
    }

    /// <summary>Compares the variants the study kept with those PLINK's filters keep, and then every cell.</summary>
    private static long Compare(
        StudyRun run, string fileset, string[] filters, Values covariates, Values traits, params string[] arguments)
    {
        using var table = run.Association();
        var variants = BimFile.Read(fileset + ".bim");
        var ours = new List<string>();
        var block = table.CreateBuffer();
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            ours.AddRange(block.Variant.Take(block.Count).Select(variants.Id));
        }

        AssociationDesign design;
        using (var stream = File.OpenRead(run.Artifact("design.bin")))
        {
            design = AssociationDesign.Read(stream);
        }

        var samples = FamFile.Read(fileset + ".fam");
        File.WriteAllLines(run.Folder + "/keep.txt", design.SampleIndex.Select(i => $"{samples.People[i].FamilyId}\t{samples.People[i].Id}"));
        Command.Run(
            "plink2", run.Folder, ["--bfile", fileset, "--keep", "keep.txt", .. filters, "--nonfounders", "--write-snplist", "--out", "kept"]).Expect(0);
        Assert.Equal(File.ReadLines(Path.Combine(run.Folder, "kept.snplist")), ours);
        var glm = Plink2.Glm(
            run.Folder, "glm", ["--bfile", fileset, "--keep", "keep.txt", "--extract", "kept.snplist", "--no-psam-pheno", "--threads", "2", .. arguments]);
        var compared = PlinkComparison.Compare(table, variants, glm);
        var ids = design.SampleIndex.Select(i => samples.People[i].Id).ToList();
        using var bed = BedFile.Open(fileset + ".bed", variants.Count, samples.Count);
        Assert.Equal(table.Header.Traits, traits.Names);
        Assert.Equal(
            compared,
            LeastSquaresComparison.Compare(
                table, bed, design.SampleIndex, [[.. ids.Select(_ => 1.0)], .. covariates.Of(ids)], traits.Of(ids)));
        return compared;
    }

    /// <summary>Columns of a tab-separated table by person; all but the identifiers when none are named.</summary>
    private static Values Columns(string path, params string[] names)
    {
        var lines = File.ReadLines(path).Select(line => line.Split('\t')).ToList();
        var header = lines[0];
        var wanted = names.Length > 0 ? names : [.. header.Where(name => name is not ("FID" or "IID"))];
        var columns = wanted.Select(name => Array.IndexOf(header, name)).ToArray();
        var id = Array.IndexOf(header, "IID");
        return new Values(
            wanted,
            lines.Skip(1).ToDictionary(
                fields => fields[id],
                fields => columns.Select(c => fields[c] == "NA" ? double.NaN : double.Parse(fields[c], CultureInfo.InvariantCulture)).ToArray()));
    }

    private sealed record Values(string[] Names, Dictionary<string, double[]> ByPerson)
    {
        public double[][] Of(List<string> people) =>
            [.. Names.Select((_, column) => people.Select(person => ByPerson[person][column]).ToArray())];
    }

    private static List<string[]> BoltRows(string data) =>
        [.. File.ReadLines(Path.Combine(data, "EUR_subset.pheno2.covars")).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(fields => fields.Select(field => field == "-9" ? "NA" : field).ToArray())];

    /// <summary>PLINK takes a factor of two levels as a number: the fit is the same.</summary>
    private static string[] BoltCovariates(string[] row) =>
        [row[0], row[1], row[3], row[4], row[5] switch { "A" => "0", "B" => "1", _ => "NA" }];

    private static void WriteTable(StudyRun run, string name, string[] header, IEnumerable<IEnumerable<string>> rows) =>
        File.WriteAllLines(
            Path.Combine(run.Folder, name), rows.Select(row => string.Join('\t', row)).Prepend(string.Join('\t', header)));

    private static void LoseGenotypes(string from, string to, double share, int variants, Random random)
    {
        var people = File.ReadLines(from + ".fam").Count();
        var stride = (people + 3) / 4;
        using var input = File.OpenRead(from + ".bed");
        using var output = File.Create(to + ".bed");
        var magic = new byte[3];
        input.ReadExactly(magic);
        output.Write(magic);
        var row = new byte[stride];
        for (var v = 0; v < variants; v++)
        {
            input.ReadExactly(row);
            for (var i = 0; i < people; i++)
            {
                if (random.NextDouble() < share)
                {
                    row[i / 4] = (byte)((row[i / 4] & ~(3 << (2 * (i % 4)))) | (1 << (2 * (i % 4))));
                }
            }

            output.Write(row);
        }

        File.Copy(from + ".fam", to + ".fam");
        File.WriteAllLines(to + ".bim", File.ReadLines(from + ".bim").Take(variants));
    }
}
