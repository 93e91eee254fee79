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
        foreach (var part in NiftiPair.PartnerOf(path) is { } partner ? (string[])[path, partner] : [path])
        {
            using var file = DataFile.OpenForward(part);
            ContentHash.Add(hash, file, cancellationToken);
        }

        return ContentHash.Text(hash);
    }
}
