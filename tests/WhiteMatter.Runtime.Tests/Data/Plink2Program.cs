using System.Diagnostics;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>PLINK 2, which converts the small file set into other formats.</summary>
internal static class Plink2Program
{
    public static bool IsThere { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "plink2")));

    /// <summary>Runs it in a folder.</summary>
    public static void Run(TemporaryFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("plink2", [.. arguments, "--threads", "1", "--memory", "640"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
    }
}
