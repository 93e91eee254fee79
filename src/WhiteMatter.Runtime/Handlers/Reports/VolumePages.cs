using System.Collections.Immutable;
using System.Runtime.InteropServices;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Reads volumes of artifacts for the page.</summary>
internal static class VolumePages
{
    /// <summary>A volume with the voxels of a mask to show. Memory: 9 bytes a voxel.</summary>
    public static VolumeData Read(Artifact artifact, string name, Artifact masked, string mask, CancellationToken cancellationToken)
    {
        var volume = NiftiFile.Read(artifact.PathOf(name), cancellationToken);
        var inside = NiftiFile.Read(masked.PathOf(mask), cancellationToken);
        var (grid, values) = (volume.Grid, volume.Values);
        return new VolumeData
        {
            X = grid.X,
            Y = grid.Y,
            Z = grid.Z,
            Affine = grid.Affine,
            Values = ImmutableCollectionsMarshal.AsImmutableArray(values),
            Mask = [.. inside.Values.Select(value => value != 0)],
        };
    }
}
