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

        var few = people.IsSmall(table.People);
        var tall = table.Regions.Length > RegionsShownOpen ? " tall" : "";
        html.Line($"<div class=\"scroll{tall}\"><table class=\"sortable\"><caption>{NumberText.Count(table.Regions.Length)} regions of {table.Name} in {people.Show(table.People).Text} people; coverage is the share of a region's voxels that entered</caption>");
        html.Raw("<thead><tr><th scope=\"col\">Region</th><th scope=\"col\" class=\"n\">Voxels</th><th scope=\"col\" class=\"n\">Mean</th><th scope=\"col\" class=\"n\">SD</th><th scope=\"col\" class=\"n\">Mean coverage</th><th scope=\"col\" class=\"n\">Least coverage</th></tr></thead><tbody>");
        foreach (var region in table.Regions)
        {
            var shown = few ? region with { Mean = double.NaN, StandardDeviation = double.NaN, MeanCoverage = double.NaN, LeastCoverage = double.NaN } : region;
            html.Line($"<tr><th scope=\"row\">{shown.Name}</th><td class=\"n\" data-v=\"{shown.Voxels}\">{NumberText.Count(shown.Voxels)}</td>{Cell(shown.Mean, NumberText.Significant(shown.Mean))}{Cell(shown.StandardDeviation, NumberText.Significant(shown.StandardDeviation, 3))}{Cell(shown.MeanCoverage, NumberText.Percent(shown.MeanCoverage, 1))}{Cell(shown.LeastCoverage, NumberText.Percent(shown.LeastCoverage, 1))}</tr>");
        }

        html.Raw("</tbody></table></div>");
        SavedTable.Link(html, table.Name, Tsv(table, few));
    }

    /// <summary>The table as tab-separated text.</summary>
    /// <param name="table">The table.</param>
    /// <param name="few">Whether there are too few people to tell of their values.</param>
    internal static string Tsv(RegionTable table, bool few)
    {
        var text = new StringBuilder("region\tvoxels\tmean\tstandard_deviation\tmean_coverage\tleast_coverage\n");
        foreach (var region in table.Regions)
        {
            text.Append(CultureInfo.InvariantCulture, $"{SavedTable.Cell(region.Name)}\t{region.Voxels}");
            foreach (var value in (ReadOnlySpan<double>)[region.Mean, region.StandardDeviation, region.MeanCoverage, region.LeastCoverage])
            {
                text.Append('\t').Append(SavedTable.Cell(few ? double.NaN : value));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static Markup Cell(double value, string text) => new($"<td class=\"n\" data-v=\"{DesignSection.SortValue(value)}\">{text}</td>");
}
