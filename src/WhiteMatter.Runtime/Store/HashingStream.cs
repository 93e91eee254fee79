using Blake3;
using WhiteMatter.Formats;

namespace WhiteMatter.Runtime.Store;

/// <summary>A stream to a file that hashes what is written to it. Written once from start to end; not seekable.</summary>
internal sealed class HashingStream(FileStream file, Action<HashingStream> closed) : ForwardStream
{
    private Hasher _hash = Hasher.New();
    private bool _closed;

    public override bool CanWrite => !_closed;

    public override long Length => Written;

    /// <summary>Bytes written.</summary>
    public long Written { get; private set; }

    /// <summary>The BLAKE3 hash of all bytes, once closed.</summary>
    public string? Blake3 { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        file.Write(buffer);
        _hash.Update(buffer);
        Written += buffer.Length;
    }

    public override void Flush() => file.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            _closed = true;
            try
            {
                file.Flush(flushToDisk: true);
                Blake3 = ContentHash.Text(_hash);
            }
            finally
            {
                file.Dispose();
                _hash.Dispose();
                closed(this);
            }
        }

        base.Dispose(disposing);
    }
}
