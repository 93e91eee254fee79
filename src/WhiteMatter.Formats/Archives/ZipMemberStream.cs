using System.IO.Compression;

namespace WhiteMatter.Formats.Archives;

/// <summary>The bytes of a member of an archive, whose length and checksum are compared at their end.</summary>
internal sealed class ZipMemberStream(ArchivePath path, Stream unpacked, ZipMember member, ZipArchive archive) : ForwardStream
{
    private uint _checksum = Crc32.Start;
    private long _read;
    private byte[] _ahead = [];

    public override bool CanRead => true;

    /// <summary>Bytes handed out so far.</summary>
    public override long Length => _read - _ahead.Length;

    /// <summary>The first bytes, which are read again afterwards. Before any other reading.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        var bytes = new byte[count];
        var length = 0;
        while (length < count && Next(bytes.AsSpan(length)) is var read and > 0)
        {
            length += read;
        }

        _ahead = bytes[..length];
        return _ahead;
    }

    /// <exception cref="DataFormatException">The member is damaged, or of another length than the archive's directory says.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_ahead.Length == 0)
        {
            return Next(buffer);
        }

        var count = Math.Min(buffer.Length, _ahead.Length);
        _ahead.AsSpan(0, count).CopyTo(buffer);
        _ahead = _ahead[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            unpacked.Dispose();
            archive.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Next(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        int read;
        try
        {
            read = unpacked.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Damaged($"it cannot be unpacked ({e.Message.TrimEnd('.')})", e);
        }

        _read += read;
        _checksum = Crc32.Add(_checksum, buffer[..read]);
        if (_read > member.Length || (read == 0 && _read != member.Length))
        {
            throw Damaged(FormattableString.Invariant($"it has {(read == 0 ? "" : "more than ")}{Math.Min(_read, member.Length)} bytes and the archive's directory says {member.Length}"), null);
        }

        return read > 0 || Crc32.Finish(_checksum) == member.Checksum ? read
            : throw Damaged(FormattableString.Invariant($"its checksum is {Crc32.Finish(_checksum):x8} and the archive's directory says {member.Checksum:x8}"), null);
    }

    private DataFormatException Damaged(string found, Exception? inner) => new(
        DataProblem.ArchiveMember, path.ToString(), $"the member is damaged: {found}", "", "Test the archive with unzip -t, and copy or download it again", inner: inner);
}
