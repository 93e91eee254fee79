using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on means over regions.</summary>
internal static class RegionPages
{
    /// <summary>The steps of means over regions, or of those harmonised, that an item shows.</summary>
    public static IEnumerable<PlanStep> Shown(ReportMaterial material) => material.Shown<RegionMeansParameters>()
        .Concat(material.Shown<HarmoniseParameters>().Where(step => material.InputOf(step, "traits").Parameters is RegionMeansParameters));

    public static RegionTable Of(ReportMaterial material, PlanStep step, CancellationToken cancellationToken)
    {
        var measured = step.Parameters is HarmoniseParameters ? material.InputOf(step, "traits") : step;
        var images = material.InputOf(measured, "images");
        var atlas = material.InputOf(measured, "atlas").Declaration;
        var definition = Definition((RegionMeansParameters)measured.Parameters, images, atlas);
        var regions = Regions(material.ArtifactOf(measured), cancellationToken);
        var artifact = material.ArtifactOf(step);
        return step.Parameters is HarmoniseParameters harmonise
            ? new RegionTable(step.Declaration, definition + Harmonised(harmonise, artifact), (long)artifact.Value("people"), OfHarmonised(artifact, regions))
            : new RegionTable(step.Declaration, definition, (long)artifact.Value("people"), regions);
    }

    private static string Definition(RegionMeansParameters parameters, PlanStep images, string atlas)
    {
        var voxels = parameters.IncludeZeros ? "all voxels, those outside the mask as 0" : "the voxels inside the mask that are not 0";
        var least = parameters.MinimumCoverage > 0
            ? string.Create(CultureInfo.InvariantCulture, $" A region of a person with less than {100 * parameters.MinimumCoverage:0.##}% of its voxels is missing{(parameters.Sides == RegionSides.Separate ? "" : "; of two sides together each needs as many")}.")
            : "";
        var mask = ImagesPages.MaskOf(images) is { } inside ? " " + inside : "";
        var sides = parameters.Sides switch
        {
            RegionSides.Averaged => " The two sides of a region are measured together, by voxels.",
            RegionSides.Both => " The two sides of a region are measured each and together, by voxels.",
            _ => "",
        };
        var whole = parameters.Whole ? " The last row is of all voxels inside the mask." : "";
        return $"Mean of {images.Declaration} over the regions of {atlas}: {voxels}.{mask}{sides}{whole}{least}";
    }

    private static string Harmonised(HarmoniseParameters parameters, Artifact artifact)
    {
        var left = (long)artifact.Value("set_aside");
        var without = left == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $" {(left == 1 ? "One region" : $"{left} regions")} could not be harmonised and {(left == 1 ? "is" : "are")} left out.");
        return string.Create(
            CultureInfo.InvariantCulture,
            $" Harmonised by ComBat over the {artifact.Value("batches")} batches of {parameters.Batch}: means and standard deviations are of the harmonised values, which associations take, and coverage is of the images.{without}");
    }

    /// <summary>The regions that were harmonised, with the mean and standard deviation of their harmonised values.</summary>
    private static ImmutableArray<RegionSummary> OfHarmonised(Artifact artifact, ImmutableArray<RegionSummary> regions)
    {
        TraitMatrix traits;
        using (var stream = artifact.OpenRead(TraitsHandler.FileName))
        {
            traits = TraitMatrix.Read(stream);
        }

        return
        [
            .. regions.Select(region => (Region: region, Place: traits.Names.IndexOf(region.Name))).Where(row => row.Place >= 0).Select(row =>
            {
                double[] values = [.. traits.Values[row.Place].Where(double.IsFinite)];
                var mean = values.Length == 0 ? double.NaN : values.Average();
                var squares = values.Sum(value => (value - mean) * (value - mean));
                return row.Region with
                {
                    People = values.Length,
                    Mean = mean,
                    StandardDeviation = values.Length < 2 ? double.NaN : Math.Sqrt(squares / (values.Length - 1)),
                };
            }),
        ];
    }

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
