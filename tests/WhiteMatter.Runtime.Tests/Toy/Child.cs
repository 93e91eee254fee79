using System.Diagnostics;
using WhiteMatter.Runtime.Faults;

namespace WhiteMatter.Runtime.Tests.Toy;

/// <summary>Starts <see cref="ChildProgram"/>.</summary>
internal static class Child
{
    public const int KilledExitCode = 128 + 9;

    public static Process Start(string[] arguments, string? fault = null, string? program = null)
    {
        var start = new ProcessStartInfo("dotnet", [program ?? typeof(ChildProgram).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        if (fault is not null)
        {
            start.Environment[FaultPoint.Variable] = fault;
        }

        return Process.Start(start)!;
    }

    public static (int ExitCode, string Output) Run(string[] arguments, string? fault = null, string? program = null)
    {
        using var process = Start(arguments, fault, program);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
