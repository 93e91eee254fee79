using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Regression;

/// <summary>Debian's GEMMA (0.98.5), run in a folder of its own: <c>gemma -lmm 1</c>, Wald's test with the variance ratio anew for each variant.</summary>
internal sealed class Gemma : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wm-gemma-").FullName;

    /// <summary>Tests every variant of a file set with a matrix.</summary>
    /// <param name="study">Its people, covariates and files.</param>
    /// <param name="trait">NaN where missing.</param>
    /// <param name="matrix">The relationships of all people.</param>
    public Gemma(FamilyStudy study, double[] trait, Func<int, int, double> matrix)
    {
        var everybody = Enumerable.Range(0, study.People).ToArray();
        File.WriteAllLines(Path.Combine(_folder, "k.txt"), everybody.Select(i => string.Join('\t', everybody.Select(j => Text(matrix(i, j))))));
        File.WriteAllLines(Path.Combine(_folder, "c.txt"), everybody.Select(i => string.Join('\t', study.Covariates.Select(column => Text(column[i])))));
        File.WriteAllLines(Path.Combine(_folder, "p.txt"), trait.Select(Text));
        var start = new ProcessStartInfo("gemma")
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Arguments = $"-bfile {study.Files.Bed[..^".bed".Length]} -p p.txt -c c.txt -k k.txt -lmm 1 -maf 0 -miss 1 -r2 1 -outdir . -o out",
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result + output);
        var log = File.ReadAllLines(Path.Combine(_folder, "out.log.txt"));
        (Share, ShareError) = (Logged("## pve estimate in the null model"), Logged("## se(pve) in the null model"));
        var lines = File.ReadAllLines(Path.Combine(_folder, "out.assoc.txt"));
        var head = lines[0].Split('\t');
        Rows = [.. lines.Skip(1).Select(line => line.Split('\t')).Select(fields => (
            Cell(fields, "rs"), Cell(fields, "allele1"), Number(Cell(fields, "beta")), Number(Cell(fields, "se")), Number(Cell(fields, "p_wald"))))];

        double Logged(string name) => Number(log.Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split('=')[1].Trim());

        string Cell(string[] fields, string name) => fields[Array.IndexOf(head, name)];
    }

    /// <summary>The share of variance that goes with the matrix, centred, and its standard error.</summary>
    public double Share { get; }

    public double ShareError { get; }

    public List<(string Variant, string Allele, double Beta, double StandardError, double P)> Rows { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Text(double value) => double.IsNaN(value) ? "NA" : value.ToString("R", CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
