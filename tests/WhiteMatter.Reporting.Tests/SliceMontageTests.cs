using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace WhiteMatter.Reporting.Tests;

public sealed class SliceMontageTests
{
    private static readonly ImmutableArray<double> Ras = [2, 0, 0, -10, 0, 3, 0, -20, 0, 0, 4, -30];
    private static readonly ImmutableArray<double> Las = [-2, 0, 0, 10, 0, 3, 0, -20, 0, 0, 4, -30];

    [Theory]
    [InlineData("RAS", new double[] { 2, 0, 0, -10, 0, 3, 0, -20, 0, 0, 4, -30 })]
    [InlineData("LAS", new double[] { -2, 0, 0, 10, 0, 3, 0, -20, 0, 0, 4, -30 })]
    [InlineData("LPS", new double[] { -2, 0, 0, 10, 0, -3, 0, 20, 0, 0, 4, -30 })]
    [InlineData("ASR", new double[] { 0, 0, 2, 0, 2, 0, 0, 0, 0, 2, 0, 0 })]
    [InlineData("RAI", new double[] { 2, 0.2, 0, 0, -0.2, 2, 0, 0, 0, 0, -2, 0 })]
    public void The_letters_of_the_axes_come_from_the_affine(string code, double[] affine) =>
        Assert.Equal(code, new VolumeOrientation(Cube([.. affine])).Code);

    [Fact]
    public void A_voxel_of_the_right_side_is_on_the_right_of_the_picture_whichever_way_the_first_axis_runs()
    {
        // One bright voxel at the largest index of the first axis: on the right side in RAS+, on the left where the axis is mirrored.
        foreach (var (affine, bright) in ((ImmutableArray<double>, int)[])[(Ras, 2), (Las, 0)])
        {
            var cube = Cube(affine);
            var values = cube.Values.ToArray();
            Array.Fill(values, 1f);
            values[2 + (3 * (1 + (3 * 1)))] = 9;
            var montage = new SliceMontage(cube with { Values = [.. values] });
            var svg = montage.Draw(cube with { Values = [.. values] }, SlicePlane.Axial, 1, new ValueRange(0, 9, false, false), ColourMap.Grey, "x");
            var picture = Picture(svg);
            var middle = picture.Height / 2 * picture.Width;
            var third = picture.Width / 3;
            Assert.Equal(Enumerable.Range(0, 3).Select(i => i == bright), Enumerable.Range(0, 3).Select(i => picture.Samples[middle + (i * third) + (third / 2)] == 255));

            // The picture's letters stay: left is on the left.
            Assert.Equal(["L", "R", "A", "P", "z -26".Replace('-', '−')], Regex.Matches(svg, "<text[^>]*>([^<]+)</text>").Select(match => match.Groups[1].Value));
        }
    }

    [Fact]
    public void Planes_show_the_front_on_top_or_to_the_right_and_the_top_on_top()
    {
        Assert.Equal(('L', 'R', 'P', 'A'), SlicePlane.Axial.Letters);
        Assert.Equal(('L', 'R', 'I', 'S'), SlicePlane.Coronal.Letters);
        Assert.Equal(('P', 'A', 'I', 'S'), SlicePlane.Sagittal.Letters);
        var values = new float[27];
        Array.Fill(values, 1f);
        values[1 + (3 * (2 + (3 * 2)))] = 9;
        var cube = Cube(Ras) with { Values = [.. values] };
        var picture = Picture(new SliceMontage(cube).Draw(cube, SlicePlane.Sagittal, 1, new ValueRange(0, 9, false, false), ColourMap.Grey, "x"));
        Assert.Equal(255, picture.Samples[picture.Width - 1]);
        Assert.NotEqual(255, picture.Samples[0]);
        Assert.NotEqual(255, picture.Samples[^1]);
    }

    [Fact]
    public void Places_are_told_in_mm_of_the_affine()
    {
        // World = index × edge + origin along each axis of this grid: index 0, 1, 2 of the third axis are at −30, −26 and −22 mm.
        var orientation = new VolumeOrientation(Cube(Ras));
        Assert.Equal([-30.0, -26, -22], Enumerable.Range(0, 3).Select(index => orientation.Millimetres(2, index)));

        // The first axis runs from 10 mm right to 6 mm right; turned, index 0 is the leftmost.
        Assert.Equal([6.0, 8, 10], Enumerable.Range(0, 3).Select(index => new VolumeOrientation(Cube(Las)).Millimetres(0, index)));
    }

    [Fact]
    public void Coarse_voxels_are_enlarged_by_repeating_them_and_fine_grids_keep_a_pixel_a_voxel()
    {
        var coarse = SampleImaging.Brain(19, 23, 19);
        var picture = Picture(new SliceMontage(coarse).Draw(coarse, SlicePlane.Axial, 9, new ValueRange(0, 1, false, false), ColourMap.Grey, "x"));
        Assert.Equal(0, picture.Width % 19);
        Assert.InRange(picture.Height, 150, 250);
        var block = picture.Width / 19;
        for (var i = 0; i < picture.Samples.Length; i++)
        {
            var (x, y) = (i % picture.Width, i / picture.Width);
            Assert.Equal(picture.Samples[(y / block * block * picture.Width) + (x / block * block)], picture.Samples[i]);
        }

        var fine = SampleImaging.Brain(182, 218, 182, SampleImaging.Affine(1, -90, -126, -72));
        var drawn = Picture(new SliceMontage(fine).Draw(fine, SlicePlane.Axial, 90, new ValueRange(0, 1, false, false), ColourMap.Grey, "x"));
        Assert.InRange(drawn.Height, 210, 218);
    }

    [Fact]
    public void A_figure_of_a_volume_of_1_mm_takes_less_than_300_kB()
    {
        // Noise of 5% on every voxel: worse to compress than a group mean is.
        var brain = SampleImaging.Brain(182, 218, 182, SampleImaging.Affine(1, -90, -126, -72));
        var random = new Random(2);
        var noisy = brain with { Values = [.. brain.Values.Select(value => value == 0 ? 0 : value * (float)(0.95 + (0.1 * random.NextDouble())))] };
        var page = ReportWriterTests.Page(SampleReport.Document(100) with { Images = [SampleImaging.Images(noisy)], Models = [] });
        var figure = Regex.Match(page, "<figure class=\"slices\".*?</figure>", RegexOptions.Singleline).Value;
        Assert.InRange(figure.Length, 50_000, 300_000);
    }

    [Fact]
    public void Colours_run_from_0_to_a_round_number_that_a_few_bright_voxels_do_not_move()
    {
        var values = Enumerable.Range(0, 1000).Select(i => i == 0 ? 50f : 0.001f * i * 0.777f).ToImmutableArray();
        var volume = new VolumeData { X = 10, Y = 10, Z = 10, Affine = Ras, Values = values };
        var range = ValueRange.Of([volume], [.. values.Select(_ => true)]);

        // The 99.5th percentile is 0.772 or 0.773; the next number of two digits is 0.78.
        Assert.Equal((0.0, 0.78, false, true), (range.Low, range.High, range.BeyondLow, range.BeyondHigh));
        var symmetric = ValueRange.Symmetric(volume with { Values = [.. values.Select((value, i) => i % 2 == 0 ? -value : value)] }, [.. values.Select(_ => true)]);
        Assert.Equal((-0.78, 0.78), (symmetric.Low, symmetric.High));
    }

    [Fact]
    public void The_diverging_colours_are_near_white_at_0_and_alike_far_on_both_sides()
    {
        var map = ColourMap.Diverging;
        Assert.Equal(128, ColourMap.Place(0, -1, 1));
        Assert.Equal([247, 247, 247], map.Palette[(3 * 128)..(3 * 129)]);
        Assert.Equal((1, 255), (ColourMap.Place(-5, -1, 1), ColourMap.Place(5, -1, 1)));
        Assert.Equal([5, 48, 97], map.Palette[3..6]);
        Assert.Equal([103, 0, 31], map.Palette[^3..]);
    }

    [Fact]
    public void A_tilted_grid_says_so()
    {
        var (cosine, sine) = (Math.Cos(0.2), Math.Sin(0.2));
        var tilted = Cube([2 * cosine, -2 * sine, 0, 0, 2 * sine, 2 * cosine, 0, 0, 0, 0, 2, 0]) with { Values = [.. Enumerable.Repeat(1f, 27)] };

        // 0.2 radians are 11.5 degrees.
        Assert.Contains("tilted by up to 11° from", new SliceMontage(tilted).Describe(), StringComparison.Ordinal);
        Assert.Contains("Grid 3 × 3 × 3, 2 mm voxels", new SliceMontage(tilted).Describe(), StringComparison.Ordinal);
        Assert.Contains("2 × 3 × 4 mm voxels", new SliceMontage(Cube(Ras) with { Values = [.. Enumerable.Repeat(1f, 27)] }).Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Volumes_that_contradict_themselves_are_refused()
    {
        var cube = Cube(Ras);
        VolumeData[] wrong =
        [
            cube with { X = 4 },
            cube with { Mask = [true] },
            cube with { Affine = [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0] },
            cube with { Affine = [double.NaN, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] },
            cube with { Affine = [1, 2, 3] },
        ];
        foreach (var volume in wrong)
        {
            Assert.Throws<ArgumentException>(() => ReportWriterTests.Page(SampleReport.Document(100) with { Images = [SampleImaging.Images(volume)] }));
        }

        var model = SampleImaging.Model();
        var reconstruction = model.Reconstruction! with { Reconstructed = SampleImaging.Brain(20) };
        Assert.Throws<ArgumentException>(() => ReportWriterTests.Page(SampleReport.Document(100) with { Models = [model with { Reconstruction = reconstruction }] }));
    }

    private static VolumeData Cube(ImmutableArray<double> affine) => new() { X = 3, Y = 3, Z = 3, Affine = affine, Values = [.. new float[27]] };

    private static (int Width, int Height, int ColourType, byte[] Samples, byte[] Palette) Picture(string svg) =>
        PngEncoderTests.Decode(Convert.FromBase64String(Regex.Match(svg, "data:image/png;base64,([^\"]+)").Groups[1].Value));
}
