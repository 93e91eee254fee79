using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using WhiteMatter.Fixtures;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Formats.Transforms;
using WhiteMatter.Imaging.Resampling;
using WhiteMatter.Imaging.Tests.Smoothing;
using WhiteMatter.Imaging.Volumes;
using Xunit;

namespace WhiteMatter.Imaging.Tests.Resampling;

/// <summary>Images brought to other grids, against closed forms, SciPy, nibabel and MRtrix.</summary>
public sealed class ResamplingTests : InFolder
{
    /// <summary>Oblique, of unequal edges, of a positive determinant.</summary>
    private static readonly VolumeGrid Image = new(23, 19, 17, [2.1, 0.2, -0.1, -20.5, -0.25, 2.3, 0.15, -22, 0.12, -0.1, 2.6, -19]);

    /// <summary>The first axis to the left, as FSL's templates have it: of a negative determinant.</summary>
    private static readonly VolumeGrid Template = new(31, 27, 22, [-1.5, 0, 0, 22, 0, 1.5, 0, -20, 0, 0, 1.9, -18.5]);

    /// <summary>Not FLIRT's identity: a turn, a scale and a shear.</summary>
    private static readonly double[] Matrix = [0.98, 0.11, -0.05, 1.7, -0.12, 1.03, 0.08, -2.1, 0.04, -0.07, 0.95, 0.9];

    private static float[] Values(VolumeGrid grid, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)grid.Voxels).Select(_ => random.NextSingle())];
    }

    private static float[] Resample(AffineTransform? affine = null, WarpField? warp = null, Interpolation how = Interpolation.Linear, VolumeGrid? template = null, VolumeGrid? image = null)
    {
        var (from, onto) = (image ?? Image, template ?? Template);
        return VolumeResampler.Run(from, Values(from, 5), SpatialMap.Of(onto, from, affine, warp), VolumeMask.Of(onto, _ => true), how);
    }

    [Theory]
    [InlineData(Interpolation.Linear)]
    [InlineData(Interpolation.Nearest)]
    [InlineData(Interpolation.Cubic)]
    public void On_its_own_grid_an_image_stays_as_it_is(Interpolation how) =>
        Assert.All(Resample(how: how, template: Image).Zip(Values(Image, 5)), pair => Assert.Equal(pair.Second, pair.First, how == Interpolation.Cubic ? 2e-6 : 1e-6));

    [Fact]
    public void A_linear_function_of_the_world_stays_one_through_any_grid_and_transform()
    {
        // f(x) = 1 + 0.02 x − 0.03 y + 0.01 z in the image's world: trilinear interpolation is exact for it.
        static double F((double X, double Y, double Z) p) => 1 + (0.02 * p.X) - (0.03 * p.Y) + (0.01 * p.Z);
        var values = new float[Image.Voxels];
        for (var v = 0; v < values.Length; v++)
        {
            values[v] = (float)F(Image.World(v % Image.X, v / Image.X % Image.Y, v / Image.X / Image.Y));
        }

        // In LPS+ from the template to the image, about 10° about z: x' = c x − s y, y' = s x + c y.
        var (c, s) = (Math.Cos(0.17), Math.Sin(0.17));
        var turn = new AffineTransform(TransformConvention.Itk, [c, -s, 0, 0.7, s, c, 0, -0.4, 0, 0, 1, 1.1]);
        var found = VolumeResampler.Run(Image, values, SpatialMap.Of(Template, Image, turn, null), VolumeMask.Of(Template, _ => true), Interpolation.Linear);
        var (inside, exact) = (0, 0);
        for (var v = 0; v < found.Length; v++)
        {
            var (x, y, z) = Template.World(v % Template.X, v / Template.X % Template.Y, v / Template.X / Template.Y);
            if (found[v] != 0)
            {
                inside++;

                // The same turn in RAS+, whose x and y are the negatives; at the edge by a thousandth of a voxel.
                Assert.Equal(F(((c * x) - (s * y) - 0.7, (s * x) + (c * y) + 0.4, z + 1.1)), found[v], 1e-4);
                exact += Math.Abs(F(((c * x) - (s * y) - 0.7, (s * x) + (c * y) + 0.4, z + 1.1)) - found[v]) < 2e-6 ? 1 : 0;
            }
        }

        Assert.InRange(inside, Template.Voxels / 3, Template.Voxels);
        Assert.InRange(exact, inside - 10, inside);
    }

    [Fact]
    public void A_quarter_turn_moves_voxels_and_changes_none()
    {
        // The image's axes in another order and turned round: the same places of the world, the same values.
        var turned = new VolumeGrid(Image.Z, Image.X, Image.Y, [.. Enumerable.Range(0, 3).SelectMany(row => (double[])[
            Image.Affine[(4 * row) + 2], -Image.Affine[4 * row], Image.Affine[(4 * row) + 1], Image.Affine[(4 * row) + 3] + (Image.Affine[4 * row] * (Image.X - 1))])]);
        var (found, values) = (Resample(template: turned), Values(Image, 5));
        for (var v = 0; v < found.Length; v++)
        {
            var (k, i, j) = (v % turned.X, Image.X - 1 - (v / turned.X % turned.Y), v / turned.X / turned.Y);
            Assert.Equal(values[i + (Image.X * (j + (Image.Y * k)))], found[v], 1e-6);
        }
    }

    /// <summary>SciPy 1.10.1 through nibabel 5.0.0: <c>nibabel.processing.resample_from_to(image, template, order, mode = "constant")</c>.</summary>
    [SciPyTheory]
    [InlineData(Interpolation.Linear, 1)]
    [InlineData(Interpolation.Nearest, 0)]
    [InlineData(Interpolation.Cubic, 3)]
    public void The_values_are_those_of_nibabel(Interpolation how, int order)
    {
        Write("image.nii", Image, Values(Image, 5));
        Write("template.nii", Template, new float[Template.Voxels]);
        Nibabel.Expect(
            "import sys, nibabel, numpy; from nibabel.processing import resample_from_to; a = nibabel.load(sys.argv[1]); "
            + "a = nibabel.Nifti1Image(a.get_fdata(), a.affine); "
            + "numpy.asarray(resample_from_to(a, nibabel.load(sys.argv[2]), order=int(sys.argv[4])).dataobj).astype('<f4').ravel(order='F').tofile(sys.argv[3])",
            Folder["image.nii"], Folder["template.nii"], Folder["out"], order.ToString(CultureInfo.InvariantCulture));
        Compare(Floats("out"), Resample(how: how), how == Interpolation.Nearest ? 0 : 2e-6, how == Interpolation.Nearest ? 2e-3 : 5e-4);
    }

    /// <summary>MRtrix 3.0.3: <c>transformconvert M image template flirt_import T; mrtransform image -linear T -template template -interp linear</c>.</summary>
    [PeerFact("mrtransform", "mrtrix3")]
    public void Transforms_of_flirt_are_applied_as_mrtrix_applies_them()
    {
        foreach (var (image, template) in new[] { (Image, Template), (Mirrored(Image), Template), (Image, Mirrored(Template)), (Mirrored(Image), Mirrored(Template)) })
        {
            Write("image.nii", image, Values(image, 5));
            Write("template.nii", template, new float[template.Voxels]);
            File.WriteAllText(Folder["flirt.mat"], Rows(Matrix) + "0 0 0 1\n");
            Run("transformconvert", Folder["flirt.mat"], Folder["image.nii"], Folder["template.nii"], "flirt_import", Folder["t.txt"], "-quiet", "-force");
            Run("mrtransform", Folder["image.nii"], "-linear", Folder["t.txt"], "-template", Folder["template.nii"], "-interp", "linear", Folder["out.nii"], "-quiet", "-force", "-datatype", "float32le", "-strides", Folder["template.nii"]);
            var found = Resample(TransformFile.Read(Folder["flirt.mat"]), template: template, image: image);

            // MRtrix goes half a voxel beyond the outermost centres.
            var expected = NiftiFile.Read(Folder["out.nii"]);
            Assert.Equal(template.Affine.Select(value => Math.Round(value, 4)), expected.Grid.Affine.Select(value => Math.Round(value, 4)));
            var shared = Enumerable.Range(0, found.Length).Where(v => found[v] != 0).ToArray();
            Assert.InRange(shared.Length, template.Voxels / 4, template.Voxels);
            Assert.All(shared, v => Assert.Equal(expected.Values[v], found[v], 2e-5));
        }
    }

    /// <summary>A field of shifts that an affine map makes is that map: FSL's relative and absolute fields, and ITK's.</summary>
    [Fact]
    public void A_field_that_an_affine_map_makes_gives_what_the_map_gives()
    {
        var into = AffineMap.OfGridInFsl(Template);
        var back = new AffineMap([.. Matrix]).Inverse();
        var expected = Resample(new AffineTransform(TransformConvention.Fsl, [.. Matrix]));
        foreach (var absolute in new[] { false, true })
        {
            WriteField("warp.nii", vector: false, (i, j, k) =>
            {
                var p = into.Of(i, j, k);
                var q = back.Of(p.X, p.Y, p.Z);
                return absolute ? q : (q.X - p.X, q.Y - p.Y, q.Z - p.Z);
            });
            var field = WarpField.Read(Folder["warp.nii"]);
            Assert.Equal((TransformConvention.Fsl, absolute), (field.Convention, field.IsAbsolute));
            Compare(expected, Resample(warp: field), 2e-5, 1e-2);

            // The field first, then the affine map: half of the way each is all of it.
            var rest = new AffineTransform(TransformConvention.Fsl, AffineMap.Identity.Rows);
            Compare(expected, Resample(rest, field), 2e-5, 1e-2);
        }

        var itk = new AffineMap([.. Matrix]);
        WriteField("1Warp.nii", vector: true, (i, j, k) =>
        {
            var (x, y, z) = Template.World(i, j, k);
            var q = itk.Of(-x, -y, z);
            return (q.X + x, q.Y + y, q.Z - z);
        });
        var shifts = WarpField.Read(Folder["1Warp.nii"]);
        Assert.Equal(TransformConvention.Itk, shifts.Convention);
        Compare(Resample(new AffineTransform(TransformConvention.Itk, [.. Matrix])), Resample(warp: shifts), 2e-5, 1e-2);

        // antsApplyTransforms -t 1Warp -t affine: the affine map after the field.
        var twice = itk.After(itk);
        Compare(
            Resample(new AffineTransform(TransformConvention.Itk, twice.Rows)),
            Resample(new AffineTransform(TransformConvention.Itk, [.. Matrix]), shifts), 2e-5, 1e-2);
        Assert.Throws<ArgumentException>(() => Resample(new AffineTransform(TransformConvention.Fsl, [.. Matrix]), shifts));
    }

    [Fact]
    public void Coefficients_and_other_images_are_no_fields()
    {
        WriteField("warp.nii", vector: false, (_, _, _) => (0, 0, 0), intent: 2009);
        Assert.Contains("coefficients of a warp", Refusal(() => WarpField.Read(Folder["warp.nii"])).Found, StringComparison.Ordinal);
        Write("image.nii", Image, Values(Image, 5));
        Assert.Contains("1 numbers a voxel, 23 × 19 × 17 in all", Refusal(() => WarpField.Read(Folder["image.nii"])).Found, StringComparison.Ordinal);
        WriteField("warp.nii", vector: false, (i, _, _) => (i == 3 ? double.NaN : 0, 0, 0));
        Assert.Contains("594 of its numbers are not finite", Refusal(() => WarpField.Read(Folder["warp.nii"])).Found, StringComparison.Ordinal);
    }

    /// <summary>The same transform as ITK 5's TransformFileWriter writes it as text and as MATLAB 4: x → M (x − c) + c + t.</summary>
    [Fact]
    public void Transforms_of_itk_are_read_from_text_and_matlab_files()
    {
        double[] parameters = [0.9, 0.1, 0, -0.1, 0.95, 0.05, 0, 0.02, 1.1, 3, -4, 5];
        double[] centre = [10, 20, -30];
        Folder.Write("a.txt", "#Insight Transform File V1.0\n#Transform 0\nTransform: MatrixOffsetTransformBase_double_3_3\nParameters: "
            + string.Join(' ', parameters.Select(value => value.ToString(CultureInfo.InvariantCulture))) + "\nFixedParameters: 10 20 -30\n");
        var bytes = new List<byte>();
        foreach (var (name, numbers) in new[] { ("AffineTransform_double_3_3", parameters), ("fixed", centre) })
        {
            foreach (var number in new[] { 0, numbers.Length, 1, 0, name.Length + 1 })
            {
                bytes.AddRange(BitConverter.GetBytes(number));
            }

            bytes.AddRange([.. System.Text.Encoding.ASCII.GetBytes(name), 0]);
            bytes.AddRange(numbers.SelectMany(BitConverter.GetBytes));
        }

        Folder.Write("a.mat", bytes.ToArray());
        foreach (var name in new[] { "a.txt", "a.mat" })
        {
            var map = TransformFile.Read(Folder[name]);
            Assert.Equal(TransformConvention.Itk, map.Convention);

            // The centre moves by t alone.
            var (x, y, z) = new AffineMap(map.Rows).Of(10, 20, -30);
            Assert.Equal((13.0, 16.0, -25.0), (Math.Round(x, 9), Math.Round(y, 9), Math.Round(z, 9)));
            Assert.Equal((0.9, 0.1, 0.0), (map.Rows[0], map.Rows[1], map.Rows[2]));
        }

        bytes[0] = 1;
        foreach (var (text, found) in new[]
        {
            ("1 0 0 0\n0 1 0 0\n0 0 1 0\n", "neither four rows of four numbers"),
            ("1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 1 1\n", "the last row is not 0 0 0 1"),
            ("1 0 0 0\n0 1 0 0\n0 0 0 0\n0 0 0 1\n", "flattens space"),
            ("1 0 0 0\n0 x 0 0\n0 0 1 0\n0 0 0 1\n", "\"x\" is no number"),
            ("#Insight Transform File V1.0\nTransform: Euler3DTransform_double_3_3\nParameters: 0 0 0 0 0 0\nFixedParameters: 0 0 0\n", "the transform is \"Euler3DTransform_double_3_3\""),
            ("#Insight Transform File V1.0\nTransform: AffineTransform_double_2_2\nParameters: 0 0 0 0 0 0\nFixedParameters: 0 0\n", "6 parameters"),
            ("#Insight Transform File V1.0\nTransform: AffineTransform_double_3_3\nTransform: AffineTransform_double_3_3\n", "several transforms"),
        })
        {
            Folder.Write("bad.txt", text);
            Assert.Contains(found, Refusal(() => TransformFile.Read(Folder["bad.txt"])).Found, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Interpolation.Linear)]
    [InlineData(Interpolation.Cubic)]
    public void What_is_not_finite_stays_where_it_is_and_spoils_nothing_else(Interpolation how)
    {
        var values = Values(Image, 5);
        var clean = (float[])values.Clone();
        (values[1000], clean[1000]) = (float.NaN, 0);
        var mask = VolumeMask.Of(Image, _ => true);
        var map = SpatialMap.Of(Image, Image, null, null);
        var (found, expected) = (VolumeResampler.Run(Image, values, map, mask, how), VolumeResampler.Run(Image, clean, map, mask, how));
        Assert.True(float.IsNaN(found[1000]));
        (found[1000], expected[1000]) = (0, 0);
        Assert.Equal(expected, found);
    }

    private static VolumeGrid Mirrored(VolumeGrid grid) => grid with
    {
        Affine = [.. grid.Affine.Select((value, i) => i % 4 == 0 ? -value : i % 4 == 3 ? value + (grid.Affine[i - 3] * (grid.X - 1)) : value)],
    };

    private static DataFormatException Refusal(Action read)
    {
        var refusal = Assert.Throws<DataFormatException>(read);
        Assert.Equal(DataProblem.TransformUnreadable, refusal.Problem);
        return refusal;
    }

    /// <summary>At the very edge rounding decides between a value and none: a share of voxels may differ by more.</summary>
    private static void Compare(float[] expected, float[] found, double tolerance, double share)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.InRange(expected.Count(value => value != 0), expected.Length / 4, expected.Length);
        var apart = Enumerable.Range(0, expected.Length).Count(v => Math.Abs(expected[v] - found[v]) > tolerance);
        Assert.InRange(apart, 0, (int)(share * expected.Length));
    }

    private static string Rows(double[] rows) =>
        string.Concat(Enumerable.Range(0, 3).Select(row => string.Join(' ', rows[(4 * row)..(4 * (row + 1))].Select(value => value.ToString("R", CultureInfo.InvariantCulture))) + "\n"));

    private static void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    private void Write(string name, VolumeGrid grid, float[] values)
    {
        using var stream = File.Create(Folder[name]);
        NiftiFile.Write(stream, grid, values, new NiftiWriteOptions { Compress = false });
    }

    /// <summary>A field on the template's grid: three volumes, or five dimensions with intent 1007 as ITK writes (nifti1.h: dim, intent_code).</summary>
    private void WriteField(string name, bool vector, Func<int, int, int, (double X, double Y, double Z)> of, short intent = 0)
    {
        var components = new[] { new float[Template.Voxels], new float[Template.Voxels], new float[Template.Voxels] };
        for (var v = 0; v < Template.Voxels; v++)
        {
            var (x, y, z) = of(v % Template.X, v / Template.X % Template.Y, v / Template.X / Template.Y);
            (components[0][v], components[1][v], components[2][v]) = ((float)x, (float)y, (float)z);
        }

        var stream = new MemoryStream();
        NiftiFile.Write(stream, Template, components[0], new NiftiWriteOptions { Compress = false });
        foreach (var component in components[1..])
        {
            stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(component.AsSpan()));
        }

        var bytes = stream.ToArray();
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(40), (short)(vector ? 5 : 4));
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(48), (short)(vector ? 1 : 3));
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(50), (short)(vector ? 3 : 1));
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(68), vector ? (short)1007 : intent);
        File.WriteAllBytes(Folder[name], bytes);
    }

    private float[] Floats(string name) => [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Folder[name]))];
}
