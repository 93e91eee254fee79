namespace WhiteMatter.Runtime.Hosting;

/// <summary>What is done with a line, without its end.</summary>
internal delegate void LineAction(ReadOnlySpan<byte> line);

/// <summary>A stream that hands on what is written to it line by line. A last line without an end is handed on when it is closed.</summary>
/// <param name="action">Receives the lines.</param>
internal sealed class LineStream(LineAction action) : Stream
{
    private readonly MemoryStream _begun = new();

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.IndexOf((byte)'\n') is var end and >= 0)
        {
            if (_begun.Length == 0)
            {
                action(buffer[..end]);
            }
            else
            {
                _begun.Write(buffer[..end]);
                Complete();
            }

            buffer = buffer[(end + 1)..];
        }

        _begun.Write(buffer);
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _begun.Length > 0)
        {
            Complete();
        }

        base.Dispose(disposing);
    }

    private void Complete()
    {
        action(_begun.GetBuffer().AsSpan(0, (int)_begun.Length));
        _begun.SetLength(0);
    }
}
