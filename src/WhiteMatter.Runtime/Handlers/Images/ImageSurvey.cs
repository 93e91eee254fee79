using System.Collections.Immutable;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Grids;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>
/// Looks at the headers of all images before any is read, so that an image that does not fit is found in seconds and not after hours.
/// </summary>
internal static class ImageSurvey
{
    /// <summary>Checks that each file, or the one series, holds volumes on the grid of the mask, or of the first image where there is no mask yet.</summary>
    /// <returns>The grid.</returns>
    /// <exception cref="RunFailureException">Grids differ. Images that are brought to a grid may be on any.</exception>
    public static VolumeGrid Check(
        StepContext<ImagesParameters> context, IReadOnlyList<PersonImage> images, string? series, OntoGrid? onto, (VolumeGrid Grid, string Name)? mask, CancellationToken cancellationToken)
    {
        if (series is not null)
        {
            var header = NiftiFile.ReadHeader(series);
            var only = onto is null ? EnsureOneGrid([header], [images[0].Name], mask) : EnsureMask(onto, mask);
            Report(context, [images[0].Name], [header]);
            return only;
        }

        var headers = OrderedWork.Run(images, context.Cores, cancellationToken, image =>
        {
            var header = NiftiFile.ReadHeader(image.Path);
            NiftiFile.EnsureOneVolume(image.Path, header);
            return header;
        });
        IReadOnlyList<string> names = [.. images.Select(image => image.Name)];
        var grid = onto is null ? EnsureOneGrid(headers, names, mask) : EnsureMask(onto, mask);
        Report(context, names, headers);
        return grid;
    }

    /// <summary>Looks at the headers of all series and their brain masks before a tensor is fitted: maps of one grid are what becomes of them.</summary>
    /// <exception cref="RunFailureException">Grids differ.</exception>
    public static void Check(StepContext<TensorParameters> context, IReadOnlyList<PersonSeries> series, CancellationToken cancellationToken)
    {
        var headers = OrderedWork.Run(series, context.Cores, cancellationToken, each =>
        {
            var header = NiftiFile.ReadHeader(PlanPaths.Full(context.Plan, each.Image));
            if (each.Brain is { } brain)
            {
                var mask = NiftiFile.ReadHeader(PlanPaths.Full(context.Plan, brain)).Grid;
                if (GridComparison.Compare(header.Grid, mask) != GridDifference.None)
                {
                    throw new RunFailureException(
                        DiffusionCodes.BrainGridDiffers, brain, GridComparison.Describe(mask), each.Image, GridComparison.Describe(header.Grid));
                }
            }

            return header;
        });
        IReadOnlyList<string> names = [.. series.Select(each => each.Image)];
        EnsureOneGrid(headers, names, null);
        Report(context, names, headers);
    }

    /// <summary>The grid of the mask, which must be the one that images are brought to.</summary>
    private static VolumeGrid EnsureMask(OntoGrid onto, (VolumeGrid Grid, string Name)? mask) =>
        mask is not { } given || GridComparison.Compare(onto.Grid, given.Grid) == GridDifference.None ? onto.Grid
            : throw new RunFailureException(
                ImageCodes.ImageGridsDiffer,
                onto.Name,
                GridComparison.Describe(onto.Grid),
                given.Name,
                GridComparison.Describe(given.Grid),
                "All",
                "the study");

    private static VolumeGrid EnsureOneGrid(NiftiHeader[] headers, IReadOnlyList<string> names, (VolumeGrid Grid, string Name)? mask)
    {
        var (grid, named) = mask ?? (headers[0].Grid, $"'{names[0]}'");
        var other = Enumerable.Range(0, headers.Length).Where(i => GridComparison.Compare(grid, headers[i].Grid) != GridDifference.None).ToArray();
        return other.Length == 0 ? grid : throw new RunFailureException(
            ImageCodes.ImageGridsDiffer,
            names[other[0]],
            GridComparison.Describe(headers[other[0]].Grid),
            named,
            GridComparison.Describe(grid),
            WholeNumber.Text(other.Length),
            WholeNumber.Text(names.Count));
    }

    /// <summary>Reports what is odd about headers.</summary>
    private static void Report<TParameters>(StepContext<TParameters> context, IReadOnlyList<string> names, NiftiHeader[] headers)
        where TParameters : StepParameters
    {
        var all = WholeNumber.Text(names.Count);
        foreach (var kinds in (ImmutableArray<NiftiWarningKind>[])
            [[NiftiWarningKind.NoOrientation], [NiftiWarningKind.ZeroSlope], [NiftiWarningKind.UnknownFormCode, NiftiWarningKind.OffsetZero, NiftiWarningKind.BytesBehindVoxels]])
        {
            var found = Enumerable.Range(0, headers.Length).Where(i => headers[i].Warnings.Any(warning => kinds.Contains(warning.Kind))).ToArray();
            if (found.Length == 0)
            {
                continue;
            }

            var (count, name) = (WholeNumber.Text(found.Length), names[found[0]]);
            switch (kinds[0])
            {
                case NiftiWarningKind.NoOrientation:
                    context.Report(ImageCodes.OrientationAssumed, count, all, name);
                    break;
                case NiftiWarningKind.ZeroSlope:
                    context.Report(ImageCodes.SlopeZero, count, all, name);
                    break;
                default:
                    context.Report(ImageCodes.HeaderOddities, count, all, name, headers[found[0]].Warnings.First(warning => kinds.Contains(warning.Kind)).Text);
                    break;
            }
        }
    }
}
