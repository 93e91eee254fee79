using WhiteMatter.Formats.Nifti;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Diffusion series from files to region means, and what goes wrong with them.</summary>
public sealed class DiffusionStepsTests : InFolder
{
    private readonly SmallDiffusion _study;

    public DiffusionStepsTests() => _study = new SmallDiffusion(Folder).Write();

    [Theory]
    [InlineData(TensorFit.Iwls, TensorConvention.Mrtrix)]
    [InlineData(TensorFit.Wls, TensorConvention.Dipy)]
    [InlineData(TensorFit.Ols, TensorConvention.Dipy)]
    public async Task Series_become_means_of_regions_that_are_those_of_the_closed_form(TensorFit fit, TensorConvention convention)
    {
        var study = _study with { Fit = fit, Convention = convention };
        var plan = study.Plan();
        var result = await study.RunAsync(plan);
        Assert.Equal([], result.Diagnostics.Select(found => found.Message));
        Assert.Equal(RunEnding.Done, result.Ending);
        var traits = Traits(study, plan);
        for (var person = 1; person <= SmallDiffusion.People; person++)
        {
            Assert.All(Enumerable.Range(0, 3), region => Assert.Equal(SmallDiffusion.Anisotropy(person), traits.Values[region][person - 1], 5));
        }

        var tensors = study.Artifact(plan, "tensors:fa");
        Assert.Equal(
            [("missing", 0), ("not_fitted", 0), ("not_positive", 0), ("people", 6), ("voxels", 720)],
            tensors.Record.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(["id\tnumber\tvolumes\tvoxels\tnot_fitted\tnot_positive\traised\tmedian_md", "P1\t1\t13\t120\t0\t0\t0"],
            File.ReadLines(tensors.PathOf("tensors.tsv")).Take(2).Select((line, row) => row == 0 ? line : line[..line.LastIndexOf('\t')]));
        Assert.Equal((0.0011 + 0.0008) / 3, double.Parse(File.ReadLines(tensors.PathOf("tensors.tsv")).ElementAt(1).Split('\t')[^1], System.Globalization.CultureInfo.InvariantCulture), 8);

        // Diffusion along the second axis: green, as strong as the anisotropy.
        var colours = Unpacked(tensors.PathOf("colour/6.nii.gz"));
        Assert.Equal((128, 24), (BitConverter.ToInt16(colours, 70), BitConverter.ToInt16(colours, 72)));
        Assert.Equal([0, (byte)Math.Round(255 * SmallDiffusion.Anisotropy(6)), 0], colours[352..355]);
    }

    [Fact]
    public async Task Other_measures_are_read_off_the_same_tensors()
    {
        foreach (var measure in Enum.GetValues<TensorMeasure>())
        {
            var study = _study with { Measure = measure };
            var plan = study.Plan();
            var result = await study.RunAsync(plan);
            Assert.Equal(RunEnding.Done, result.Ending);

            // Fitted once: the series' step is found in the store from the second measure on.
            Assert.Equal(measure != TensorMeasure.Fa, result.Steps.Single(step => step.Step.Id == "tensors:fa").Ending == StepEnding.Cached);
            var traits = Traits(study, plan);
            var (along, across) = SmallDiffusion.Eigenvalues(2);
            var expected = measure switch
            {
                TensorMeasure.Fa => SmallDiffusion.Anisotropy(2),
                TensorMeasure.Md => (along + (2 * across)) / 3,
                TensorMeasure.Ad => along,
                _ => across,
            };
            Assert.Equal(1, traits.Values[1][1] / expected, 4);
        }
    }

    [Fact]
    public async Task A_brain_mask_is_found_or_given()
    {
        // Signal in the middle alone.
        var inside = Enumerable.Range(0, SmallImaging.Voxels).Select(v => v % 6 is 2 or 3).ToArray();
        for (var person = 1; person <= SmallDiffusion.People; person++)
        {
            _study.WriteSeries(person, [.. SmallDiffusion.Signals(person).Select(volume => volume.Select((value, v) => inside[v] ? value : 1f).ToArray())]);
            new SmallImaging(Folder).Image($"dwi/P{person}.brain.nii.gz", [.. inside.Select(isIn => isIn ? 1f : 0f)], type: NiftiDataType.UInt8);
        }

        var given = _study with { Brain = BrainMask.Given };
        var plan = given.Plan();
        Assert.Equal(RunEnding.Done, (await given.RunAsync(plan)).Ending);
        Assert.Equal(240, given.Artifact(plan, "tensors:fa").Value("voxels"));
        var map = NiftiFile.Read(given.Artifact(plan, "tensors:fa").PathOf("fa/3.nii.gz"));
        Assert.All(Enumerable.Range(0, SmallImaging.Voxels), v => Assert.Equal(inside[v] ? SmallDiffusion.Anisotropy(3) : 0, map.Values[v], 5));

        new SmallImaging(Folder).Image("dwi/P4.brain.nii.gz", [.. inside.Select(isIn => isIn ? 1f : 0f)], SmallImaging.Grid with { Affine = SmallImaging.Grid.Affine.SetItem(3, 50) });
        await Fails(DiffusionCodes.BrainGridDiffers, () => { }, "P4.brain.nii.gz", given);
    }

    [Fact]
    public async Task Another_b_value_file_is_another_input()
    {
        var plan = _study.Plan();
        _study.WriteTable(2, "0 " + string.Join(' ', Enumerable.Repeat(2000, SmallDiffusion.Directions)));
        File.SetLastWriteTimeUtc(Folder["dwi/P2.bvec"], DateTime.UtcNow.AddSeconds(2));
        Assert.NotEqual(plan.Find("tensors:fa")!.Fingerprint, _study.Plan().Find("tensors:fa")!.Fingerprint);
        var result = await _study.RunAsync(plan);
        var changed = Assert.Single(result.Diagnostics, diagnostic => diagnostic.Code == RunCodes.InputChanged.Code);
        Assert.Contains("the last changed is 'dwi/P2.bvec'", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_without_directions_is_left_out_and_counted_once()
    {
        File.Delete(Folder["dwi/P5.bvec"]);
        File.Delete(Folder["dwi/P6.nii"]);
        var plan = _study.Plan();
        var result = await _study.RunAsync(plan);
        Assert.Equal(RunEnding.Done, result.Ending);
        var messages = result.Diagnostics.OrderBy(found => found.Code, StringComparer.Ordinal).Select(found => (found.Code, found.Message)).ToArray();
        Assert.Equal(
            [
                (ImageCodes.ImagesMissing.Code, "No image at 'dwi/{eid}.nii' for 1 of 6 people (such as P6)."),
                (DiffusionCodes.SeriesIncomplete.Code, "No file at 'dwi/{eid}.bvec' for 1 of 6 people (such as P5), whose series is there."),
            ],
            messages);
        Assert.Equal((4, 2), (_study.Artifact(plan, "images:fa").Value("people"), _study.Artifact(plan, "tensors:fa").Value("missing")));
    }

    [Fact]
    public async Task Where_nobody_has_all_files_the_one_that_is_missing_is_named()
    {
        Folder.Write("withdrawn.txt", "P1\n");
        for (var person = 2; person <= SmallDiffusion.People; person++)
        {
            File.Delete(Folder[$"dwi/P{person}.bvec"]);
        }

        await Fails(
            DiffusionCodes.NobodyHasASeries,
            () => { },
            "None of the 5 people has all files of a series: 5 have none at 'dwi/{eid}.bvec' (looked for dwi/P2.bvec)",
            _study with { Withdrawals = "withdrawn.txt" });
        var missing = Assert.IsType<Probe<ImageSetHeader>.NotFound>(await Host().ReadImageSetHeaderAsync(Request("dwi/{eid}.brain.nii.gz"), default));
        Assert.Equal("dwi/{eid}.bvec", missing.Path);
    }

    [Fact]
    public async Task A_series_on_another_grid_is_named_before_a_tensor_is_fitted()
    {
        _study.WriteSeries(4, SmallDiffusion.Signals(4), SmallImaging.Grid with { Affine = SmallImaging.Grid.Affine.SetItem(3, 50) });
        await Fails(ImageCodes.ImageGridsDiffer, () => { }, "'dwi/P4.nii' has");
    }

    [Fact]
    public async Task Tensor_maps_are_called_by_their_people()
    {
        var elsewhere = SmallImaging.Grid with { Affine = SmallImaging.Grid.Affine.SetItem(3, 50) };
        new SmallImaging(Folder).Image("mask.nii.gz", [.. Enumerable.Repeat(1f, SmallImaging.Voxels)], elsewhere);
        await Fails(ImageCodes.ImageGridsDiffer, () => { }, "'FA map of P1' has", _study with { Mask = "mask.nii.gz" });
    }

    [Fact]
    public async Task A_diffusivity_that_no_water_has_is_told_of_its_person()
    {
        // A tenth of the weighting: tissue of 0.0007 mm²/s seems to have 0.007.
        _study.WriteTable(3, "0 " + string.Join(' ', Enumerable.Repeat(100, SmallDiffusion.Directions)));
        var result = await _study.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        var found = Assert.Single(result.Diagnostics, diagnostic => diagnostic.Code == DiffusionCodes.DiffusivityImpossible.Code);

        // Eigenvalues of 0.0013 and twice 0.0004, times 10.
        Assert.StartsWith("The mean diffusivity is 0.007 mm²/s in the middle voxel of the brain in 1 of 6 series (such as P3)", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task B_values_of_another_unit() => Fails(
        DiffusionCodes.GradientUnit, () => _study.WriteTable(2, "0 " + string.Join(' ', Enumerable.Repeat("1e9", SmallDiffusion.Directions))), "the b-values go from 0 to 1000000000");

    [Fact]
    public Task A_b_value_that_is_text() => Fails(DiffusionCodes.GradientNumber, () => _study.WriteTable(2, "0 1000 many"), "\"many\" is none");

    [Fact]
    public Task Fewer_b_values_than_directions() => Fails(DiffusionCodes.GradientShape, () => _study.WriteTable(2, "0 1000 1000"), "P2.bval: there are 3 b-values; there are 13 directions");

    [Fact]
    public Task More_volumes_than_directions() => Fails(
        DiffusionCodes.GradientShape, () => _study.WriteSeries(2, [.. SmallDiffusion.Signals(2), new float[SmallImaging.Voxels]]), "P2.nii: its header has 14 volumes; there are 13 b-values");

    [Fact]
    public Task A_weighted_volume_without_a_direction() => Fails(
        DiffusionCodes.GradientDirection, () => _study.WriteTable(2, "1000 " + string.Join(' ', Enumerable.Repeat(1000, 12))), "volume 1 has a b-value of 1000");

    [Fact]
    public Task A_shell_that_is_not_there() => Fails(DiffusionCodes.GradientShell, () => { }, "no volume has a b-value of 2000", _study with { Shells = [0, 2000] });

    [Fact]
    public Task All_volumes_without_weighting() => Fails(
        DiffusionCodes.GradientUnweighted, () => _study.WriteTable(2, string.Join(' ', new int[13])), "no volume has a b-value above 50 s/mm²");

    [Fact]
    public Task Directions_in_one_plane() => Fails(
        DiffusionCodes.GradientScheme,
        () => _study.WriteTable(
            2,
            directions: string.Join('\n', new Func<int, double>[] { i => Math.Cos(i), i => Math.Sin(i), _ => 0 }.Select(part =>
                "0 " + string.Join(' ', Enumerable.Range(1, SmallDiffusion.Directions).Select(i => part(i).ToString("R", System.Globalization.CultureInfo.InvariantCulture)))))),
        "13 volumes, 12 of them with a b-value above 50 s/mm², do not determine a tensor");

    [Fact]
    public async Task Voxels_without_a_signal_and_tensors_that_are_not_positive_are_counted()
    {
        var volumes = SmallDiffusion.Signals(3);
        foreach (var volume in volumes)
        {
            volume[7] = 0;
        }

        // More signal with weighting than without: diffusion below 0.
        (volumes[0][9], volumes[4][11]) = (50, float.NaN);
        _study.WriteSeries(3, volumes);
        _study.WriteSeries(4, [.. SmallDiffusion.Signals(4).Select(volume => Enumerable.Repeat(100f, volume.Length).ToArray())]);
        var plan = _study.Plan();
        var result = await _study.RunAsync(plan);
        Assert.Equal(RunEnding.Done, result.Ending);
        var notFitted = Assert.Single(result.Diagnostics, diagnostic => diagnostic.Code == DiffusionCodes.VoxelsNotFitted.Code);
        Assert.Contains("in 2 of 720 voxels of the brain masks, in 1 of 6 series (most in P3)", notFitted.Message, StringComparison.Ordinal);
        Assert.Single(result.Diagnostics, diagnostic => diagnostic.Code == DiffusionCodes.TensorsNotPositive.Code);
        Assert.Equal(2, _study.Artifact(plan, "tensors:fa").Value("not_fitted"));
        Assert.True(_study.Artifact(plan, "tensors:fa").Value("not_positive") >= 1);
    }

    [Fact]
    public async Task A_series_of_one_value_has_no_brain()
    {
        for (var person = 1; person <= SmallDiffusion.People; person++)
        {
            var volumes = SmallDiffusion.Signals(person);
            _study.WriteSeries(person, [.. volumes.Select(volume => volume.Select((value, v) => v % 6 is 2 or 3 || person == 2 ? value : 1f).ToArray())]);
        }

        var study = _study with { Brain = BrainMask.MedianOtsu };
        var result = await study.RunAsync(study.Plan());
        var empty = Assert.Single(result.Diagnostics, diagnostic => diagnostic.Code == DiffusionCodes.BrainsEmpty.Code);
        Assert.Contains("P2", empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_tells_series_with_what_is_beside_them()
    {
        var (host, request) = (Host(), Request());
        var found = Assert.IsType<Probe<ImageSetHeader>.Found>(await host.ReadImageSetHeaderAsync(request, default)).Value;
        Assert.Equal((6, 6), (found.People, found.Identity.Files));
        Assert.Equal([6, 5, 4], found.First.Size.AsEnumerable());
        Assert.Equal(("dwi/P1.bval", 13, 1000), (found.Series!.BValuePath, found.Series.BValues.Length, found.Series.BValues[12]));
        Assert.Null(found.Series.Brain);
        File.Delete(Folder["dwi/P2.bval"]);
        var fewer = Assert.IsType<Probe<ImageSetHeader>.Found>(await host.ReadImageSetHeaderAsync(request, default)).Value;
        Assert.Equal(5, fewer.Identity.Files);
        Assert.IsType<Probe<ImageSetHeader>.Unreadable>(await host.ReadImageSetHeaderAsync(request with { Beside = [] }, default));
        new SmallImaging(Folder).Image("dwi/P1.brain.nii.gz", new float[SmallImaging.Voxels]);
        var withBrain = Assert.IsType<Probe<ImageSetHeader>.Found>(await host.ReadImageSetHeaderAsync(Request("dwi/{eid}.brain.nii.gz"), default)).Value;
        Assert.Equal("dwi/P1.brain.nii.gz", withBrain.Series!.BrainPath);
        Assert.Equal([6, 5, 4], withBrain.Series.Brain!.Size.AsEnumerable());
        File.SetLastWriteTimeUtc(Folder["dwi/P3.bvec"], new DateTime(2050, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        var touched = Assert.IsType<Probe<ImageSetHeader>.Found>(await host.ReadImageSetHeaderAsync(request, default)).Value;
        Assert.Equal("the last changed is 'dwi/P3.bvec', of 2050-01-02 03:04:05 UTC", touched.Latest!.Text);
        _study.WriteTable(1, "0 1000 1000");
        var odd = Assert.IsType<Probe<ImageSetHeader>.Unreadable>(await host.ReadImageSetHeaderAsync(request, default));
        Assert.Equal(DiffusionCodes.GradientShape, odd.Descriptor);
        Assert.Contains("P1.bval: there are 3 b-values", odd.Arguments[0], StringComparison.Ordinal);
    }

    private FileSystemHost Host() => new(Folder.Path, ArtifactStore.OpenForWriting(Folder[".wmstudy"]), new MachineResources(2, 1 << 30));

    private static ImageSetRequest Request(params string[] masks) => new(new TableRequest("scans.tsv", TableFormat.TabSeparated, []), "eid", "dwi/{eid}.nii")
    {
        Beside = ["dwi/{eid}.bval", "dwi/{eid}.bvec", .. masks],
    };

    private async Task Fails(DiagnosticDescriptor code, Action spoil, string text, SmallDiffusion? study = null)
    {
        spoil();
        var result = await (study ?? _study).RunAsync();
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = Assert.Single(result.Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Equal(code.Code, found.Code);
        Assert.Contains(text, found.Message, StringComparison.Ordinal);
    }

    private static TraitMatrix Traits(SmallDiffusion study, ExecutionPlan plan)
    {
        using var stream = study.Artifact(plan, "region-means:tracts").OpenRead("traits.bin");
        return TraitMatrix.Read(stream);
    }

    private static byte[] Unpacked(string path)
    {
        using var stream = new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress);
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
