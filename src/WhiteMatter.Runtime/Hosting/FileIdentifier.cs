using System.Buffers.Binary;
using System.Security.Cryptography;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Archives;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Runtime.Hosting;

/// <summary>
/// Says what a file is known by: its size, its time of change, and a hash of six blocks of 64 KiB, the first, the last and four
/// at even distances between. A file that is no longer than these is hashed whole. The header or the voxels of a pair of image files
/// (<c>.hdr</c> and <c>.img</c>) are known by both: the later time, and the blocks and the size of the other too. A member of a zip archive
/// is known by its length, the archive's time of change, and the checksum in the archive's directory.
/// </summary>
public static class FileIdentifier
{
    private const int BlockBytes = 64 << 10;
    private const int Blocks = 6;

    /// <summary>Identifies a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">It is not there, cannot be opened, or is no regular file.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    public static FileIdentity Identify(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (size, ticks) = Look(path, hash);
        if (NiftiPair.PartnerOf(path) is { } partner)
        {
            ticks = Math.Max(ticks, Look(partner, hash).Ticks);
        }

        return new FileIdentity(size, ticks, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static (long Size, long Ticks) Look(string path, IncrementalHash hash)
    {
        if (!File.Exists(path) && ArchivePath.Of(path) is { } inside && ZipMember.Find(inside) is { } member)
        {
            var known = new byte[sizeof(long) + sizeof(uint)];
            BinaryPrimitives.WriteInt64LittleEndian(known, member.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(known.AsSpan(sizeof(long)), member.Checksum);
            hash.AppendData(known);
            return (member.Length, member.ModifiedTicks);
        }

        using var file = DataFile.OpenHandle(path);
        var size = RandomAccess.GetLength(file);
        var buffer = new byte[BlockBytes];
        if (size <= (long)Blocks * BlockBytes)
        {
            for (long offset = 0; offset < size;)
            {
                offset += Append(file, hash, buffer, offset);
            }
        }
        else
        {
            for (var block = 0; block < Blocks; block++)
            {
                var offset = (size - BlockBytes) / (Blocks - 1) * block;
                Append(file, hash, buffer, block == Blocks - 1 ? size - BlockBytes : offset);
            }
        }

        BinaryPrimitives.WriteInt64LittleEndian(buffer, size);
        hash.AppendData(buffer, 0, sizeof(long));
        return (size, File.GetLastWriteTimeUtc(file).Ticks);
    }

    private static int Append(Microsoft.Win32.SafeHandles.SafeFileHandle file, IncrementalHash hash, byte[] buffer, long offset)
    {
        var filled = 0;
        while (filled < buffer.Length && RandomAccess.Read(file, buffer.AsSpan(filled), offset + filled) is var read and > 0)
        {
            filled += read;
        }

        if (filled == 0)
        {
            throw new EndOfStreamException("The file became shorter while it was looked at.");
        }

        hash.AppendData(buffer, 0, filled);
        return filled;
    }
}
