namespace WhiteMatter.Formats.Tables;

/// <summary>
/// Fields of a table's rows in a file of their own, so that rows can be read in any order although the table is packed or quoted. Memory:
/// 8 bytes a row. The fields are separated by tabs and quoted where a reader of tables would else take them for something else.
/// </summary>
internal sealed class RowFile : IDisposable
{
    private readonly FileStream _file;
    private readonly List<long> _ends = [];
    private byte[] _row = [];

    private RowFile(FileStream file) => _file = file;

    /// <summary>The number of rows.</summary>
    public int Count => _ends.Count;

    /// <summary>Copies columns of a table.</summary>
    /// <param name="path">The table.</param>
    /// <param name="columns">The columns, by name.</param>
    /// <param name="options">How the table is read; missing values become empty fields.</param>
    /// <param name="scratch">The file to make; it is gone when this is disposed of.</param>
    /// <param name="cancellation">Stops the copying.</param>
    public static RowFile Copy(string path, IReadOnlyList<string> columns, TableOptions options, string scratch, CancellationToken cancellation)
    {
        using var table = new TableReader(path, options, cancellation);
        var positions = columns.Select(table.Position).ToArray();
        var copy = new RowFile(new FileStream(
            scratch, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose));
        try
        {
            while (table.Read())
            {
                for (var i = 0; i < positions.Length; i++)
                {
                    if (i > 0)
                    {
                        copy._file.WriteByte((byte)'\t');
                    }

                    var field = table[positions[i]];
                    if (!table.IsMissing(field))
                    {
                        WriteField(copy._file, field);
                    }
                }

                copy._ends.Add(copy._file.Position);
            }

            copy._file.Flush();
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Writes a field as the readers of tab-separated tables read it back.</summary>
    public static void WriteField(Stream stream, ReadOnlySpan<byte> field)
    {
        var plain = field.IndexOfAny("\t\n\r"u8) < 0
            && (field.IsEmpty || (field[0] is not ((byte)'"' or (byte)' ') && field[^1] != (byte)' '));
        if (plain)
        {
            stream.Write(field);
            return;
        }

        stream.WriteByte((byte)'"');
        foreach (var b in field)
        {
            if (b == (byte)'"')
            {
                stream.WriteByte(b);
            }

            stream.WriteByte(b);
        }

        stream.WriteByte((byte)'"');
    }

    /// <summary>The fields of a row. Valid until the next read.</summary>
    public ReadOnlySpan<byte> Read(int row)
    {
        var start = row == 0 ? 0 : _ends[row - 1];
        var length = checked((int)(_ends[row] - start));
        if (_row.Length < length)
        {
            _row = new byte[Math.Max(length, 2 * _row.Length)];
        }

        // Past the stream, whose buffer would read much more than a row at every jump.
        for (var read = 0; read < length;)
        {
            var more = RandomAccess.Read(_file.SafeFileHandle, _row.AsSpan(read, length - read), start + read);
            if (more == 0)
            {
                throw new EndOfStreamException("The copy of the rows was cut short.");
            }

            read += more;
        }

        return _row.AsSpan(0, length);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
