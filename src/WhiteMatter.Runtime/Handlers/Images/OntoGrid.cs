using WhiteMatter.Formats.Nifti;
using WhiteMatter.Formats.Transforms;
using WhiteMatter.Imaging.Resampling;
using WhiteMatter.Imaging.Volumes;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>Brings people's images to a grid.</summary>
/// <remarks>Memory for each image at work: the image, 4 bytes a voxel, and of a displacement field 12 bytes a voxel. Safe for several threads at once.</remarks>
internal sealed class OntoGrid
{
    private readonly Interpolation _interpolation;
    private readonly VolumeGrid? _reference;

    private OntoGrid(VolumeGrid grid, string name, Interpolation interpolation, VolumeGrid? reference) =>
        (Grid, Name, _interpolation, _reference) = (grid, name, interpolation, reference);

    /// <summary>The grid.</summary>
    public VolumeGrid Grid { get; }

    /// <summary>The file whose grid it is, as the study names it.</summary>
    public string Name { get; }

    /// <summary>Reads the grid; null where images stay on their own.</summary>
    public static OntoGrid? Of(StepContext<ImagesParameters> context)
    {
        if (context.Parameters.Resampling is not { } resampling)
        {
            return null;
        }

        return new OntoGrid(
            NiftiFile.ReadHeader(context.PathOf(resampling.Grid)).Grid,
            resampling.Grid.Path,
            resampling.Interpolation switch
            {
                VoxelInterpolation.Nearest => Interpolation.Nearest,
                VoxelInterpolation.Cubic => Interpolation.Cubic,
                _ => Interpolation.Linear,
            },
            resampling.Reference is { } reference ? NiftiFile.ReadHeader(context.PathOf(reference)).Grid : null);
    }

    /// <summary>Reads a person's image at the voxels of a mask of the grid.</summary>
    /// <exception cref="Formats.DataFormatException">A file cannot be read.</exception>
    /// <exception cref="RunFailureException">The transforms do not go together.</exception>
    public float[] Read(NiftiReader reader, PersonImage image, VolumeMask mask, CancellationToken cancellationToken)
    {
        var affine = image.Affine is null ? null : TransformFile.Read(image.Affine);
        var warp = image.Warp is null ? null : WarpField.Read(image.Warp, cancellationToken);
        if (affine is not null && warp is not null && affine.Convention != warp.Convention)
        {
            throw new RunFailureException(LayoutCodes.TransformsDiffer, image.Affine!, image.Warp!);
        }

        var grid = reader.Header.Grid;
        var values = GC.AllocateUninitializedArray<float>((int)grid.Voxels);
        reader.ReadVolume(values, cancellationToken);
        return VolumeResampler.Run(grid, values, SpatialMap.Of(Grid, grid, affine, warp, _reference), mask, _interpolation, cancellationToken);
    }
}
