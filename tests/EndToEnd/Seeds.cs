using Xunit;

namespace EndToEnd;

/// <summary>Examples with another seed than the one they have.</summary>
internal static class Seeds
{
    /// <summary>
    /// Runs the quickstart, on one thread, since another test has the other core. The study's own <c>expect</c> blocks compare what is found
    /// with what was planted; exit code 4 says that one does not hold.
    /// </summary>
    public static void RunQuickstart(int seed)
    {
        using var run = new StudyRun();
        Write(run.CopyExample("quickstart.wmstudy"), seed);
        run.Wmstudy("run", "quickstart.wmstudy", "--threads", "1").Expect(0);
        var results = Path.Combine(run.Folder, "results", "quickstart");
        Assert.Equal(2, SmallImagingStudy.Planted(Path.Combine(results, "brains", "truth.tsv")).Count);
        var page = File.ReadAllText(Path.Combine(results, "page.html"));
        Assert.Contains("simulated", page, StringComparison.OrdinalIgnoreCase);
        Assert.True(File.Exists(Path.Combine(results, "brains", "SIMULATED.txt")));
    }

    /// <summary>Writes another seed into an example whose seed is 1.</summary>
    public static void Write(string path, int seed)
    {
        var text = File.ReadAllText(path);
        Assert.Contains("seed    = 1\n", text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace("seed    = 1\n", $"seed    = {seed}\n", StringComparison.Ordinal));
    }
}
