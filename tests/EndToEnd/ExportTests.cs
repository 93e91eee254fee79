using System.Globalization;
using System.IO.Compression;
using Xunit;

namespace EndToEnd;

/// <summary>A study's tables beside the file that PLINK 2 (v2.00a3.5) writes of the same regression, and beside the store.</summary>
public sealed class ExportTests
{
    private const string Study = """
        wmstudy 1
        study exports { title = "Tables", build = GRCh37 }
        cohort people { table = tsv("people.tsv", id = IID) }
        genotypes set from people { bed = "set.bed" }
        phenotypes traits from people { table = tsv("people.tsv", id = IID), columns = [T1, T2] }
        gwas g from people {
          traits = traits, genotypes = set, adjust = C1
          export = [gwas_ssf, plink, regenie, ldsc, cojo, metal]
        }
        gwas few from people { traits = traits, genotypes = set, adjust = C1, export = [ldsc], top = 7 }
        gwas small from people { traits = traits, genotypes = set, adjust = C1, write_p = 0.05 }
        """;

    [PeerFact("plink2")]
    public void Tables_are_those_of_plink_2_and_a_limit_writes_the_rows_it_should()
    {
        using var run = new StudyRun();
        Command.Run("plink2", run.Folder, ["--dummy", "150", "2000", "0.02", "0.1", "acgt", "--seed", "7", "--threads", "1", "--make-bed", "--out", "set"]).Expect(0);
        var random = new Random(5);
        var people = File.ReadLines(Path.Combine(run.Folder, "set.fam")).Select(line => line.Split('\t')).ToList();
        run.Write("people.tsv", "IID\tC1\tT1\tT2\n" + string.Concat(people.Select(fields => string.Create(
            CultureInfo.InvariantCulture, $"{fields[1]}\t{random.NextDouble():F4}\t{random.NextDouble() * 3:F4}\t{(random.NextDouble() < 0.05 ? "NA" : $"{random.NextDouble():F4}")}\n"))));
        run.Wmstudy("run", run.Write("exports.wmstudy", Study)).Expect(0);
        var results = Path.Combine(run.Folder, "results", "exports");
        Command.Run(
            "plink2",
            run.Folder,
            [
                "--bfile", "set", "--pheno", "people.tsv", "--pheno-name", "T1,T2", "--no-psam-pheno", "--covar", "people.tsv", "--covar-name", "C1",
                "--glm", "omit-ref", "hide-covar", "--threads", "1", "--out", "peer",
            ]).Expect(0);
        foreach (var trait in new[] { "T1", "T2" })
        {
            var ours = Rows(Path.Combine(results, "g", trait + ".glm.linear.gz"));
            var theirs = File.ReadLines(Path.Combine(run.Folder, $"peer.{trait}.glm.linear")).Select(line => line.Split('\t')).ToList();
            Assert.Equal(theirs[0], ours[0]);
            var tested = theirs.Skip(1).Where(row => row[^1] == ".").ToDictionary(row => row[2]);
            Assert.Equal(tested.Keys, ours.Skip(1).Select(row => row[2]));
            var same = ours.Skip(1).Sum(row => row.Zip(tested[row[2]]).Count(pair => pair.First == pair.Second));

            // Both print six digits of the same number; the last may differ by one where it lies on the boundary.
            Assert.InRange(same, (int)(0.999 * 13 * tested.Count), 13 * tested.Count);
            foreach (var row in ours.Skip(1))
            {
                Assert.Equal(tested[row[2]][..8], row[..8]);
                for (var c = 8; c < 12; c++)
                {
                    var number = double.Parse(tested[row[2]][c], CultureInfo.InvariantCulture);
                    Assert.Equal(number, double.Parse(row[c], CultureInfo.InvariantCulture), tolerance: 2e-5 * Math.Abs(number));
                }
            }

            var count = tested.Count;
            Assert.All(new[] { ".tsv.gz", ".regenie.gz", ".sumstats.gz", ".ma.gz", ".metal.gz" }, extension => Assert.Equal(1 + count, Rows(Path.Combine(results, "g", trait + extension)).Count));
            Assert.Equal("", Command.Run("bgzip", results, ["-t", $"g/{trait}.ma.gz"]).Expect(0).Output);
            var p = ours.Skip(1).Select(row => (Id: row[2], P: double.Parse(row[11], CultureInfo.InvariantCulture))).ToList();
            Assert.Equal(
                p.OrderBy(one => one.P).Take(7).Select(one => one.Id).ToHashSet(),
                Rows(Path.Combine(results, "few", trait + ".sumstats.gz")).Skip(1).Select(row => row[0]).ToHashSet());
            Assert.Equal(p.Where(one => one.P <= 0.05).Select(one => one.Id), Rows(Path.Combine(results, "small", trait + ".tsv.gz")).Skip(1).Select(row => row[^1]));
        }

        var shown = run.Wmstudy("show", Path.Combine(run.Folder, "exports.wmstudy"), "g", "--trait", "T2", "--variant", "snp77").Expect(0).Output.TrimEnd().Split('\n');
        Assert.Equal(2, shown.Length);
        Assert.Equal(Rows(Path.Combine(results, "g", "T2.regenie.gz")).Single(row => row[2] == "snp77")[8][..4], shown[1].Split('\t')[8][..4]);
    }

    private static List<string[]> Rows(string path)
    {
        using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        return [.. reader.ReadToEnd().TrimEnd('\n').Split('\n').Select(line => line.Split('\t', ' '))];
    }
}
