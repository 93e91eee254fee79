namespace WhiteMatter.Formats.Compression;

/// <summary>
/// Block gzip (BGZF, SAM specification section 4.1): a gzip file of independent blocks, so that pieces compressed apart
/// may be joined and any place be reached. Backed by libdeflate in libwhitematter.
/// </summary>
public static class BlockGzip
{
    /// <summary>The compression level used where none is given.</summary>
    public const int DefaultLevel = 1;

    /// <summary>
    /// In place of a level, for rows of cells between tabs or blanks: a cell is compared with the one above it and the one before it. Of GWAS-SSF
    /// with six digits this takes half of the time of level 1, and makes them a tenth smaller.
    /// </summary>
    public const int Rows = -1;

    /// <summary>The block that ends a BGZF file.</summary>
    public static byte[] EndOfFile() => NativeCodecs.BgzfEofBlock().ToArray();

    /// <summary>Compresses text into whole blocks, without the end-of-file block. The bytes depend on input and level only.</summary>
    /// <param name="input">The bytes to compress.</param>
    /// <param name="level">1 (fast) to 12 (small), or <see cref="Rows"/>.</param>
    public static byte[] Compress(ReadOnlySpan<byte> input, int level = DefaultLevel)
    {
        if (level != Rows)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        }

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
