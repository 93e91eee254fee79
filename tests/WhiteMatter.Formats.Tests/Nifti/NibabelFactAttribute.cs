using System.Diagnostics;
using Xunit;

namespace WhiteMatter.Formats.Tests.Nifti;

/// <summary>A test that compares with nibabel in the system's Python, and may need a folder of shared data; skipped with a reason where either is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NibabelFactAttribute : FactAttribute
{
    public NibabelFactAttribute(string? data = null)
    {
        if (!Nibabel.IsThere)
        {
            Skip = "nibabel is not installed for /usr/bin/python3 (Debian package python3-nibabel).";
        }
        else if (data is not null && SharedData.Find(data) is null)
        {
            Skip = $"The shared data '{data}' are not beside this checkout.";
        }
    }
}

/// <summary>Real data beside the checkout, which are not part of it.</summary>
internal static class SharedData
{
    /// <summary>A folder of <c>../shared/data</c>, or null where it is absent.</summary>
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

/// <summary>Runs Python with nibabel and numpy, the peer of the reader.</summary>
internal static class Nibabel
{
    private const string Program = "/usr/bin/python3";

    public static bool IsThere { get; } = File.Exists(Program) && Run("import nibabel, numpy").ExitCode == 0;

    /// <summary>Runs a script that must succeed; returns what it printed.</summary>
    public static string Expect(string script, params string[] arguments)
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
