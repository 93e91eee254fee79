using System.IO.Compression;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Each thing that goes wrong with images and atlases has its code, names what and where, and points at the line of the study.</summary>
public sealed class ImageBadInputTests : InFolder
{
    private readonly SmallImaging _study;

    public ImageBadInputTests() => _study = new SmallImaging(Folder).Write();

    [Fact]
    public Task A_text_in_place_of_an_image() => Fails(ImageCodes.NotNifti, () => Folder.Write("img/P3.nii.gz", "id\tvalue\n"), "P3.nii.gz");

    [Fact]
    public Task A_header_with_a_negative_size() => Fails(ImageCodes.NiftiHeader, () => _study.Patch(3, 42, 0xff, 0xff), "dim[1] is -1");

    [Fact]
    public Task An_image_cut_short() => Fails(ImageCodes.NiftiTruncated, () =>
    {
        _study.Patch(3, 0);
        using var file = File.OpenWrite(Folder["img/P3.nii.gz"]);
        file.SetLength(500);
    }, "the file has 500 bytes");

    [Fact]
    public Task An_image_of_complex_numbers() => Fails(ImageCodes.NiftiDataType, () => _study.Patch(3, 70, 32, 0), "complex numbers");

    [Fact]
    public Task A_packed_image_that_goes_on_and_on() => Fails(ImageCodes.NiftiExpands, () =>
    {
        _study.Patch(3, 0);
        var bytes = File.ReadAllBytes(Folder["img/P3.nii.gz"]);
        using var gzip = new GZipStream(File.Create(Folder["img/P3.nii.gz"]), CompressionLevel.Optimal);
        gzip.Write(bytes);
        gzip.Write(new byte[8 << 20]);
    }, "P3.nii.gz");

    [Fact]
    public Task An_image_of_several_volumes() => Fails(ImageCodes.NiftiSeveralVolumes, () => _study.Patch(3, 40, 4, 0, 6, 0, 5, 0, 1, 0, 4, 0), "4 volumes");

    [Fact]
    public Task A_file_of_names_that_names_a_label_twice() =>
        Fails(ImageCodes.LabelNames, () => Folder.Write("names.txt", "1 a\n2 b\n2 c\n"), "lines 2 and 3: label 2 occurs twice");

    [Fact]
    public Task An_atlas_of_fractions() =>
        Fails(ImageCodes.LabelValues, () => _study.Image("labels.nii.gz", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => v / 2f)]), "60 voxels are no label (such as 0.5)");

    [Theory]
    [InlineData("../P3")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    public Task A_value_that_leads_out_of_the_folder(string value)
    {
        Folder.Write("people.tsv", File.ReadAllText(Folder["people.tsv"]).Replace("P3\t", value + "\t", StringComparison.Ordinal));
        return Fails(ImageCodes.PathValue, _study with { Planned = new ImageSetIdentity(12, 1, "0") }, null, $"the value '{value}'");
    }

    [Fact]
    public Task Nobody_of_the_cohort_with_an_image() => Fails(
        ImageCodes.NobodyHasAnImage,
        () =>
        {
            File.Delete(Folder["img/P1.nii.gz"]);
            File.Delete(Folder["img/P2.nii.gz"]);
        },
        "None of the 2 people has an image at 'img/{eid}.nii.gz' (looked for img/P1.nii.gz)",
        _study with { Include = new BinaryExpression(BinaryOperation.Less, new ColumnExpression("age"), new NumberExpression(43)) });

    [Fact]
    public Task A_path_that_is_the_same_for_two_people() =>
        Fails(ImageCodes.ImageOfTwoPeople, () => _study.Image("img/f1.nii.gz", new float[SmallImaging.Voxels]), "P1 and of P3", _study with { Template = "img/{folder}.nii.gz" });

    [Fact]
    public Task An_image_on_another_grid() => Fails(
        ImageCodes.ImageGridsDiffer,
        () => _study.Image("img/P3.nii.gz", new float[60], SmallImaging.Grid with { Z = 2 }),
        "6 × 5 × 2 voxels of 2 × 2 × 2 mm, axes LAS, first voxel at (5, -4, -3) mm");

    [Fact]
    public Task A_mask_on_another_grid() => Fails(
        ImageCodes.ImageGridsDiffer,
        () => _study.Image("brain.nii", Enumerable.Repeat(1f, SmallImaging.Voxels).ToArray(), SmallImaging.Grid with { Affine = SmallImaging.Grid.Affine.SetItem(3, 6) }),
        "the mask 'brain.nii' has",
        _study with { Mask = "brain.nii" });

    [Fact]
    public Task A_mask_of_nothing() =>
        Fails(ImageCodes.MaskEmpty, () => _study.Image("brain.nii", new float[SmallImaging.Voxels]), "'brain.nii' is 0 everywhere", _study with { Mask = "brain.nii" });

    [Fact]
    public Task Images_of_nothing() => Fails(
        ImageCodes.MaskEmpty,
        () =>
        {
            for (var p = 1; p <= SmallImaging.People; p++)
            {
                _study.Image($"img/P{p}.nii.gz", Enumerable.Repeat(float.NaN, SmallImaging.Voxels).ToArray());
            }
        },
        "no voxel has a value in half of the images");

    [Fact]
    public Task A_keep_that_leaves_no_image() => Fails(
        ImageCodes.NobodyKept,
        () => { },
        "12 do not meet it and 0 lack a value",
        _study with { Keep = new BinaryExpression(BinaryOperation.Greater, new ColumnExpression("mean"), new NumberExpression(2)) });

    [Fact]
    public Task An_atlas_on_a_finer_grid() => Fails(
        ImageCodes.AtlasGridDiffers,
        () => _study.Image("labels.nii.gz", [1, 2, 3], new VolumeGrid(3, 1, 1, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])),
        "3 × 1 × 1 voxels of 1 × 1 × 1 mm");

    [Fact]
    public async Task An_atlas_whose_sides_are_exchanged_against_the_images_is_never_taken_voxel_by_voxel()
    {
        await Fails(ImageCodes.AtlasAxesDiffer, _study with { Flip = AtlasFlip.LeftRight }, null, "write flip = none");

        // The same labels with a header that runs to the right, as Debian's copy of the JHU atlas has.
        _study.Image(
            "labels.nii.gz",
            NiftiFile.Read(Folder["labels.nii.gz"]).Values,
            SmallImaging.Grid with { Affine = [2, 0, 0, -5, 0, 2, 0, -4, 0, 0, 2, -3] });
        await Fails(ImageCodes.AtlasAxesDiffer, _study, null, "run RAS and those of the images LAS");
        var mended = await (_study with { Flip = AtlasFlip.LeftRight }).RunAsync();
        Assert.Equal(RunEnding.Done, mended.Ending);
        Assert.Empty(mended.Diagnostics);
    }

    [Fact]
    public Task A_grid_finer_than_the_atlas() => Fails(ImageCodes.AtlasVoxelTooFine, () => { }, "voxel = 1.5 mm", _study with { Voxel = 1.5 });

    [Fact]
    public async Task Regions_that_the_mask_or_the_coverage_leaves_without_a_mean()
    {
        _study.Image("brain.nii", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => v % 6 == 3 ? 1f : 0f)]);
        await Fails(ImageCodes.NoRegionMeasured, _study with { Mask = "brain.nii" }, null, "no voxel of one is inside the mask");
        _study.Image("brain.nii", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => v == 0 ? 1f : 0f)]);
        await Fails(ImageCodes.NoRegionMeasured, _study with { Mask = "brain.nii", Coverage = 0.5 }, null, "none has the coverage asked for in anybody");
    }

    [Fact]
    public async Task People_without_an_image_are_a_counted_warning()
    {
        foreach (var p in new[] { 2, 4, 5, 6, 7, 8 })
        {
            File.Delete(Folder[$"img/P{p}.nii.gz"]);
        }

        await Warns(ImageCodes.ImagesMissing, _study, "No image at 'img/{eid}.nii.gz' for 6 of 12 people (such as P2, P4, P5, P6, P7)");
    }

    [Fact]
    public async Task Voxels_that_are_nan_are_a_counted_warning_and_enter_nowhere()
    {
        var values = Enumerable.Range(0, SmallImaging.Voxels).Select(v => v is 0 or 1 ? float.NaN : v == 2 ? float.PositiveInfinity : SmallImaging.Value(3, v)).ToArray();
        _study.Image("img/P3.nii.gz", values);
        var plan = _study.Plan();
        await Warns(ImageCodes.VoxelsNotFinite, _study, "Voxels inside the mask that are NaN or infinite: 3, in 1 of 12 images (such as P3)", plan);
        var coverage = File.ReadAllLines(_study.Artifact(plan, "region-means:tracts").PathOf("coverage.tsv"))[3];
        Assert.Equal("P3\t0.95\t1\t0.95", coverage);
    }

    [Fact]
    public async Task An_image_of_zeros_is_a_counted_warning()
    {
        _study.Image("img/P3.nii.gz", new float[SmallImaging.Voxels]);
        await Warns(ImageCodes.ImagesWithoutValues, _study, "No value but 0 inside the mask in 1 of 12 images (such as P3)");
    }

    [Fact]
    public async Task Images_far_from_the_others_are_flagged_and_stay()
    {
        _study.Image("img/P3.nii.gz", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => 5 * SmallImaging.Value(3, v))]);
        var plan = _study.Plan();
        await Warns(ImageCodes.ImageOutliers, _study, "Mean or standard deviation more than 3.5 robust standard deviations from the median in 1 of 12 images (such as P3)", plan);
        Assert.Equal((12, 1), (_study.Artifact(plan, "images:fa").Value("people"), _study.Artifact(plan, "images:fa").Value("outliers")));
    }

    [Fact]
    public async Task Images_without_an_orientation_are_a_counted_warning()
    {
        // A grid as the reader assumes it: centred, the first axis to the left.
        var centred = SmallImaging.Grid with { Affine = [-2, 0, 0, 5, 0, 2, 0, -4, 0, 0, 2, -3] };
        Assert.Equal(centred, SmallImaging.Grid);
        _study.Patch(3, 252, 0, 0, 0, 0);
        await Warns(ImageCodes.OrientationAssumed, _study, "No orientation in the header of 1 of 12 images (such as img/P3.nii.gz)");
    }

    [Fact]
    public async Task An_intercept_without_a_slope_is_a_counted_warning()
    {
        _study.Patch(3, 112, [.. BitConverter.GetBytes(0f), .. BitConverter.GetBytes(7f)]);
        await Warns(ImageCodes.SlopeZero, _study, "An scl_inter with an scl_slope of 0 in the header of 1 of 12 images");
    }

    [Fact]
    public async Task An_odd_header_is_told()
    {
        _study.Patch(3, 252, 0, 1);
        var found = (await _study.RunAsync()).Diagnostics.Single(found => found.Code == ImageCodes.HeaderOddities.Code);
        Assert.Contains("qform_code is 256", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_contradict_the_header_are_a_warning_with_the_setting_to_write()
    {
        Folder.Write("names.txt", "1 Tract_L\n2 Tract_R\n3 Middle\n");
        var found = await Warns(ImageCodes.AtlasSidesContradict, _study, "Regions whose name says one side and whose voxels lie on the other: 2 of 2 (such as Tract_L at x = 4.0 mm");
        Assert.Contains("flip = left_right", found.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_and_labels_without_each_other_are_counted_warnings()
    {
        Folder.Write("names.txt", "1 Tract_R\n2 Tract_L\n7 Absent\n");
        await Warns(ImageCodes.RegionsWithoutVoxels, _study, "Named regions of 'labels.nii.gz' without a voxel: 1 (such as Absent)");
        var study = new SmallImaging(Folder).Write();
        Folder.Write("names.txt", "1 Tract_R\n2 Tract_L\n7 Absent\n");
        await Warns(ImageCodes.LabelsWithoutNames, study, "Labels of 'labels.nii.gz' with voxels and without a name in 'names.txt': 1 (such as 3)");
    }

    [Fact]
    public async Task Regions_without_a_mean_are_no_traits_and_a_counted_warning()
    {
        _study.Image("brain.nii", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => v % 6 < 4 ? 1f : 0f)]);
        var study = _study with { Mask = "brain.nii" };
        var plan = study.Plan();
        await Warns(ImageCodes.RegionsWithoutMeans, study, "Regions with the coverage asked for in nobody, and so no traits: 1 of 3 (such as Tract_L)", plan);
        Assert.Equal(2, study.Artifact(plan, "region-means:tracts").Value("traits"));
    }

    [Fact]
    public async Task Images_that_changed_since_the_plan_are_refused_before_the_run()
    {
        var plan = _study.Plan();
        File.Delete(Folder["img/P3.nii.gz"]);
        await Fails(RunCodes.InputChanged, _study, plan, "it has 11 files and had 12");
        _study.Image("img/P3.nii.gz", new float[SmallImaging.Voxels]);
        await Fails(RunCodes.InputChanged, _study, plan, "img/{eid}.nii.gz");
        Directory.Delete(Folder["img"], recursive: true);
        await Fails(RunCodes.InputGone, _study, plan, "img/{eid}.nii.gz");
    }

    private Task Fails(DiagnosticDescriptor expected, Action damage, string named, SmallImaging? study = null)
    {
        damage();
        return Fails(expected, study ?? _study, null, named);
    }

    /// <summary>The run fails with this code first, at the study's line, naming what and where, and publishes nothing.</summary>
    private static async Task Fails(DiagnosticDescriptor expected, SmallImaging study, ExecutionPlan? plan, string named)
    {
        var result = await study.RunAsync(plan);
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal((expected.Code, 3), (found.Code, found.Span!.Line));
        Assert.Contains(named, found.Message, StringComparison.Ordinal);
        Assert.NotEmpty(found.Advice);
        Assert.False(Directory.Exists(study.Folder["results"]));
        if (Directory.Exists(study.Folder[".wmstudy/tmp"]))
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(study.Folder[".wmstudy/tmp"]));
        }
    }

    private static async Task<Diagnostic> Warns(DiagnosticDescriptor expected, SmallImaging study, string named, ExecutionPlan? plan = null)
    {
        var result = await study.RunAsync(plan);
        Assert.Equal(RunEnding.Done, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Code == expected.Code);
        Assert.Equal((DiagnosticSeverity.Warning, 3), (found.Severity, found.Span!.Line));
        Assert.Contains(named, found.Message, StringComparison.Ordinal);
        return found;
    }
}
