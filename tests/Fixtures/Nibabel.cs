using System.Diagnostics;

namespace WhiteMatter.Fixtures;

/// <summary>Runs Python with nibabel and numpy.</summary>
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
