using WhiteMatter.Plan;

namespace WhiteMatter.Runtime.Store;

/// <summary>Walks a store's folders.</summary>
internal static class StoreContents
{
    /// <summary>The fingerprints under which something stands, in order.</summary>
    public static IEnumerable<Fingerprint> Fingerprints(StoreLayout layout)
    {
        if (!Directory.Exists(layout.Artifacts))
        {
            return [];
        }

        return Directory.EnumerateDirectories(layout.Artifacts)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(folder => new Fingerprint(Path.GetFileName(folder)))
            .OrderBy(fingerprint => fingerprint.Value, StringComparer.Ordinal)
            .ToArray();
    }

    /// <summary>The paths of the last records of every study.</summary>
    public static IEnumerable<string> LatestRecords(StoreLayout layout) =>
        Directory.Exists(layout.Latest) ? Directory.EnumerateFiles(layout.Latest, "*.json", SearchOption.AllDirectories) : [];

    /// <summary>Bytes of all files of a folder.</summary>
    public static long Size(string folder) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;
}
