using System.Diagnostics;

namespace EndToEnd;

/// <summary>How a command ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    public CommandResult Expect(int exitCode)
    {
        if (ExitCode != exitCode)
        {
            throw new Xunit.Sdk.XunitException($"The command ended with {ExitCode} instead of {exitCode}.\n{Errors}\n{Output}");
        }

        return this;
    }
}

/// <summary>Runs programs.</summary>
internal static class Command
{
    /// <summary>The exit code of a program that <c>kill -9</c> ended, as a shell gives it.</summary>
    public const int Killed = 128 + 9;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Runs the product as a user does.</summary>
    public static CommandResult Study(string folder, params string[] arguments) => Run(Repository.Launcher, folder, arguments);

    public static CommandResult Run(string program, string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        using var process = Start(program, folder, arguments, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {Limit}.");
        }

        return new CommandResult(process.ExitCode, output.Result, errors.Result);
    }

    public static Process Start(string program, string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        return process;
    }
}
