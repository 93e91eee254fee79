using System.Security.Cryptography;
using WhiteMatter.Formats;

namespace WhiteMatter.Learning.Weights;

/// <summary>Passes on what is written and hashes it on the way.</summary>
internal sealed class HashedStream(Stream inner, IncrementalHash hash) : ForwardStream
{
    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        hash.AppendData(buffer);
        inner.Write(buffer);
    }

    public override void Flush() => inner.Flush();
}
