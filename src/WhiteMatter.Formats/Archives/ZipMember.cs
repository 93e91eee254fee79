using System.IO.Compression;

namespace WhiteMatter.Formats.Archives;

/// <summary>A file inside a zip archive, as the archive's directory tells of it.</summary>
/// <param name="Length">Its bytes, unpacked.</param>
/// <param name="PackedLength">Its bytes in the archive.</param>
/// <param name="Checksum">The CRC-32 of its bytes.</param>
/// <param name="ArchiveLength">The archive's bytes.</param>
/// <param name="ModifiedTicks">UTC ticks of the archive's last change; of a link those of what it leads to.</param>
/// <remarks>
/// Archives are read with their directory at their end (zip64 too), which is held while one is open: about 200 bytes a member. A member
/// is unpacked as a stream, and its length and checksum are compared at its end. Nothing is written to the disk.
/// </remarks>
public sealed record ZipMember(long Length, long PackedLength, uint Checksum, long ArchiveLength, long ModifiedTicks)
{
    /// <summary>The most that deflate expands its input, and some bytes for the end of a stream.</summary>
    private const long MostExpansion = 1032;
    private const long Slack = 64;

    /// <summary>Beyond this many bytes a member that is packed smaller than <see cref="SuspiciousExpansion"/> : 1 is refused.</summary>
    private const long SuspiciousBytes = 128L << 20;
    private const long SuspiciousExpansion = 256;

    private const int BufferBytes = 1 << 16;

    /// <summary>Looks for a member.</summary>
    /// <param name="path">Where.</param>
    /// <returns>Null where the archive has none of the name.</returns>
    /// <exception cref="DataFormatException">The archive is not there or none, or has several members that answer to the name.</exception>
    public static ZipMember? Find(ArchivePath path)
    {
        using var file = DataFile.OpenStream(path.Archive, BufferBytes);
        using var archive = OpenArchive(path, file);
        return EntryOf(path, archive) is { } entry ? Describe(entry, file) : null;
    }

    /// <summary>Looks for a member, and refuses what its archive's directory alone shows not to be readable: a member that is encrypted or expands beyond reason.</summary>
    /// <param name="path">Where.</param>
    /// <returns>Null where the archive has none of the name.</returns>
    /// <exception cref="DataFormatException">As <see cref="Open"/>, but for a member that is not there.</exception>
    public static ZipMember? FindReadable(ArchivePath path)
    {
        using var file = DataFile.OpenStream(path.Archive, BufferBytes);
        using var archive = OpenArchive(path, file);
        if (EntryOf(path, archive) is not { } entry)
        {
            return null;
        }

        var member = Describe(entry, file);
        EnsureReasonable(path, entry, member);
        return member;
    }

    /// <summary>Opens a member to be read once from its beginning on. The caller disposes the stream.</summary>
    /// <param name="path">Where.</param>
    /// <exception cref="DataFormatException">The archive is not there or none, the member is not in it or twice, is encrypted, or expands beyond reason.</exception>
    public static (Stream Bytes, ZipMember Member) Open(ArchivePath path)
    {
        var file = DataFile.OpenStream(path.Archive, BufferBytes);
        ZipArchive? archive = null;
        try
        {
            archive = OpenArchive(path, file);
            var entry = EntryOf(path, archive) ?? throw new DataFormatException(
                DataProblem.ArchiveMemberMissing,
                path.ToString(),
                FormattableString.Invariant($"the archive has no such member among its {archive.Entries.Count}"),
                "",
                $"Look at the names with unzip -l {Path.GetFileName(path.Archive)}");
            var member = Describe(entry, file);
            EnsureReasonable(path, entry, member);
            return (new ZipMemberStream(path, entry.Open(), member, archive), member);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            archive?.Dispose();
            file.Dispose();
            throw new DataFormatException(
                DataProblem.ArchiveMember, path.ToString(), $"the member cannot be read ({e.Message.TrimEnd('.')})", "a member that is stored or deflated", "Test the archive with unzip -t, and copy it again or pack it anew", inner: e);
        }
        catch
        {
            archive?.Dispose();
            file.Dispose();
            throw;
        }
    }

    private static ZipArchive OpenArchive(ArchivePath path, FileStream file)
    {
        try
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: false);
            _ = archive.Entries;
            return archive;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or OverflowException)
        {
            throw new DataFormatException(
                DataProblem.ArchiveDamaged,
                path.ToString(),
                $"{Path.GetFileName(path.Archive)} is no zip archive, or its directory is cut short or damaged ({e.Message.TrimEnd('.')})",
                "",
                "Test it with unzip -t, and copy or download it again",
                inner: e);
        }
    }

    /// <summary>The member of a name: as it is written, else the only one that differs in nothing but case, slashes and a leading <c>./</c>.</summary>
    private static ZipArchiveEntry? EntryOf(ArchivePath path, ZipArchive archive)
    {
        var wanted = Plain(path.Member);
        var alike = archive.Entries.Where(entry => string.Equals(Plain(entry.FullName), wanted, StringComparison.OrdinalIgnoreCase)).ToArray();
        var exact = Array.FindAll(alike, entry => Plain(entry.FullName) == wanted);
        var found = exact.Length > 0 ? exact : alike;
        return found.Length <= 1 ? found.FirstOrDefault() : throw new DataFormatException(
            DataProblem.ArchiveMemberTwice,
            path.ToString(),
            $"the archive has {found.Length} members of this name: {string.Join(", ", found.Take(5).Select(entry => entry.FullName))}",
            "one",
            "Pack the archive anew with each file once");
    }

    private static string Plain(string name)
    {
        var plain = name.Replace('\\', '/');
        while (plain.StartsWith("./", StringComparison.Ordinal))
        {
            plain = plain[2..];
        }

        return plain.TrimStart('/');
    }

    private static ZipMember Describe(ZipArchiveEntry entry, FileStream file) => new(
        entry.Length, entry.CompressedLength, entry.Crc32, file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle).Ticks);

    private static void EnsureReasonable(ArchivePath path, ZipArchiveEntry entry, ZipMember member)
    {
        if (entry.IsEncrypted)
        {
            throw new DataFormatException(
                DataProblem.ArchiveEncrypted, path.ToString(), "the member is encrypted", "a member without a password", "Decrypt the archive first, where the terms of the data allow it");
        }

        if (member.PackedLength > member.ArchiveLength
            || (Int128)member.Length > ((Int128)member.PackedLength * MostExpansion) + Slack
            || (member.Length > SuspiciousBytes && member.Length / SuspiciousExpansion > member.PackedLength))
        {
            throw new DataFormatException(
                DataProblem.ArchiveExpands,
                path.ToString(),
                FormattableString.Invariant($"{member.PackedLength} packed bytes stand for {member.Length} in an archive of {member.ArchiveLength}"),
                "a file",
                "Unpack the member by hand if you trust it, and look at what it holds");
        }
    }
}
