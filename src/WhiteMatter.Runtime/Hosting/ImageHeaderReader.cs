using WhiteMatter.Formats.Nifti;
using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Runtime.Hosting;

/// <summary>Reads what a plan needs to know of an image, from its header alone.</summary>
internal static class ImageHeaderReader
{
    /// <summary>Reads a header and identifies the file.</summary>
    /// <exception cref="Formats.DataFormatException">The file is missing, or no image that is read.</exception>
    public static ImageHeader Read(string path) => Read(path, isSeries: false);

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
