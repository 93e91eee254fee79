using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace WhiteMatter.Benchmarks;

/// <summary>What a command cost, by the operating system's own account.</summary>
/// <param name="Wall">Seconds from start to end.</param>
/// <param name="Cpu">Processor seconds of the command and its children.</param>
/// <param name="PeakBytes">Largest resident memory of any child of this program so far; of the command alone by <see cref="ChildProcess.RunAlone"/>.</param>
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

    /// <summary>Runs a command under a program of its own, so that its peak of memory is its own.</summary>
    public static Cost RunAlone(string file, IReadOnlyList<string> arguments, string folder)
    {
        var measured = Run(Environment.ProcessPath ?? throw new InvalidOperationException("The program's path is not known."), ["measured", folder, file, .. arguments], folder);
        var numbers = measured.Output.Trim().Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new Cost(numbers[0], numbers[1], (long)numbers[2], string.Empty);
    }

    /// <summary>What <see cref="RunAlone"/> starts: runs a command and writes seconds, processor seconds and bytes.</summary>
    public static void Measured(string folder, string file, IReadOnlyList<string> arguments)
    {
        var cost = Run(file, arguments, folder);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cost.Wall:R} {cost.Cpu:R} {cost.PeakBytes}"));
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
