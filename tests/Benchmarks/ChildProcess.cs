using System.Diagnostics;
using System.Runtime.InteropServices;

namespace WhiteMatter.Benchmarks;

/// <summary>What a command cost, by the operating system's own account.</summary>
/// <param name="Wall">Seconds from start to end.</param>
/// <param name="Cpu">Processor seconds of the command and its children.</param>
/// <param name="PeakBytes">Largest resident memory of any child of this program so far.</param>
/// <param name="Output">What it wrote to standard output.</param>
internal sealed record Cost(double Wall, double Cpu, long PeakBytes, string Output);

/// <summary>Runs a command and measures it.</summary>
internal static partial class ChildProcess
{
    private const int Children = -1;

    public static Cost Run(string file, IReadOnlyList<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(file) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("OPENBLAS_CORETYPE");
        start.Environment.Remove("OPENBLAS_L2_SIZE");
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var before = Usage();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var wall = watch.Elapsed.TotalSeconds;
        var after = Usage();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{errors.Result}\n{output}");
        }

        return new Cost(wall, after.Cpu - before.Cpu, after.PeakBytes, output);
    }

    private static unsafe (double Cpu, long PeakBytes) Usage()
    {
        var usage = stackalloc long[18];
        if (getrusage(Children, usage) != 0)
        {
            throw new InvalidOperationException("getrusage failed.");
        }

        return (usage[0] + (usage[1] * 1e-6) + usage[2] + (usage[3] * 1e-6), usage[4] * 1024);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int getrusage(int who, long* usage);
}
