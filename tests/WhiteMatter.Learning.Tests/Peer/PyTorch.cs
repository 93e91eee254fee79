using System.Diagnostics;
using System.Globalization;

namespace WhiteMatter.Learning.Tests.Peer;

/// <summary>PyTorch of the system's Python.</summary>
internal static class PyTorch
{
    /// <summary>Debian's python3, or another one that holds PyTorch, such as one for CUDA.</summary>
    private static readonly string Python = Environment.GetEnvironmentVariable("WMSTUDY_TEST_PYTHON") ?? "/usr/bin/python3";

    /// <summary>Runs the network of autoencoder.py and returns what it prints.</summary>
    public static string Run(string mode, string folder, int threads = 1)
    {
        var (code, output, errors) = TryRun([Path.Combine(AppContext.BaseDirectory, "Peer", "autoencoder.py"), mode, folder], threads);
        return code == 0 ? output : throw new InvalidOperationException($"PyTorch ended with {code}: {errors}");
    }

    public static (int Code, string Output, string Errors) TryRun(string[] arguments, int threads = 1)
    {
        if (!File.Exists(Python))
        {
            return (-1, "", "no python");
        }

        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // OpenBLAS counts its own threads, and another number of them gives other last bits, which Adam's first steps enlarge.
        start.Environment["OPENBLAS_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
