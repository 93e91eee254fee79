using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

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

    /// <summary>A zstd stream being unpacked.</summary>
    internal sealed class ZstdHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public ZstdHandle()
            : base(true)
        {
        }

        internal ZstdHandle(nint stream)
            : base(true) => SetHandle(stream);

        protected override bool ReleaseHandle()
        {
            wm_zstd_free(handle);
            return true;
        }
    }

    /// <summary>Begins to unpack a zstd stream.</summary>
    public static ZstdHandle ZstdCreate()
    {
        Check(wm_zstd_create(out var stream));
        return new ZstdHandle(stream);
    }

    /// <summary>Unpacks the next piece; says how much was taken and given, and whether a frame ends there.</summary>
    /// <exception cref="InvalidDataException">The stream is damaged.</exception>
    public static unsafe (int Consumed, int Produced, bool Whole) ZstdDecompress(ZstdHandle stream, ReadOnlySpan<byte> input, Span<byte> output)
    {
        fixed (byte* from = input)
        fixed (byte* to = output)
        {
            if (wm_zstd_decompress(stream, from, input.Length, out var consumed, to, output.Length, out var produced, out var whole) != 0)
            {
                throw new InvalidDataException(Marshal.PtrToStringUTF8(LastError()));
            }

            return ((int)consumed, (int)produced, whole != 0);
        }
    }

    [LibraryImport(Library)]
    private static partial int wm_zstd_create(out nint stream);

    [LibraryImport(Library)]
    private static partial void wm_zstd_free(nint stream);

    [LibraryImport(Library)]
    private static unsafe partial int wm_zstd_decompress(
        ZstdHandle stream, byte* input, long inputSize, out long consumed, byte* output, long outputSize, out long produced, out int whole);

    private static void Check(int status)
    {
        if (status != 0)
        {
            throw new IOException($"{Marshal.PtrToStringUTF8(LastError())} (libwhitematter status {status})");
        }
    }
}
