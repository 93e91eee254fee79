using System.Text;
using WhiteMatter.Formats.Compression;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>
/// Writes a table whose rows begin with chromosome and position as bgzip, with its index of tabix. Pieces are cut by their size alone, so
/// that the bytes depend on the rows and nothing else. Memory: one piece.
/// </summary>
public sealed class PlacedTextWriter
{
    private const int PieceBytes = 1 << 18;
    private readonly Stream _stream;
    private readonly TabixIndex _index = new(headerLines: 1);
    private readonly MemoryStream _piece = new();
    private readonly List<(string Chromosome, int Position)> _places = [];
    private readonly List<int> _ends = [];
    private long _written;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="columns">The columns' names, the first of chromosome and position.</param>
    public PlacedTextWriter(Stream stream, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(columns);
        _stream = stream;
        Write(BlockGzip.Compress(Encoding.UTF8.GetBytes(string.Join('\t', columns) + "\n")));
    }

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

    /// <summary>Writes a row.</summary>
    /// <param name="chromosome">Its chromosome.</param>
    /// <param name="position">Its position.</param>
    /// <param name="line">The row, chromosome and position included, without a line's end.</param>
    public void Add(string chromosome, int position, ReadOnlySpan<byte> line)
    {
        _piece.Write(line);
        _piece.WriteByte((byte)'\n');
        _places.Add((chromosome, position));
        _ends.Add((int)_piece.Length);
        Rows++;
        if (_piece.Length >= PieceBytes)
        {
            Flush();
        }
    }

    /// <summary>Ends the file. Without this a reader takes it for cut short.</summary>
    /// <returns>The index of a table with rows that are sorted; else null.</returns>
    public byte[]? Complete()
    {
        if (_piece.Length > 0)
        {
            Flush();
        }

        Write(BlockGzip.EndOfFile());
        _stream.Flush();
        return _index.IsSorted && Rows > 0 ? _index.ToBytes() : null;
    }

    private void Flush()
    {
        var bytes = BlockGzip.Compress(_piece.GetBuffer().AsSpan(0, (int)_piece.Length), BlockGzip.Rows);
        _index.Add(_places, [.. _ends], bytes, _written);
        Write(bytes);
        _piece.SetLength(0);
        _places.Clear();
        _ends.Clear();
    }

    private void Write(byte[] bytes)
    {
        _stream.Write(bytes);
        _written += bytes.Length;
    }
}
