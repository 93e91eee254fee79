using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on means over regions.</summary>
internal static class RegionPages
{
    public static RegionTable Of(ReportMaterial material, PlanStep step, CancellationToken cancellationToken)
    {
        var artifact = material.ArtifactOf(step);
        var images = material.InputOf(step, "images").Declaration;
        var atlas = material.InputOf(step, "atlas").Declaration;
        return new RegionTable(
            step.Declaration,
            Definition((RegionMeansParameters)step.Parameters, images, atlas) + Harmonised(material, step),
            (long)artifact.Value("people"),
            Regions(artifact, cancellationToken));
    }

    private static string Definition(RegionMeansParameters parameters, string images, string atlas)
    {
        var voxels = parameters.IncludeZeros ? "all voxels, those outside the mask as 0" : "the voxels inside the mask that are not 0";
        var least = parameters.MinimumCoverage > 0
            ? string.Create(CultureInfo.InvariantCulture, $" A region of a person with less than {100 * parameters.MinimumCoverage:0.##}% of its voxels is missing.")
            : "";
        return $"Mean of {images} over the regions of {atlas}: {voxels}.{least}";
    }

    /// <summary>What is shown is measured; that an association takes other values is said.</summary>
    private static string Harmonised(ReportMaterial material, PlanStep step) =>
        material.Context.Plan.Steps.Any(other => other.Declaration == step.Declaration && other.Parameters is HarmoniseParameters)
            ? " Shown as measured, before ComBat harmonisation; associations take the harmonised values."
            : "";

    private static ImmutableArray<RegionSummary> Regions(Artifact artifact, CancellationToken cancellationToken)
    {
        if (artifact.Value("traits") == 0)
        {
            return [];
        }

        string[] numbers = ["voxels", "people", "mean", "sd", "mean_coverage", "least_coverage"];
        var columns = DelimitedTable.Read(
            artifact.PathOf("regions.tsv"),
            [new ColumnRequest("name", ColumnReading.Text), .. numbers.Select(name => new ColumnRequest(name, ColumnReading.Numeric))],
            new TableOptions { Delimiter = Delimiter.Tab },
            cancellationToken);
        var names = (TextColumn)columns[0];
        return
        [
            .. Enumerable.Range(0, names.Count).Select(row => new RegionSummary(
                names[row] ?? "NA", (long)Number(1, row), (long)Number(2, row), Number(3, row), Number(4, row), Number(5, row), Number(6, row))),
        ];

        double Number(int column, int row) => ((NumericColumn)columns[column]).Values[row];
    }
}
