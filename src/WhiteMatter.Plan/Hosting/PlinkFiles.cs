namespace WhiteMatter.Plan.Hosting;

/// <summary>Names of the files of a PLINK 1 file set.</summary>
public static class PlinkFiles
{
    private const string Bed = ".bed";

    /// <summary>The member of a file set that stands beside its .bed file.</summary>
    /// <param name="bed">Path of the .bed file.</param>
    /// <param name="extension">The member's extension, such as <c>.bim</c>.</param>
    public static string Beside(string bed, string extension)
    {
        ArgumentNullException.ThrowIfNull(bed);
        return (bed.EndsWith(Bed, StringComparison.Ordinal) ? bed[..^Bed.Length] : bed) + extension;
    }
}
