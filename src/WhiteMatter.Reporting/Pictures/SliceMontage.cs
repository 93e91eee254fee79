using System.Collections.Immutable;
using System.Globalization;

namespace WhiteMatter.Reporting;

/// <summary>
/// Slices of volumes on one grid as small SVG pictures, all at one scale and cropped to the mask. Left is on the left (neurological
/// convention); letters tell the directions, a number the place in mm. Each picture holds its pixels as a PNG inside.
/// </summary>
internal sealed class SliceMontage
{
    /// <summary>Length of the longest edge of the cropped volume in units of the pictures.</summary>
    private const double LongestEdge = 170;

    /// <summary>Black rim that the letters stand in.</summary>
    private const double Rim = 16;

    /// <summary>Coarse grids are enlarged to about so many pixels by repeating voxels; fine ones are averaged down to at most <see cref="MostPixels"/>.</summary>
    private const int WantedPixels = 200;
    private const int MostPixels = 220;

    private readonly VolumeOrientation orientation;
    private readonly VolumeData grid;
    private readonly bool[] shown;
    private readonly int[] first = [int.MaxValue, int.MaxValue, int.MaxValue];
    private readonly int[] last = [-1, -1, -1];
    private readonly double unitsPerMillimetre;

    /// <summary>Prepares the slices of volumes on a grid.</summary>
    /// <param name="grid">A volume whose grid and mask the others share.</param>
    public SliceMontage(VolumeData grid)
    {
        this.grid = grid;
        orientation = new VolumeOrientation(grid);
        shown = grid.Mask.IsEmpty ? [.. grid.Values.Select(value => float.IsFinite(value) && value != 0)] : [.. grid.Mask];
        for (var up = 0; up < orientation.Sizes[2]; up++)
        {
            for (var front = 0; front < orientation.Sizes[1]; front++)
            {
                for (var right = 0; right < orientation.Sizes[0]; right++)
                {
                    if (shown[orientation.Index(grid, right, front, up)])
                    {
                        Widen(0, right);
                        Widen(1, front);
                        Widen(2, up);
                    }
                }
            }
        }

        if (IsEmpty)
        {
            return;
        }

        var longest = Enumerable.Range(0, 3).Max(axis => (last[axis] - first[axis] + 1) * orientation.VoxelSizes[axis]);
        unitsPerMillimetre = LongestEdge / longest;

        void Widen(int axis, int index) => (first[axis], last[axis]) = (Math.Min(first[axis], index), Math.Max(last[axis], index));
    }

    /// <summary>Whether no voxel is shown.</summary>
    public bool IsEmpty => last[0] < 0;

    /// <summary>Voxels that are shown, in the volumes' order.</summary>
    public IReadOnlyList<bool> Shown => shown;

    /// <summary>The orientation and the grid in words, for a caption.</summary>
    public string Describe()
    {
        var size = orientation.VoxelSizes;
        var edges = size.All(edge => Math.Abs(edge - size[0]) < 0.005)
            ? NumberText.Significant(size[0], 3).TrimEndZeros() + " mm voxels"
            : string.Join(" × ", size.Select(edge => NumberText.Significant(edge, 3).TrimEndZeros())) + " mm voxels";
        var tilt = orientation.TiltDegrees < 2
            ? ""
            : $" The grid is tilted by up to {NumberText.Fixed(orientation.TiltDegrees, 0)}° from the body axes; slices follow the grid.";
        return $"Left is on the left (neurological convention). Grid {grid.X} × {grid.Y} × {grid.Z}, {edges}.{tilt}";
    }

    /// <summary>Places of slices along an axis, evenly spread over the mask, each once.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="count">How many.</param>
    public ImmutableArray<int> Places(SlicePlane plane, int count)
    {
        var (low, high) = (first[plane.Across], last[plane.Across]);
        return [.. Enumerable.Range(1, count).Select(i => low + (int)Math.Round((double)(high - low) * i / (count + 1))).Distinct()];
    }

    /// <summary>The place of a slice in mm along the axis it is cut across.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="place">Index along the axis.</param>
    public double Millimetres(SlicePlane plane, int place) => orientation.Millimetres(plane.Across, place);

    /// <summary>The place inside the mask nearest to one in mm.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="millimetres">The place in mm.</param>
    public int Nearest(SlicePlane plane, double millimetres) => Enumerable
        .Range(first[plane.Across], last[plane.Across] - first[plane.Across] + 1)
        .MinBy(place => Math.Abs(Millimetres(plane, place) - millimetres));

    /// <summary>Where the outermost slices that show something lie, in mm.</summary>
    /// <param name="plane">The plane.</param>
    public (double One, double Other) Reach(SlicePlane plane) => (Millimetres(plane, first[plane.Across]), Millimetres(plane, last[plane.Across]));

    /// <summary>How far slices lie apart, in mm.</summary>
    /// <param name="plane">The plane.</param>
    public double Thickness(SlicePlane plane) => Math.Abs(Millimetres(plane, first[plane.Across] + 1) - Millimetres(plane, first[plane.Across]));

    /// <summary>The values of a slice, row after row from the top; NaN where nothing is shown.</summary>
    /// <param name="volume">A volume on the grid.</param>
    /// <param name="plane">The plane.</param>
    /// <param name="place">Index along the axis it is cut across.</param>
    public (int Width, int Height, ImmutableArray<double> Values) Values(VolumeData volume, SlicePlane plane, int place)
    {
        var (wide, high) = (last[plane.Horizontal] - first[plane.Horizontal] + 1, last[plane.Vertical] - first[plane.Vertical] + 1);
        var values = ImmutableArray.CreateBuilder<double>(wide * high);
        for (var row = high - 1; row >= 0; row--)
        {
            for (var column = 0; column < wide; column++)
            {
                values.Add(Mean(volume, plane, place, column, row, 1));
            }
        }

        return (wide, high, values.MoveToImmutable());
    }

    /// <summary>The place along each body axis (right, front, up) of the greatest value shown.</summary>
    /// <param name="volume">A volume on the grid.</param>
    public int[] Peak(VolumeData volume)
    {
        var (best, peak) = (float.NegativeInfinity, new[] { first[0], first[1], first[2] });
        for (var up = first[2]; up <= last[2]; up++)
        {
            for (var front = first[1]; front <= last[1]; front++)
            {
                for (var right = first[0]; right <= last[0]; right++)
                {
                    var index = orientation.Index(grid, right, front, up);
                    if (shown[index] && volume.Values[index] > best)
                    {
                        (best, peak) = (volume.Values[index], [right, front, up]);
                    }
                }
            }
        }

        return peak;
    }

    /// <summary>Draws a slice.</summary>
    /// <param name="volume">A volume on the grid.</param>
    /// <param name="plane">The plane.</param>
    /// <param name="place">Index along the axis it is cut across.</param>
    /// <param name="range">The values the colours run between.</param>
    /// <param name="colours">The colours.</param>
    /// <param name="what">What is shown, for those who cannot see it.</param>
    public string Draw(VolumeData volume, SlicePlane plane, int place, ValueRange range, ColourMap colours, string what) =>
        Frame(plane, place, what, Pixels(plane, colours, (column, row, size) =>
            Mean(volume, plane, place, column, row, size) is var value && double.IsNaN(value)
                ? ColourMap.Outside
                : ColourMap.Place(value, range.Low, range.High)));

    /// <summary>Draws a slice with the greatest values of another volume laid over it in colour.</summary>
    /// <param name="under">The volume below, in grey.</param>
    /// <param name="range">The values the greys run between.</param>
    /// <param name="over">The volume above; values below the first colour's are clear.</param>
    /// <param name="overRange">The values the colours run between.</param>
    /// <param name="plane">The plane.</param>
    /// <param name="place">Index along the axis it is cut across.</param>
    /// <param name="what">What is shown, for those who cannot see it.</param>
    public string DrawLaid(VolumeData under, ValueRange range, VolumeData over, ValueRange overRange, SlicePlane plane, int place, string what) =>
        Frame(plane, place, what, Pixels(plane, ColourMap.Laid, (column, row, size) =>
        {
            var (below, above) = (Mean(under, plane, place, column, row, size), Mean(over, plane, place, column, row, size));
            return above >= overRange.Low ? ColourMap.PlaceOver(above, overRange.Low, overRange.High)
                : double.IsNaN(below) ? ColourMap.Outside
                : ColourMap.PlaceUnder(below, range.Low, range.High);
        }));

    private string Frame(SlicePlane plane, int place, string what, byte[] png)
    {
        var (width, height) = (Extent(plane.Horizontal), Extent(plane.Vertical));
        var (full, tall) = (width + (2 * Rim), height + (2 * Rim));
        var (left, right, bottom, top) = plane.Letters;
        var at = NumberText.Fixed(orientation.Millimetres(plane.Across, place), 0);
        at = at == "−0" ? "0" : at;
        var picture = Convert.ToBase64String(png);
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full:0.#} {tall:0.#}" style="--w:{full:0}" role="img" font-family="Helvetica,Arial,sans-serif" font-size="11"><title>{HtmlOutput.Escape($"{plane.Name} slice at {plane.Letter} = {at} mm")}</title><desc>{HtmlOutput.Escape(what)}</desc><rect width="100%" height="100%" fill="#000"/><image x="{Rim}" y="{Rim}" width="{width:0.##}" height="{height:0.##}" preserveAspectRatio="none" href="data:image/png;base64,{picture}"/><g fill="#c3c7cc" text-anchor="middle"><text x="8" y="{tall / 2 + 4:0.#}">{left}</text><text x="{full - 8:0.#}" y="{tall / 2 + 4:0.#}">{right}</text><text x="{full / 2:0.#}" y="12">{top}</text><text x="{full / 2:0.#}" y="{tall - 4:0.#}">{bottom}</text><text x="4" y="{tall - 4:0.#}" text-anchor="start">{plane.Letter} {at}</text></g></svg>
            """);
    }

    private double Extent(int axis) => (last[axis] - first[axis] + 1) * orientation.VoxelSizes[axis] * unitsPerMillimetre;

    private byte[] Pixels(SlicePlane plane, ColourMap colours, Func<int, int, int, byte> colourOf)
    {
        var columns = last[plane.Horizontal] - first[plane.Horizontal] + 1;
        var rows = last[plane.Vertical] - first[plane.Vertical] + 1;
        var longest = Enumerable.Range(0, 3).Max(axis => last[axis] - first[axis] + 1);
        var shrink = (longest + MostPixels - 1) / MostPixels;
        var enlarge = shrink > 1 ? 1 : Math.Max(1, (int)Math.Round((double)WantedPixels / longest));
        var (wide, high) = ((columns + shrink - 1) / shrink, (rows + shrink - 1) / shrink);
        var pixels = new byte[wide * enlarge * high * enlarge];
        for (var row = 0; row < high; row++)
        {
            for (var column = 0; column < wide; column++)
            {
                var colour = colourOf(column * shrink, (high - 1 - row) * shrink, shrink);
                for (var y = 0; y < enlarge; y++)
                {
                    pixels.AsSpan((((row * enlarge) + y) * wide * enlarge) + (column * enlarge), enlarge).Fill(colour);
                }
            }
        }

        return colours.Encode(wide * enlarge, high * enlarge, pixels);
    }

    /// <summary>Mean of the shown voxels of a square of the slice; NaN where none is shown.</summary>
    private double Mean(VolumeData volume, SlicePlane plane, int place, int column, int row, int size)
    {
        var (sum, count) = (0.0, 0);
        Span<int> at = stackalloc int[3];
        at[plane.Across] = place;
        for (var dy = 0; dy < size && first[plane.Vertical] + row + dy <= last[plane.Vertical]; dy++)
        {
            for (var dx = 0; dx < size && first[plane.Horizontal] + column + dx <= last[plane.Horizontal]; dx++)
            {
                at[plane.Horizontal] = first[plane.Horizontal] + column + dx;
                at[plane.Vertical] = first[plane.Vertical] + row + dy;
                var index = orientation.Index(grid, at[0], at[1], at[2]);
                if (shown[index] && float.IsFinite(volume.Values[index]))
                {
                    sum += volume.Values[index];
                    count++;
                }
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }
}
