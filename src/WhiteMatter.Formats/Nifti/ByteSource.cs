using WhiteMatter.Formats.Archives;
using WhiteMatter.Formats.Text;

namespace WhiteMatter.Formats.Nifti;

/// <summary>Opens a binary file, or a member of a zip archive, that may be packed by gzip; the content decides, not the name.</summary>
internal static class ByteSource
{
    private const int BufferSize = 1 << 16;

    /// <summary>Opens a file. The caller disposes the stream.</summary>
    /// <returns>Its unpacked bytes, whether it is packed so that it is read forward only, and its size: on disk, or of what is packed by gzip in an archive.</returns>
    /// <exception cref="DataFormatException">The file is missing, unreadable, or empty.</exception>
    public static (Stream Bytes, bool Packed, long Length) Open(string path)
    {
        if (!File.Exists(path) && ArchivePath.Of(path) is { } inside)
        {
            return OpenMember(path, inside);
        }

        var file = DataFile.OpenStream(path, BufferSize);
        try
        {
            var length = file.Length;
            if (length == 0)
            {
                throw Empty(path);
            }

            Span<byte> magic = stackalloc byte[2];
            var packed = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
            file.Position = 0;
            return (packed ? new WholeGzipStream(file) : file, packed, length);
        }
        catch (Exception e) when (DataFile.IsFailure(e))
        {
            file.Dispose();
            throw DataFile.Failure(path, e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static (Stream Bytes, bool Packed, long Length) OpenMember(string path, ArchivePath inside)
    {
        var (bytes, member) = ZipMember.Open(inside);
        try
        {
            if (member.Length == 0)
            {
                throw Empty(path);
            }

            return ((ZipMemberStream)bytes).Peek(2) is [0x1f, 0x8b] ? (new WholeGzipStream(bytes), true, member.Length) : (bytes, true, member.PackedLength);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private static DataFormatException Empty(string path) => new(
        DataProblem.FileEmpty, path, "the file is empty", "a NIfTI image", "Check that the file was written completely");
}
