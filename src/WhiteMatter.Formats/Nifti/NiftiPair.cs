namespace WhiteMatter.Formats.Nifti;

/// <summary>Finds the other file of a pair of header and voxels.</summary>
public static class NiftiPair
{
    /// <summary>Of a file that is named as one of a pair the other, where it is there; else null.</summary>
    /// <param name="path">The file.</param>
    public static string? PartnerOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return IsNamed(path, ".hdr", out var stem) ? Existing(stem + ".img") : IsNamed(path, ".img", out stem) ? Existing(stem + ".hdr") : null;
    }

    /// <summary>The file with the header: beside an <c>.img</c> its <c>.hdr</c>, else the file itself.</summary>
    internal static string HeaderOf(string path) => IsNamed(path, ".img", out var stem) ? Existing(stem + ".hdr") ?? stem + ".hdr" : path;

    /// <summary>The file with the voxels of a header that is one of a pair.</summary>
    /// <exception cref="DataFormatException">The header's name does not end in <c>.hdr</c>, so nothing says where the voxels are.</exception>
    internal static string VoxelsOf(string headerPath)
    {
        if (!IsNamed(headerPath, ".hdr", out var stem))
        {
            throw new DataFormatException(
                DataProblem.NiftiHeader, headerPath, "the header says that the voxels are in an .img file beside it", "a name that ends in .hdr", "Name the .hdr file as it was written", byteOffset: 344);
        }

        return Existing(stem + ".img") ?? stem + ".img";
    }

    private static bool IsNamed(string path, string extension, out string stem)
    {
        var plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        stem = plain.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? plain[..^extension.Length] : "";
        return stem.Length > 0;
    }

    private static string? Existing(string path) => DataFile.Exists(path) ? path : DataFile.Exists(path + ".gz") ? path + ".gz" : null;
}
