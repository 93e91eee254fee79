using System.Text.Unicode;

namespace WhiteMatter.Formats.Text;

/// <summary>
/// Reads a text file line by line as UTF-8 bytes, in memory bounded by the longest line allowed. Ends lines at LF or CRLF,
/// drops a byte order mark, refuses NUL bytes and bytes that are not UTF-8.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private const int CancellationInterval = 4096;
    private readonly string _path;
    private readonly Stream _stream;
    private readonly int _longestLine;
    private readonly long _mostBytes;
    private readonly CancellationToken _cancellation;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _atEnd;
    private long _bytes;

    public LineReader(string path, int longestLine, long mostBytes, CancellationToken cancellation)
        : this(path, TextStream.Open(path), longestLine, mostBytes, cancellation)
    {
    }

    public LineReader(string path, Stream stream, int longestLine, long mostBytes, CancellationToken cancellation)
    {
        _path = path;
        _stream = stream;
        _longestLine = longestLine;
        _mostBytes = mostBytes;
        _cancellation = cancellation;
    }

    /// <summary>The number of the line last read, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Bytes of text consumed by the lines read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Whether the file is packed, so that its text cannot be read from the middle.</summary>
    public bool IsPacked => _stream is not FileStream;

    /// <summary>Bytes of the file for each byte of its text, as far as it was read: 1 where it is not packed.</summary>
    public double Packing => _bytes > 0 && _stream is WholeGzipStream packed ? (double)packed.PositionInFile / _bytes : 1;

    /// <summary>Reads the next line, without its end. The span is valid until the next call.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool Read(out ReadOnlySpan<byte> line)
    {
        if (Line % CancellationInterval == 0)
        {
            _cancellation.ThrowIfCancellationRequested();
        }

        var searched = 0;
        while (true)
        {
            var held = _buffer.AsSpan(_start, _end - _start);
            var at = held[searched..].IndexOf((byte)'\n');
            if (at >= 0)
            {
                var length = searched + at;
                line = Accept(held[..length], length + 1);
                return true;
            }

            searched = held.Length;
            if (_atEnd)
            {
                if (held.IsEmpty)
                {
                    line = default;
                    return false;
                }

                line = Accept(held, held.Length);
                return true;
            }

            if (held.Length > _longestLine)
            {
                throw TooLong();
            }

            Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private ReadOnlySpan<byte> Accept(ReadOnlySpan<byte> line, int consumed)
    {
        _start += consumed;
        Line++;
        BytesRead += consumed;
        if (line.Length > _longestLine)
        {
            throw TooLong();
        }

        if (Line == 1 && line.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        if (line.Contains((byte)0))
        {
            throw new DataFormatException(DataProblem.NotText, _path, "the line holds NUL bytes", "text", "Check that this is the right file; UTF-16 text must be saved as UTF-8", Line);
        }

        if (!Utf8.IsValid(line))
        {
            throw new DataFormatException(DataProblem.NotUtf8, _path, "the line is not UTF-8", "UTF-8 text", "Convert the file, for example with iconv -f LATIN1 -t UTF-8", Line);
        }

        return line;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min((long)_buffer.Length * 2, Math.Max(_longestLine + 4096L, _buffer.Length + 4096L)));
        }

        int read;
        try
        {
            read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(
                DataProblem.CompressionDamaged, _path, "the compressed data are damaged or cut short", "a whole gzip or bgzip file", "Test it with gzip -t and copy it again", Line + 1, inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFile.Failure(_path, e);
        }

        _atEnd = read == 0;
        _end += read;
        _bytes += read;
        if (_bytes > _mostBytes)
        {
            throw new DataFormatException(DataProblem.TooLarge, _path, "the text is longer than the limit", $"at most {_mostBytes} bytes", "Check that this is the right file, or raise the limit", Line);
        }
    }

    private DataFormatException TooLong() => new(
        DataProblem.LineTooLong, _path, "the line is longer than the limit", $"at most {_longestLine} bytes", "Check that this is a text table with one row a line", Line + 1);
}
