namespace WhiteMatter.Formats.Compression;

/// <summary>
/// Block gzip (BGZF, SAM specification section 4.1): a gzip file of independent blocks, so that pieces compressed apart
/// may be joined and any place be reached. Backed by libdeflate in libwhitematter.
/// </summary>
public static class BlockGzip
{
    /// <summary>
    /// The compression level used where none is given. Result tables are mostly digits that no level compresses: level 6 makes them a
    /// tenth smaller than level 1 (45 bytes a row against 51) and takes more than twice as long, formatting included.
    /// </summary>
    public const int DefaultLevel = 1;

    /// <summary>The block that ends a BGZF file.</summary>
    public static byte[] EndOfFile() => NativeCodecs.BgzfEofBlock().ToArray();

    /// <summary>Compresses text into whole blocks, without the end-of-file block. The bytes depend on input and level only.</summary>
    /// <param name="input">The bytes to compress.</param>
    /// <param name="level">1 (fast) to 12 (small).</param>
    public static byte[] Compress(ReadOnlySpan<byte> input, int level = DefaultLevel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 12);
        if (input.IsEmpty)
        {
            return [];
        }

        var output = System.Buffers.ArrayPool<byte>.Shared.Rent(checked((int)NativeCodecs.BgzfBound(input.Length)));
        try
        {
            return output.AsSpan(0, NativeCodecs.BgzfCompress(input, level, output)).ToArray();
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(output);
        }
    }
}
