using System.Globalization;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>A table of regions, sortable, with the same table as tab-separated text to save.</summary>
internal static class RegionSection
{
    private const int RegionsShownOpen = 30;

    public static void Write(HtmlOutput html, RegionTable table, SmallCountRule people)
    {
        html.Line($"<h3><span class=\"kind\">phenotypes</span> {table.Name}</h3><p>{table.Definition}</p>");
        if (table.Regions.IsEmpty)
        {
            html.Raw("<p class=\"none\">The atlas has no region on this grid.</p>");
            return;
        }

        var tall = table.Regions.Length > RegionsShownOpen ? " tall" : "";
        html.Line($"<div class=\"scroll{tall}\"><table class=\"sortable\"><caption>{NumberText.Count(table.Regions.Length)} regions of {table.Name} in {people.Show(table.People).Text} people; coverage is the share of a region's voxels that entered</caption>");
        html.Raw("<thead><tr><th scope=\"col\">Region</th><th scope=\"col\" class=\"n\">Voxels</th><th scope=\"col\" class=\"n\">n</th><th scope=\"col\" class=\"n\">Mean</th><th scope=\"col\" class=\"n\">SD</th><th scope=\"col\" class=\"n\">Mean coverage</th><th scope=\"col\" class=\"n\">Least coverage</th></tr></thead><tbody>");
        foreach (var region in table.Regions)
        {
            var shown = Shown(region, table, people);
            var n = people.ShowPart(region.People, table.People - region.People);
            html.Line($"<tr><th scope=\"row\">{shown.Name}</th><td class=\"n\" data-v=\"{shown.Voxels}\">{NumberText.Count(shown.Voxels)}</td><td class=\"n\" data-v=\"{n.Least}\">{n.Text}</td>{Cell(shown.Mean, NumberText.Significant(shown.Mean))}{Cell(shown.StandardDeviation, NumberText.Significant(shown.StandardDeviation, 3))}{Cell(shown.MeanCoverage, NumberText.Percent(shown.MeanCoverage, 1))}{Cell(shown.LeastCoverage, NumberText.Percent(shown.LeastCoverage, 1))}</tr>");
        }

        html.Raw("</tbody></table></div>");
        SavedTable.Link(html, table.Name, Tsv(table, people));
    }

    /// <summary>The table as tab-separated text; numbers of few people, and what is computed of them, are left out as on the page.</summary>
    /// <param name="table">The table.</param>
    /// <param name="people">What may be told of counts.</param>
    internal static string Tsv(RegionTable table, SmallCountRule people)
    {
        var text = new StringBuilder("region\tvoxels\tpeople\tmean\tstandard_deviation\tmean_coverage\tleast_coverage\n");
        foreach (var region in table.Regions)
        {
            var shown = Shown(region, table, people);
            var n = people.ShowPart(region.People, table.People - region.People);
            text.Append(CultureInfo.InvariantCulture, $"{SavedTable.Cell(region.Name)}\t{region.Voxels}\t{(n.IsExact ? region.People.ToString(CultureInfo.InvariantCulture) : "NA")}");
            foreach (var value in (ReadOnlySpan<double>)[shown.Mean, shown.StandardDeviation, shown.MeanCoverage, shown.LeastCoverage])
            {
                text.Append('\t').Append(SavedTable.Cell(value));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static RegionSummary Shown(RegionSummary region, RegionTable table, SmallCountRule people)
    {
        var shown = people.IsSmall(region.People) ? region with { Mean = double.NaN, StandardDeviation = double.NaN } : region;
        return people.IsSmall(table.People) ? shown with { MeanCoverage = double.NaN, LeastCoverage = double.NaN } : shown;
    }

    private static Markup Cell(double value, string text) => new($"<td class=\"n\" data-v=\"{DesignSection.SortValue(value)}\">{text}</td>");
}
