using System.Runtime.InteropServices;

namespace WhiteMatter.Formats.Compression;

/// <summary>The codecs of libwhitematter; each call is documented in whitematter.h.</summary>
internal static partial class NativeCodecs
{
    private const string Library = "whitematter";

    [LibraryImport(Library, EntryPoint = "wm_last_error")]
    private static partial nint LastError();

    [LibraryImport(Library, EntryPoint = "wm_bgzf_bound")]
    public static partial long BgzfBound(long inputSize);

    [LibraryImport(Library, EntryPoint = "wm_bgzf_compress")]
    private static unsafe partial int BgzfCompress(
        byte* input, long inputSize, int level, byte* output, long outputCapacity, out long outputSize);

    [LibraryImport(Library, EntryPoint = "wm_bgzf_eof_block")]
    private static unsafe partial byte* BgzfEofBlock(out long size);

    [LibraryImport(Library, EntryPoint = "wm_tabix_build", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int TabixBuild(
        string path, string? indexPath, int chromosomeColumn, int positionColumn, int endColumn, int zeroBased, byte meta, int skipLines);

    /// <summary>Compresses into whole BGZF blocks; returns the bytes written.</summary>
    public static unsafe int BgzfCompress(ReadOnlySpan<byte> input, int level, Span<byte> output)
    {
        fixed (byte* from = input)
        fixed (byte* to = output)
        {
            Check(BgzfCompress(from, input.Length, level, to, output.Length, out var size));
            return checked((int)size);
        }
    }

    /// <summary>The block that ends a BGZF file.</summary>
    public static unsafe ReadOnlySpan<byte> BgzfEofBlock()
    {
        var block = BgzfEofBlock(out var size);
        return new ReadOnlySpan<byte>(block, checked((int)size));
    }

    /// <summary>Writes a tabix index of a BGZF table with one header line.</summary>
    public static void TabixBuild(string path, string indexPath, int chromosomeColumn, int positionColumn, int skipLines) =>
        Check(TabixBuild(path, indexPath, chromosomeColumn, positionColumn, 0, 0, (byte)'#', skipLines));

    private static void Check(int status)
    {
        if (status != 0)
        {
            throw new IOException($"{Marshal.PtrToStringUTF8(LastError())} (libwhitematter status {status})");
        }
    }
}
