using System.Diagnostics;
using System.Reflection;

namespace Architecture;

/// <summary>The checkout as files, and what was built of it.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The files that git knows, relative to the root, or every file where there is no git.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    /// <summary>The project files under src.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith("proj", StringComparison.Ordinal))];

    /// <summary>The name of a project: its file's, without the ending.</summary>
    public static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    /// <summary>The built assembly of a project, beside this test's own.</summary>
    public static string AssemblyPath(string project)
    {
        var name = project == "WhiteMatter.Cli" ? "wmstudy" : project;
        return Path.Combine(AppContext.BaseDirectory, name + ".dll");
    }

    /// <summary>The built assembly of a project, loaded.</summary>
    public static Assembly Load(string project) => Assembly.LoadFrom(AssemblyPath(project));

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "WhiteMatter.Dsl.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("The tests do not stand in a checkout: no WhiteMatter.Dsl.sln above them.");
    }

    private static IReadOnlyList<string> ListFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git does not start.");
        var text = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        var files = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(Root, file))).ToList();
        return git.ExitCode == 0 && files.Count > 0
            ? files
            : throw new InvalidOperationException("git ls-files lists nothing: the tests need a checkout.");
    }
}
