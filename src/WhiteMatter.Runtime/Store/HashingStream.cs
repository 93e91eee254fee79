using System.Security.Cryptography;
using WhiteMatter.Formats;

namespace WhiteMatter.Runtime.Store;

/// <summary>A stream to a file that hashes what is written to it. Written once from start to end; not seekable.</summary>
internal sealed class HashingStream(FileStream file, Action<HashingStream> closed) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _closed;

    public override bool CanWrite => !_closed;

    public override long Length => Written;

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

    public override void Flush() => file.Flush();

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
