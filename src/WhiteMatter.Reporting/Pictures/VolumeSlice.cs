using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>
/// One slice of a volume, turned and cropped as the report's pictures are: its values, for screens that draw them themselves, and a picture.
/// Left is on the left (neurological convention), of a sagittal slice the front on the right.
/// </summary>
public sealed class VolumeSlice
{
    private readonly VolumeData volume;
    private readonly SliceMontage montage;
    private readonly SlicePlane plane;
    private readonly ValueRange range;
    private readonly int place;

    private VolumeSlice(VolumeData volume, SliceMontage montage, SlicePlane plane, int place)
    {
        (this.volume, this.montage, this.plane, this.place) = (volume, montage, plane, place);
        range = ValueRange.Of([volume], montage.Shown);
        (Width, Height, Values) = montage.Values(volume, plane, place);
        Millimetres = montage.Millimetres(plane, place);
    }

    /// <summary>The names of the planes a volume is cut along.</summary>
    public static ImmutableArray<string> Planes { get; } = [SlicePlane.Axial.Name, SlicePlane.Coronal.Name, SlicePlane.Sagittal.Name];

    /// <summary>The plane's name.</summary>
    public string Plane => plane.Name;

    /// <summary>The coordinate that the slice is named by.</summary>
    public char Letter => plane.Letter;

    /// <summary>Where the slice lies along it, in mm.</summary>
    public double Millimetres { get; }

    /// <summary>Which side of the person is on which side of the picture, in words.</summary>
    public string Side => plane.Horizontal == 0 ? "left is on the left" : "the front is on the right";

    /// <summary>Where the first slice that shows something lies along it, in mm.</summary>
    public double First => Math.Min(montage.Reach(plane).One, montage.Reach(plane).Other);

    /// <summary>Where the last slice that shows something lies along it, in mm.</summary>
    public double Last => Math.Max(montage.Reach(plane).One, montage.Reach(plane).Other);

    /// <summary>Whether a place along it is one of a slice that shows something, to the nearest mm or half a voxel.</summary>
    /// <param name="millimetres">The place.</param>
    public bool Reaches(double millimetres)
    {
        var margin = Math.Max(1, montage.Thickness(plane) / 2);
        return millimetres >= First - margin && millimetres <= Last + margin;
    }

    /// <summary>Voxels from left to right.</summary>
    public int Width { get; }

    /// <summary>Voxels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>The values, row after row from the top; NaN outside the mask.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>The value that is darkest.</summary>
    public double Low => range.Low;

    /// <summary>The value that is brightest.</summary>
    public double High => range.High;

    /// <summary>Cuts a volume.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="plane">One of <see cref="Planes"/>, in any case.</param>
    /// <param name="millimetres">Where, along the axis cut across; null cuts in the middle of the mask.</param>
    /// <returns>The slice nearest to that; null where the mask holds no voxel or the grid has no usable affine.</returns>
    /// <exception cref="ArgumentException">There is no such plane.</exception>
    public static VolumeSlice? Cut(VolumeData volume, string plane, double? millimetres)
    {
        ArgumentNullException.ThrowIfNull(volume);
        SlicePlane[] planes = [SlicePlane.Axial, SlicePlane.Coronal, SlicePlane.Sagittal];
        var cut = Array.Find(planes, known => known.Name.Equals(plane, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no plane '{plane}'.", nameof(plane));
        if (!VolumeOrientation.IsUsable(volume.Affine))
        {
            return null;
        }

        var montage = new SliceMontage(volume);
        return montage.IsEmpty
            ? null
            : new VolumeSlice(volume, montage, cut, millimetres is { } at ? montage.Nearest(cut, at) : montage.Places(cut, 1)[0]);
    }

    /// <summary>The slice as a standalone SVG picture.</summary>
    /// <param name="what">What is shown, for those who cannot see it.</param>
    public string Svg(string what) => montage.Draw(volume, plane, place, range, ColourMap.Grey, what);
}
