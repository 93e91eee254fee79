using System.Buffers;
using Blake3;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Hosting;

/// <summary>The full hash of an outside file for provenance.</summary>
internal static class FileHash
{
    /// <summary>BLAKE3 of a file in hexadecimal; of a pair of header and voxels that of both files, one after the other, the named one first.</summary>
    /// <exception cref="DataFormatException">A file is not there, cannot be opened, or is no regular file.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    public static string Of(string path, CancellationToken cancellationToken)
    {
        using var hash = Hasher.New();
        var buffer = ArrayPool<byte>.Shared.Rent(ContentHash.BlockBytes);
        try
        {
            foreach (var part in NiftiPair.PartnerOf(path) is { } partner ? (string[])[path, partner] : [path])
            {
                using var file = DataFile.OpenForward(part);
                while (file.Read(buffer) is var read and > 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    hash.Update(buffer.AsSpan(0, read));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return ContentHash.Text(hash);
    }
}
