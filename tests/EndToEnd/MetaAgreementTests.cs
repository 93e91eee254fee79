using System.Globalization;
using System.IO.Compression;
using Xunit;

namespace EndToEnd;

/// <summary>
/// Meta-analysis of two associations and a published file beside PLINK 1.9 (v1.90b6.26, <c>--meta-analysis</c>) of PLINK 2's tables of the same
/// three thirds of the people. In the third's file every other row has its alleles exchanged; ours is also given rows of the other strand,
/// which PLINK does not turn.
/// </summary>
public sealed class MetaAgreementTests
{
    private const string Study = """
        wmstudy 1
        study together { title = "Three thirds", build = GRCh37 }
        cohort people { table = tsv("people.tsv", id = IID) }
        cohort first  from people { include = third == "t1" }
        cohort second from people { include = third == "t2" }
        genotypes set from people { bed = "set.bed" }
        phenotypes traits from people { columns = [T1, T2] }
        gwas one from first  { traits = traits, genotypes = set, adjust = C1 }
        gwas two from second { traits = traits, genotypes = set, adjust = C1 }
        meta fixed  from [one, two, sumstats("third.txt.gz", trait = "T1")] { ambiguous = trust, min_studies = 1, export = [metal, gwas_ssf] }
        meta random from [one, two, sumstats("third.txt.gz", trait = "T1")] { ambiguous = trust, min_studies = 1, effects = random }
        meta people_weighted from [one, two, sumstats("third.txt.gz", trait = "T1")] { ambiguous = trust, min_studies = 1, scheme = sample_size }
        meta again from [sumstats("results/together/fixed/T1.metal.gz", trait = "T1", variants = set), one] { ambiguous = trust }
        expect { fixed.traits == 2, fixed.variants >= 1900 }
        """;

    [PeerFact("plink1.9")]
    public void Results_and_heterogeneity_are_those_of_plink_1_9()
    {
        using var run = new StudyRun();
        MakeData(run);
        var study = Study[..Study.IndexOf("meta again", StringComparison.Ordinal)] + "expect { fixed.traits == 2, fixed.variants >= 1900 }\n";
        run.Wmstudy("run", run.Write("together.wmstudy", study)).Expect(0);
        Command.Run(
            "plink1.9", run.Folder, ["--meta-analysis", "plain1.txt", "plain2.txt", "plain3.txt", "+", "logscale", "qt", "weighted-z", "report-all", "--threads", "1", "--out", "peer"]).Expect(0);
        var peer = Blanks(File.ReadLines(Path.Combine(run.Folder, "peer.meta"))).ToList();
        var at = peer[0].Select((name, i) => (name, i)).ToDictionary(column => column.name, column => column.i);
        var results = Path.Combine(run.Folder, "results", "together");
        var (fixedRows, random, weighted) = (Read(results, "fixed"), Read(results, "random"), Read(results, "people_weighted"));
        var compared = 0;
        foreach (var theirs in peer.Skip(1))
        {
            var id = theirs[at["SNP"]];
            var (ours, ofRandom, ofPeople) = (fixedRows[id], random[id], weighted[id]);
            Assert.Equal(theirs[at["N"]], ours["studies"]);
            if (theirs[at["N"]] == "1")
            {
                continue;
            }

            compared++;
            var sign = ours["effect_allele"] == theirs[at["A1"]] ? 1 : -1;
            Assert.Equal(new[] { theirs[at["A1"]], theirs[at["A2"]] }.Order(), new[] { ours["effect_allele"], ours["other_allele"] }.Order());
            Near(theirs[at["BETA"]], sign * Number(ours["beta"]), id);
            Near(theirs[at["P"]], Number(ours["p_value"]), id);
            Near(theirs[at["BETA(R)"]], sign * Number(ofRandom["beta"]), id);
            Near(theirs[at["P(R)"]], Number(ofRandom["p_value"]), id);
            Near(theirs[at["Q"]], Number(ours["heterogeneity_p_value"]), id);
            Near(theirs[at["I"]], Number(ours["i2"]), id);
            Near(theirs[at["WEIGHTED_Z"]], sign * Number(ofPeople["z_score"]), id);
            Near(theirs[at["P(WZ)"]], Number(ofPeople["p_value"]), id);
        }

        Assert.InRange(compared, 1900, 2000);

        // The published file has no T2.
        Assert.All(Rows(Path.Combine(results, "fixed", "T2.meta.tsv.gz")).Skip(1), row => Assert.EndsWith("?", row[11], StringComparison.Ordinal));
    }

    [PeerFact("plink1.9")]
    public void A_meta_analysis_that_was_exported_is_read_back()
    {
        using var run = new StudyRun();
        MakeData(run);
        var path = run.Write("together.wmstudy", Study[..Study.IndexOf("meta again", StringComparison.Ordinal)]);
        run.Wmstudy("run", path).Expect(0);
        run.Write("together.wmstudy", Study);
        run.Wmstudy("run", path).Expect(0);
        var results = Path.Combine(run.Folder, "results", "together");
        var (exported, again, one) = (Read(results, "fixed"), Read(results, "again"), Rows(Path.Combine(results, "one", "T1.tsv.gz")));
        var names = one[0].Select((name, i) => (name, i)).ToDictionary(column => column.name, column => column.i);
        foreach (var row in one.Skip(1).Take(200))
        {
            // The mean of both by their inverse variances, from the numbers as they were exported, of six digits.
            var (b1, s1) = (Number(row[names["beta"]]), Number(row[names["standard_error"]]));
            var before = exported[row[names["id"]]];
            var sign = before["effect_allele"] == row[names["effect_allele"]] ? 1 : -1;
            var (b2, s2) = (sign * Number(before["beta"]), Number(before["standard_error"]));
            var (w1, w2) = (1 / (s1 * s1), 1 / (s2 * s2));
            var found = again[row[names["id"]]];
            var turned = found["effect_allele"] == row[names["effect_allele"]] ? 1 : -1;
            Assert.Equal(((w1 * b1) + (w2 * b2)) / (w1 + w2), turned * Number(found["beta"]), 2e-6);
        }

        var shown = run.Wmstudy("show", path, "fixed", "--variant", "snp7", "--trait", "T1").Expect(0).Output.TrimEnd().Split('\n');
        Assert.Equal(2, shown.Length);
        Assert.Equal(exported["snp7"]["beta"][..5], shown[1].Split('\t')[8][..5]);
    }

    private static void MakeData(StudyRun run)
    {
        Command.Run("plink2", run.Folder, ["--dummy", "600", "2000", "0.02", "0.1", "acgt", "--seed", "11", "--threads", "1", "--make-bed", "--out", "set"]).Expect(0);
        var bim = Path.Combine(run.Folder, "set.bim");
        File.WriteAllLines(bim, File.ReadAllLines(bim).Select(line => line.Split('\t')).Select((fields, i) => string.Join('\t', fields[0], fields[1], fields[2], (1000 + i).ToString(CultureInfo.InvariantCulture), fields[4], fields[5])));
        var random = new Random(4);
        var people = File.ReadLines(Path.Combine(run.Folder, "set.fam")).Select(line => line.Split('\t')).ToList();
        run.Write("people.tsv", "IID\tC1\tT1\tT2\tthird\n" + string.Concat(people.Select((fields, i) => string.Create(
            CultureInfo.InvariantCulture, $"{fields[1]}\t{random.NextDouble():F4}\t{random.NextDouble() * 3:F4}\t{random.NextDouble():F4}\tt{1 + (i % 3)}\n"))));
        for (var third = 1; third <= 3; third++)
        {
            run.Write("keep.txt", string.Concat(people.Where((_, i) => i % 3 == third - 1).Select(fields => $"{fields[0]}\t{fields[1]}\n")));
            Command.Run(
                "plink2",
                run.Folder,
                [
                    "--bfile", "set", "--keep", "keep.txt", "--pheno", "people.tsv", "--pheno-name", "T1", "--no-psam-pheno", "--covar", "people.tsv", "--covar-name", "C1",
                    "--glm", "omit-ref", "hide-covar", "cols=chrom,pos,ref,alt,a1freq,nobs,beta,se,p", "--threads", "1", "--out", $"third{third}",
                ]).Expect(0);
            WriteTables(run, third);
        }
    }

    private static void WriteTables(StudyRun run, int third)
    {
        var rows = File.ReadLines(Path.Combine(run.Folder, $"third{third}.T1.glm.linear")).Select(line => line.Split('\t')).ToList();
        var at = rows[0].Select((name, i) => (name, i)).ToDictionary(column => column.name, column => column.i);
        using var plain = new StreamWriter(Path.Combine(run.Folder, $"plain{third}.txt"));
        using var published = new StreamWriter(new GZipStream(File.Create(Path.Combine(run.Folder, $"{(third == 3 ? "third" : "other" + third)}.txt.gz")), CompressionLevel.Fastest));
        const string Header = "SNP CHR BP A1 A2 FRQ NMISS BETA SE P";
        plain.WriteLine(Header);
        published.WriteLine(Header);
        foreach (var (row, i) in rows.Skip(1).Where(row => row[at["P"]] != "NA").Select((row, i) => (row, i)))
        {
            var (a1, reference, alternate) = (row[at["A1"]], row[at["REF"]], row[at["ALT"]]);
            var (other, beta, frequency) = (a1 == alternate ? reference : alternate, row[at["BETA"]], Number(row[at["A1_FREQ"]]));
            if (third == 3 && i % 2 == 0)
            {
                (a1, other, beta, frequency) = (other, a1, beta[0] == '-' ? beta[1..] : "-" + beta, 1 - frequency);
            }

            plain.WriteLine(Line(a1, other));

            // A third of what is not ambiguous is told on the other strand.
            var flip = i % 3 == 0 && Complement(a1) != other;
            published.WriteLine(flip ? Line(Complement(a1), Complement(other)) : Line(a1, other));

            string Line(string effect, string theOther) => string.Create(
                CultureInfo.InvariantCulture, $"{row[at["ID"]]} {row[at["#CHROM"]]} {row[at["POS"]]} {effect} {theOther} {frequency} {row[at["OBS_CT"]]} {beta} {row[at["SE"]]} {row[at["P"]]}");
        }
    }

    private static string Complement(string allele) => allele switch { "A" => "T", "C" => "G", "G" => "C", _ => "A" };

    private static Dictionary<string, Dictionary<string, string>> Read(string results, string meta)
    {
        var rows = Rows(Path.Combine(results, meta, "T1.meta.tsv.gz"));
        return rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second)).ToDictionary(row => row["variant_id"]);
    }

    private static List<string[]> Rows(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return [.. reader.ReadToEnd().TrimEnd('\n').Split('\n').Select(line => line.Split('\t'))];
    }

    private static IEnumerable<string[]> Blanks(IEnumerable<string> lines) => lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Within half a unit of the last digit that PLINK prints, and what the six digits are worth that its own input has.</summary>
    private static void Near(string printed, double ours, string variant)
    {
        var theirs = Number(printed);
        var digits = printed.Split('e')[0].TrimStart('-');
        var decimals = digits.Contains('.', StringComparison.Ordinal) ? digits.Length - digits.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        var power = printed.Contains('e', StringComparison.Ordinal) ? int.Parse(printed.Split('e')[1], CultureInfo.InvariantCulture) : 0;
        var unit = Math.Pow(10, power - decimals);
        Assert.True(Math.Abs(theirs - ours) <= (0.55 * unit) + 3e-6, $"{variant}: PLINK prints {printed}, ours is {ours:R}.");
    }
}
