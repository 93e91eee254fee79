using System.Diagnostics;

namespace WhiteMatter.Imaging.Tests;

/// <summary>Data and programs that results are compared with.</summary>
internal static class Peer
{
    public const string Jhu = "/usr/share/mricron/templates/JHU-WhiteMatter-labels-2mm.nii.gz";
    public const string JhuNames = "/usr/share/mricron/templates/JHU-WhiteMatter-labels-2mm.nii.txt";

    private const string Program = "/usr/bin/python3";

    public static bool HasNibabel { get; } = File.Exists(Program) && Run("import nibabel, numpy").ExitCode == 0;

    /// <summary>A file or folder of <c>../shared/data</c>, or null where it is absent.</summary>
    public static string? SharedData(string name)
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

    /// <summary>Runs a Python script that must succeed; returns what it printed.</summary>
    public static string Python(string script, params string[] arguments)
    {
        var (code, output, errors) = Run(script, arguments);
        return code == 0 ? output : throw new Xunit.Sdk.XunitException($"Python ended with {code}.\n{errors}");
    }

    private static (int ExitCode, string Output, string Errors) Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
