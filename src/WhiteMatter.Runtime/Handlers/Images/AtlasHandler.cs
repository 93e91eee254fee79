using System.Globalization;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Imaging.Atlases;
using WhiteMatter.Imaging.Grids;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>Reads a volume of labels, corrects its sides and coarsens it where asked.</summary>
/// <remarks>Memory: 6 bytes a voxel of the atlas.</remarks>
public sealed class AtlasHandler : IStepHandler<AtlasParameters>
{
    /// <summary>The label volume of its artifact.</summary>
    internal const string LabelsName = "labels.nii.gz";

    private const string RegionsName = "regions.tsv";
    private const int NamesInMessages = 5;

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <summary>The atlas of an artifact.</summary>
    internal static Atlas Read(Store.Artifact artifact, CancellationToken cancellationToken)
    {
        var path = artifact.PathOf(LabelsName);
        var columns = DelimitedTable.Read(
            artifact.PathOf(RegionsName),
            [new ColumnRequest("label", ColumnReading.Numeric), new ColumnRequest("name", ColumnReading.Text)],
            new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = [] },
            cancellationToken);
        var names = ((NumericColumn)columns[0]).Values.Select((label, row) => ((int)label, ((TextColumn)columns[1])[row]!)).ToDictionary();
        return Atlas.Of(path, NiftiFile.Read(path, cancellationToken), names);
    }

    /// <summary>Refuses an atlas, of the step's input <c>atlas</c>, on another grid than that of the images.</summary>
    internal static void RequireGrid<TParameters>(StepContext<TParameters> context, VolumeGrid images, Atlas atlas)
        where TParameters : StepParameters
    {
        switch (GridComparison.Compare(images, atlas.Grid))
        {
            case GridDifference.None:
                return;
            case GridDifference.Axes:
                var atlasStep = context.Step.Inputs.First(input => input.Role == "atlas").StepId;
                var flipped = context.Plan.Find(atlasStep)?.Parameters is AtlasParameters { Flip: AtlasFlip.LeftRight };
                throw new RunFailureException(
                    ImageCodes.AtlasAxesDiffer,
                    AxisCodes.Of(atlas.Grid),
                    AxisCodes.Of(images),
                    flipped
                        ? "If the header of the atlas was right as it is, write flip = none."
                        : "If the header of the atlas is right, reorient the atlas to the images; if it exchanges left and right, write flip = left_right in the atlas.");
            default:
                throw new RunFailureException(
                    ImageCodes.AtlasGridDiffers, GridComparison.Describe(atlas.Grid), GridComparison.Describe(images));
        }
    }

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<AtlasParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var names = parameters.Names is { } file
            ? LabelNamesFile.Read(context.PathOf(file), cancellationToken)
            : parameters.Regions?.Select((name, index) => KeyValuePair.Create(index + 1, name)).ToDictionary();
        var volume = NiftiFile.Read(context.PathOf(parameters.Labels), cancellationToken);
        var atlas = Atlas.Of(parameters.Labels.Path, volume, names);
        if (volume.Warnings.Any(warning => warning.Kind == NiftiWarningKind.NoOrientation))
        {
            context.Report(ImageCodes.OrientationAssumed, "1", "1", parameters.Labels.Path);
        }

        if (parameters.Flip == AtlasFlip.LeftRight)
        {
            atlas = atlas.WithSidesExchanged();
        }

        ReportSides(context, atlas);
        if (parameters.Voxel is { } edge)
        {
            atlas = Coarsen(atlas, edge);
        }

        ReportNames(context, atlas);
        Write(context, atlas);
        return ValueTask.CompletedTask;
    }

    private static Atlas Coarsen(Atlas atlas, double edge)
    {
        var (x, y, z) = atlas.Grid.VoxelSize;
        var widest = Math.Max(x, Math.Max(y, z));
        return edge >= widest * (1 - 1e-6)
            ? MajorityGrid.Draw(atlas, edge)
            : throw new RunFailureException(ImageCodes.AtlasVoxelTooFine, Number(edge), Number(widest));
    }

    private static void ReportSides(StepContext<AtlasParameters> context, Atlas atlas)
    {
        var (sided, contradictions) = AtlasSides.Compare(atlas, RegionNames.SideOf);
        if (!contradictions.IsEmpty)
        {
            context.Report(
                ImageCodes.AtlasSidesContradict,
                WholeNumber.Text(contradictions.Length),
                WholeNumber.Text(sided),
                contradictions[0].Name,
                contradictions[0].WorldX.ToString("0.0", CultureInfo.InvariantCulture));
        }
    }

    private static void ReportNames(StepContext<AtlasParameters> context, Atlas atlas)
    {
        if (!atlas.Empty.IsEmpty)
        {
            context.Report(
                ImageCodes.RegionsWithoutVoxels,
                WholeNumber.Text(atlas.Empty.Length),
                context.Parameters.Labels.Path,
                string.Join(", ", atlas.Empty.Take(NamesInMessages).Select(region => region.Name)));
        }

        if (!atlas.Unnamed.IsEmpty)
        {
            context.Report(
                ImageCodes.LabelsWithoutNames,
                WholeNumber.Text(atlas.Unnamed.Length),
                context.Parameters.Labels.Path,
                context.Parameters.Names?.Path ?? "the study",
                string.Join(", ", atlas.Unnamed.Take(NamesInMessages)));
        }
    }

    private static void Write(StepContext<AtlasParameters> context, Atlas atlas)
    {
        var output = context.Output;
        using (var stream = output.Create(LabelsName))
        {
            NiftiFile.Write(stream, atlas.Grid, Array.ConvertAll(atlas.Labels.ToArray(), label => (float)label), new NiftiWriteOptions { DataType = NiftiDataType.Int16 });
        }

        using (var stream = output.Create(RegionsName))
        using (var table = new TsvWriter(stream, ["label", "name", "voxels"]))
        {
            foreach (var region in atlas.Regions)
            {
                table.WriteRow(region.Label, region.Name, region.Voxels);
            }
        }

        var named = atlas.Regions.Length + atlas.Empty.Length;
        new StepFlow("regions", [new FlowStage("voxels of the regions", named, atlas.Regions.Length, [new FlowReason("they have no voxel", atlas.Empty.Length)])])
            .Write(output);
        output.SetValue("regions", atlas.Regions.Length);
        output.SetValue("empty", atlas.Empty.Length);
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
