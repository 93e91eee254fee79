using System.Diagnostics;
using Xunit;

namespace WhiteMatter.Imaging.Tests.Smoothing;

/// <summary>A test against SciPy of the system's Python; skipped with a reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SciPyFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Installed = new(() =>
    {
        if (!File.Exists("/usr/bin/python3"))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "import scipy.ndimage"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    });

    public SciPyFactAttribute()
    {
        if (!Installed.Value)
        {
            Skip = "SciPy is not installed (Debian package python3-scipy).";
        }
    }
}
