using Xunit;

namespace WhiteMatter.Reporting.Tests;

/// <summary>What the page says of several studies together, and of leads looked for in others.</summary>
public sealed class StudiesSectionTests
{
    private static string Page() =>
        ReportWriterTests.Page(SampleReport.Document(200) with { Metas = [SampleStudies.Meta()], Replications = [SampleStudies.Replication()] });

    [Fact]
    public void A_meta_analysis_has_its_studies_and_a_forest_of_each_strong_variant()
    {
        var page = Page();
        Assert.Contains("<section id=\"meta\"><h2>Meta-analysis</h2>", page, StringComparison.Ordinal);
        Assert.Contains("1 of 2 studies have the sign of all together; I² = 44.4%.", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">1,000</td><td class=\"n\">10</td><td class=\"n\">20</td><td class=\"n\">5</td><td class=\"n\">3</td><td class=\"n\">1</td>", page, StringComparison.Ordinal);

        // 0.2 ± 1.96 · 0.1
        Assert.Contains(", 0.396]</text>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replication_says_what_was_tested_and_what_was_found_again()
    {
        var page = Page();
        Assert.Contains("<strong>1 of 1</strong> leads of again that were tested in again are replicated: the same direction and P ≤ 0.025 there. 1 could not be tested.", page, StringComparison.Ordinal);
        Assert.Contains("1 of 1 leads tested have the same direction.", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">0.90</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"held\">yes</td>", page, StringComparison.Ordinal);
        Assert.Contains("not tested</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replication_without_a_lead_says_so() =>
        Assert.Contains(
            "leads has no locus.",
            ReportWriterTests.Page(SampleReport.Document(200) with { Replications = [SampleStudies.Replication() with { Leads = "leads", Loci = [] }] }),
            StringComparison.Ordinal);
}
