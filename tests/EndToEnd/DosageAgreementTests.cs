using System.IO.Compression;
using WhiteMatter.Formats.Plink;
using Xunit;

namespace EndToEnd;

/// <summary>
/// Real dosages (Geuvadis, chromosome 22, package fastqtl-doc) of which some are taken away, associated from every format that holds
/// them and through Debian's PLINK 2 (v2.00a3.5) from the same file, side by side.
/// </summary>
public sealed class DosageAgreementTests
{
    private const int Variants = 6000;
    private const int Traits = 4;

    /// <summary>Formats and what PLINK 2 is told to read them as.</summary>
    public static TheoryData<string, string, string[]> Formats => new()
    {
        { "vcf", "lossy.vcf", ["--vcf", "lossy.vcf", "dosage=DS"] },
        { "vcf", "lossy.vcf.gz", ["--vcf", "lossy.vcf.gz", "dosage=DS"] },
        { "vcf", "lossy.bcf", ["--bcf", "lossy.bcf", "dosage=DS"] },
        { "pgen", "lossy.pgen", ["--pfile", "lossy"] },
        { "bgen", "lossy8.bgen", ["--bgen", "lossy8.bgen", "ref-first", "--sample", "lossy8.sample"] },
        { "bgen", "lossy16.bgen", ["--bgen", "lossy16.bgen", "ref-first", "--sample", "lossy16.sample"] },
    };

    [PeerTheory("plink2", "bcftools")]
    [MemberData(nameof(Formats))]
    public void Every_result_of_real_dosages_equals_plink_2_from_the_same_file(string format, string file, string[] arguments)
    {
        using var run = new StudyRun();
        run.CopyExample("many-traits.wmstudy");
        var data = Path.Combine(run.Folder, "data", "fastqtl");
        var random = new Random(20261126);
        LoseDosages(Path.Combine(data, "genotypes.vcf.gz"), Path.Combine(run.Folder, "lossy.vcf"), random);
        LoseTraits(Path.Combine(data, "expression.tsv"), Path.Combine(run.Folder, "traits.tsv"), random);
        Convert(run.Folder, file);
        var study = run.Write("dosages.wmstudy", $$"""
            wmstudy 1
            study dosages { title = "Real dosages", build = GRCh37 }
            cohort people { table = tsv("data/fastqtl/people.tsv", id = IID), columns { PHASE1 : factor } }
            genotypes chr22 from people { {{format}} = "{{file}}", keep = mac >= 2 }
            covariates base { PC1 + PC2 + PC3 + PHASE1 }
            phenotypes expression from people { table = tsv("traits.tsv", id = IID), columns = all }
            gwas eqtl from people { traits = expression, genotypes = chr22, adjust = base }
            report page { show = [manhattan(eqtl)] }
            """);
        run.Wmstudy("run", study).Expect(0);
        using var table = run.Association();
        Assert.True(table.Header.HasMissingTraits);
        var glm = Plink2.Glm(
            run.Folder,
            "glm",
            [.. arguments, "--mac", "2", "--nonfounders", "--threads", "2", "--pheno", "traits.tsv", "--covar", Path.Combine(data, "people.tsv")]);
        var compared = PlinkComparison.Compare(table, BimFile.Read(run.Artifact("variants.bim")), glm, ofStandardError: 1e-8);
        Assert.True(compared > 18_000, $"{compared} cells were compared");
    }

    /// <summary>The first variants with 2% of the dosages of every second one taken away: a point, as VCF says that there is none.</summary>
    private static void LoseDosages(string from, string to, Random random)
    {
        using var input = new StreamReader(new GZipStream(File.OpenRead(from), CompressionMode.Decompress));
        using var output = new StreamWriter(to);
        var written = 0;
        while (written < Variants && input.ReadLine() is { } line)
        {
            if (line[0] == '#')
            {
                // A BCF names its chromosomes in its header.
                output.Write(line.StartsWith("#CHROM", StringComparison.Ordinal) ? "##contig=<ID=22>\n" : "");
                output.Write(line + "\n");
                continue;
            }

            var fields = line.Split('\t');
            fields[3] = "A";
            fields[4] = "G";
            fields[6] = ".";
            fields[7] = ".";
            for (var i = 9; i < fields.Length; i++)
            {
                fields[i] = written % 2 == 0 && random.NextDouble() < 0.02 ? "." : fields[i];
            }

            output.Write(string.Join('\t', fields) + "\n");
            written++;
        }
    }

    /// <summary>The first traits, one whole and 5% of the others missing.</summary>
    private static void LoseTraits(string from, string to, Random random) =>
        File.WriteAllLines(
            to,
            File.ReadLines(from).Select((line, row) => string.Join(
                '\t',
                line.Split('\t')[..(Traits + 1)].Select((field, i) => row > 0 && i > 1 && random.NextDouble() < 0.05 ? "NA" : field))));

    /// <summary>Makes the file of one format out of the VCF, by the peers.</summary>
    private static void Convert(string folder, string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        string[] steps = file switch
        {
            "lossy.vcf.gz" => ["bcftools view -Oz -o lossy.vcf.gz lossy.vcf"],
            "lossy.bcf" => ["bcftools view -Ob -o lossy.bcf lossy.vcf"],
            "lossy.pgen" => ["plink2 --vcf lossy.vcf dosage=DS --make-pgen --out lossy"],
            "lossy8.bgen" => ["plink2 --vcf lossy.vcf dosage=DS --export bgen-1.2 ref-first bits=8 --out " + name],
            "lossy16.bgen" => ["plink2 --vcf lossy.vcf dosage=DS --export bgen-1.3 ref-first bits=16 --out " + name],
            _ => [],
        };
        foreach (var step in steps)
        {
            var words = step.Split(' ');
            Command.Run(words[0], folder, words[1..]).Expect(0);
        }
    }
}
