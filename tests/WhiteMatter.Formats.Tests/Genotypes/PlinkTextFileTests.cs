using System.Text;
using WhiteMatter.Formats.Genotypes;
using Xunit;

namespace WhiteMatter.Formats.Tests.Genotypes;

/// <summary>PLINK 2's and Oxford's text files beside genotypes; the rules are those of the formats' own pages.</summary>
public sealed class PlinkTextFileTests : InFolder
{
    private delegate long Conversion(string path, Stream output, CancellationToken cancellationToken);

    [Theory]
    [InlineData("##contig=<ID=1>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n1\t10\trs1\tA\tG\t.\t.\tPR\nX\t7\trs2\tAT\tA\t3\tPASS\t.\n", "1\trs1\t0\t10\tG\tA\nX\trs2\t0\t7\tA\tAT\n")]
    [InlineData("#CHROM\tPOS\tID\tREF\tALT\tCM\n1\t10\trs1\tA\tG\t0.5\n", "1\trs1\t0.5\t10\tG\tA\n")]
    [InlineData("1\trs1\t0\t10\tG\tA\n", "1\trs1\t0\t10\tG\tA\n")]
    [InlineData("1 rs1 10 G A\r\n", "1\trs1\t0\t10\tG\tA\n")]
    public void Variants_become_lines_of_a_bim_with_the_alternate_allele_first(string text, string expected)
    {
        Assert.Equal((expected.Count(c => c == '\n'), expected), Converted(PvarFile.Convert, Folder.Write("a.pvar", text)));
        Assert.Equal(expected, Converted(PvarFile.Convert, Folder.WriteGzip("a.pvar.gz", text)).Text);
        Assert.Equal(expected, Converted(PvarFile.Convert, Folder.Write("a.pvar.zst", Zstd(text))).Text);
    }

    [Fact]
    public void A_zstd_file_may_have_several_frames_and_must_end_with_one()
    {
        const string Header = "#CHROM\tPOS\tID\tREF\tALT\n";
        byte[] two = [.. Zstd(Header), .. Zstd("1\t10\trs1\tA\tG\n")];
        Assert.Equal(1, Converted(PvarFile.Convert, Folder.Write("a.pvar.zst", two)).Rows);
        foreach (var length in (int[])[two.Length - 1, two.Length - 10, Zstd(Header).Length + 5])
        {
            var error = Assert.Throws<DataFormatException>(() => Converted(PvarFile.Convert, Folder.Write("a.pvar.zst", two[..length])));
            Assert.Equal(DataProblem.CompressionDamaged, error.Problem);
        }

        two[4] = 0xff;
        Assert.Equal(
            DataProblem.CompressionDamaged,
            Assert.Throws<DataFormatException>(() => Converted(PvarFile.Convert, Folder.Write("a.pvar.zst", two))).Problem);
    }

    [PeerFact("zstd")]
    public void Zstd_as_its_program_writes_it_is_read()
    {
        var lines = string.Concat(Enumerable.Range(1, 200_000).Select(i => $"1\t{i}\trs{i}\tA\tG\n"));
        Folder.Write("a.pvar", "#CHROM\tPOS\tID\tREF\tALT\n" + lines);
        using (var zstd = System.Diagnostics.Process.Start("zstd", ["-q", "-19", "--long", Folder["a.pvar"]]))
        {
            zstd.WaitForExit();
            Assert.Equal(0, zstd.ExitCode);
        }

        Assert.Equal(Converted(PvarFile.Convert, Folder["a.pvar"]), Converted(PvarFile.Convert, Folder["a.pvar.zst"]));
    }

    [Theory]
    [InlineData("#FID\tIID\tPAT\tMAT\tSEX\tpheno\nf\ti\tp\tm\t2\t7\ng\tj\t0\t0\tNA\t7\n", "f\ti\tp\tm\t2\t-9\ng\tj\t0\t0\t0\t-9\n")]
    [InlineData("#IID\tSID\tSEX\ni\t1\tM\n", "0\ti\t0\t0\t1\t-9\n")]
    [InlineData("#IID\ni\n", "0\ti\t0\t0\t0\t-9\n")]
    [InlineData("f i p m 1 2\n", "f\ti\tp\tm\t1\t-9\n")]
    public void People_become_lines_of_a_fam(string text, string expected) =>
        Assert.Equal((expected.Count(c => c == '\n'), expected), Converted(PsamFile.Convert, Folder.Write("a.psam", text)));

    [Theory]
    [InlineData("ID_1 ID_2 missing sex\n0 0 0 D\nf i 0 2\ng j 0 1\n", "f\ti\t0\t0\t2\t-9\ng\tj\t0\t0\t1\t-9\n")]
    [InlineData("ID\n0\na\nb\n", "0\ta\t0\t0\t0\t-9\n0\tb\t0\t0\t0\t-9\n")]
    public void Oxfords_people_become_lines_of_a_fam(string text, string expected) =>
        Assert.Equal((expected.Count(c => c == '\n'), expected), Converted(SampleFile.Convert, Folder.Write("a.sample", text)));

    [Theory]
    [InlineData("#CHROM\tPOS\tID\tREF\tALT\n1\t10\trs1\tA\tG,T\n1\t11\trs2\tA\tG\n1\t12\trs3\tA\tC,<DEL>\n", DataProblem.VariantsMultiallelic, 2L)]
    [InlineData("#CHROM\tPOS\tID\tREF\n1\t10\trs1\tA\n", DataProblem.ColumnMissing, 1L)]
    [InlineData("#CHROM\tPOS\tID\tREF\tALT\n1\t10\trs1\tA\n", DataProblem.FieldCount, 2L)]
    [InlineData("#CHROM\tPOS\tID\tREF\tALT\n1\t10\t\tA\tG\n", DataProblem.FieldCount, 2L)]
    [InlineData("#CHROM\tPOS\tID\tREF\tALT\n#CHROM\tPOS\tID\tREF\tALT\n", DataProblem.FieldCount, 2L)]
    [InlineData("1 10 rs1\n", DataProblem.FieldCount, 1L)]
    [InlineData("#CHROM\tPOS\tID\tREF\tALT\n", DataProblem.FileEmpty, null)]
    public void Faulty_variants_are_refused(string text, DataProblem problem, long? line)
    {
        var error = Assert.Throws<DataFormatException>(() => Converted(PvarFile.Convert, Folder.Write("a.pvar", text)));
        Assert.Equal((problem, line), (error.Problem, error.Line));
    }

    [Fact]
    public void All_variants_of_several_alleles_are_counted() =>
        Assert.Contains("2 variants", Assert.Throws<DataFormatException>(() => Converted(
            PvarFile.Convert, Folder.Write("a.pvar", "#CHROM\tPOS\tID\tREF\tALT\n1\t1\ta\tA\tC,G\n1\t2\tb\tA\tC\n1\t3\tc\tA\tC,G,T\n"))).Found, StringComparison.Ordinal);

    [Theory]
    [InlineData("#FID\tNAME\nf\ti\n", DataProblem.ColumnMissing)]
    [InlineData("#IID\na b\n", DataProblem.FieldCount)]
    [InlineData("#IID\tSEX\na b\t1\n", DataProblem.IdMissing)]
    [InlineData("#IID\tSEX\n\t1\n", DataProblem.IdMissing)]
    [InlineData("a b c\n", DataProblem.FieldCount)]
    public void Faulty_people_are_refused(string text, DataProblem problem) =>
        Assert.Equal(problem, Assert.Throws<DataFormatException>(() => Converted(PsamFile.Convert, Folder.Write("a.psam", text))).Problem);

    [Theory]
    [InlineData("ID_1 ID_2 missing\nf i 0\n", DataProblem.FieldCount)]
    [InlineData("IID FID\n0 0\n", DataProblem.ColumnMissing)]
    [InlineData("ID_1 ID_2 missing\n0 0 0\nf i\n", DataProblem.FieldCount)]
    [InlineData("ID_1 ID_2 missing\n0 0 0\n", DataProblem.FileEmpty)]
    public void Faulty_samples_are_refused(string text, DataProblem problem) =>
        Assert.Equal(problem, Assert.Throws<DataFormatException>(() => Converted(SampleFile.Convert, Folder.Write("a.sample", text))).Problem);

    /// <summary>A frame of one raw block (RFC 8878, sections 3.1.1.1 and 3.1.1.2): single segment, content size in a byte.</summary>
    private static byte[] Zstd(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var header = (bytes.Length << 3) | 1;
        return [0x28, 0xb5, 0x2f, 0xfd, 0x20, (byte)bytes.Length, (byte)header, (byte)(header >> 8), 0, .. bytes];
    }

    private static (long Rows, string Text) Converted(Conversion convert, string path)
    {
        using var output = new MemoryStream();
        var rows = convert(path, output, CancellationToken.None);
        return (rows, Encoding.UTF8.GetString(output.ToArray()));
    }
}
