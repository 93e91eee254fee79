using System.Text;
using WhiteMatter.Formats.Tables;
using Xunit;

namespace WhiteMatter.Formats.Tests;

/// <summary>
/// Joins of three small tables. The expected rows and their order are those of SQLite 3.40.1 for
/// <c>baseline b JOIN imaging i ON b.eid = i.eid JOIN genetics g ON b.eid = g.id</c> with JOIN, LEFT JOIN and FULL JOIN.
/// </summary>
public sealed class PeopleJoinTests : InFolder
{
    private const string Baseline = "eid\tage\tsite\nP3\t61\tx\nP1\t44\ty\nP2\t52\tNA\nP5\tNA\tx\n";
    private const string Imaging = "eid\tvolume\nP1\t4.1\nP9\t3.9\nP3\t3.5\nP2\tNA\n";
    private const string Genetics = "id\tpc1\nP9\t0.1\nP2\t0.2\nP3\t0.3\nP7\t0.4\n";

    [Theory]
    [InlineData(JoinKind.Inner, "P3\t61\tx\t3.5\t0.3\nP2\t52\t\t\t0.2\n")]
    [InlineData(JoinKind.Left, "P3\t61\tx\t3.5\t0.3\nP1\t44\ty\t4.1\t\nP2\t52\t\t\t0.2\nP5\t\tx\t\t\n")]
    [InlineData(JoinKind.Full, "P3\t61\tx\t3.5\t0.3\nP1\t44\ty\t4.1\t\nP2\t52\t\t\t0.2\nP5\t\tx\t\t\nP9\t\t\t3.9\t0.1\nP7\t\t\t\t0.4\n")]
    public void Tables_are_joined_by_identifier_as_sql_joins_them(JoinKind kind, string expected)
    {
        var sources = Sources(Baseline, Imaging, Genetics);
        Assert.Equal("eid\tage\tsite\tvolume\tpc1\n" + expected, Write(sources, kind));
    }

    [Fact]
    public void Everybody_who_is_lost_is_lost_once_to_the_first_table_that_does_not_have_them()
    {
        var tables = Sources(Baseline, Imaging, Genetics).Select(source => source.People).ToArray();

        // P1 … P3, P5, P7, P9 are in any; P7 and P9 are not in the first, P5 not in the second, P1 not in the third.
        var inner = PeopleJoin.Of(tables, JoinKind.Inner);
        Assert.Equal((6, 2), (inner.Everybody, inner.Count));
        Assert.Equal([2, 1, 1], inner.Lost);
        Assert.Equal([0, 0, 0], inner.Without);
        var left = PeopleJoin.Of(tables, JoinKind.Left);
        Assert.Equal([2, 0, 0], left.Lost);
        Assert.Equal([0, 1, 2], left.Without);
        var full = PeopleJoin.Of(tables, JoinKind.Full);
        Assert.Equal([0, 0, 0], full.Lost);
        Assert.Equal([2, 2, 2], full.Without);
    }

    [Fact]
    public void People_of_one_identifier_in_two_families_are_two_people()
    {
        string[] texts = ["FID\tIID\tage\nF1\t1\t50\nF2\t1\t60\n", "FID\tIID\tbmi\nF2\t1\t30\nF1\t1\t20\n"];
        var tables = texts.Select((text, index) => PeopleTable.Read(Folder.Write($"f{index}.tsv", text), "IID", "FID", [])).ToArray();
        var join = PeopleJoin.Of(tables, JoinKind.Inner);
        Assert.Equal([(0, 1), (1, 0)], Enumerable.Range(0, join.Count).Select(person => (join.Row(0, person), join.Row(1, person))));
        var mixed = new[] { tables[0], PeopleTable.Read(Folder.Write("g.tsv", "IID\tx\n1\t2\n"), "IID", null, []) };
        Assert.Throws<ArgumentException>(() => PeopleJoin.Of(mixed, JoinKind.Inner));
    }

    [Fact]
    public void Values_of_every_kind_are_read_back_as_they_were()
    {
        string[] values = ["plain", "two words", "\"quoted\" at the start", "a \"quote\" inside", "a\ttab", "a\nline", " blanks around ", "comma, semicolon;", "Größe"];
        var text = new StringBuilder("id,note\n");
        for (var i = 0; i < values.Length; i++)
        {
            text.Append($"P{i},\"{values[i].Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n");
        }

        var joined = Folder.Write("joined.tsv", Write(Sources("id\tx\n" + string.Concat(values.Select((_, i) => $"P{i}\t{i}\n")), text.ToString()), JoinKind.Inner));
        var options = new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = [""] };
        var note = (TextColumn)PeopleTable.Read(joined, "id", null, [new("note", ColumnReading.Text)], options)["note"];
        Assert.Equal(values, Enumerable.Range(0, note.Count).Select(row => note[row]!));
    }

    [Fact]
    public void The_order_of_rows_and_the_packing_of_a_table_change_nothing()
    {
        var expected = Write(Sources(Baseline, Imaging, Genetics), JoinKind.Left);
        var lines = Imaging.TrimEnd('\n').Split('\n');
        var backwards = string.Join('\n', lines[1..].Reverse().Prepend(lines[0])) + "\n";
        var sources = Sources(Baseline, backwards, Genetics);
        var packed = Folder.WriteGzip("genetics.tsv.gz", Genetics);
        sources[2] = sources[2] with { People = PeopleTable.Read(packed, "id", null, []) };
        Assert.Equal(expected, Write(sources, JoinKind.Left));
    }

    [Fact]
    public void A_table_that_grows_between_the_readings_is_refused()
    {
        var sources = Sources(Baseline, Imaging);
        File.AppendAllText(sources[1].People.Path, "P10\t1\n");
        var refused = Assert.Throws<DataFormatException>(() => Write(sources, JoinKind.Inner));
        Assert.Equal(DataProblem.FileChanged, refused.Problem);
    }

    private JoinedSource[] Sources(params string[] texts) =>
    [
        .. texts.Select((text, index) =>
        {
            var path = Folder.Write($"t{Guid.NewGuid():N}{index}", text);
            var header = DelimitedTable.ReadHeader(path);
            var id = header.Columns[0].Name;
            return new JoinedSource(
                PeopleTable.Read(path, id, null, []), TableOptions.Default, [.. header.Columns.Skip(1).Select(column => (column.Name, column.Name))]);
        }),
    ];

    private string Write(JoinedSource[] sources, JoinKind kind)
    {
        var join = PeopleJoin.Of([.. sources.Select(source => source.People)], kind);
        using var stream = new MemoryStream();
        var scratch = Directory.CreateTempSubdirectory("whitematter-join-").FullName;
        JoinedTableWriter.Write(
            stream, [File.ReadLines(sources[0].People.Path).First().Split('\t', ',')[0]], sources, join, [.. Enumerable.Range(0, join.Count)], scratch, _ => { }, default);

        // The copies of the rows are gone.
        Directory.Delete(scratch);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
