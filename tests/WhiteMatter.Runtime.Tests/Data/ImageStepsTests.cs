using System.Globalization;
using System.Text;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Imaging.Volumes;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Store;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Images, atlas and region means from files to traits.</summary>
public sealed class ImageStepsTests : InFolder
{
    [Fact]
    public async Task Names_that_the_study_says_itself_are_those_of_the_labels_1_2_3()
    {
        var study = new SmallImaging(Folder) { Names = null, Regions = ["Right", "Left", "Between"] }.Write();
        var plan = study.Plan();
        Assert.Equal(RunEnding.Done, (await study.RunAsync(plan)).Ending);
        Assert.Equal(["Right", "Left", "Between"], Traits(study, plan).Names.AsEnumerable());
    }

    [Fact]
    public async Task Images_become_region_means_volumes_maps_and_quality()
    {
        var study = new SmallImaging(Folder).Write();
        var plan = study.Plan();
        var result = await study.RunAsync(plan);
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Empty(result.Diagnostics);

        // The mean over voxels whose first index is 0 or 1 of 0.2 + 0.01 p + 0.001 v: v averages 0.5 + 6 × 9.5 = 57.5; 61.5 for 4 and 5, 59 for 2.
        var traits = Traits(study, plan);
        Assert.Equal(["Tract_R", "Tract_L", "Middle"], traits.Names.AsEnumerable());
        Assert.Equal(Enumerable.Range(1, 12).Select(p => $"P{p}"), traits.Ids);
        for (var p = 1; p <= SmallImaging.People; p++)
        {
            Assert.Equal(0.2 + (0.01 * p) + 0.0575, traits.Values[0][p - 1], 6);
            Assert.Equal(0.2 + (0.01 * p) + 0.0615, traits.Values[1][p - 1], 6);
            Assert.Equal(0.2 + (0.01 * p) + 0.059, traits.Values[2][p - 1], 6);
        }

        var images = study.Artifact(plan, "images:fa");
        Assert.Equal(
            [("missing", 0), ("outliers", 0), ("people", 12), ("removed", 0), ("voxels", 120)],
            images.Record.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(
            ["flow.json", "mask.nii.gz", "mean.nii.gz", "qc.tsv", "volumes.bin", "volumes.json"], images.Record.Files.Select(file => file.Name).Order());
        var outside = images.Record.Inputs.Single(input => input.Role == "outside");
        Assert.Equal(("img/{eid}.nii.gz", 64), (outside.Source, outside.Blake3!.Length));
        using var volumes = VolumeStore.Open(images.PathOf("volumes.bin"), images.PathOf("volumes.json"));
        var values = new float[SmallImaging.Voxels];
        volumes.Read(4, values);
        Assert.Equal(Enumerable.Range(0, SmallImaging.Voxels).Select(v => SmallImaging.Value(5, v)), values);
        Assert.Equal(SmallImaging.Grid, volumes.Grid);

        // The average person is number 6.5.
        var mean = NiftiFile.Read(images.PathOf("mean.nii.gz"));
        Assert.Equal(0.2 + 0.065 + 0.1, mean.Values[100], 6);
        Assert.Equal(SmallImaging.Grid, mean.Grid);
        var quality = File.ReadAllLines(images.PathOf("qc.tsv"));
        Assert.Equal("id\tcoverage\toutside\tmean\tsd\tmean_z\tsd_z\tcorrelation\tnot_finite\toutlier\tkept", quality[0]);
        Assert.StartsWith("P1\t1\t0\t0.269", quality[1], StringComparison.Ordinal);
        Assert.EndsWith("\t0\tfalse\ttrue", quality[1], StringComparison.Ordinal);
        Assert.Equal("id\tTract_R\tTract_L\tMiddle", File.ReadLines(study.Artifact(plan, "region-means:tracts").PathOf("coverage.tsv")).First());
        Assert.Equal(3, study.Artifact(plan, "atlas:jhu").Value("regions"));
        Assert.True(File.Exists(Folder["results/tracts/regions.tsv"]));
    }

    /// <summary>A pair is a single file cut after its header, with another magic text and the voxels at 0 (NIfTI-1, nifti1.h: magic and vox_offset).</summary>
    [PeerFact("b3sum")]
    public async Task The_provenance_of_header_and_voxels_in_two_files_covers_both()
    {
        var study = new SmallImaging(Folder) { Template = "pair/{eid}.hdr" }.Write();
        Directory.CreateDirectory(Folder["pair"]);
        var lines = new StringBuilder();
        for (var person = 1; person <= SmallImaging.People; person++)
        {
            study.Patch(person, 344, [.. "ni1\0"u8]);
            var bytes = File.ReadAllBytes(Folder[$"img/P{person}.nii.gz"]);
            bytes.AsSpan(108, 4).Clear();
            File.WriteAllBytes(Folder[$"pair/P{person}.hdr"], bytes[..352]);
            File.WriteAllBytes(Folder[$"pair/P{person}.img"], bytes[352..]);
            lines.Append(CultureInfo.InvariantCulture, $"P{person}\t{B3sum.Of(bytes)}\n");
        }

        var plan = study.Plan();
        Assert.Equal(RunEnding.Done, (await study.RunAsync(plan)).Ending);
        var outside = study.Artifact(plan, "images:fa").Record.Inputs.Single(input => input.Role == "outside");
        Assert.Equal(B3sum.Of(Encoding.UTF8.GetBytes(lines.ToString())), outside.Blake3);
    }

    [Fact]
    public async Task Images_that_were_not_there_when_planning_are_reported_of_the_step_that_needs_them()
    {
        var study = new SmallImaging(Folder) { Template = "none/{eid}.nii.gz", ImagesKnown = false }.Write();
        var result = await study.RunAsync();
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal((RunCodes.InputGone.Code, DiagnosticSeverity.Error), (found.Code, found.Severity));
        Assert.Contains("none/{eid}.nii.gz", found.Message, StringComparison.Ordinal);
        Assert.Equal(StepEnding.Failed, result.Steps.Single(step => step.Step.Id == "images:fa").Ending);
    }

    [Fact]
    public async Task The_bytes_do_not_depend_on_the_number_of_threads()
    {
        var hashes = new List<string[]>();
        foreach (var cores in new[] { 1, 2, 5 })
        {
            using var folder = new TemporaryFolder();
            var study = new SmallImaging(folder) { Cores = cores, Keep = Compare("correlation", BinaryOperation.Greater, 0.5) }.Write();
            study.Image("img/P7.nii.gz", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => v < 3 ? 0 : MathF.Sin(v))]);
            var plan = study.Plan();
            Assert.Equal(RunEnding.Done, (await study.RunAsync(plan)).Ending);
            hashes.Add([.. new[] { "images:fa", "atlas:jhu", "region-means:tracts" }.SelectMany(step => study.Artifact(plan, step).Record.Files).Select(file => file.Blake3)]);
        }

        Assert.Equal(hashes[0], hashes[1]);
        Assert.Equal(hashes[0], hashes[2]);
    }

    [Fact]
    public async Task Keep_leaves_out_by_quality_and_by_columns_and_counts_it()
    {
        var study = new SmallImaging(Folder)
        {
            Keep = new BinaryExpression(BinaryOperation.And, Compare("age", BinaryOperation.Less, 50), Compare("coverage", BinaryOperation.GreaterOrEqual, 0.5)),
        }.Write();
        study.Image("img/P2.nii.gz", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => v < 80 ? 0 : SmallImaging.Value(2, v))]);
        var plan = study.Plan();
        Assert.Equal(RunEnding.Done, (await study.RunAsync(plan)).Ending);
        var images = study.Artifact(plan, "images:fa");
        Assert.Equal((8, 4), (images.Value("people"), images.Value("removed")));
        Assert.Equal(["P1", "P3", "P4", "P5", "P6", "P7", "P8", "P9"], Traits(study, plan).Ids.AsEnumerable());
        Assert.DoesNotContain(images.Record.Files, file => file.Name.StartsWith("before", StringComparison.Ordinal));

        // The group mean is that of those kept: person 5.375 on average.
        Assert.Equal(0.2 + 0.05375 + 0.1, NiftiFile.Read(images.PathOf("mean.nii.gz")).Values[100], 6);
        Assert.EndsWith("\tfalse", File.ReadAllLines(images.PathOf("qc.tsv"))[2], StringComparison.Ordinal);
        var flow = Handlers.Documents.StepFlow.Read(images)!.Stages[1];
        Assert.Equal(("keep", 12, 8), (flow.Label, flow.In, flow.Out));
    }

    [Fact]
    public async Task A_given_mask_bounds_what_is_kept_and_what_regions_cover()
    {
        var study = new SmallImaging(Folder) { Mask = "brain.nii.gz", IncludeZeros = true }.Write();
        study.Image("brain.nii.gz", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => v % 6 is 0 or 2 ? 1f : 0f)]);
        var plan = study.Plan();
        Assert.Equal(RunEnding.Done, (await study.RunAsync(plan)).Ending);
        Assert.Equal(40, study.Artifact(plan, "images:fa").Value("voxels"));

        // Half of the right tract is inside: its mean with zeros is half that of the voxels inside, (0.21 + 0.057) / 2. The left one is 0.
        var traits = Traits(study, plan);
        Assert.Equal(0.267 / 2, traits.Values[0][0], 6);
        Assert.Equal(0, traits.Values[1][0]);
    }

    /// <summary>A voxel's value in the mask is its index: 20 are above 99.5, of the last of four slices, and all 119 but the first are not 0.</summary>
    [Fact]
    public async Task A_threshold_says_which_voxels_of_a_map_are_the_mask_and_without_one_that_is_told()
    {
        var study = new SmallImaging(Folder) { Mask = "skeleton.nii.gz", MaskAbove = 99.5 }.Write();
        study.Image("skeleton.nii.gz", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => (float)v)]);
        var plan = study.Plan();
        var result = await study.RunAsync(plan);
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.DoesNotContain(result.Diagnostics, found => found.Code == ImageCodes.MaskOfSeveralValues.Code);
        Assert.Equal(20, study.Artifact(plan, "images:fa").Value("voxels"));

        // The first region is where the first index is 0 or 1: of the voxels 100 to 119 those from 102 and 108 and 114 on, by twos.
        Assert.Equal(0.2 + 0.01 + (0.001 * new[] { 102, 103, 108, 109, 114, 115 }.Average()), Traits(study, plan).Values[0][0], 6);

        study = study with { MaskAbove = null };
        plan = study.Plan();
        var told = Assert.Single((await study.RunAsync(plan)).Diagnostics, found => found.Code == ImageCodes.MaskOfSeveralValues.Code);
        Assert.Equal("The mask 'skeleton.nii.gz' has values from 1 to 119 beside 0, and no threshold is given: all 119 voxels that are not 0 are used.", told.Message);
        Assert.Equal(119, study.Artifact(plan, "images:fa").Value("voxels"));

        study = study with { MaskAbove = 119 };
        var found = Assert.Single((await study.RunAsync()).Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(ImageCodes.MaskBelow.Code, found.Code);
        Assert.Equal("No voxel of the mask 'skeleton.nii.gz' is above 119: its greatest value is 119.", found.Message);
    }

    /// <summary>The sides have 40 voxels each, so that their mean is half of both (0.0575 and 0.0615); all 120 have the mean of 0 … 119.</summary>
    [Fact]
    public async Task Sides_are_averaged_and_the_whole_mask_is_a_trait()
    {
        var study = new SmallImaging(Folder) { Sides = RegionSides.Averaged, Whole = true }.Write();
        var plan = study.Plan();
        Assert.Equal(RunEnding.Done, (await study.RunAsync(plan)).Ending);
        var traits = Traits(study, plan);
        Assert.Equal(["Tract", "Middle", "whole"], traits.Names.AsEnumerable());
        Assert.Equal(0.2 + 0.03 + 0.0595, traits.Values[0][2], 6);
        Assert.Equal(0.2 + 0.03 + 0.059, traits.Values[1][2], 6);
        Assert.Equal(0.2 + 0.03 + 0.0595, traits.Values[2][2], 6);
        Assert.Equal("id\tTract\tMiddle\twhole", File.ReadLines(study.Artifact(plan, "region-means:tracts").PathOf("coverage.tsv")).First());
    }

    [Fact]
    public async Task Sides_of_an_atlas_without_any_are_refused()
    {
        var study = new SmallImaging(Folder) { Sides = RegionSides.Both, Names = null }.Write();
        var found = Assert.Single((await study.RunAsync()).Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(ImageCodes.NoSides.Code, found.Code);
        Assert.StartsWith("The regions of 'jhu' are to be averaged over left and right, and none of the 3 names two sides", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1\tTract_R\n2\tTract_L\n3\tTract\n", "'Tract': 'Tract_L' and 'Tract_R' together, and the region 'Tract'.")]
    [InlineData("1\tTract_R\n2\tTract_L\n3\twhole\n", "'whole': the region 'whole', and all voxels inside the mask.")]
    public async Task Two_traits_of_one_name_are_refused(string names, string which)
    {
        var study = new SmallImaging(Folder) { Sides = RegionSides.Averaged, Whole = true }.Write();
        Folder.Write("names.txt", names);
        var found = Assert.Single((await study.RunAsync()).Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(ImageCodes.TwoTraitsOfOneName.Code, found.Code);
        Assert.Equal("Two traits of the regions of 'jhu' would be called " + which, found.Message);
    }

    [Fact]
    public async Task Without_a_mask_voxels_that_half_of_the_people_have_are_inside()
    {
        var study = new SmallImaging(Folder).Write();
        for (var person = 1; person <= 7; person++)
        {
            // Voxel 0 is missing in 7 of 12, voxel 1 in 6.
            study.Image($"img/P{person}.nii.gz", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => v == 0 || (v == 1 && person < 7) ? 0 : SmallImaging.Value(person, v))]);
        }

        var plan = study.Plan();
        Assert.Equal(RunEnding.Done, (await study.RunAsync(plan)).Ending);
        Assert.Equal(119, study.Artifact(plan, "images:fa").Value("voxels"));
    }

    [Fact]
    public async Task Images_of_a_simulation_are_its_own()
    {
        var study = new SmallImaging(Folder).Write();
        var plan = study.PlanOfSimulation();
        var result = await study.RunAsync(plan, BuiltInHandlers.Table.With(new Simulated()));
        Assert.Equal(RunEnding.Done, result.Ending);
        var traits = Traits(study, plan);
        Assert.Equal(["S1", "S2", "S3"], traits.Ids.AsEnumerable());
        Assert.Equal(["F1", "F2", "F3"], traits.Families!.Value.AsEnumerable());
        Assert.Equal(0.2 + 0.02 + 0.0575, traits.Values[0][1], 6);
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal(ImageCodes.ImagesMissing.Code, found.Code);
        Assert.Contains("1 of 4 people", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_may_name_several_columns_and_people_without_a_value_have_no_image()
    {
        var study = new SmallImaging(Folder) { Template = "by{{site}}/{folder}/{eid}.nii.gz" }.Write();
        for (var p = 1; p <= SmallImaging.People; p++)
        {
            study.Image($"by{{site}}/f{p % 2}/P{p}.nii.gz", [.. Enumerable.Range(0, SmallImaging.Voxels).Select(v => SmallImaging.Value(p, v))]);
        }

        File.WriteAllText(Folder["people.tsv"], File.ReadAllText(Folder["people.tsv"]).Replace("P3\t43\tf1", "P3\t43\tNA", StringComparison.Ordinal));
        var plan = study.Plan();
        var result = await study.RunAsync(plan);
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Equal(11, Traits(study, plan).Ids.Length);
        Assert.Contains("such as P3", Assert.Single(result.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coarser_grid_keeps_names_and_writes_labels_for_others()
    {
        var study = new SmallImaging(Folder) { Voxel = 4 }.Write();
        var plan = study.Plan();
        await study.RunAsync(plan);
        var atlas = study.Artifact(plan, "atlas:jhu");
        var labels = NiftiFile.Read(atlas.PathOf("labels.nii.gz"));
        Assert.Equal((NiftiDataType.Int16, 5, 5, 4), (labels.DataType, labels.Grid.X, labels.Grid.Y, labels.Grid.Z));
        Assert.Equal(4, labels.Grid.VoxelSize.X, 6);
        Assert.Equal(["label\tname\tvoxels", "1\tTract_R\t6", "2\tTract_L\t6", "3\tMiddle\t6"], File.ReadAllLines(atlas.PathOf("regions.tsv")));
    }

    private static BinaryExpression Compare(string column, BinaryOperation operation, double value) =>
        new(operation, new ColumnExpression(column), new NumberExpression(value));

    private static TraitMatrix Traits(SmallImaging study, ExecutionPlan plan)
    {
        using var stream = study.Artifact(plan, "region-means:tracts").OpenRead("traits.bin");
        return TraitMatrix.Read(stream);
    }

    /// <summary>Three people with images, one without.</summary>
    private sealed class Simulated : IStepHandler<SimulationParameters>
    {
        public bool OwnerOnly => true;

        public ValueTask RunAsync(StepContext<SimulationParameters> context, CancellationToken cancellationToken)
        {
            using (var table = new StreamWriter(context.Output.Create(SimulationParameters.ParticipantsFile)))
            {
                table.Write("family\tid\tgroup\tage\tsex\tsite\n");
                for (var p = 1; p <= 4; p++)
                {
                    table.Write(string.Create(CultureInfo.InvariantCulture, $"F{p}\tS{p}\tgenotyped\t50\tF\tA\n"));
                }
            }

            Write(context.Output, "mask.nii.gz", _ => 1);
            for (var p = 1; p <= 3; p++)
            {
                Write(context.Output, $"fa/S{p}.nii.gz", v => SmallImaging.Value(p, v));
            }

            context.Output.SetValue("count", 4);
            return ValueTask.CompletedTask;
        }

        private static void Write(ArtifactDraft output, string name, Func<int, float> value)
        {
            using var stream = output.Create(name);
            NiftiFile.Write(stream, SmallImaging.Grid, [.. Enumerable.Range(0, SmallImaging.Voxels).Select(value)]);
        }
    }
}
