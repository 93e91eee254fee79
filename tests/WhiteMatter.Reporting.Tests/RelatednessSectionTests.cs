using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace WhiteMatter.Reporting.Tests;

public sealed class RelatednessSectionTests
{
    [Fact]
    public void Pairs_and_removed_people_under_the_limit_are_not_shown()
    {
        var page = Page(Relatedness(400, 397), 5);
        Assert.Contains("<dt>Removed for a relative</dt><dd>&lt;5</dd>", page, StringComparison.Ordinal);
        Assert.Contains("first degree</th><td class=\"n\">0.177</td><td class=\"n\">12</td>", page, StringComparison.Ordinal);
        Assert.Contains("duplicates and twins</th><td class=\"n\">0.354</td><td class=\"n\">&lt;5</td>", page, StringComparison.Ordinal);

        // 400 less the people kept would tell how many were removed.
        Assert.DoesNotContain("<dd>397</dd>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_of_few_people_is_empty_and_no_edge_is_that_of_a_few()
    {
        var random = new Random(3);
        double[] x = [.. Enumerable.Range(0, 600).Select(_ => random.NextDouble()), 90, 91];
        double[] y = [.. Enumerable.Range(0, 602).Select(_ => random.NextDouble())];
        var density = PeopleDensity.Of(x, y, 5);
        Assert.Equal(4, density.Cells);
        Assert.All(density.Counts, count => Assert.True(count is 0 or >= 5));
        Assert.True(density.HighX < 1);
        Assert.Equal(density.Counts.Sum(), density.Shown);
        var far = PeopleDensity.Of([.. Enumerable.Repeat(0.0, 300).Select((_, i) => i * 1e-3), 5, 5, 5, 5], [.. Enumerable.Range(0, 304).Select(i => i * 1e-3)], 5);
        Assert.True(far.HighX < 1);
    }

    [Fact]
    public void Too_few_people_or_one_component_have_no_picture()
    {
        Assert.Equal(0, PeopleDensity.Of(new double[20], new double[20], 5).Cells);

        // Where single people may be shown, each of a diagonal is a point of its own.
        double[] line = [.. Enumerable.Range(0, 40).Select(i => (double)i)];
        var points = PeopleDensity.Of(line, line, 1);
        Assert.Equal((40, 40L), (points.Cells, points.Shown));
        Assert.Equal(40, points.Counts.Count(count => count == 1));
        var one = Relatedness(400, 400) with { Components = new ComponentsReport([1.5], 400, 0, [.. Enumerable.Range(0, 400).Select(i => (double)i)], []) };
        Assert.Contains("Too few people, or components", Page(one, 5), StringComparison.Ordinal);
    }

    [Fact]
    public void Eigenvalues_are_bars_and_shades_tell_no_count()
    {
        var page = Page(Relatedness(400, 397), 5);
        var drawing = page[page.IndexOf("data-file=\"eigenvalues-kin\"", StringComparison.Ordinal)..];
        Assert.Equal(3, Regex.Count(drawing[..drawing.IndexOf("</svg>", StringComparison.Ordinal)], "class=\"kept\""));
        var density = page[page.IndexOf("data-file=\"components-kin\"", StringComparison.Ordinal)..];
        var shades = Regex.Matches(density[..density.IndexOf("</svg>", StringComparison.Ordinal)], "fill-opacity=\"([0-9.]+)\"");
        Assert.NotEmpty(shades);
        Assert.All(shades, shade =>
        {
            var opacity = double.Parse(shade.Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.True(opacity == 0.08 || Math.Abs((20 * opacity) - Math.Round(20 * opacity)) < 1e-9);
        });
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void More_unrelated_people_than_people_contradict_themselves() =>
        Assert.Throws<ArgumentException>(() => Page(Relatedness(10, 11), 5));

    private static RelatednessReport Relatedness(long people, long unrelated)
    {
        var random = new Random(1);
        double[] Draws() => [.. Enumerable.Range(0, (int)people).Select(_ => random.NextDouble() - 0.5)];
        return new RelatednessReport
        {
            Name = "kin",
            People = people,
            Unrelated = unrelated,
            Considered = 40_000,
            Variants = 9_000,
            Kinship = 0.0884,
            Pairs = [new RelatedPairs("duplicates and twins", 0.3536, 2), new RelatedPairs("first degree", 0.1768, 12)],
            Components = new ComponentsReport([3.5, 1.5, 1.25], unrelated, people - unrelated, [.. Draws()], [.. Draws()]),
        };
    }

    private static string Page(RelatednessReport relatedness, int smallCounts)
    {
        var document = SampleReport.Document(200) with { SmallCounts = smallCounts, Relatedness = [relatedness], PeopleFlows = [] };
        return ReportWriterTests.WithoutScripts(ReportWriterTests.Page(document));
    }
}
