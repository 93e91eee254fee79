using System.Text;

namespace WhiteMatter.Formats.Tables;

/// <summary>A table of people that is joined, and how it is read.</summary>
/// <param name="People">Its people.</param>
/// <param name="Options">How its file is read.</param>
/// <param name="Columns">The columns taken over, by their names in the file and in the result.</param>
public sealed record JoinedSource(PeopleTable People, TableOptions Options, IReadOnlyList<(string Source, string Name)> Columns);

/// <summary>
/// Writes joined tables of people as one tab-separated table: the identifiers, then the columns of each table. Values are the texts of the
/// files; a missing value, and every value of a table that does not have the person, is an empty field.
/// </summary>
/// <remarks>Each table is copied row by row to a scratch file before, so that memory does not grow with the number of columns: 8 bytes a row.</remarks>
public static class JoinedTableWriter
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Writes the rows of people.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="keys">The name of the identifiers, after that of the families where the tables have families.</param>
    /// <param name="sources">The tables.</param>
    /// <param name="join">Their join.</param>
    /// <param name="people">People of the join, in the order in which they are written.</param>
    /// <param name="scratch">A folder for the copies.</param>
    /// <param name="written">Told how many people are written, now and then.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static void Write(
        Stream stream,
        IReadOnlyList<string> keys,
        IReadOnlyList<JoinedSource> sources,
        PeopleJoin join,
        IReadOnlyList<int> people,
        string scratch,
        Action<int> written,
        CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        var taken = Enumerable.Range(0, sources.Count).Where(table => sources[table].Columns.Count > 0).ToArray();
        var rows = new RowFile[taken.Length];
        try
        {
            for (var i = 0; i < taken.Length; i++)
            {
                var source = sources[taken[i]];
                rows[i] = RowFile.Copy(
                    source.People.Path, [.. source.Columns.Select(column => column.Source)], source.Options, Path.Combine(scratch, $"rows{i}"), cancellation);
                if (rows[i].Count != source.People.Count)
                {
                    throw new DataFormatException(
                        DataProblem.FileChanged,
                        source.People.Path,
                        $"it has {rows[i].Count} rows and had {source.People.Count}",
                        "the same rows whenever it is read",
                        "Run again when nothing writes the file any more");
                }
            }

            WriteHeader(buffer, [.. keys, .. sources.SelectMany(source => source.Columns.Select(column => column.Name))]);
            for (var i = 0; i < people.Count; i++)
            {
                if (i % 4096 == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    written(i);
                }

                WriteKeys(buffer, sources, join, people[i]);
                for (var source = 0; source < taken.Length; source++)
                {
                    buffer.WriteByte((byte)'\t');
                    if (join.Row(taken[source], people[i]) is var row and >= 0)
                    {
                        buffer.Write(rows[source].Read(row));
                    }
                    else
                    {
                        for (var column = 1; column < sources[taken[source]].Columns.Count; column++)
                        {
                            buffer.WriteByte((byte)'\t');
                        }
                    }
                }

                buffer.WriteByte((byte)'\n');
                if (buffer.Length >= BufferBytes)
                {
                    Empty(buffer, stream);
                }
            }

            Empty(buffer, stream);
            written(people.Count);
        }
        finally
        {
            foreach (var copy in rows)
            {
                copy?.Dispose();
            }
        }
    }

    private static void Empty(MemoryStream buffer, Stream stream)
    {
        stream.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
        buffer.SetLength(0);
    }

    private static void WriteHeader(Stream stream, string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (i > 0)
            {
                stream.WriteByte((byte)'\t');
            }

            RowFile.WriteField(stream, Encoding.UTF8.GetBytes(names[i]));
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteKeys(Stream stream, IReadOnlyList<JoinedSource> sources, PeopleJoin join, int person)
    {
        var table = join.FirstTable(person);
        var (people, row) = (sources[table].People, join.Row(table, person));
        if (people.Families is { } families)
        {
            RowFile.WriteField(stream, Encoding.UTF8.GetBytes(families[row]));
            stream.WriteByte((byte)'\t');
        }

        RowFile.WriteField(stream, Encoding.UTF8.GetBytes(people.Ids[row]));
    }
}
