using System.Globalization;
using System.Runtime.InteropServices;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Learning.Weights;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Models;

/// <summary>Steps of interpretations in runs. What the numbers are is the business of the libraries' tests.</summary>
public sealed class InterpretationStudyTests : InFolder
{
    [LibtorchFact]
    public async Task An_interpretation_has_the_files_and_values_that_the_plan_promises()
    {
        var study = new SmallInterpretation(new SmallModel(Folder));
        var result = await Done(study);
        var values = SmallModel.RecordOf(result, "interpretation:perdi").Values;
        Assert.Equal((SmallModel.People - 1, 3, 2), (values["people"], values["latents"], values["regions"]));
        var regions = Table(study, result, "regions.tsv");
        Assert.Equal(["latent", "rank", "region", "label", "voxels", "score", "p_region", "p"], regions[0]);
        Assert.Equal(3 * 2, regions.Length - 1);

        // Labels 1 and 2 take x from 1 to 3 and from 4 to 7; y and z from 1 and z from 0 are inside the mask.
        Assert.All(regions.Skip(1), row => Assert.Equal(row[3] == "1" ? "147" : "196", row[4]));
        Assert.Equal(["1", "2", "1", "2", "1", "2"], regions.Skip(1).Select(row => row[1]));
        var numbers = regions.Skip(1).Select(row => (Score: Number(row[5]), PRegion: Number(row[6]), P: Number(row[7]))).ToArray();
        Assert.All(numbers, row => Assert.InRange(row.P, row.PRegion, 1));
        Assert.All(numbers, row => Assert.InRange(row.PRegion, 0.05, 1));
        Assert.Equal(values["min_p"], numbers.Min(row => row.P));
        Assert.Equal(values["enriched"], numbers.Count(row => row.P < 0.05));
        var explained = Table(study, result, "explained.tsv");
        Assert.Equal(["(inside the mask)", "region 1", "region 2"], explained.Skip(1).Select(row => row[0]));
        Assert.Equal(["392", "147", "196"], explained.Skip(1).Select(row => row[1]));
        Assert.Equal(values["explained"], Number(explained[1][2]));
        Assert.InRange(values["explained_median"], values["explained_lower_quartile"], values["explained_upper_quartile"]);
        var latents = Table(study, result, "latents.tsv");
        Assert.Equal(["latent", "mean", "sd", "greatest", "region", "score", "p"], latents[0]);
        Assert.Equal(["latent_001", "latent_002", "latent_003"], latents.Skip(1).Select(row => row[0]));
        Assert.Equal(regions.Skip(1).Where(row => row[1] == "1").Select(row => (row[2], row[5], row[7])), latents.Skip(1).Select(row => (row[4], row[5], row[6])));
        foreach (var name in new[] { "latent_001.nii.gz", "latent_003.nii.gz", "walks/latent_002_minus_3sd.nii.gz", "walks/latent_002_plus_1sd.nii.gz", "walks/mean.nii.gz" })
        {
            var image = NiftiFile.Read(study.Study.PathOf(result, "interpretation:perdi", name));
            Assert.Equal(8 * 8 * 8, image.Values.Length);
            Assert.Equal([2, 0, 0, -8, 0, 2, 0, -8, 0, 0, 2, -8], image.Grid.Affine.AsEnumerable());
            Assert.Equal(NiftiDataType.Float32, image.DataType);
            Assert.All(image.Values, value => Assert.True(float.IsFinite(value)));
            Assert.Contains(image.Values, value => value != 0);
            Assert.True(File.Exists(Folder["results/perdi/" + name]));
        }

        var fitted = Assert.Single(result.Diagnostics, found => found.Code == ModelCodes.PeopleFitted.Code);
        Assert.StartsWith($"Of the {SmallModel.People - 1} people encoded in perdi, the model was fitted on {SmallModel.Fitted}", fitted.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task The_same_study_gives_the_same_bytes_again()
    {
        using var other = new TemporaryFolder();
        var (first, second) = (new SmallInterpretation(new SmallModel(Folder)), new SmallInterpretation(new SmallModel(other)));
        var (one, two) = (await Done(first), await Done(second));
        Assert.Equal(
            SmallModel.RecordOf(one, "interpretation:perdi").Files.Select(file => (file.Name, file.Blake3)),
            SmallModel.RecordOf(two, "interpretation:perdi").Files.Select(file => (file.Name, file.Blake3)));
    }

    [LibtorchFact]
    public async Task A_page_shows_the_maps_with_the_regions_that_score_highest()
    {
        var study = new SmallInterpretation(new SmallModel(Folder)) { WithPage = true };
        var result = await Done(study);
        var page = File.ReadAllText(Folder["results/page.html"]);
        Assert.Contains("<h2>What latents show</h2>", page, StringComparison.Ordinal);

        // How many people there are is a range, as one of them has no image.
        Assert.Contains(" people were decoded by udr as they are", page, StringComparison.Ordinal);
        Assert.Contains("19 random directions", page, StringComparison.Ordinal);
        var first = Table(study, result, "regions.tsv")[1];
        Assert.Contains($"Highest scores: {first[2]} ", page, StringComparison.Ordinal);
        Assert.Equal(3, System.Text.RegularExpressions.Regex.Count(page, "data-file=\"perdi-latent_00"));
    }

    [LibtorchFact]
    public async Task Without_an_atlas_there_are_maps_of_the_latents_asked_for_and_no_scores()
    {
        var study = new SmallInterpretation(new SmallModel(Folder)) { WithAtlas = false, Latents = [3, 1] };
        var result = await Done(study);
        Assert.Equal((2, false), (SmallModel.RecordOf(result, "interpretation:perdi").Values["latents"], SmallModel.RecordOf(result, "interpretation:perdi").Values.ContainsKey("min_p")));
        var files = SmallModel.RecordOf(result, "interpretation:perdi").Files.Select(file => file.Name).ToArray();
        Assert.Contains("latent_003.nii.gz", files);
        Assert.DoesNotContain("latent_002.nii.gz", files);
        Assert.DoesNotContain("regions.tsv", files);
        Assert.Equal(["latent_003", "latent_001"], Table(study, result, "latents.tsv").Skip(1).Select(row => row[0]));
    }

    [LibtorchFact]
    public async Task People_are_drawn_from_those_the_model_does_not_know()
    {
        var study = new SmallInterpretation(new SmallModel(Folder)) { People = 12, WithAtlas = false };
        SmallInterpretation.WritePeople(Folder, 40);
        var result = await Done(study);
        Assert.Equal(12, SmallModel.RecordOf(result, "interpretation:perdi").Values["people"]);
        Assert.DoesNotContain(result.Diagnostics, found => found.Code == ModelCodes.PeopleFitted.Code || found.Code == InterpretationCodes.FewerPeople.Code);
        var flow = File.ReadAllText(study.Study.PathOf(result, "interpretation:perdi", "flow.json"));
        Assert.Contains("\"the model was fitted on them\"", flow, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task Fewer_people_than_asked_for_are_a_warning()
    {
        var study = new SmallInterpretation(new SmallModel(Folder)) { People = 500, WithAtlas = false };
        SmallInterpretation.WritePeople(Folder, 40);
        var warned = Assert.Single((await Done(study)).Diagnostics, found => found.Code == InterpretationCodes.FewerPeople.Code);
        Assert.StartsWith("perdi asks for 500 people; 29 have an image", warned.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task Fewer_than_ten_people_are_refused()
    {
        var found = await Fails(new SmallInterpretation(new SmallModel(Folder)) { People = 10 }, InterpretationCodes.TooFewPeople);
        Assert.StartsWith("perdi has 7 people with an image, and takes at least 10.", found.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task A_region_outside_the_mask_is_told_and_has_no_score()
    {
        var study = new SmallInterpretation(new SmallModel(Folder));
        var warned = Assert.Single((await Done(study)).Diagnostics, found => found.Code == InterpretationCodes.RegionsOutside.Code);
        Assert.Contains("1 of 3 (such as region 3)", warned.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task An_atlas_without_a_region_inside_the_mask_is_refused() =>
        await Fails(new SmallInterpretation(new SmallModel(Folder)) { Label = (x, _, _) => x == 0 ? 3 : 0 }, InterpretationCodes.NoRegionInside);

    [LibtorchFact]
    public async Task An_atlas_on_another_grid_is_refused() =>
        await Fails(new SmallInterpretation(new SmallModel(Folder)) { Edge = 3 }, ImageCodes.AtlasGridDiffers);

    [LibtorchFact]
    public async Task A_latent_that_is_the_same_in_everybody_is_left_out_and_told()
    {
        var study = new SmallInterpretation(new SmallModel(Folder)) { WithAtlas = false };
        var trained = await Done(study);
        var result = await Again(study, trained, [1]);
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        var warned = Assert.Single(result.Diagnostics, found => found.Code == InterpretationCodes.LatentsWithoutVariance.Code);
        Assert.Contains("1 of 3 (such as latent_002)", warned.Message, StringComparison.Ordinal);
        Assert.Equal(2, SmallModel.RecordOf(result, "interpretation:perdi").Values["latents"]);
    }

    /// <summary>Traits that are made of the latents themselves: of the second one, with the sign turned, and of nothing.</summary>
    [LibtorchFact]
    public async Task Latents_are_held_against_traits_of_the_same_people()
    {
        var small = new SmallModel(Folder) { Encoded = null };
        SmallInterpretation.WritePeople(Folder, 31);
        var encoded = await small.RunAsync();
        TraitMatrix latents;
        using (var stream = File.OpenRead(small.PathOf(encoded, "encoding:latents", "traits.bin")))
        {
            latents = TraitMatrix.Read(stream);
        }

        // The last person of the table has no image, and one has no age.
        var people = latents.Ids.Length;
        string Row(int person) => string.Create(
            CultureInfo.InvariantCulture,
            $"{latents.Ids[person]}\t{(person == 3 ? "NA" : (60 - (2 * latents.Values[1][person])).ToString("R", CultureInfo.InvariantCulture))}\t{Math.Sin(7.3 * person):R}\n");
        Folder.Write("sizes.tsv", "eid\tage\tnoise\n" + string.Concat(Enumerable.Range(0, people).Select(Row)));
        var study = new SmallInterpretation(small) { WithAtlas = false, Against = ["age", "noise"], WithPage = true };
        var result = await Done(study);
        var pairs = Table(study, result, "correlations.tsv");
        Assert.Equal(["latent", "with", "trait", "people", "r", "neg_log10_p"], pairs[0]);
        Assert.Equal(1 + (3 * 2), pairs.Length);
        var age = pairs.Single(row => row[0] == "latent_002" && row[2] == "age");
        Assert.Equal(("sizes", people - 1), (age[1], int.Parse(age[3], CultureInfo.InvariantCulture)));
        Assert.Equal(-1, Number(age[4]), 9);
        Assert.True(Number(age[5]) > 50);

        // Textbook correlation of another pair, and P by scipy.stats.t's definition: 2 P(T > |t|) of n − 2 degrees of freedom.
        var noise = pairs.Single(row => row[0] == "latent_001" && row[2] == "noise");
        var (x, y) = (latents.Values[0], Enumerable.Range(0, people).Select(person => Math.Sin(7.3 * person)).ToArray());
        var (meanX, meanY) = (x.Average(), y.Average());
        var r = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / Math.Sqrt(x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
        Assert.Equal(r, Number(noise[4]), 9);
        Assert.InRange(Number(noise[5]), 0, 4);

        // What a latent makes up is explained whole.
        var canonical = Table(study, result, "canonical.tsv");
        Assert.Equal(1, Number(canonical[1][2]), 6);
        Assert.Equal(3, canonical.Length);
        var comparison = Table(study, result, "comparisons.tsv")[1];
        Assert.Equal(["sizes", "2", $"{people - 1}", "3", "2"], comparison[..5]);
        Assert.Equal(3.0 / (people - 2), Number(comparison[6]), 9);

        var page = await File.ReadAllTextAsync(Folder["results/page.html"]);
        Assert.Contains("Latents beside sizes", page, StringComparison.Ordinal);
        Assert.Contains($"{people - 1} people have all 2 traits of sizes. Canonical correlations with all latents together: 1.000, ", page, StringComparison.Ordinal);
        Assert.Contains("The strongest of 6 correlations", page, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task Too_few_people_for_canonical_correlations_are_told_and_pairs_are_there()
    {
        var columns = Enumerable.Range(0, 14).Select(column => $"c{column}").ToArray();
        Folder.Write(
            "sizes.tsv",
            $"eid\t{string.Join('\t', columns)}\n" + string.Concat(Enumerable.Range(1, SmallModel.People).Select(person =>
                $"P{person}\t{string.Join('\t', columns.Select((_, column) => Math.Sin((person * 1.7) + (column * person)).ToString("R", CultureInfo.InvariantCulture)))}\n")));
        var study = new SmallInterpretation(new SmallModel(Folder)) { WithAtlas = false, Against = [.. columns], WithPage = true };
        var result = await Done(study);
        Assert.Single(result.Diagnostics, found => found.Code == InterpretationCodes.TooFewInCommon.Code);
        Assert.Equal(1 + (3 * 14), Table(study, result, "correlations.tsv").Length);
        Assert.Contains("They are too few for canonical correlations", await File.ReadAllTextAsync(Folder["results/page.html"]), StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task Where_one_latent_alone_varies_its_regions_have_nothing_to_be_compared_with()
    {
        var study = new SmallInterpretation(new SmallModel(Folder));
        var trained = await Done(study);
        Assert.DoesNotContain(trained.Diagnostics, found => found.Code == InterpretationCodes.OneDirection.Code);
        var result = await Again(study, trained, [1, 2]);
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        Assert.Single(result.Diagnostics, found => found.Code == InterpretationCodes.OneDirection.Code);
    }

    [LibtorchFact]
    public async Task A_network_none_of_whose_latents_varies_is_refused()
    {
        var study = new SmallInterpretation(new SmallModel(Folder)) { WithAtlas = false };
        var result = await Again(study, await Done(study), [0, 1, 2]);
        Assert.Equal(RunEnding.Failed, result.Ending);
        Assert.Equal(InterpretationCodes.NoLatentVaries.Code, result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error).Code);
    }

    /// <summary>
    /// The decoder is written by hand: voxel v of latents z is Σ_k w_vk z_k + 64, with w_vk 1 in the region that latent k is driven by and 0 elsewhere.
    /// </summary>
    [LibtorchFact]
    public async Task The_region_that_a_latent_was_made_to_drive_scores_highest()
    {
        int[] planted = [1, 2, 2];
        var study = new SmallInterpretation(new SmallModel(Folder) { Channels = [1] });
        var trained = await Done(study);
        var result = await Again(study, trained, ByHand(study, planted));
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        var first = Table(study, result, "regions.tsv").Skip(1).Where(row => row[1] == "1").ToArray();
        Assert.Equal(planted.Select(region => $"region {region}"), first.Select(row => row[2]));

        // Eight voxels are the top, all of them inside the region.
        Assert.Equal((8.0 / 147) - (8.0 / 392), Number(first[0][5]), 1e-12);
        Assert.Equal((8.0 / 196) - (8.0 / 392), Number(first[1][5]), 1e-12);
    }

    /// <summary>
    /// Of the same decoder, where the first latent alone drives region 1: a trait that is a linear function of that latent, with the sign turned, changes region 1 by minus one standard deviation
    /// of the latent for one of the trait. Nobody of 19 permutations does as much, so that P is 1/20.
    /// </summary>
    [LibtorchFact]
    public async Task The_region_that_changes_with_a_trait_is_found_along_it()
    {
        int[] planted = [1, 2, 2];
        var small = new SmallModel(Folder) { Channels = [1], Encoded = null };
        SmallInterpretation.WritePeople(Folder, 31);
        var encoded = await small.RunAsync();
        TraitMatrix latents;
        using (var stream = File.OpenRead(small.PathOf(encoded, "encoding:latents", "traits.bin")))
        {
            latents = TraitMatrix.Read(stream);
        }

        var people = latents.Ids.Length;
        string Row(int person) => string.Create(CultureInfo.InvariantCulture, $"{latents.Ids[person]}\t{60 - (2 * latents.Values[0][person]):R}\t7\t{Math.Sin(7.3 * person):R}\n");
        Folder.Write("sizes.tsv", "eid\tage\tsame\tnoise\n" + string.Concat(Enumerable.Range(0, people).Select(Row)));
        var study = new SmallInterpretation(small) { Along = ["age", "same", "noise"], Latents = [2], WithPage = true };
        var result = await Again(study, await Done(study), ByHand(study, planted));
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        var warned = Assert.Single(result.Diagnostics, found => found.Code == InterpretationCodes.NoDirection.Code);
        Assert.Contains("1 (such as same)", warned.Message, StringComparison.Ordinal);

        var rows = Table(study, result, "along_regions.tsv");
        Assert.Equal(["number", "with", "trait", "rank", "region", "label", "voxels", "change", "r", "p_region", "p"], rows[0]);
        var region = rows.Single(row => row[2] == "age" && row[4] == "region 1");
        var mean = latents.Values[0].Average();
        var deviation = Math.Sqrt(latents.Values[0].Sum(value => (value - mean) * (value - mean)) / (people - 1));
        Assert.Equal(-deviation, Number(region[7]), 1e-4 * deviation);
        Assert.Equal(-1, Number(region[8]), 6);
        Assert.Equal((0.05, 0.05), (Number(region[9]), Number(region[10])));

        // The map holds the same change in every voxel of the region away from its border, over which it is smoothed.
        var map = NiftiFile.Read(study.Study.PathOf(result, "interpretation:perdi", "along_001.nii.gz"));
        Assert.True(map.Values.Min() < 0);
        var summary = Table(study, result, "along.tsv");
        Assert.Equal(["number", "with", "trait", "people", "length", "region", "change", "r", "p"], summary[0]);
        Assert.Equal([("age", $"{people}"), ("noise", $"{people}")], summary.Skip(1).Select(row => (row[2], row[3])));
        Assert.Equal(2, SmallModel.RecordOf(result, "interpretation:perdi").Values["along"]);
        Assert.Equal(0.05, SmallModel.RecordOf(result, "interpretation:perdi").Values["along_min_p"]);
        Assert.Contains("Along traits", await File.ReadAllTextAsync(Folder["results/page.html"]), StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task More_traits_than_are_mapped_at_once_are_refused()
    {
        var columns = Enumerable.Range(0, 65).Select(column => $"c{column}").ToArray();
        Folder.Write("sizes.tsv", $"eid\t{string.Join('\t', columns)}\nP1\t{string.Join('\t', columns.Select((_, column) => $"{column}"))}\n");
        await Fails(new SmallInterpretation(new SmallModel(Folder)) { Along = [.. columns] }, InterpretationCodes.TooManyDirections);
    }

    private static Change ByHand(SmallInterpretation study, int[] planted) =>
        (name, values) =>
        {
            if (!name.StartsWith("decoder.", StringComparison.Ordinal))
            {
                return;
            }

            values.Clear();
            if (name.EndsWith("running_var", StringComparison.Ordinal) || (name.Contains("norm", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal)))
            {
                values.Fill(1);
            }
            else if (name == "decoder.latent.bias")
            {
                values.Fill(64);
            }
            else if (name == "decoder.latent.weight")
            {
                // A tensor's z runs fastest; the label is a matter of x and z.
                for (var place = 0; place < 512; place++)
                {
                    for (var k = 0; k < 3; k++)
                    {
                        values[(3 * place) + k] = study.Label(place / 64, place / 8 % 8, place % 8) == planted[k] ? 1 : 0;
                    }
                }
            }
            else if (name.EndsWith("weight", StringComparison.Ordinal))
            {
                values[values.Length / 2] = 1;
            }
        };

    private static Task<RunResult> Again(SmallInterpretation study, RunResult trained, ReadOnlySpan<int> dead)
    {
        var latents = dead.ToArray();
        return Again(study, trained, (name, values) =>
        {
            foreach (var latent in name == "encoder.latent.weight" ? latents : [])
            {
                values.Slice(latent * values.Length / 3, values.Length / 3).Clear();
            }
        });
    }

    private static Task<RunResult> Again(SmallInterpretation study, RunResult trained, Change change)
    {
        var model = new WithWeights(study.Study, trained, change);
        Directory.Delete(study.Study.Store, recursive: true);
        return study.RunAsync(model);
    }

    private static async Task<RunResult> Done(SmallInterpretation study)
    {
        var result = await study.RunAsync();
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => $"{found.Code} {found.Message}")));
        return result;
    }

    private static async Task<Diagnostic> Fails(SmallInterpretation study, DiagnosticDescriptor expected)
    {
        var result = await study.RunAsync();
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(expected.Code, found.Code);
        return found;
    }

    private static string[][] Table(SmallInterpretation study, RunResult result, string name) =>
        [.. File.ReadAllLines(study.Study.PathOf(result, "interpretation:perdi", name)).Select(line => line.Split('\t'))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Changes the values of the tensor of a name.</summary>
    private delegate void Change(string name, Span<float> values);

    /// <summary>Gives the artifact of a training before, with other weights.</summary>
    private sealed class WithWeights : IStepHandler<ModelParameters>
    {
        private readonly Dictionary<string, byte[]> _files;
        private readonly Change _change;

        public WithWeights(SmallModel study, RunResult trained, Change change)
        {
            _files = SmallModel.RecordOf(trained, "model:udr").Files.ToDictionary(file => file.Name, file => File.ReadAllBytes(study.PathOf(trained, "model:udr", file.Name)));
            _change = change;
        }

        public bool OwnerOnly => true;

        public ValueTask RunAsync(StepContext<ModelParameters> context, CancellationToken cancellationToken)
        {
            foreach (var name in new[] { "model.json", "fitted.tsv" })
            {
                using var stream = context.Output.Create(name);
                stream.Write(_files[name]);
            }

            var path = Path.Combine(context.Scratch, "weights");
            File.WriteAllBytes(path, _files["weights.safetensors"]);
            using var file = SafetensorsFile.Open(path);
            using var weights = context.Output.Create("weights.safetensors");
            SafetensorsWriter.Write(weights, file.Tensors.Select(tensor =>
            {
                var values = new byte[tensor.Bytes];
                file.Read(tensor, 0, values);
                if (tensor.Type == TensorType.F32)
                {
                    _change(tensor.Name, MemoryMarshal.Cast<byte, float>(values.AsSpan()));
                }

                return new TensorToStore(tensor.Name, tensor.Type, tensor.Shape, output => output.Write(values));
            }));
            return ValueTask.CompletedTask;
        }
    }
}
