using System.Security.Cryptography;

namespace WhiteMatter.Runtime.Store;

/// <summary>A stream to a file that hashes what is written to it. Written once from start to end; not seekable.</summary>
internal sealed class HashingStream(FileStream file, Action<HashingStream> closed) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _closed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_closed;

    public override long Length => Written;

    public override long Position
    {
        get => Written;
        set => throw new NotSupportedException();
    }

    /// <summary>Bytes written.</summary>
    public long Written { get; private set; }

    /// <summary>The hash of all bytes, once closed.</summary>
    public string? Sha256 { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        file.Write(buffer);
        _hash.AppendData(buffer);
        Written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            _closed = true;
            try
            {
                file.Flush(flushToDisk: true);
                Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
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
