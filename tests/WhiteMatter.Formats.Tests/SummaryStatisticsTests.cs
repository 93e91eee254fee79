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
    private readonly double[] _beta = new double[Variants];
    private readonly double[] _error = new double[Variants];
    private readonly double[] _negLog10P = new double[Variants];
    private readonly int[] _people = new int[Variants];
    private readonly double[] _frequency = new double[Variants];

    public SummaryStatisticsTests()
    {
        var random = new Random(20260603);
        for (var i = 0; i < Variants; i++)
        {
            _beta[i] = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 3));
            _error[i] = 0.01 + random.NextDouble();
            _negLog10P[i] = i % 100 == 0 ? 400 * random.NextDouble() : -Math.Log10(1 - random.NextDouble());
            _people[i] = 300 + random.Next(80);
            _frequency[i] = random.NextDouble();
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

    [Theory]
    [InlineData(
        "gwas_ssf",
        "chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\teffect_allele_frequency\tp_value\tn\tneg_log_10_p_value\trsid\tid\n"
        + "23\t155\tA\tCT\t0.3\t0.25\t0.5\t5.62341e-401\t379\t400.25\trs77\trs77\n"
        + "1\t9\t<DEL>\tG\t-1e-07\t3\t0.333333\t1\t378\t0\t#NA\tmine\n")]
    [InlineData(
        "plink",
        "#CHROM\tPOS\tID\tREF\tALT\tA1\tTEST\tOBS_CT\tBETA\tSE\tT_STAT\tP\tERRCODE\n"
        + "X\t155\trs77\tCT\ta\ta\tADD\t379\t0.3\t0.25\t1.2\t5.62341e-401\t.\n"
        + "1\t9\tmine\tG\t<DEL>\t<DEL>\tADD\t378\t-1e-07\t3\t-3.33333e-08\t1\t.\n")]
    [InlineData(
        "regenie",
        "CHROM GENPOS ID ALLELE0 ALLELE1 A1FREQ N TEST BETA SE CHISQ LOG10P EXTRA\n"
        + "X 155 rs77 CT a 0.5 379 ADD 0.3 0.25 1.44 400.25 NA\n"
        + "1 9 mine G <DEL> 0.333333 378 ADD -1e-07 3 1.11111e-15 0 NA\n")]
    [InlineData("ldsc", "SNP\tA1\tA2\tZ\tN\nrs77\ta\tCT\t1.2\t379\nmine\t<DEL>\tG\t-3.33333e-08\t378\n")]
    [InlineData(
        "cojo",
        "SNP A1 A2 freq b se p N\nrs77 a CT 0.5 0.3 0.25 5.62341e-401 379\nmine <DEL> G 0.333333 -1e-07 3 1 378\n")]
    [InlineData(
        "metal",
        "MARKER\tALLELE1\tALLELE2\tFREQ\tN\tEFFECT\tSTDERR\tPVALUE\n"
        + "rs77\ta\tCT\t0.5\t379\t0.3\t0.25\t5.62341e-401\nmine\t<DEL>\tG\t0.333333\t378\t-1e-07\t3\t1\n")]
    public void A_table_has_the_columns_of_its_program_and_names_the_effect_allele(string name, string expected)
    {
        // Headers: PLINK v2.00a3.5 --glm hide-covar; regenie's documentation of step 2; munge_sumstats.py of LDSC; GCTA's of --cojo-file;
        // the labels that METAL's Main.cpp begins with. Numbers: printf "%.6g".
        var bim = BimFile.Read(Folder.Write("a.bim", "chrX\trs77\t0\t155\ta\tCT\n1\tnone\t0\t5\tA\tC\n1\tmine\t0\t9\t<DEL>\tG\n1\trs1x\t0\t10\tA\tC\n"));
        var format = StatisticsFormat.All.Single(one => one.Name == name);
        foreach (var shared in new[] { true, false })
        {
            int[] people = [379, 0, 378, 377];
            var block = StatisticsBlock.Create(format, bim, [0, 1, 2, 3], [0.5, 0.1, 1.0 / 3, 0.1], shared ? people : []);
            using var stream = new MemoryStream();
            using var writer = new StatisticsWriter(stream, format);
            var results = new TraitResults
            {
                Beta = [0.1 + 0.2, double.NaN, -1e-7, 1],
                StandardError = [0.25, double.NaN, 3, 1],
                NegLog10P = [400.25, double.NaN, 0, double.NaN],
                People = shared ? [] : people,
            };
            writer.Append(block, results, 0, null, new StatisticsEncoder());
            var md5 = writer.Complete();
            Assert.Equal(expected, Unpacked(stream));
            Assert.Equal(2, writer.Rows);
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(stream.ToArray())), md5);
        }
    }

    /// <summary>regenie's step 2 writes INFO between A1FREQ and N; GWAS-SSF has <c>info</c>, a number from 0 to 1, among the optional columns.</summary>
    [Fact]
    public void Tables_have_the_quality_of_imputation_where_it_is_given()
    {
        var bim = WriteBim();
        var quality = new[] { 0.875, double.NaN, 1 };
        foreach (var (format, expected) in new[]
        {
            (StatisticsFormat.Regenie().WithQuality(), new[] { "INFO", "0.875", "NA", "1" }),
            (StatisticsFormat.GwasSsf.WithQuality(), ["info", "0.875", "#NA", "1"]),
        })
        {
            using var stream = new MemoryStream();
            using var writer = new StatisticsWriter(stream, format);
            var block = StatisticsBlock.Create(format, bim, [0, 1, 2], _frequency.AsSpan(0, 3), _people.AsSpan(0, 3), null, quality);
            writer.Append(block, Results(0, 3), 0, null, new StatisticsEncoder());
            writer.Complete();
            var rows = Unpacked(stream).TrimEnd('\n').Split('\n').Select(line => line.Split('\t', ' ')).ToList();
            var at = Array.IndexOf(rows[0], expected[0]);
            Assert.Equal(expected, rows.Select(row => row[at]));
            Assert.All(rows, row => Assert.Equal(format.Headers.Length, row.Length));
            Assert.Equal(format.Name == "regenie" ? "A1FREQ" : "neg_log_10_p_value", rows[0][at - 1]);
            Assert.Throws<ArgumentException>(() => StatisticsBlock.Create(format, bim, [0, 1, 2], _frequency.AsSpan(0, 3), _people.AsSpan(0, 3)));
        }

        Assert.Same(StatisticsFormat.Metal, StatisticsFormat.Metal.WithQuality());
    }

    [Fact]
    public void Rows_are_confined_by_P_and_to_chosen_variants()
    {
        var bim = WriteBim();
        int[] rows = [.. Enumerable.Range(0, 1000)];
        var block = StatisticsBlock.Create(StatisticsFormat.Ldsc, bim, rows, _frequency.AsSpan(0, 1000), _people.AsSpan(0, 1000));
        var encoder = new StatisticsEncoder();
        encoder.Encode(block, Results(0, 1000), 1.5);
        Assert.Equal(_negLog10P.Take(1000).Count(p => p >= 1.5), encoder.RowCount);
        int[] chosen = [3, 500, 501];
        encoder.Encode(block, Results(0, 1000), 0, chosen);
        Assert.Equal(3, encoder.RowCount);
        Assert.Empty(encoder.Encode(block, Results(0, 1000), 1000));
        Assert.Throws<ArgumentException>(() => new StatisticsWriter(new MemoryStream(), StatisticsFormat.Metal).Append(block, Results(0, 1000), 0, null, encoder));
    }

    [Fact]
    public void A_table_of_gwas_ssf_follows_every_rule_of_the_standard()
    {
        var bim = WriteBim();
        var (path, writer) = WriteTable(bim, StatisticsFormat.GwasSsf);
        Assert.True(writer.IsSorted);
        using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        Assert.Empty(GwasSsfRules.Broken(reader));

        // The rules themselves find what is wrong.
        const string Header = "chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\teffect_allele_frequency\tp_value\trsid\n";
        Assert.Empty(GwasSsfRules.Broken(new StringReader(Header + "25\t1\tA\tCTT\t-1\t0.1\t0\t1e-400\t#NA\n")));
        foreach (var wrong in new[]
        {
            "26\t1\tA\tC\t1\t1\t0\t1\trs1\n", "X\t1\tA\tC\t1\t1\t0\t1\trs1\n", "1\t0\tA\tC\t1\t1\t0\t1\trs1\n", "1\t1\t<DEL>\tC\t1\t1\t0\t1\trs1\n",
            "1\t1\tA\tC\t#NA\t1\t0\t1\trs1\n", "1\t1\tA\tC\t1\t\t0\t1\trs1\n", "1\t1\tA\tC\t1\t1\t1.1\t1\trs1\n", "1\t1\tA\tC\t1\t1\t0\t2\trs1\n",
            "1\t1\tA\tC\t1\t1\t0\t1\t1:1\n", "1\t1\tA\tC\t1\t1\t0\t1\n",
        })
        {
            Assert.Single(GwasSsfRules.Broken(new StringReader(Header + wrong)));
        }

        Assert.NotEmpty(GwasSsfRules.Broken(new StringReader("chromosome\teffect_allele\n")));
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

    [Theory]
    [InlineData("gwas_ssf")]
    [InlineData("plink")]
    public void Files_pass_bgzip_and_tabix_finds_every_row(string name)
    {
        var format = StatisticsFormat.All.Single(one => one.Name == name);
        var (path, writer) = WriteTable(WriteBim(), format);
        File.WriteAllBytes(path + ".tbi", writer.Index());
        Assert.Equal("", Run("bgzip", "-t", path));

        // Every variant by its region, and a region of several, as htslib's tabix finds them.
        Assert.Equal(2, Run("tabix", path, "2:25005-25015").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("rs4000\t", Run("tabix", path, "22:40001-40010") + "\t", StringComparison.Ordinal);
        Assert.Equal(Variants, Run("tabix", path, "1", "2", "22").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("1\n2\n22\n", Run("tabix", "-l", path));
        var all = Unpacked(new MemoryStream(File.ReadAllBytes(path))).Split('\n')[1..];
        foreach (var (first, last) in new[] { (16384, 16385), (1, 5), (16000, 17000), (32768, 33000) })
        {
            var expected = all.Where(row => row.StartsWith("2\t", StringComparison.Ordinal) && int.Parse(row.Split('\t')[1], CultureInfo.InvariantCulture) is var at && at >= first && at <= last);
            Assert.Equal(string.Concat(expected.Select(row => row + "\n")), Run("tabix", path, $"2:{first}-{last}"));
        }
    }

    [Fact]
    public void Numbers_read_back_to_six_digits()
    {
        var (path, _) = WriteTable(WriteBim(), StatisticsFormat.GwasSsf);
        ColumnRequest[] wanted = [.. new[] { "beta", "standard_error", "effect_allele_frequency", "n", "neg_log_10_p_value" }.Select(name => new ColumnRequest(name, ColumnReading.Numeric))];
        var columns = DelimitedTable.Read(path, wanted).Cast<NumericColumn>().ToArray();
        double[][] written = [_beta, _error, _frequency, [.. _people.Select(n => (double)n)], _negLog10P];
        for (var c = 0; c < written.Length; c++)
        {
            for (var i = 0; i < Variants; i++)
            {
                Assert.Equal(written[c][i], columns[c].Values[i], tolerance: 5.0001e-6 * Math.Abs(written[c][i]));
            }
        }
    }

    [Fact]
    public void The_bytes_do_not_depend_on_how_variants_were_divided_into_threads()
    {
        var bim = WriteBim();
        var format = StatisticsFormat.GwasSsf;
        var pieces = new byte[5][];
        Parallel.For(0, pieces.Length, new ParallelOptions { MaxDegreeOfParallelism = 3 }, i => pieces[i] = Encode(i));
        var encoder = new StatisticsEncoder();
        for (var i = 0; i < pieces.Length; i++)
        {
            Assert.Equal(Encode(i), pieces[i]);
        }

        byte[] Encode(int piece)
        {
            int[] rows = [.. Enumerable.Range(piece * 1000, 1000)];
            var block = StatisticsBlock.Create(format, bim, rows, _frequency.AsSpan(piece * 1000, 1000), []);
            return new StatisticsEncoder().Encode(block, Results(piece * 1000, 1000, people: true), 0);
        }
    }

    [Fact]
    public void Unsorted_variants_are_noticed_and_have_no_index()
    {
        var bim = BimFile.Read(Folder.Write("a.bim", string.Concat(Enumerable.Range(0, 2500).Select(i => $"{(i < 1500 ? 1 : i < 2100 ? 2 : 1)}\tv{i}\t0\t{i + 1}\tA\tC\n"))));
        var plink = StatisticsFormat.Plink();
        using var writer = new StatisticsWriter(new MemoryStream(), plink);
        var encoder = new StatisticsEncoder();
        foreach (var first in new[] { 0, 1000, 2000 })
        {
            Assert.True(writer.IsSorted);
            var count = Math.Min(1000, 2500 - first);
            int[] rows = [.. Enumerable.Range(first, count)];
            writer.Append(
                StatisticsBlock.Create(plink, bim, rows, _frequency.AsSpan(first, count), _people.AsSpan(first, count)), Results(first, count), 0, null, encoder);
        }

        Assert.False(writer.IsSorted);
    }

    [Fact]
    public void A_joint_table_has_the_statistic_its_degrees_and_the_driving_trait_and_no_effect()
    {
        var bim = BimFile.Read(Folder.Write("j.bim", "1\trs1\t0\t11\ta\tG\n1\tb\t0\t22\tA\tC\nX\tc\t0\t33\tT\tC\n2\td\t0\t44\tA\tG\n"));
        var format = StatisticsFormat.Joint(7);
        var drivers = new DrivingTraitColumn(DrivingTraitColumn.Texts(["thickness", "area\tleft"]), [0, 1, 1, -1]);
        var block = StatisticsBlock.Create(format, bim, [0, 1, 2, 3], [0.25, 1.0 / 3, 0.125, 0.5], [373, 372, 371, 370], drivers);
        var encoder = new StatisticsEncoder();
        var bytes = encoder.Encode(block, new TraitResults { Beta = [12.345678, 0.5, 123456789, double.NaN], NegLog10P = [1.5, 0.25, 450.5, double.NaN] }, 0.3);
        var written = new MemoryStream();
        using (var writer = new StatisticsWriter(written, format))
        {
            writer.Append(block, encoder, bytes);
            Assert.Equal(2, writer.Rows);
            Assert.True(writer.IsSorted);
            writer.Complete();
        }

        // Numbers are those of printf's %.6g; the second row's P is too large, and the last variant has no test.
        Assert.Equal(
            "chromosome\tbase_pair_location\teffect_allele\tother_allele\teffect_allele_frequency\tn\tstatistic\tdf\tp_value\tneg_log_10_p_value\tdriving_trait\tvariant_id\n"
                + "1\t11\tA\tG\t0.25\t373\t12.3457\t7\t0.0316228\t1.5\tthickness\trs1\n"
                + "23\t33\tT\tC\t0.125\t371\t1.23457e+08\t7\t3.16228e-451\t450.5\tarea left\tc\n",
            Unpacked(written));
        Assert.Throws<ArgumentNullException>(() => StatisticsBlock.Create(format, bim, [0], [0.25], [373]));
        Assert.Contains("\tNA\t", Rows(StatisticsFormat.Joint(null)), StringComparison.Ordinal);

        string Rows(StatisticsFormat other)
        {
            var stream = new MemoryStream();
            using var writer = new StatisticsWriter(stream, other);
            var one = StatisticsBlock.Create(other, bim, [0], [0.25], [373], new DrivingTraitColumn(DrivingTraitColumn.Texts(["a"]), [0]));
            writer.Append(one, new TraitResults { Beta = [1], NegLog10P = [2] }, 0, null, encoder);
            writer.Complete();
            return Unpacked(stream);
        }
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
    }

    private BimFile WriteBim()
    {
        // Positions 10 apart: chromosome 1 to 20,000, then 2 and 22.
        var lines = Enumerable.Range(0, Variants).Select(i => $"{(i < 2000 ? 1 : i < 3500 ? 2 : 22)}\trs{i}\t0\t{(i * 10) + 5}\t{"ACGT"[i % 4]}\t{"CGTA"[i % 4]}\n");
        return BimFile.Read(Folder.Write("v.bim", string.Concat(lines)));
    }

    private TraitResults Results(int first, int count, bool people = false) => new()
    {
        Beta = _beta.AsSpan(first, count),
        StandardError = _error.AsSpan(first, count),
        NegLog10P = _negLog10P.AsSpan(first, count),
        People = people ? _people.AsSpan(first, count) : [],
    };

    /// <summary>Writes all variants in blocks of 1,024.</summary>
    private (string Path, StatisticsWriter Writer) WriteTable(BimFile bim, StatisticsFormat format)
    {
        var path = Folder[format.Name + ".gz"];
        using var file = File.Create(path);
        var writer = new StatisticsWriter(file, format);
        var encoder = new StatisticsEncoder();
        for (var first = 0; first < bim.Count; first += 1024)
        {
            var count = Math.Min(1024, bim.Count - first);
            int[] rows = [.. Enumerable.Range(first, count)];
            var block = StatisticsBlock.Create(format, bim, rows, _frequency.AsSpan(first, count), []);
            writer.Append(block, Results(first, count, people: true), 0, null, encoder);
        }

        writer.Complete();
        return (path, writer);
    }

    private static string Unpacked(MemoryStream stream)
    {
        using var gzip = new GZipStream(new MemoryStream(stream.ToArray()), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }

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
