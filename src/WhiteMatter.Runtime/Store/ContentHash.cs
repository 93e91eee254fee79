using Blake3;

namespace WhiteMatter.Runtime.Store;

/// <summary>The BLAKE3 hash of contents, as <c>b3sum</c> prints it: 32 bytes in lower-case hexadecimal.</summary>
/// <remarks>About 2 GB/s of one core with AVX-512 and 1.4 with AVX2, where SHA-256 without instructions of its own takes a byte in ten times as long.</remarks>
internal static class ContentHash
{
    /// <summary>Bytes read at once.</summary>
    public const int BlockBytes = 1 << 20;

    /// <summary>The hash of what is left of a stream.</summary>
    public static string Of(Stream stream)
    {
        using var hasher = Hasher.New();
        Add(hasher, stream, CancellationToken.None);
        return Text(hasher);
    }

    /// <summary>Gives a hasher what is left of a stream.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Add(Hasher hasher, Stream stream, CancellationToken cancellationToken)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            while (stream.Read(buffer) is var read and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hasher.Update(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The hash of what a hasher was given.</summary>
    public static string Text(Hasher hasher)
    {
        Span<byte> hash = stackalloc byte[32];
        hasher.Finalize(hash);
        return Convert.ToHexStringLower(hash);
    }
}
