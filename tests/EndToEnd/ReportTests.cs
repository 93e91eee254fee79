using System.Text.RegularExpressions;
using Xunit;

namespace EndToEnd;

/// <summary>The page shows what its <c>show</c> names, and what it draws is there.</summary>
public sealed class ReportTests
{
    [Theory]
    [InlineData("leads", false, false)]
    [InlineData("qq(g), leads", true, true)]
    [InlineData("manhattan(g)", true, false)]
    [InlineData("g, leads", true, false)]
    public void Figures_are_drawn_with_their_points_or_not_at_all(string show, bool manhattan, bool quantiles)
    {
        using var run = new StudyRun();
        var study = SmallStudy.Write(run);
        File.WriteAllText(
            study, File.ReadAllText(study).Replace("manhattan(g), qq(g), leads", show, StringComparison.Ordinal));
        run.Wmstudy("run", study).Expect(0);
        var page = File.ReadAllText(Path.Combine(run.Folder, "results", "small", "page.html"));
        Assert.Equal(manhattan, page.Contains("<strong>Manhattan plot.</strong>", StringComparison.Ordinal));
        Assert.Equal(quantiles, page.Contains("<strong>Quantile–quantile plot.</strong>", StringComparison.Ordinal));
        foreach (Match drawn in Regex.Matches(page, "([0-9,]+) of ([0-9,]+) tests are drawn"))
        {
            Assert.NotEqual("0", drawn.Groups[1].Value);
        }

    }
}
