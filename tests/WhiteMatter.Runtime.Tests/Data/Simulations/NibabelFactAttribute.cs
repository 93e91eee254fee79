using System.Diagnostics;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Simulations;

/// <summary>A test that reads with nibabel (Debian package python3-nibabel); skipped with a reason where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NibabelFactAttribute : FactAttribute
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Looks for nibabel.</summary>
    public NibabelFactAttribute()
    {
        if (!File.Exists(Python) || Run("import nibabel, numpy").ExitCode != 0)
        {
            Skip = "nibabel is not installed (Debian package python3-nibabel).";
        }
    }

    /// <summary>Runs a script.</summary>
    internal static (int ExitCode, string Output) Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, ["-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : errors.Result);
    }
}
