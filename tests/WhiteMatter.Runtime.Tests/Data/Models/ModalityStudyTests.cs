using System.Globalization;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Learning.Weights;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Images;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Models;

/// <summary>A model of two kinds of images: of the 18 people one has no image, and two more lack the second kind, of whom one is fitted on.</summary>
public sealed class ModalityStudyTests : InFolder
{
    [LibtorchFact]
    public async Task People_who_lack_a_kind_are_left_out_and_counted()
    {
        var study = new SmallModel(Folder) { AllowMissing = false };
        var result = await study.RunAsync();
        Done(result);
        var told = result.Diagnostics.Where(found => found.Code == ModelCodes.PeopleWithoutModality.Code).Select(found => found.Message).ToArray();

        // By the model alone, not again by whom it encodes.
        Assert.Equal("2 of the 17 people with images of 'udr' lack some kind (fa 0, gm 2) and are left out.", Assert.Single(told));
        Assert.Equal(SmallModel.Fitted - 1, SmallModel.RecordOf(result, "model:udr").Values["people"]);
        Assert.Equal(6, SmallModel.RecordOf(result, "encoding:latents").Values["people"]);

        var origin = SafetensorsFile.Open(study.PathOf(result, "model:udr", "weights.safetensors"));
        using (origin)
        {
            Assert.Equal("fa, gm", origin.Metadata["wmstudy.modalities"]);
            Assert.Equal("zscore, none", origin.Metadata["wmstudy.normalise"]);
        }

        var history = File.ReadAllLines(study.PathOf(result, "model:udr", "history.tsv"));
        Assert.Equal("epoch\ttraining_loss\tvalidation_loss\tlearning_rate\tseconds\ttraining_mse_fa\tvalidation_mse_fa\ttraining_mse_gm\tvalidation_mse_gm", history[0]);
        foreach (var line in history.Skip(1))
        {
            // The loss is the mean of the kinds' by their weights, 3 and 1.
            double[] row = [.. line.Split('\t').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            Assert.Equal(row[1], (0.75 * row[5]) + (0.25 * row[7]), 1e-6 * row[1]);
            Assert.Equal(row[2], (0.75 * row[6]) + (0.25 * row[8]), 1e-6 * row[2]);
        }

        // The mean of the people held out is that of each kind's own images.
        var means = new[] { "fa", "gm" }.Select(kind => NiftiFile.Read(study.PathOf(result, "model:udr", kind + "/mean.nii.gz"))).ToArray();
        Assert.NotEqual(means[0].Values.ToArray(), means[1].Values.ToArray());
        Assert.True(File.Exists(study.PathOf(result, "model:udr", "gm/reconstruction.nii.gz")));
    }

    [LibtorchFact]
    public async Task People_who_lack_a_kind_are_taken_with_what_they_have()
    {
        var study = new SmallModel(Folder) { AllowMissing = true, Parts = [5, 9, 3] };
        var result = await study.RunAsync();
        Done(result);
        Assert.Contains(
            result.Diagnostics, found => found.Code == ModelCodes.PeopleWithoutModality.Code && found.Message.EndsWith("(fa 0, gm 2) and are taken with what they have.", StringComparison.Ordinal));
        Assert.Equal(SmallModel.Fitted, SmallModel.RecordOf(result, "model:udr").Values["people"]);
        Assert.Equal(7, SmallModel.RecordOf(result, "encoding:latents").Values["people"]);

        // Everybody fitted on has the first kind, and all but one the second; group means are of those held out who have it.
        using (var model = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(study.PathOf(result, "model:udr", "model.json"))))
        {
            var kinds = model.RootElement.GetProperty("kindPeople").EnumerateArray().ToArray();
            int Of(int kind, string name) => kinds[kind].GetProperty(name).GetInt32();
            Assert.Equal([SmallModel.Fitted, SmallModel.Fitted - 1], [.. Enumerable.Range(0, 2).Select(kind => Of(kind, "training") + Of(kind, "validation"))]);
            Assert.Equal([Of(0, "validation"), Of(1, "validation")], [Of(0, "shown"), Of(1, "shown")]);
        }

        // Parts of other sizes give the same.
        var whole = await (study with { Parts = [] }).RunAsync();
        Assert.Equal(
            File.ReadAllBytes(study.PathOf(result, "encoding:latents", "traits.bin")), File.ReadAllBytes(study.PathOf(whole, "encoding:latents", "traits.bin")));
    }

    [LibtorchFact]
    public async Task Weights_of_kinds_in_another_order_are_refused()
    {
        var study = new SmallModel(Folder) { AllowMissing = false };
        var trained = await study.RunAsync();
        var bytes = await File.ReadAllBytesAsync(study.PathOf(trained, "model:udr", "weights.safetensors"));
        var text = System.Text.Encoding.Latin1.GetString(bytes).Replace("fa, gm", "gm, fa", StringComparison.Ordinal);
        await File.WriteAllBytesAsync(Folder["other.safetensors"], System.Text.Encoding.Latin1.GetBytes(text));
        var result = await (study with { Weights = "other.safetensors" }).RunAsync();
        var found = Assert.Single(result.Diagnostics, told => told.Code == ModelCodes.WeightsOfOtherNetwork.Code);
        Assert.Contains("modalities = gm, fa, and the architecture has fa, gm", found.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task Kinds_on_other_grids_end_the_run()
    {
        var result = await new SmallModel(Folder) { AllowMissing = false }.RunAsync(new FakeImages { GreyElsewhere = true });
        var found = Assert.Single(result.Diagnostics, told => told.Code == ModelCodes.ModalitiesOnOtherGrids.Code);
        Assert.Contains("The images of 'gm' are on another grid than those of 'fa'", found.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public async Task An_interpretation_has_maps_and_shares_of_each_kind()
    {
        var study = new SmallInterpretation(new SmallModel(Folder) { AllowMissing = true }) { WithPage = true };
        var result = await study.RunAsync();
        Done(result);
        var store = study.Study;
        foreach (var kind in new[] { "fa", "gm" })
        {
            var map = NiftiFile.Read(store.PathOf(result, "interpretation:perdi", kind + "/latent_001.nii.gz"));
            Assert.Equal(512, map.Values.Length);
        }

        var explained = File.ReadAllLines(store.PathOf(result, "interpretation:perdi", "explained.tsv"));
        Assert.Equal("modality\tregion\tvoxels\texplained", explained[0]);
        var whole = explained.Where(line => line.Contains("(inside the mask)", StringComparison.Ordinal)).Select(line => line.Split('\t')).ToArray();
        Assert.Equal(["fa", "gm"], whole.Select(cells => cells[0]));
        double[] shares = [.. whole.Select(cells => double.Parse(cells[3], CultureInfo.InvariantCulture))];
        Assert.Equal((0.75 * shares[0]) + (0.25 * shares[1]), SmallModel.RecordOf(result, "interpretation:perdi").Values["explained"], 1e-12);

        var regions = File.ReadAllLines(store.PathOf(result, "interpretation:perdi", "regions.tsv")).Skip(1).Select(line => line.Split('\t')).ToArray();
        Assert.Equal(3 * 2 * 2, regions.Length);
        Assert.Equal(6, regions.Count(cells => cells[0] == "gm"));
    }

    private static void Done(RunResult result) =>
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => $"{found.Code} {found.Message}")));
}
