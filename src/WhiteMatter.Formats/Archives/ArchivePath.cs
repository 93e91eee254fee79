namespace WhiteMatter.Formats.Archives;

/// <summary>A path that goes on inside a zip archive, such as <c>bulk/1000012_20250_2_0.zip/dMRI/TBSS/FA/dti_FA_to_MNI.nii.gz</c>.</summary>
/// <param name="Archive">The archive on the disk.</param>
/// <param name="Member">The name inside it, without a slash before it.</param>
public readonly record struct ArchivePath(string Archive, string Member)
{
    private const string Ending = ".zip/";

    /// <summary>Takes a path apart at the first <c>.zip/</c> that is no folder of the disk.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Null where the path does not go on inside an archive.</returns>
    public static ArchivePath? Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        for (var at = 0; (at = path.IndexOf(Ending, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += Ending.Length)
        {
            var (archive, member) = (path[..(at + Ending.Length - 1)], path[(at + Ending.Length)..]);
            if (member.Length > 0 && !Directory.Exists(archive))
            {
                return new ArchivePath(archive, member);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Archive}/{Member}";
}
