using WhiteMatter.Plan;
using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Runtime.Hosting;

/// <summary>Finds the file that a path which leads nowhere may have meant: in its own folder, of the same name but for an ending or a few letters.</summary>
internal static class MeantPath
{
    /// <summary>Of a folder with more files than these, the others are not looked at.</summary>
    private const int MostFiles = 2_000;

    /// <summary>The file, written as the path is; null where no name is near.</summary>
    /// <param name="path">A file that is not there, as the study names it.</param>
    /// <param name="locate">Where a file is that the study names.</param>
    /// <param name="format">What it should hold; null where it is no file of genotypes.</param>
    public static string? Of(string path, Func<string, string> locate, GenotypeFormat? format = null)
    {
        var slash = path.LastIndexOf('/');
        var written = path[(slash + 1)..];
        var name = Nearest(written, Beside(locate(path)), format);
        return name is null ? null : path[..(slash + 1)] + name;
    }

    private static string? Nearest(string written, string[] names, GenotypeFormat? format)
    {
        if (format is { } genotypes && names.FirstOrDefault(name => name == written + GenotypeFileNames.Ending(genotypes)) is { } complete)
        {
            return complete;
        }

        var longer = names.Where(name => name.StartsWith(written + ".", StringComparison.OrdinalIgnoreCase)).ToArray();
        if (longer.Length > 0)
        {
            return longer is [var only] ? only : null;
        }

        var alike = names.Where(name => Path.GetExtension(name).Equals(Path.GetExtension(written), StringComparison.OrdinalIgnoreCase)).ToArray();
        var nearest = written.Length > 2 ? NearestName.Of(written, alike) : null;

        // Of two that are equally near neither is said.
        return nearest == NearestName.Of(written, alike.Reverse()) ? nearest : null;
    }

    private static string[] Beside(string full)
    {
        try
        {
            var folder = Path.GetDirectoryName(full);
            return folder is null || !Directory.Exists(folder)
                ? []
                : [.. Directory.EnumerateFiles(folder).Take(MostFiles).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
