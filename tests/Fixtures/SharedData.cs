namespace WhiteMatter.Fixtures;

/// <summary>Real data beside the checkout, which are not part of it.</summary>
internal static class SharedData
{
    /// <summary>A file or folder of <c>../shared/data</c>, or null where it is absent.</summary>
    public static string? Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WhiteMatter.Dsl.sln")))
            {
                var data = Path.Combine(folder.Parent?.FullName ?? "/", "shared", "data", name);
                return Path.Exists(data) ? data : null;
            }
        }

        return null;
    }
}
