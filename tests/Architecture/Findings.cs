using Xunit;

namespace Architecture;

/// <summary>An expectation that there is nothing to find, which shows whatever is found whole.</summary>
internal static class Findings
{
    /// <summary>Fails with every finding if there is one.</summary>
    public static void None(IEnumerable<string> findings, string advice)
    {
        var all = findings.Distinct().ToList();
        Assert.True(all.Count == 0, $"{advice}\n{string.Join('\n', all)}");
    }
}
