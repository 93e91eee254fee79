using System.IO.Compression;

namespace WhiteMatter.Formats.Text;

/// <summary>
/// Unpacks gzip and BGZF and notices when the file is cut short, which <see cref="GZipStream"/> takes for its end: a short member
/// of known content is read behind the file's last byte, and must come out whole. BGZF ends with an empty block, without which a file that was cut
/// between two blocks would pass for a whole one.
/// </summary>
internal sealed class WholeGzipStream : ForwardStream
{
    private static ReadOnlySpan<byte> Seal => [0xff, 0x00, 0xfe, 0x57, 0x4d, 0x00, 0xff, 0xfd, 0x9c, 0x00, 0xc0, 0x81, 0xf8, 0x00, 0xff, 0xfe];

    /// <summary>The last block of a BGZF file (SAM specification, 4.1.2).</summary>
    private static ReadOnlySpan<byte> LastBlock =>
        [0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0, 0xff, 0x06, 0, 0x42, 0x43, 0x02, 0, 0x1b, 0, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly Stream _file;
    private readonly SealedInput _input;
    private readonly GZipStream _gzip;
    private MemoryStream? _tail;

    public WholeGzipStream(Stream file)
    {
        _file = file;
        _input = new SealedInput(file);
        _gzip = new GZipStream(_input, CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    /// <summary>Bytes of the file that were read, a little more than those that were unpacked.</summary>
    public long PositionInFile => _file.Position;

    /// <exception cref="InvalidDataException">The compressed data are damaged or cut short.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_tail is not null)
        {
            return _tail.Read(buffer);
        }

        var read = _gzip.Read(buffer);
        if (!_input.AtEnd && read > 0)
        {
            return read;
        }

        // The file's bytes are used up: what is left to unpack is little, and is checked before any of it is handed on.
        _tail = new MemoryStream();
        _tail.Write(buffer[..read]);
        _gzip.CopyTo(_tail);
        var text = _tail.GetBuffer().AsSpan(0, (int)_tail.Length);
        if (!text.EndsWith(Seal))
        {
            throw new InvalidDataException("The compressed data end too early.");
        }

        if (_input.LacksLastBlock)
        {
            throw new InvalidDataException("The compressed data lack the empty block that bgzip writes last.");
        }

        _tail.SetLength(text.Length - Seal.Length);
        _tail.Position = 0;
        return _tail.Read(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] PackedSeal()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Seal);
        }

        return packed.ToArray();
    }

    /// <summary>A file's bytes and then those of the packed seal.</summary>
    private sealed class SealedInput(Stream file) : ForwardStream
    {
        private readonly MemoryStream _seal = new(PackedSeal());
        private readonly byte[] _first = new byte[LastBlock.Length];
        private readonly byte[] _last = new byte[LastBlock.Length];
        private long _length;

        /// <summary>Whether the file begins with a block of BGZF and does not end with the last one. When all of its bytes were handed out.</summary>
        public bool LacksLastBlock => _length >= LastBlock.Length
            && _first.AsSpan(0, 4).SequenceEqual(LastBlock[..4]) && _first.AsSpan(10, 6).SequenceEqual(LastBlock[10..16])
            && !_last.AsSpan().SequenceEqual(LastBlock);

        /// <summary>Whether all bytes of the file were handed out and more was asked for.</summary>
        public bool AtEnd { get; private set; }

        public override bool CanRead => true;

        public override int Read(Span<byte> buffer)
        {
            if (!AtEnd)
            {
                var read = file.Read(buffer);
                if (read > 0 || buffer.IsEmpty)
                {
                    Note(buffer[..read]);
                    return read;
                }

                AtEnd = true;
            }

            return _seal.Read(buffer);
        }

        /// <summary>Keeps the first and the last bytes.</summary>
        private void Note(ReadOnlySpan<byte> bytes)
        {
            if (_length < _first.Length)
            {
                var count = (int)Math.Min(_first.Length - _length, bytes.Length);
                bytes[..count].CopyTo(_first.AsSpan((int)_length));
            }

            _length += bytes.Length;
            if (bytes.Length >= _last.Length)
            {
                bytes[^_last.Length..].CopyTo(_last);
                return;
            }

            _last.AsSpan(bytes.Length).CopyTo(_last);
            bytes.CopyTo(_last.AsSpan(_last.Length - bytes.Length));
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
