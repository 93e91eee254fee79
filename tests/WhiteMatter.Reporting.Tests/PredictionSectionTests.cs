using System.Text.RegularExpressions;
using Xunit;

namespace WhiteMatter.Reporting.Tests;

public sealed class PredictionSectionTests
{
    [Fact]
    public void A_number_is_shown_as_a_density_with_its_measures_and_its_permutations()
    {
        var random = new Random(2);
        double[] truth = [.. Enumerable.Range(0, 400).Select(_ => 40 + (40 * random.NextDouble()))];
        var page = Page(new PredictionReport
        {
            Name = "aged",
            Outcome = "age",
            Method = "By ridge regression.",
            People = 400,
            Features = 48,
            Measures = [new PredictionMeasure("R²", 0.4321, 0.3811, 0.4811), new PredictionMeasure("Mean absolute error", 4.9, double.NaN, double.NaN)],
            Statistic = "R²",
            Found = 0.4321,
            Permuted = [.. Enumerable.Range(0, 199).Select(_ => (0.05 * random.NextDouble()) - 0.06)],
            P = 0.005,
            Truth = [.. truth],
            Predicted = [.. truth.Select(value => (0.5 * value) + 30 + random.NextDouble())],
            Traits = [new PredictionTrait("Genu", -1.25, 0.1, 1, -0.62)],
        });
        Assert.Contains("<th scope=\"row\">R²</th><td class=\"n\">0.432</td><td class=\"n\">0.381 to 0.481</td>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">Mean absolute error</th><td class=\"n\">4.90</td><td class=\"n\">–</td>", page, StringComparison.Ordinal);
        Assert.Contains("data-file=\"predicted-aged\"", page, StringComparison.Ordinal);
        Assert.Contains("in 199 permutations", page, StringComparison.Ordinal);
        Assert.Contains("<dt>P of R²</dt><dd>0.0050</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">Genu</th>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tenth_with_few_of_a_class_is_not_drawn_and_few_cases_have_no_picture()
    {
        PredictionBin[] bins = [new(40, 2, 0.1, 0, 0.2), new(40, 12, 0.3, 0.2, 0.45), new(40, 38, 0.9, 0.8, 1)];
        var page = Page(Class(400, 52, bins));
        var drawing = page[page.IndexOf("data-file=\"calibration-ill\"", StringComparison.Ordinal)..];
        Assert.Equal(1, Regex.Count(drawing[..drawing.IndexOf("</svg>", StringComparison.Ordinal)], "class=\"whisker\""));
        Assert.Contains("Tenths with fewer than 5 people of a class are left out.", page, StringComparison.Ordinal);
        Assert.Contains("data-file=\"roc-ill\"", page, StringComparison.Ordinal);

        var few = Page(Class(400, 3, bins));
        Assert.DoesNotContain("data-file=\"roc-ill\"", few, StringComparison.Ordinal);
        Assert.Contains("<dt>Cases (AD)</dt><dd>&lt;5</dd>", few, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_trees_shares_of_the_gain_are_drawn_and_listed()
    {
        var page = Page(Class(400, 52, []) with { IsOfTrees = true, Traits = [new PredictionTrait("Genu <1>", 0.75, 0.05, 1, -0.6), new PredictionTrait("Splenium", 0.25, double.NaN, 0.8, 0.2)] });
        var drawing = page[page.IndexOf("data-file=\"gains-ill\"", StringComparison.Ordinal)..];
        drawing = drawing[..drawing.IndexOf("</svg>", StringComparison.Ordinal)];
        Assert.Equal(2, Regex.Count(drawing, "class=\"kept\""));
        Assert.Equal(1, Regex.Count(drawing, "class=\"whisker\""));
        Assert.Contains("Genu &lt;1&gt;", drawing, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">Splenium</th>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Coefficient by SD", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_site_of_few_people_has_no_measure()
    {
        var page = Page(Class(400, 52, []) with { Sites = [new PredictionSite("north", 396, 0.7), new PredictionSite("south", 4, 0.9)] });
        Assert.Contains("<th scope=\"row\">north</th><td class=\"n\">396–399</td><td class=\"n\">0.700</td>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">south</th><td class=\"n\">&lt;5</td><td class=\"n\">–</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_site_of_few_cases_has_no_measure()
    {
        var page = Page(Class(400, 52, []) with { Sites = [new PredictionSite("north", 200, 0.7) { Cases = 51 }, new PredictionSite("south", 200, 0.9) { Cases = 1 }] });
        Assert.Contains("<th scope=\"row\">north</th><td class=\"n\">200</td><td class=\"n\">0.700</td>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">south</th><td class=\"n\">200</td><td class=\"n\">–</td>", page, StringComparison.Ordinal);
    }

    /// <summary>Of four sites with one small, what the small one has would be all people less the others.</summary>
    [Fact]
    public void One_small_site_among_several_hides_the_next_larger()
    {
        var page = Page(Class(122, 52, []) with { Sites = [new PredictionSite("a", 60, 0.7), new PredictionSite("b", 50, 0.6), new PredictionSite("c", 9, 0.875), new PredictionSite("d", 3, 0.5)] });
        Assert.Contains("<th scope=\"row\">a</th><td class=\"n\">60</td><td class=\"n\">0.700</td>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">c</th><td class=\"n\">–</td><td class=\"n\">–</td>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">d</th><td class=\"n\">&lt;5</td><td class=\"n\">–</td>", page, StringComparison.Ordinal);
    }

    private static PredictionReport Class(int people, int cases, PredictionBin[] bins) => new()
    {
        Name = "ill",
        Outcome = "diagnosis",
        Case = "AD",
        Method = "By logistic regression.",
        People = people,
        Cases = cases,
        Features = 3,
        Measures = [new PredictionMeasure("Area under the ROC curve", 0.8, 0.7, 0.9)],
        Calibration = [.. bins],
        Roc = [.. Enumerable.Range(0, 101).Select(i => Math.Sqrt(i / 100.0))],
    };

    private static string Page(PredictionReport prediction) =>
        ReportWriterTests.WithoutScripts(ReportWriterTests.Page(SampleReport.Document(200) with { SmallCounts = 5, Predictions = [prediction], PeopleFlows = [] }));
}
