using System.Text;
using WhiteMatter.Formats.Compression;
using WhiteMatter.Formats.Tables;
using Xunit;

namespace WhiteMatter.Formats.Tests;

public sealed class DelimitedTableTests : InFolder
{
    [Theory]
    [InlineData("id\tage\tsite\nA\t51\tx\nB\t62.5\ty\n", Delimiter.Tab)]
    [InlineData("id,age,site\r\nA,51,x\r\nB,62.5,y\r\n", Delimiter.Comma)]
    [InlineData("  id age   site\n A  51 x\nB\t62.5 \t y  \n", Delimiter.Blanks)]
    [InlineData("\uFEFFid,age,site\nA,51,x\n\nB,62.5,y", Delimiter.Comma)]
    [InlineData("\"id\",\"age\",\"site\"\n\"A\",51,\"x\"\n\"B\",62.5,\"y\"\n", Delimiter.Comma)]
    [InlineData("## made by hand\n#id\tage\tsite\nA\t51\tx\nB\t 62.5 \ty\n", Delimiter.Auto)]
    public void The_same_table_is_read_from_every_spelling(string text, Delimiter delimiter)
    {
        if (delimiter == Delimiter.Auto)
        {
            text = text.Replace("## made by hand", "##\tmade");
        }

        foreach (var path in new[] { Folder.Write("t.txt", text), Folder.WriteGzip("t.txt.gz", text) })
        {
            var options = new TableOptions { Delimiter = delimiter == Delimiter.Blanks ? Delimiter.Blanks : Delimiter.Auto };
            var table = PeopleTable.Read(path, "id", null, [new("age", ColumnReading.Numeric), new("site", ColumnReading.Text)], options);
            Assert.Equal(["A", "B"], table.Ids);
            Assert.Equal([51, 62.5], ((NumericColumn)table["age"]).Values);
            Assert.Equal("y", ((TextColumn)table["site"])[1]);
            Assert.Equal(1, table.FindRow("B"));
            Assert.Equal(-1, table.FindRow("b"));
        }
    }

    [Fact]
    public void A_header_shows_names_types_levels_and_gaps()
    {
        var path = Folder.Write("t.tsv", "id\tage\tsite\tscore\tempty\nA\t51\t10\t1e-3\tNA\nB\t-4\t9\t.5\tNA\nC\tNA\tx\t7\tNA\n");
        var header = DelimitedTable.ReadHeader(path);
        Assert.Equal(["id", "age", "site", "score", "empty"], header.Columns.Select(c => c.Name));
        Assert.Equal([ColumnKind.Text, ColumnKind.Integer, ColumnKind.Text, ColumnKind.Numeric, ColumnKind.Missing], header.Columns.Select(c => c.Kind));
        Assert.Equal(["9", "10", "x"], header.Columns[2].Levels.ToArray());
        Assert.Equal([0, 1, 0, 0, 3], header.Columns.Select(c => c.Missing));
        Assert.Equal((3L, true), (header.RowsRead, header.Complete));
    }

    [Fact]
    public void A_header_counts_minus_nine_where_it_is_the_least_value_and_shows_the_first_text()
    {
        var path = Folder.Write("t.tsv", "height\tscore\tz\tnote\n180\t-9\t-9\t1\n-9\t-9.0\t-12.5\t18O\n171.5\t3\t4\tx\n");
        var header = DelimitedTable.ReadHeader(path);
        Assert.Equal([1, 2, 0, 0], header.Columns.Select(c => c.MinusNines));
        Assert.Equal([null, null, null, "18O"], header.Columns.Select(c => c.FirstText));
        var named = DelimitedTable.ReadHeader(path, new TableOptions { MissingCodes = ["-9"] });
        Assert.Equal([0, 1, 0, 0], named.Columns.Select(c => c.MinusNines));
    }

    [Fact]
    public void A_limited_header_says_that_it_is_not_complete()
    {
        var path = Folder.Write("t.tsv", "id\tx\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"S{i}\t{i % 150}\n")));
        var header = DelimitedTable.ReadHeader(path, new TableOptions { HeaderRows = 200, MostLevels = 120 });
        Assert.Equal((200L, false), (header.RowsRead, header.Complete));
        Assert.False(header.Columns[1].LevelsComplete);
        Assert.Equal(120, header.Columns[1].Levels.Length);
        Assert.True(DelimitedTable.ReadHeader(path, new TableOptions { HeaderRows = 500 }).Complete);
    }

    [Fact]
    public void Quoted_fields_keep_delimiters_quotes_and_line_ends()
    {
        var path = Folder.Write("t.csv", "id,note\nA,\"one, \"\"two\"\"\nthree\"\nB,\" kept \"\n");
        var note = (TextColumn)DelimitedTable.Read(path, [new("note", ColumnReading.Text)])[0];
        Assert.Equal("one, \"two\"\nthree", note[0]);
        Assert.Equal(" kept ", note[1]);
    }

    [Fact]
    public void Missing_codes_are_matched_as_text()
    {
        var path = Folder.Write("t.csv", "id,x\nA,-9\nB,-9.0\nC,NaN\nD,\n");
        var options = new TableOptions { MissingCodes = ["-9", "NaN", ""] };
        var column = (NumericColumn)DelimitedTable.Read(path, [new("x", ColumnReading.Numeric)], options)[0];
        Assert.Equal([double.NaN, -9, double.NaN, double.NaN], column.Values);
        Assert.Equal(3, column.MissingCount);
    }

    [Fact]
    public void Inferred_columns_are_numbers_only_if_every_value_is()
    {
        var path = Folder.Write("t.csv", "a,b\n1,1\n2,1x\n");
        var columns = DelimitedTable.Read(path, [new("b", ColumnReading.Infer), new("a", ColumnReading.Infer)]);
        Assert.IsType<TextColumn>(columns[0]);
        Assert.IsType<NumericColumn>(columns[1]);
    }

    [Fact]
    public void Thousands_of_columns_are_read()
    {
        const int columns = 5000;
        var text = new StringBuilder("id");
        for (var i = 0; i < columns; i++)
        {
            text.Append("\tENSG").Append(i);
        }

        for (var row = 0; row < 20; row++)
        {
            text.Append("\nS").Append(row);
            for (var i = 0; i < columns; i++)
            {
                text.Append('\t').Append(row * i);
            }
        }

        var requests = Enumerable.Range(0, columns).Select(i => new ColumnRequest($"ENSG{i}", ColumnReading.Numeric)).ToArray();
        var table = PeopleTable.Read(Folder.Write("t.tsv", text.ToString()), "id", null, requests);
        Assert.Equal(19.0 * 4999, ((NumericColumn)table["ENSG4999"]).Values[19]);
    }

    /// <summary>What R's write.table leaves out of the header looks like what trailing delimiters and comments do to a table.</summary>
    [Theory]
    [InlineData("id,x\nA,1,\nB,2,\n", 2L, "The line ends in delimiters that the header lacks")]
    [InlineData("id\tx\nA\t1\t\t\n", 2L, "The line ends in delimiters that the header lacks")]
    [InlineData("# drawn in May\nid\tx\nA\t1\n", 2L, "The line read as the header begins with #")]
    [InlineData("#visit 2\nid x y\nA 1 2\n", 2L, "The line read as the header begins with #")]
    [InlineData("#id\tx\nA\t1\nB\t2\t3\n", 3L, "If R's write.table wrote the file")]
    [InlineData("id\tx\n1\tA\t1\n", 2L, "If R's write.table wrote the file")]
    [InlineData("id\tx\nA\t\n\"B\"\n", 3L, "Mend the line")]
    public void The_cause_of_a_row_with_another_number_of_fields_is_told(string text, long line, string remedy)
    {
        var told = Assert.Throws<DataFormatException>(() => DelimitedTable.ReadHeader(Folder.Write("t.txt", text)));
        Assert.Equal((DataProblem.FieldCount, line), (told.Problem, told.Line));
        Assert.StartsWith(remedy, told.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id\tx\nA\t1\nB\n", DataProblem.FieldCount, 3L)]
    [InlineData("id\tx\nA\t1\t2\n", DataProblem.FieldCount, 2L)]
    [InlineData("id\tx\tx\nA\t1\t2\n", DataProblem.DuplicateColumn, 1L)]
    [InlineData("id\tx\nA\t1\nB\t2\nA\t3\n", DataProblem.DuplicateId, 4L)]
    [InlineData("id\tx\nA\t1\n\t2\n", DataProblem.IdMissing, 3L)]
    [InlineData("id\tx\nA\t1\nNA\t2\n", DataProblem.IdMissing, 3L)]
    [InlineData("", DataProblem.FileEmpty, null)]
    [InlineData("\n\n", DataProblem.FileEmpty, null)]
    [InlineData("id\tx\n", DataProblem.NoRows, null)]
    [InlineData("id\tx\nA\tNaN\n", DataProblem.NotFinite, 2L)]
    [InlineData("id\tx\nA\t-Inf\n", DataProblem.NotFinite, 2L)]
    [InlineData("id\tx\nA\t1e999\n", DataProblem.NotFinite, 2L)]
    [InlineData("id\tx\nA\tMale\n", DataProblem.NotANumber, 2L)]
    [InlineData("id\tx\nA\t1,5\n", DataProblem.NotANumber, 2L)]
    [InlineData("id\tx\nA\t0x10\n", DataProblem.NotANumber, 2L)]
    [InlineData("id\ty\nA\t1\n", DataProblem.ColumnMissing, null)]
    [InlineData("id\tx\nA\t1\0\n", DataProblem.NotText, 2L)]
    [InlineData("id\tx\rA\t1\r", DataProblem.NotText, 1L)]
    [InlineData("id,x\nA,\"1\nB,2\n", DataProblem.QuoteNotClosed, 2L)]
    [InlineData("id,x\nA,\"1\"2\n", DataProblem.QuoteNotClosed, 2L)]
    public void A_faulty_table_is_refused_with_its_problem_and_line(string text, DataProblem problem, long? line)
    {
        var path = Folder.Write("t.txt", text);
        var error = Assert.Throws<DataFormatException>(() => PeopleTable.Read(path, "id", null, [new("x", ColumnReading.Numeric)]));
        Assert.Equal((problem, line, path), (error.Problem, error.Line, error.Path));
        Assert.NotEmpty(error.Remedy);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicate_people_are_shown_with_both_lines_and_families_tell_them_apart()
    {
        var path = Folder.Write("t.txt", "FID IID x\nf1 1 5\nf2 1 6\n");
        var error = Assert.Throws<DataFormatException>(() => PeopleTable.Read(path, "IID", null, []));
        Assert.Equal((2L, 3L), (error.OtherLine, error.Line));
        Assert.Equal($"{path}, lines 2 and 3, column IID: the person \"1\" occurs twice; expected one row per person. Keep one row; repeated visits belong into columns of their own.", error.Message);
        var table = PeopleTable.Read(path, "IID", "FID", []);
        Assert.Equal((0, 1, -1), (table.FindRow("1", "f1"), table.FindRow("1", "f2"), table.FindRow("1", "f3")));
    }

    [Fact]
    public void Files_that_are_no_text_are_named_for_what_they_are()
    {
        Assert.Equal(DataProblem.FileMissing, Problem(Folder["none.tsv"]));
        Assert.Equal(DataProblem.FileUnreadable, Problem(Path.GetTempPath()));
        Assert.Equal(DataProblem.CompressionUnsupported, Problem(Folder.Write("a.xlsx", "PK\u0003\u0004 and so on")));
        Assert.Equal(DataProblem.CompressionUnsupported, Problem(Folder.Write("a.bz2", "BZh9 and so on")));
        Assert.Equal(DataProblem.CompressionDamaged, Problem(Folder.Write("a.zst", [0x28, 0xb5, 0x2f, 0xfd, 0, 0])));
        Assert.Equal(DataProblem.NotUtf8, Problem(Folder.Write("a.tsv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("id\tx\n")).ToArray())));
        Assert.Equal(DataProblem.NotUtf8, Problem(Folder.Write("b.tsv", Encoding.Latin1.GetBytes("id\tname\nA\tMüller\n"))));
        var packed = File.ReadAllBytes(Folder.WriteGzip("c.gz", string.Concat(Enumerable.Range(0, 9999).Select(i => $"S{i}\t{i * 7919}\n"))));
        DelimitedTable.ReadHeader(Folder["c.gz"]);
        foreach (var cut in new[] { 1, 4, 8, 9, 100, packed.Length / 2, packed.Length - 20 })
        {
            Assert.Equal(DataProblem.CompressionDamaged, Problem(Folder.Write("d.gz", packed.AsSpan(0, packed.Length - cut))));
        }

        packed[packed.Length - 6] ^= 1;
        Assert.Equal(DataProblem.CompressionDamaged, Problem(Folder.Write("d.gz", packed)));
        Assert.Equal(DataProblem.LineTooLong, Problem(Folder.Write("e.tsv", new string('x', 5000)), new TableOptions { LongestLine = 1000 }));
        var bomb = Folder.WriteGzip("f.gz", "id\n" + string.Concat(Enumerable.Repeat("0\n", 200_000)));
        Assert.Equal(DataProblem.TooLarge, Problem(bomb, new TableOptions { MostBytes = 100_000 }));
    }

    [Fact]
    public void A_bgzip_file_cut_between_two_blocks_is_refused()
    {
        byte[] whole = [.. BlockGzip.Compress("id\tage\na\t1\n"u8), .. BlockGzip.Compress("b\t2\n"u8), .. BlockGzip.EndOfFile()];
        Assert.Equal(2, DelimitedTable.ReadHeader(Folder.Write("whole.gz", whole)).RowsRead);
        Assert.Equal(DataProblem.CompressionDamaged, Problem(Folder.Write("cut.gz", whole[..^BlockGzip.EndOfFile().Length])));
    }

    [Fact]
    public void A_table_of_several_gzip_members_is_read_to_its_end()
    {
        var first = File.ReadAllBytes(Folder.WriteGzip("a.gz", "id\tx\nA\t1\n"));
        var empty = File.ReadAllBytes(Folder.WriteGzip("b.gz", ""));
        foreach (var rows in new[] { 1, 5000 })
        {
            var rest = File.ReadAllBytes(Folder.WriteGzip("c.gz", string.Concat(Enumerable.Range(0, rows).Select(i => $"S{i}\t{i * 7919}\n"))));
            var path = Folder.Write("d.gz", [.. first, .. rest, .. empty]);
            Assert.Equal(rows + 1, DelimitedTable.ReadHeader(path).RowsRead);
        }
    }

    [Fact]
    public void Reading_stops_when_cancelled()
    {
        var path = Folder.Write("t.tsv", "id\nA\n");
        Assert.Throws<OperationCanceledException>(() => DelimitedTable.ReadHeader(path, null, new CancellationToken(true)));
    }

    [Fact]
    public void What_is_written_reads_back_equal()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 1000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())).Where(double.IsFinite).ToArray();
        using (var stream = File.Create(Folder["w.tsv"]))
        using (var writer = new TsvWriter(stream, ["id", "value", "text"]))
        {
            for (var i = 0; i < values.Length; i++)
            {
                writer.WriteRow(i, values[i], i % 2 == 0 ? null : "tab\tand\nline");
            }

            Assert.Throws<ArgumentException>(() => writer.WriteRow(1));
        }

        var columns = DelimitedTable.Read(Folder["w.tsv"], [new("value", ColumnReading.Numeric), new("text", ColumnReading.Text)]);
        Assert.Equal(values, ((NumericColumn)columns[0]).Values);
        Assert.Equal("tab and line", ((TextColumn)columns[1])[1]);
        Assert.True(columns[1].IsMissing(0));
    }

    private static DataProblem Problem(string path, TableOptions? options = null) =>
        Assert.Throws<DataFormatException>(() => DelimitedTable.ReadHeader(path, options)).Problem;
}
