using System.Globalization;
using System.IO.Compression;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.PublishedStatistics;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Published;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Meta;

/// <summary>Published summary statistics of many programs, well-formed and not.</summary>
public sealed class PublishedTableTests
{
    private sealed record Row(string Place, string Id, string Effect, string Other, double Frequency, double Beta, double Error, double NegLog10P, int People);

    private static (List<Row> Rows, PublishedSummary Summary) Read(string text, PublishedFormat format = PublishedFormat.Auto, int? people = null, bool packed = false, int mostInMemory = 250_000, Func<string, (string, int)?>? placeOf = null, Func<string, int, bool>? isPossible = null)
    {
        using var files = new StatisticsFiles();
        var path = Path.Combine(files.Folder, "file.txt");
        using (Stream stream = packed ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        PublishedSummary summary;
        using (var table = File.Create(Path.Combine(files.Folder, "t.bin")))
        using (var variants = File.Create(Path.Combine(files.Folder, "t.bim")))
        {
            summary = PublishedTable.Write(
                path, new PublishedOptions(format, "height", people, files.Folder) { MostInMemory = mostInMemory, PlaceOf = placeOf, IsPossible = isPossible }, table, variants, null, default);
        }

        var rows = new List<Row>();
        if (summary.Kept > 0)
        {
            var bim = BimFile.Read(Path.Combine(files.Folder, "t.bim"));
            var read = files.Open(Path.Combine(files.Folder, "t.bin"));
            var block = read.CreateBuffer();
            for (var b = 0; b < read.Blocks; b++)
            {
                read.Read(b, block);
                for (var v = 0; v < block.Count; v++)
                {
                    var row = block.Variant[v];
                    rows.Add(new Row(
                        $"{bim.ChromosomeOf(row)}:{bim.Position(row)}", bim.Id(row), bim.Allele1(row), bim.Allele2(row), block.Counts[v].A1Frequency, block.Beta[v], block.StandardError[v], block.NegLog10P[v], block.PeopleOf(0, v)));
                }
            }
        }

        return (rows, summary);
    }

    [Theory]
    [InlineData("chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\teffect_allele_frequency\tp_value\trsid\tvariant_id\tn\n1\t100\tA\tG\t0.2\t0.1\t0.25\t0.0455\trs1\tx\t500\n", PublishedFormat.GwasSsf)]
    [InlineData("#CHROM\tPOS\tID\tREF\tALT\tA1\tA1_FREQ\tTEST\tOBS_CT\tBETA\tSE\tT_STAT\tP\n1\t100\trs1\tA\tG\tA\t0.25\tADD\t500\t0.2\t0.1\t2\t0.0455\n1\t100\trs1\tA\tG\tA\t0.25\tSEX\t500\t3\t0.1\t2\t0.5\n", PublishedFormat.Plink)]
    [InlineData("CHROM GENPOS ID ALLELE0 ALLELE1 A1FREQ INFO N TEST BETA SE CHISQ LOG10P EXTRA\n1 100 rs1 G A 0.25 0.9 500 ADD 0.2 0.1 4 1.341988603342887 NA\n", PublishedFormat.Regenie)]
    [InlineData("CHR SNP BP A1 A2 FREQ N OR SE P\nchr1 rs1 100 a g 0.25 500 1.2214027581601699 0.1 0.0455\n", PublishedFormat.Auto)]
    [InlineData("MarkerName\tchr\tpos\tAllele1\tAllele2\tFreq1\tEffect\tStdErr\tP-value\tDirection\tTotalSampleSize\nrs1\t01\t1e+02\ta\tg\t0.25\t0.2\t0.1\t0.0455\t++\t500\n", PublishedFormat.Auto)]
    [InlineData("CHR,POS,rsid,Allele1,Allele2,AF_Allele2,BETA,SE,p.value,N\n1,100,rs1,G,A,0.25,0.2,0.1,0.0455,500\n", PublishedFormat.Auto)]
    [InlineData("## made by hand\nsnp chr bp a1 a2 af1 beta se p n_cases n_controls\nrs1 1 100 A G 0.25 0.2 0.1 0.0455 200 300\n", PublishedFormat.Auto)]
    [InlineData("MarkerName A1 A2 b se freq p n\n1:100:G:A A G 0.2 0.1 0.25 0.0455 500\n", PublishedFormat.Auto)]
    [InlineData("rsID MarkerName A1 A2 b se freq p n\nrs1 1:100:G:A A G 0.2 0.1 0.25 0.0455 500\n", PublishedFormat.Auto)]
    [InlineData("chr rs ps n_miss allele1 allele0 af beta se p_wald n\n1.0 rs1 100 0 A G 0.25 0.2 0.1 0.0455 500\n", PublishedFormat.Auto)]
    [InlineData("CHR POS REF ALT AF_ALT BETA SE P N\n1 100 G A 0.25 0.2 0.1 0.0455 500\n", PublishedFormat.Auto)]
    public void The_same_row_is_read_as_each_program_writes_it(string text, PublishedFormat format)
    {
        foreach (var packed in new[] { false, true })
        {
            var (rows, summary) = Read(text, format, packed: packed);
            var row = Assert.Single(rows);
            Assert.Equal(("1:100", "A", "G", 500), (row.Place, row.Effect, row.Other, row.People));
            Assert.Equal(0.25, row.Frequency, 9);
            Assert.Equal(0.2, row.Beta, 12);
            Assert.Equal(0.1, row.Error);
            Assert.Equal(-Math.Log10(0.0455), row.NegLog10P, 12);
            Assert.Equal(summary.Rows - 1, summary.CountOf(LeftOutReason.OtherTest));
        }
    }

    [Fact]
    public void Rows_that_no_study_can_have_are_left_out_and_counted()
    {
        var (rows, summary) = Read(
            "chr pos snp ea nea beta se p eaf n\n"
            + "1 1 a A G 0.2 0.1 0.0455 0.3 9\n"
            + "1 1 b A G 0.2 0.1 0.0455 NA NA\n"
            + "1 900000000 c A G 0.2 0.1 0.0455 0.3 9\n"
            + "0 3 d A G 0.2 0.1 0.0455 0.3 9\n"
            + "1 4 e A G 1e150 1e-5 0.0455 0.3 9\n"
            + "1 5 f A G 1e150 1e150 0.3 0.3 9\n"
            + "1 6 g A G 1 1e-5 NA 0.3 9\n",
            isPossible: (_, position) => position < 250_000_000);
        Assert.Equal("1:1", Assert.Single(rows).Place);
        Assert.Equal(
            (1, 1, 1, 3),
            (summary.CountOf(LeftOutReason.Duplicate), summary.CountOf(LeftOutReason.Impossible), summary.CountOf(LeftOutReason.NoPlace), summary.CountOf(LeftOutReason.OutOfRange)));
        Assert.Equal(("1", 1L), Assert.Single(summary.Largest));

        // The second row, which lacks frequency and people, is not among the variants.
        Assert.Equal((0, 0), (summary.WithoutFrequency, summary.WithoutPeople));
    }

    [Fact]
    public void What_is_missing_is_computed_and_p_does_not_underflow()
    {
        var (rows, summary) = Read(
            "chr pos snp ea nea beta se p\n"
            + "1 1 a A G 0.2 NA 0.0455\n"
            + "1 2 b A G 4 0.1 0\n"
            + "1 3 c A G 4 0.1 4.2e-350\n"
            + "1 4 d A G -0.2 0.1 NA\n",
            people: 77);

        // |z| of P = 0.0455 is 1.9999… (scipy.stats.norm.isf(0.02275) = 2.0000024438996036).
        Assert.Equal(0.2 / 2.0000024438996036, rows[0].Error, 12);

        // P of z = 40: log10(erfc(40/√2)) = −349.13597646368186 (mpmath).
        Assert.Equal(349.13597646368186, rows[1].NegLog10P, 10);
        Assert.Equal(350 - Math.Log10(4.2), rows[2].NegLog10P, 10);

        // P of z = 2: 0.04550026389635839 (SciPy).
        Assert.Equal(-Math.Log10(0.04550026389635839), rows[3].NegLog10P, 12);
        Assert.All(rows, row => Assert.Equal((true, 77), (double.IsNaN(row.Frequency), row.People)));
        Assert.Equal((1, 1, 4, 0), (summary.ComputedErrors, summary.ZeroP, summary.WithoutFrequency, summary.WithoutPeople));
    }

    [Fact]
    public void Every_row_left_out_is_counted_with_its_reason()
    {
        var (rows, summary) = Read(
            "chr pos snp ea nea eaf or se p test\n"
            + "1 10 a A G 0.5 1.1 0.1 0.3 ADD\n"
            + "NA NA b A G 0.5 1.1 0.1 0.3 ADD\n"
            + "1 30 c A . 0.5 1.1 0.1 0.3 ADD\n"
            + "1 30 c A A 0.5 1.1 0.1 0.3 ADD\n"
            + "1 40 d A G 0.5 -1.1 0.1 0.3 ADD\n"
            + "1 40 d A G 0.5 nan 0.1 0.3 ADD\n"
            + "1 50 e A G 0.5 1.1 0 0.3 ADD\n"
            + "1 50 e A G 0.5 1.1 NA 1 ADD\n"
            + "1 60 f A G 0.5 1.1 0.1 1.5 ADD\n"
            + "1 70 g A G 0.5 1.1 0.1 0.3 DOM\n"
            + "1 10 h G A 0.5 1.1 0.1 0.3 ADD\n"
            + "1 10 i A C 7 1.1 0.1 0.3 ADD\n");
        Assert.Equal(["a", "i"], rows.Select(row => row.Id));
        Assert.Equal(12, summary.Rows);
        Assert.Equal(
            [(LeftOutReason.NoPlace, 1L), (LeftOutReason.AllelesUnknown, 2), (LeftOutReason.NoEffect, 2), (LeftOutReason.NoStandardError, 2), (LeftOutReason.NoP, 1), (LeftOutReason.OtherTest, 1), (LeftOutReason.Duplicate, 1)],
            Enum.GetValues<LeftOutReason>().Where(reason => summary.CountOf(reason) > 0).Select(reason => (reason, summary.CountOf(reason))));
        Assert.Equal((2, 12), summary.FirstDuplicate);
        Assert.Equal(1, summary.WithoutFrequency);
    }

    [Fact]
    public void A_file_without_places_takes_them_from_names_that_are_known()
    {
        var text = "SNP A1 A2 Z N\nrs2 A G -2 500\nrs1 C T 3 400\nrs3 A G 1 5\n";
        var (rows, summary) = Read(text, PublishedFormat.Ldsc, placeOf: id => id == "rs1" ? ("1", 5) : id == "rs2" ? ("2", 3) : null);
        Assert.False(summary.HasEffects);
        Assert.Equal(["rs1", "rs2"], rows.Select(row => row.Id));
        Assert.Equal((3, 1), (rows[0].Beta, rows[0].Error));
        Assert.Equal(1, summary.CountOf(LeftOutReason.NoPlace));
    }

    [Fact]
    public void Rows_in_any_order_come_in_that_of_the_genome_by_way_of_files_too()
    {
        var random = new Random(3);
        var text = "chr pos ea nea beta se\n" + string.Concat(Enumerable.Range(1, 3000).OrderBy(_ => random.Next()).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{(i % 3 == 0 ? "X" : i % 3 == 1 ? "10" : "2")} {i} A G {i} 1\n")));
        var whole = Read(text);
        Assert.Equal(
            Enumerable.Range(1, 3000).Where(i => i % 3 == 2).Select(i => $"2:{i}").Concat(Enumerable.Range(1, 3000).Where(i => i % 3 == 1).Select(i => $"10:{i}")).Concat(Enumerable.Range(1, 3000).Where(i => i % 3 == 0).Select(i => $"X:{i}")),
            whole.Rows.Select(row => row.Place));
        Assert.Equal(whole.Rows, Read(text, mostInMemory: 100).Rows);
        Assert.Equal([("2", 3000 - 1), ("10", 3000 - 2), ("X", 3000)], whole.Summary.Largest.Select(one => (one.Chromosome, (int)one.Largest)));
    }

    [Fact]
    public void The_sex_chromosomes_and_mitochondria_have_the_numbers_of_their_format()
    {
        var rows = string.Concat(new[] { 23, 24, 25 }.Select(number => $"{number}\t5\tA\tG\t1\t1\n"));
        Assert.Equal(["X:5", "Y:5", "MT:5"], Read("chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\n" + rows).Rows.Select(row => row.Place));
        Assert.Equal(["X:5", "Y:5", "XY:5"], Read("CHROM\tPOS\tA1\tA2\tBETA\tSE\n" + rows).Rows.Select(row => row.Place));
    }

    [Fact]
    public void P_that_does_not_follow_from_effect_and_error_is_counted()
    {
        var (_, summary) = Read("chr pos ea nea or se p\n1 1 A G 1.5 0.5 1e-8\n1 2 A G 1.2214027581601699 0.1 0.0455\n");
        Assert.Equal((2, 1, 2), (summary.Compared, summary.Contradictory, summary.FirstContradictory));
    }

    [Theory]
    [InlineData("chr pos ea beta se\n1 1 A 1 1\n", "what the other allele is", DataProblem.ColumnMissing)]
    [InlineData("chr pos ea nea se\n1 1 A G 1\n", "effects", DataProblem.ColumnMissing)]
    [InlineData("chr pos ea nea beta\n1 1 A G 1\n", "how precise", DataProblem.ColumnMissing)]
    [InlineData("chr ea nea beta se\n1 A G 1 1\n", "where variants lie", DataProblem.ColumnMissing)]
    [InlineData("chr pos ea nea beta se\n1 1 A G 1\n", "5 fields", DataProblem.FieldCount)]
    [InlineData("chr pos ea nea beta BETA se\n1 1 A G 1 1 1\n", "two columns", DataProblem.DuplicateColumn)]
    public void A_header_that_does_not_say_enough_is_refused(string text, string message, DataProblem problem)
    {
        var refused = Assert.Throws<DataFormatException>(() => Read(text));
        Assert.Equal(problem, refused.Problem);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_format_that_is_named_knows_its_own_columns_alone() =>
        Assert.Throws<DataFormatException>(() => Read("chr pos ea nea beta se\n1 1 A G 1 1\n", PublishedFormat.Regenie));
}
