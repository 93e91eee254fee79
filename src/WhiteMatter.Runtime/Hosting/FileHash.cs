using System.Buffers;
using System.Security.Cryptography;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Runtime.Hosting;

/// <summary>The full hash of an outside file for provenance.</summary>
internal static class FileHash
{
    private const int BlockBytes = 1 << 20;

    /// <summary>SHA-256 of a file in hexadecimal; of a pair of header and voxels that of both files, one after the other, the named one first.</summary>
    /// <exception cref="DataFormatException">A file is not there, cannot be opened, or is no regular file.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    public static string Sha256(string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            foreach (var part in NiftiPair.PartnerOf(path) is { } partner ? (string[])[path, partner] : [path])
            {
                using var file = DataFile.OpenForward(part);
                while (file.Read(buffer) is var read and > 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    hash.AppendData(buffer, 0, read);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
