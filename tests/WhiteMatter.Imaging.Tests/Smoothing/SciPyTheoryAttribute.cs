using System.Diagnostics;
using Xunit;

namespace WhiteMatter.Imaging.Tests.Smoothing;

/// <summary>Tests against SciPy and nibabel of the system's Python; skipped with a reason where they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SciPyTheoryAttribute : TheoryAttribute
{
    private static readonly Lazy<bool> Installed = new(() =>
    {
        if (!File.Exists("/usr/bin/python3"))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "import scipy.ndimage, nibabel"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    });

    public SciPyTheoryAttribute()
    {
        if (!Installed.Value)
        {
            Skip = "SciPy or nibabel is not installed (Debian packages python3-scipy, python3-nibabel).";
        }
    }
}
