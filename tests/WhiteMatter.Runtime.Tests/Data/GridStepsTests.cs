using System.Buffers.Binary;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Imaging.Smoothing;
using WhiteMatter.Imaging.Volumes;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Images that are brought to a grid, and smoothed. The axes of the grid run to the left, front and top; a voxel's edge is 2 mm.</summary>
public sealed class GridStepsTests : InFolder
{
    private readonly SmallImaging _study;

    public GridStepsTests()
    {
        _study = new SmallImaging(Folder) { Onto = "template.nii" }.Write();
        _study.Image("template.nii", [.. Enumerable.Repeat(1f, SmallImaging.Voxels)]);
        _study.Image("brain.nii", [.. Enumerable.Repeat(1f, SmallImaging.Voxels)]);
        Directory.CreateDirectory(Folder["xfm"]);
    }

    [Theory]
    [InlineData(VoxelInterpolation.Linear)]
    [InlineData(VoxelInterpolation.Nearest)]
    [InlineData(VoxelInterpolation.Cubic)]
    public async Task Images_on_other_grids_come_out_on_one_where_they_share_their_world(VoxelInterpolation how)
    {
        // The same voxels stored from right to left, and on a larger grid around.
        _study.Image(
            "img/P1.nii.gz",
            [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => SmallImaging.Value(1, v - (v % 6) + 5 - (v % 6)))],
            SmallImaging.Grid with { Affine = [2, 0, 0, -5, 0, 2, 0, -4, 0, 0, 2, -3] });
        _study.Image(
            "img/P2.nii.gz",
            [.. Enumerable.Range(0, 8 * 5 * 4).Select(v => v % 8 is 0 or 7 ? 9f : SmallImaging.Value(2, (v % 8) - 1 + (6 * (v / 8))))],
            new VolumeGrid(8, 5, 4, [-2, 0, 0, 7, 0, 2, 0, -4, 0, 0, 2, -3]));
        var study = _study with { Interpolation = how };
        foreach (var (person, values) in await Volumes(study))
        {
            for (var v = 0; v < values.Length; v++)
            {
                Assert.Equal(SmallImaging.Value(person, v), values[v], how == VoxelInterpolation.Cubic ? 2e-6 : 2e-7);
            }
        }
    }

    [Fact]
    public async Task A_matrix_of_flirt_moves_from_the_image_to_the_grid()
    {
        for (var person = 1; person <= SmallImaging.People; person++)
        {
            Folder.Write($"xfm/P{person}.mat", "1 0 0 2 \n0 1 0 0 \n0 0 1 0 \n0 0 0 1 \n");
        }

        // 2 mm along FSL's first axis, which is the grid's own as its determinant is negative: a voxel up.
        foreach (var (person, values) in await Volumes(_study with { Affines = "xfm/{eid}.mat", Mask = "brain.nii" }))
        {
            Assert.Equal(Enumerable.Range(0, SmallImaging.Voxels).Select(v => v % 6 == 0 ? 0 : SmallImaging.Value(person, v - 1)), values);
        }

        // Of a reference whose determinant is positive the axis is counted from its other end, so that the millimetres are the same.
        _study.Image("reference.nii", new float[SmallImaging.Voxels], SmallImaging.Grid with { Affine = [2, 0, 0, -5, 0, 2, 0, -4, 0, 0, 2, -3] });
        foreach (var (person, values) in await Volumes(_study with { Affines = "xfm/{eid}.mat", Mask = "brain.nii", Reference = "reference.nii" }))
        {
            Assert.Equal(Enumerable.Range(0, SmallImaging.Voxels).Select(v => v % 6 == 0 ? 0 : SmallImaging.Value(person, v - 1)), values);
        }
    }

    [Fact]
    public async Task A_transform_of_itk_moves_from_the_grid_to_the_image_in_lps()
    {
        for (var person = 1; person <= SmallImaging.People; person++)
        {
            Folder.Write($"xfm/P{person}.txt", "#Insight Transform File V1.0\n#Transform 0\nTransform: AffineTransform_double_3_3\nParameters: 1 0 0 0 1 0 0 0 1 2 0 0\nFixedParameters: 0 0 0\n");
        }

        // 2 mm to the left, where the grid's first axis runs.
        foreach (var (person, values) in await Volumes(_study with { Affines = "xfm/{eid}.txt", Mask = "brain.nii" }))
        {
            Assert.Equal(Enumerable.Range(0, SmallImaging.Voxels).Select(v => v % 6 == 5 ? 0 : SmallImaging.Value(person, v + 1)), values);
        }
    }

    [Fact]
    public async Task A_field_moves_and_people_without_one_are_counted()
    {
        for (var person = 1; person <= SmallImaging.People - 1; person++)
        {
            Field($"xfm/P{person}_warp.nii", -2);
        }

        var study = _study with { Warps = "xfm/{eid}_warp.nii", Mask = "brain.nii" };
        var plan = study.Plan();
        var found = Assert.Single((await study.RunAsync(plan)).Diagnostics);
        Assert.Equal((LayoutCodes.TransformsMissing.Code, "No file at 'xfm/{eid}_warp.nii' for 1 of 12 people (such as P12), whose image is there."), (found.Code, found.Message));
        var images = study.Artifact(plan, "images:fa");
        Assert.Contains(("they have no transform", 1L), StepFlow.Read(images)!.Stages[0].Losses.Select(loss => (loss.Reason, loss.Count)));
        Assert.Equal(["img/{eid}.nii.gz", "xfm/{eid}_warp.nii"], images.Record.Inputs.Where(input => input.Role == "outside").Select(input => input.Source));
        foreach (var (person, values) in Read(study, plan))
        {
            Assert.Equal(Enumerable.Range(0, SmallImaging.Voxels).Select(v => v % 6 == 0 ? 0 : SmallImaging.Value(person, v - 1)), values);
        }

        Field("xfm/P4_warp.nii", -1);
        var changed = Assert.Single((await study.RunAsync(plan)).Diagnostics);
        Assert.Equal(RunCodes.InputChanged.Code, changed.Code);
        Assert.Contains("xfm/{eid}_warp.nii", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transforms_of_fsl_and_of_itk_do_not_go_together()
    {
        for (var person = 1; person <= SmallImaging.People; person++)
        {
            Field($"xfm/P{person}_warp.nii", 0);
            Folder.Write($"xfm/P{person}.txt", "#Insight Transform File V1.0\nTransform: AffineTransform_double_3_3\nParameters: 1 0 0 0 1 0 0 0 1 2 0 0\nFixedParameters: 0 0 0\n");
        }

        await Fails(LayoutCodes.TransformsDiffer, _study with { Warps = "xfm/{eid}_warp.nii", Affines = "xfm/{eid}.txt" }, "P1.txt");
    }

    [Fact]
    public async Task A_file_that_is_no_transform_is_refused()
    {
        for (var person = 1; person <= SmallImaging.People; person++)
        {
            Folder.Write($"xfm/P{person}.mat", person == 3 ? "1 0 0\n" : "1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n");
        }

        await Fails(LayoutCodes.TransformUnreadable, _study with { Affines = "xfm/{eid}.mat" }, "P3.mat: the file is neither four rows of four numbers (FLIRT) nor a transform of ITK");
    }

    [Fact]
    public async Task A_mask_on_another_grid_than_the_one_that_images_are_brought_to_is_refused()
    {
        _study.Image("brain.nii", new float[SmallImaging.Voxels], SmallImaging.Grid with { Affine = SmallImaging.Grid.Affine.SetItem(3, 50) });
        await Fails(ImageCodes.ImageGridsDiffer, _study with { Mask = "brain.nii" }, "template.nii");
    }

    /// <summary>That the smoothing itself is SciPy's is tested where it stands; here, that it is done inside the mask after quality was measured.</summary>
    [Fact]
    public async Task Images_are_smoothed_inside_the_mask_after_their_quality_was_measured()
    {
        _study.Image("brain.nii", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => v % 6 < 4 ? 1f : 0f)]);
        var (plain, smooth) = (_study with { Onto = null, Mask = "brain.nii" }, _study with { Onto = null, Mask = "brain.nii", Sigma = 2.5 });
        var (before, plan) = (plain.Plan(), smooth.Plan());
        Assert.Equal(RunEnding.Done, (await plain.RunAsync(before)).Ending);
        Assert.Equal(RunEnding.Done, (await smooth.RunAsync(plan)).Ending);
        var gaussian = new MaskedGaussian(VolumeMask.Of(SmallImaging.Grid, v => v % 6 < 4), 2.5);
        foreach (var ((_, original), (_, values)) in Read(plain, before).Zip(Read(smooth, plan)))
        {
            gaussian.Apply(original);
            Assert.Equal(original, values);
        }

        // But for the correlation with the median map, which is of the images that are kept.
        static string[] Measured(SmallImaging study, Plan.ExecutionPlan plan) =>
            [.. File.ReadAllLines(study.Artifact(plan, "images:fa").PathOf("qc.tsv")).Select(row => string.Join('\t', row.Split('\t')[..7]))];
        Assert.Equal(Measured(plain, before), Measured(smooth, plan));
    }

    private static async Task Fails(DiagnosticDescriptor expected, SmallImaging study, string named)
    {
        var result = await study.RunAsync();
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(expected.Code, found.Code);
        Assert.Contains(named, found.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<(int Person, float[] Values)>> Volumes(SmallImaging study)
    {
        var plan = study.Plan();
        var result = await study.RunAsync(plan);
        Assert.Equal((RunEnding.Done, 0), (result.Ending, result.Diagnostics.Length));
        return Read(study, plan);
    }

    private static List<(int Person, float[] Values)> Read(SmallImaging study, Plan.ExecutionPlan plan)
    {
        var images = study.Artifact(plan, "images:fa");
        using var volumes = VolumeStore.Open(images.PathOf("volumes.bin"), images.PathOf("volumes.json"));
        var found = new List<(int, float[])>();
        for (var i = 0; i < volumes.People; i++)
        {
            var values = new float[volumes.Voxels];
            volumes.Read(i, values);
            found.Add((int.Parse(volumes.Ids[i][1..], System.Globalization.CultureInfo.InvariantCulture), values));
        }

        return found;
    }

    /// <summary>FSL's relative field of one shift along its first axis: three volumes (nifti1.h: dim).</summary>
    private void Field(string name, float shift)
    {
        var stream = new MemoryStream();
        NiftiFile.Write(stream, SmallImaging.Grid, [.. Enumerable.Repeat(shift, SmallImaging.Voxels)], new NiftiWriteOptions { Compress = false });
        stream.Write(new byte[2 * 4 * SmallImaging.Voxels]);
        var bytes = stream.ToArray();
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(40), 4);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(48), 3);
        File.WriteAllBytes(Folder[name], bytes);
    }
}
