using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Images;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on images: how many, how good, and their group mean. No value of a single person reaches the page.</summary>
internal static class ImagesPages
{
    public static ImagesReport Of(ReportMaterial material, PlanStep step, CancellationToken cancellationToken)
    {
        var artifact = material.ArtifactOf(step);
        var all = material.Asks(ImagesParameters.KindName, step);
        var quality = all || material.Asks("qc", step);
        return new ImagesReport
        {
            Name = step.Declaration,
            Description = material.DocOf(step),
            Quantity = step.Declaration,
            People = (long)artifact.Value("people"),
            Missing = (long)artifact.Value("missing"),
            Removed = (long)artifact.Value("removed"),
            Outliers = (long)artifact.Value("outliers"),
            Voxels = (long)artifact.Value("voxels"),
            Mask = MaskOf(step),
            ShowQuality = quality,
            Measures = quality && artifact.Value("people") > 0 ? [.. Measures(artifact, step.Declaration, cancellationToken)] : [],
            Mean = all || material.Asks("slices", step)
                ? VolumePages.Read(artifact, "mean.nii.gz", artifact, ImagesHandler.MaskName, cancellationToken)
                : null,
        };
    }

    /// <summary>Which voxels of the file of the mask are inside it, where not all that are not 0 are; else null.</summary>
    public static string? MaskOf(PlanStep images) => images.Parameters is ImagesParameters { Mask: { } file, MaskAbove: { } above }
        ? string.Create(CultureInfo.InvariantCulture, $"The mask is the voxels of {Path.GetFileName(file.Path)} above {above:G6}.")
        : null;

    private static IEnumerable<QualityMeasure> Measures(Artifact artifact, string name, CancellationToken cancellationToken)
    {
        var columns = DelimitedTable.Read(
            artifact.PathOf("qc.tsv"),
            [new ColumnRequest("kept", ColumnReading.Text), new ColumnRequest("mean", ColumnReading.Numeric), new ColumnRequest("correlation", ColumnReading.Numeric)],
            new TableOptions { Delimiter = Delimiter.Tab },
            cancellationToken);
        yield return new QualityMeasure($"Mean of {name} inside the mask", $"Mean {name} of a person", Kept(1));
        yield return new QualityMeasure("Correlation with the cohort's median image", "Correlation of a person's image", Kept(2));

        ImmutableArray<double> Kept(int column) =>
            [.. ((NumericColumn)columns[column]).Values.Where((_, row) => ((TextColumn)columns[0])[row] == "true")];
    }
}
