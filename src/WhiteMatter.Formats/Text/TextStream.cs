using WhiteMatter.Formats.Archives;

namespace WhiteMatter.Formats.Text;

/// <summary>Opens text files, also inside zip archives, that may be gzip, BGZF or zstd compressed; the content decides, not the name.</summary>
internal static class TextStream
{
    private const int BufferSize = 1 << 16;

    /// <summary>Opens a file for reading its text. The caller disposes the stream.</summary>
    /// <exception cref="DataFormatException">The file is missing, unreadable, empty or packed in a way not read here.</exception>
    public static Stream Open(string path)
    {
        if (!File.Exists(path) && ArchivePath.Of(path) is { } inside)
        {
            return OpenMember(path, inside);
        }

        var file = DataFile.OpenStream(path, BufferSize);
        try
        {
            return Unpack(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Stream OpenMember(string path, ArchivePath inside)
    {
        var bytes = (ZipMemberStream)ZipMember.Open(inside).Bytes;
        try
        {
            return Unpack(path, bytes, bytes.Peek(4));
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private static Stream Unpack(string path, FileStream file)
    {
        Span<byte> magic = stackalloc byte[4];
        int length;
        try
        {
            length = file.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
            file.Position = 0;
        }
        catch (Exception e) when (DataFile.IsFailure(e))
        {
            throw DataFile.Failure(path, e);
        }

        return Unpack(path, file, magic[..length]);
    }

    private static Stream Unpack(string path, Stream file, ReadOnlySpan<byte> magic)
    {
        if (magic.IsEmpty)
        {
            throw new DataFormatException(DataProblem.FileEmpty, path, "the file is empty", "a header and rows", "Check that the file was written completely");
        }

        if (magic is [0x1f, 0x8b, ..])
        {
            return new WholeGzipStream(file);
        }

        if (magic is [0x28, 0xb5, 0x2f, 0xfd])
        {
            return new ZstdStream(file);
        }

        var packed = magic switch
        {
            [0x42, 0x5a, 0x68, ..] => "compressed by bzip2",
            [0xfd, 0x37, 0x7a, 0x58] => "compressed by xz",
            [0x50, 0x4b, 0x03, 0x04] => "a zip archive or an Excel workbook",
            _ => null,
        };
        if (packed is not null)
        {
            throw new DataFormatException(
                DataProblem.CompressionUnsupported, path, $"the file is {packed}", "plain text, gzip, bgzip or zstd", "Unpack it, or export it as text");
        }

        if (magic is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            throw new DataFormatException(DataProblem.NotUtf8, path, "the text is UTF-16", "UTF-8", "Save it as UTF-8, for example with iconv -f UTF-16 -t UTF-8");
        }

        return file;
    }
}
