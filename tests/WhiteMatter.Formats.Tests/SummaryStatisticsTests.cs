using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using WhiteMatter.Formats.Compression;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.SummaryStatistics;
using WhiteMatter.Formats.Tables;
using Xunit;

namespace WhiteMatter.Formats.Tests;

public sealed class SummaryStatisticsTests : InFolder
{
    private const int Variants = 5000;
    private const int Traits = 3;
    private readonly double[] _beta = new double[Variants * Traits];
    private readonly double[] _error = new double[Variants * Traits];
    private readonly double[] _negLog10P = new double[Variants * Traits];
    private readonly int[] _people = new int[Variants * Traits];
    private readonly double[] _frequency = new double[Variants];

    public SummaryStatisticsTests()
    {
        var random = new Random(20260603);
        for (var i = 0; i < Variants * Traits; i++)
        {
            _beta[i] = random.NextDouble() - 0.5;
            _error[i] = 0.01 + random.NextDouble();
            _negLog10P[i] = -Math.Log10(1 - random.NextDouble());
            _people[i] = 300 + random.Next(80);
            _frequency[i / Traits] = random.NextDouble();
        }
    }

    [Theory]
    [InlineData(0, "1")]
    [InlineData(0.30102999566398120, "0.5")]
    [InlineData(1, "0.1")]
    [InlineData(1.5, "0.0316227766")]
    [InlineData(4, "0.0001")]
    [InlineData(5, "1e-5")]
    [InlineData(7.301029995663981, "5e-8")]
    [InlineData(450.5, "3.16227766e-451")]
    [InlineData(123456, "1e-123456")]
    [InlineData(0.00000000000001, "1")]
    [InlineData(double.PositiveInfinity, "0")]
    public void A_P_value_is_written_without_underflow(double negLog10P, string expected)
    {
        // 10^-0.5 = 0.31622776601683794, a closed form.
        var text = new byte[PValueText.LongestText];
        Assert.Equal(expected, Encoding.ASCII.GetString(text, 0, PValueText.Write(negLog10P, text)));
    }

    [Fact]
    public void P_values_have_ten_right_digits()
    {
        var random = new Random(9);
        var text = new byte[PValueText.LongestText];
        for (var i = 0; i < 100_000; i++)
        {
            var negLog10P = random.NextDouble() * (i % 2 == 0 ? 5 : 300);
            var p = double.Parse(Encoding.ASCII.GetString(text, 0, PValueText.Write(negLog10P, text)), CultureInfo.InvariantCulture);
            Assert.Equal(1, p / Math.Pow(10, -negLog10P), tolerance: 6e-10);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => PValueText.Write(double.NaN, text));
        Assert.Throws<ArgumentOutOfRangeException>(() => PValueText.Write(-1, text));
    }

    [Fact]
    public void A_row_has_the_columns_of_the_standard()
    {
        var bim = BimFile.Read(Folder.Write("a.bim", "chrX\trs77\t0\t155\ta\tCT\n1\tmine\t0\t0\t<DEL>\tG\n1\trs1x\t0\t9\tA\tC\n"));
        var rows = new AssociationRows
        {
            Beta = [0.1 + 0.2, -1e-7, double.NaN],
            StandardError = [0.25, 3, 1],
            NegLog10P = [400.25, 0, 1],
            PeopleUsed = [379, 378, 377],
            EffectAlleleFrequency = [0.5, 1.0 / 3, 0.1],
        };
        var counts = new SummaryStatisticsEncoder().Format(VariantBlock.Create(bim, 0), rows, out var text);
        Assert.Equal(
            "23\t155\tA\tCT\t0.30000000000000004\t0.25\t0.5\t5.623413252e-401\t379\t400.25\trs77\trs77\n"
            + "1\t0\t<DEL>\tG\t-1E-07\t3\t0.3333333333333333\t1\t378\t0\t#NA\tmine\n",
            Encoding.UTF8.GetString(text));
        Assert.Equal(new SummaryStatisticsCounts(2, 1, 1, false), counts);
        Assert.Equal(
            ["chromosome", "base_pair_location", "effect_allele", "other_allele", "beta", "standard_error", "effect_allele_frequency", "p_value"],
            Encoding.UTF8.GetString(SummaryStatisticsEncoder.Header).Split('\t').Take(8));
    }

    [Fact]
    public void The_metadata_are_those_of_the_standard()
    {
        var yaml = new SummaryStatisticsMetadata
        {
            DataFileName = "qc1.tsv.gz",
            DataFileMd5 = "32ce41c3dca4cd9f463a0ce7351966fd",
            GenomeAssembly = "GRCh37",
            TraitDescription = "FA of the \"corpus callosum\": genu\n",
            SampleSize = 379,
            AnalysisSoftware = "wmstudy 0.1.0",
            IsSorted = true,
            AdjustedCovariates = ["age", "yes"],
        }.ToYaml();
        Assert.Equal(
            "---\ntrait_description:\n  - \"FA of the \\\"corpus callosum\\\": genu\\u000a\"\ngenome_assembly: \"GRCh37\"\ncoordinate_system: 1-based\n"
            + "genotyping_technology:\n  - \"NR\"\nsamples:\n  - sample_size: 379\n    sample_ancestry_category:\n      - \"NR\"\n"
            + "data_file_name: \"qc1.tsv.gz\"\nfile_type: GWAS-SSF v1.0\ndata_file_md5sum: \"32ce41c3dca4cd9f463a0ce7351966fd\"\n"
            + "analysis_software: \"wmstudy 0.1.0\"\nadjusted_covariates:\n  - \"age\"\n  - \"yes\"\nis_harmonised: false\nis_sorted: true\n",
            yaml);
    }

    [Fact]
    public void Files_pass_bgzip_and_tabix_and_read_back_equal()
    {
        var bim = WriteBim();
        var path = Folder["trait.tsv.gz"];
        using (var file = File.Create(path))
        {
            var writer = new SummaryStatisticsWriter(file);
            var encoder = new SummaryStatisticsEncoder();
            for (var first = 0; first < bim.Count; first += VariantBlock.MostVariants)
            {
                var variants = VariantBlock.Create(bim, first);
                writer.Append(variants, encoder.Encode(variants, Rows(first, trait: 1)));
            }

            Assert.Equal(new SummaryStatisticsCounts(Variants, 0, 0, true), writer.Complete());
        }

        SummaryStatisticsWriter.BuildIndex(path, path + ".tbi");
        Assert.Equal("", Run("bgzip", "-t", path));

        // Every variant by its region, and a region of several, as htslib's tabix finds them.
        Assert.Equal(2, Run("tabix", path, "2:25005-25015").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var line = Run("tabix", path, "22:40001-40010").TrimEnd('\n').Split('\t');
        Assert.Equal("rs4000", line[^1]);
        Assert.Equal(Variants, Run("tabix", path, "1", "2", "22").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        ColumnRequest[] wanted = [.. new[] { "beta", "standard_error", "effect_allele_frequency", "n", "neg_log_10_p_value" }.Select(name => new ColumnRequest(name, ColumnReading.Numeric))];
        var columns = DelimitedTable.Read(path, wanted).Cast<NumericColumn>().ToArray();
        for (var i = 0; i < Variants; i++)
        {
            var cell = (i * Traits) + 1;
            Assert.Equal(
                (_beta[cell], _error[cell], _frequency[i], _people[cell], _negLog10P[cell]),
                (columns[0].Values[i], columns[1].Values[i], columns[2].Values[i], columns[3].Values[i], columns[4].Values[i]));
        }
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_order_or_threads_of_encoding()
    {
        var bim = WriteBim();
        var blocks = new EncodedBlock[(Variants + VariantBlock.MostVariants - 1) / VariantBlock.MostVariants];
        Parallel.For(0, blocks.Length, new ParallelOptions { MaxDegreeOfParallelism = 3 }, i =>
        {
            var first = (blocks.Length - 1 - i) * VariantBlock.MostVariants;
            blocks[blocks.Length - 1 - i] = new SummaryStatisticsEncoder().Encode(VariantBlock.Create(bim, first), Rows(first, trait: 2));
        });
        var encoder = new SummaryStatisticsEncoder();
        for (var i = 0; i < blocks.Length; i++)
        {
            var first = i * VariantBlock.MostVariants;
            Assert.Equal(encoder.Encode(VariantBlock.Create(bim, first), Rows(first, trait: 2)).Bytes, blocks[i].Bytes);
        }
    }

    [Fact]
    public void Blocks_out_of_turn_are_refused_and_unsorted_variants_noticed()
    {
        var bim = BimFile.Read(Folder.Write("a.bim", string.Concat(Enumerable.Range(0, 2500).Select(i => $"{(i < 1500 ? 1 : i < 2100 ? 2 : 1)}\tv{i}\t0\t{i + 1}\tA\tC\n"))));
        var encoder = new SummaryStatisticsEncoder();
        var first = VariantBlock.Create(bim, 0);
        var second = VariantBlock.Create(bim, 1024);
        var third = VariantBlock.Create(bim, 2048);
        var writer = new SummaryStatisticsWriter(new MemoryStream());
        writer.Append(first, encoder.Encode(first, Rows(0, 0)));
        Assert.Throws<ArgumentException>(() => writer.Append(third, encoder.Encode(third, Rows(2048, 0))));
        Assert.Throws<ArgumentException>(() => writer.Append(second, encoder.Encode(third, Rows(2048, 0))));
        writer.Append(second, encoder.Encode(second, Rows(1024, 0)));
        Assert.True(writer.Counts.IsSorted);
        writer.Append(third, encoder.Encode(third, Rows(2048, 0)));
        Assert.False(writer.Complete().IsSorted);
        Assert.Throws<ArgumentException>(() => VariantBlock.Create(bim, 5));
    }

    [Fact]
    public void Block_gzip_is_gzip()
    {
        var text = new byte[300_000];
        new Random(1).NextBytes(text.AsSpan(0, 150_000));
        using var gzip = new GZipStream(new MemoryStream([.. BlockGzip.Compress(text), .. BlockGzip.EndOfFile()]), CompressionMode.Decompress);
        var back = new MemoryStream();
        gzip.CopyTo(back);
        Assert.True(back.ToArray().AsSpan().SequenceEqual(text));
        Assert.Empty(BlockGzip.Compress([]));
        Assert.Throws<IOException>(() => SummaryStatisticsWriter.BuildIndex(Folder["none.gz"], Folder["none.gz.tbi"]));
    }

    private BimFile WriteBim()
    {
        // Positions 10 apart: chromosome 1 to 20,000, then 2 and 22.
        var lines = Enumerable.Range(0, Variants).Select(i => $"{(i < 2000 ? 1 : i < 3500 ? 2 : 22)}\trs{i}\t0\t{(i * 10) + 5}\t{"ACGT"[i % 4]}\t{"CGTA"[i % 4]}\n");
        return BimFile.Read(Folder.Write("v.bim", string.Concat(lines)));
    }

    private AssociationRows Rows(int first, int trait) => new()
    {
        Beta = _beta,
        StandardError = _error,
        NegLog10P = _negLog10P,
        PeopleUsed = _people,
        EffectAlleleFrequency = _frequency.AsSpan(first),
        Offset = (first * Traits) + trait,
        Stride = Traits,
    };

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {errors}");
        return output.Result;
    }
}
