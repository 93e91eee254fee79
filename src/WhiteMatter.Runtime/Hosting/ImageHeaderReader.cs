using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Volumes;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Runtime.Hosting;

/// <summary>Reads what a plan needs to know of an image, from its header alone.</summary>
internal static class ImageHeaderReader
{
    /// <summary>Reads a header and identifies the file.</summary>
    /// <exception cref="Formats.DataFormatException">The file is missing, or no image that is read.</exception>
    public static ImageHeader Read(string path) => Read(path, isSeries: false);

    /// <summary>Reads a mask: its header, and the smallest box around the voxels that are neither 0 nor NaN, none where there is none.</summary>
    /// <exception cref="Formats.DataFormatException">The file is missing, or no image that is read.</exception>
    public static ImageHeader ReadMask(string path, CancellationToken cancellationToken)
    {
        var header = Read(path);
        return VolumeMask.Of(NiftiFile.Read(path, cancellationToken)).Box is { } box
            ? header with { Inside = new VoxelBox([box.First.X, box.First.Y, box.First.Z], [box.Size.X, box.Size.Y, box.Size.Z]) }
            : header;
    }

    /// <summary>The same of a file that may hold several volumes.</summary>
    /// <exception cref="Formats.DataFormatException">The file is missing, or no image that is read.</exception>
    public static ImageHeader Read(string path, bool isSeries)
    {
        var header = NiftiFile.ReadHeader(path);
        if (!isSeries)
        {
            NiftiFile.EnsureOneVolume(path, header);
        }

        var grid = header.Grid;
        return new ImageHeader([grid.X, grid.Y, grid.Z], grid.Affine, header.DataType.Name(), FileIdentifier.Identify(path));
    }
}
