using Xunit;
using System.Diagnostics;
using System.Globalization;

namespace WhiteMatter.Genetics.Tests.Relatedness;

/// <summary>Debian's PLINK 2 (v2.00a3.5), run in a folder of its own.</summary>
internal sealed class Plink2 : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wm-plink2-").FullName;

    /// <summary>Runs it; the results' names begin with <c>out</c>.</summary>
    public Plink2 Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("plink2") { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[.. arguments, "--threads", "1", "--out", "out"])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result + output);
        return this;
    }

    /// <summary>A result's rows by column.</summary>
    public List<Dictionary<string, string>> Rows(string extension)
    {
        var lines = File.ReadAllLines(PathOf(extension));
        var names = lines[0].TrimStart('#').Split('\t');
        return [.. lines.Skip(1).Select(line => line.Split('\t')).Select(fields => names.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    public string PathOf(string extension) => Path.Combine(_folder, "out." + extension);

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
