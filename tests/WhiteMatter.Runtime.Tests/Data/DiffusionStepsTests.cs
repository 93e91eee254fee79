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
        Assert.Equal(["id\tnumber\tvolumes\tvoxels\tnot_fitted\tnot_positive\traised", "P1\t1\t13\t120\t0\t0\t0"], File.ReadLines(tensors.PathOf("tensors.tsv")).Take(2));

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
        Assert.NotEqual(plan.Find("tensors:fa")!.Fingerprint, _study.Plan().Find("tensors:fa")!.Fingerprint);
        var result = await _study.RunAsync(plan);
        Assert.Contains(result.Diagnostics, diagnostic => diagnostic.Code == RunCodes.InputChanged.Code);
    }

    [Fact]
    public async Task Somebody_without_directions_is_left_out_and_counted_once()
    {
        File.Delete(Folder["dwi/P5.bvec"]);
        var plan = _study.Plan();
        var result = await _study.RunAsync(plan);
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Equal(ImageCodes.ImagesMissing.Code, Assert.Single(result.Diagnostics).Code);
        Assert.Equal((5, 1), (_study.Artifact(plan, "images:fa").Value("people"), _study.Artifact(plan, "tensors:fa").Value("missing")));
    }

    [Fact]
    public Task A_b_value_that_is_text() => Fails(DiffusionCodes.GradientNumber, () => _study.WriteTable(2, "0 1000 many"), "\"many\" is none");

    [Fact]
    public Task Fewer_b_values_than_directions() => Fails(DiffusionCodes.GradientShape, () => _study.WriteTable(2, "0 1000 1000"), "13 directions and 3 b-values");

    [Fact]
    public Task More_volumes_than_directions() => Fails(
        DiffusionCodes.GradientShape, () => _study.WriteSeries(2, [.. SmallDiffusion.Signals(2), new float[SmallImaging.Voxels]]), "13 directions and 14 volumes");

    [Fact]
    public Task A_weighted_volume_without_a_direction() => Fails(
        DiffusionCodes.GradientDirection, () => _study.WriteTable(2, "1000 " + string.Join(' ', Enumerable.Repeat(1000, 12))), "volume 1 has a b-value of 1000");

    [Fact]
    public Task A_shell_that_is_not_there() => Fails(DiffusionCodes.GradientShell, () => { }, "no volume has a b-value of 2000", _study with { Shells = [0, 2000] });

    [Fact]
    public Task All_volumes_without_weighting() => Fails(
        DiffusionCodes.GradientScheme, () => _study.WriteTable(2, string.Join(' ', new int[13])), "0 of them with a b-value above 50");

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
        var host = new FileSystemHost(
            Folder.Path, ArtifactStore.OpenForWriting(Folder[".wmstudy"]), new MachineResources(2, 1 << 30));
        var request = new ImageSetRequest(new TableRequest("scans.tsv", TableFormat.TabSeparated, []), "eid", "dwi/{eid}.nii")
        {
            Beside = ["dwi/{eid}.bval", "dwi/{eid}.bvec"],
        };
        var found = Assert.IsType<Probe<ImageSetHeader>.Found>(await host.ReadImageSetHeaderAsync(request, default)).Value;
        Assert.Equal((6, 6), (found.People, found.Identity.Files));
        Assert.Equal([6, 5, 4], found.First.Size.AsEnumerable());
        File.Delete(Folder["dwi/P2.bval"]);
        var fewer = Assert.IsType<Probe<ImageSetHeader>.Found>(await host.ReadImageSetHeaderAsync(request, default)).Value;
        Assert.Equal(5, fewer.Identity.Files);
        Assert.IsType<Probe<ImageSetHeader>.Unreadable>(await host.ReadImageSetHeaderAsync(request with { Beside = [] }, default));
    }

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
