using WhiteMatter.Formats.Compression;

namespace WhiteMatter.Formats.Text;

/// <summary>Unpacks zstd, one frame after another, and notices when the file is cut short.</summary>
internal sealed class ZstdStream(Stream file) : ForwardStream
{
    private readonly NativeCodecs.ZstdHandle _state = NativeCodecs.ZstdCreate();
    private readonly byte[] _packed = new byte[1 << 17];
    private int _start;
    private int _end;
    private bool _whole = true;
    private bool _more;

    public override bool CanRead => true;

    /// <exception cref="InvalidDataException">The compressed data are damaged or cut short.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_start == _end && !_more)
            {
                _start = 0;
                _end = file.Read(_packed);
                if (_end == 0)
                {
                    return _whole ? 0 : throw new InvalidDataException("The compressed data end too early.");
                }
            }

            var (consumed, produced, whole) = NativeCodecs.ZstdDecompress(_state, _packed.AsSpan(_start, _end - _start), buffer);
            _start += consumed;
            _whole = whole;

            // A full buffer may leave unpacked bytes inside the state.
            _more = produced == buffer.Length;
            if (produced > 0)
            {
                return produced;
            }

            _more = false;
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _state.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
