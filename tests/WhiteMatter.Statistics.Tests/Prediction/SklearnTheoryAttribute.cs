using System.Diagnostics;
using Xunit;

namespace WhiteMatter.Statistics.Tests.Prediction;

/// <summary>Tests against scikit-learn of the system's Python; skipped with a reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SklearnTheoryAttribute : TheoryAttribute
{
    private static readonly Lazy<bool> Installed = new(() =>
    {
        if (!File.Exists("/usr/bin/python3"))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "import sklearn"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    });

    public SklearnTheoryAttribute()
    {
        if (!Installed.Value)
        {
            Skip = "scikit-learn is not installed (Debian package python3-sklearn).";
        }
    }
}
