using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Formats.Nifti;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;
using WhiteMatter.Statistics.Multivariate;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Models;

/// <summary>A model of three seeds, each trained, applied to others and joined.</summary>
public sealed class EnsembleStudyTests : InFolder
{
    private static readonly int[] s_seeds = [7, 8, 9];

    [LibtorchFact]
    public async Task Networks_of_several_seeds_give_the_latents_that_they_have_in_common()
    {
        var study = new SmallModel(Folder);
        SmallInterpretation.WritePeople(Folder, 40);
        var plan = Plan(study, 3);
        var result = await Folder.RunAsync(plan, BuiltInHandlers.Table.With(new FakeImages { }), memory: 1L << 33);
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => $"{found.Code} {found.Message}")));
        var values = SmallModel.RecordOf(result, "ensemble:latents").Values;
        Assert.Equal((29.0, 3.0), (values["people"], values["members"]));
        TraitMatrix Read(string step)
        {
            using var stream = File.OpenRead(study.PathOf(result, step, "traits.bin"));
            return TraitMatrix.Read(stream);
        }

        // The library, over the latents that the networks' steps give.
        TraitMatrix[] fitted = [.. s_seeds.Select(seed => Read($"encoding:fitted_{seed}"))];
        TraitMatrix[] applied = [.. s_seeds.Select(seed => Read($"encoding:applied_{seed}"))];
        var shared = SharedSpace.Of([.. fitted.Select(member => member.Values)], 1)!;
        var expected = Enumerable.Range(0, 29).Select(person => s_seeds.Index().Sum(seed => shared.PartOf(seed.Index, applied[seed.Index].Values)[0][person])).ToArray();
        var found = Read("ensemble:latents");
        Assert.Equal(applied[0].Ids.AsEnumerable(), found.Ids.AsEnumerable());
        Assert.Equal(["latent_001"], found.Names.AsEnumerable());
        Assert.All(expected.Zip(found.Values[0]), pair => Assert.Equal(pair.First, pair.Second, 9));
        var agreement = File.ReadAllLines(study.PathOf(result, "ensemble:latents", "agreement.tsv"));
        Assert.Equal("latent\tfitted\tapplied\tnetwork_1\tnetwork_2\tnetwork_3", agreement[0]);
        double[] shares = [.. agreement[1].Split('\t')[1..].Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        Assert.Equal(shares[0], shares[2..].Average(), 9);
        Assert.InRange(double.Parse(agreement[1].Split('\t')[1], CultureInfo.InvariantCulture), 1.0 / 3, 1);
        Assert.Equal(4, File.ReadAllLines(study.PathOf(result, "ensemble:latents", "members.tsv")).Length);

        // Whom the networks know or who has no image is told of once, by the first.
        Assert.Single(result.Diagnostics, told => told.Code == ModelCodes.PeopleWithoutImage.Code);
        Assert.DoesNotContain(result.Diagnostics, told => told.Code == ModelCodes.PeopleFitted.Code);
    }

    [LibtorchFact]
    public async Task People_whom_the_networks_were_fitted_on_stay_known()
    {
        var study = new SmallModel(Folder) { Encoded = null };
        SmallInterpretation.WritePeople(Folder, 40);
        var result = await Folder.RunAsync(Plan(study, 2), BuiltInHandlers.Table.With(new FakeImages { }), memory: 1L << 33);
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => $"{found.Code} {found.Message}")));
        Assert.Equal(
            ["id", .. Enumerable.Range(1, SmallModel.Fitted).Select(n => $"P{n}")], File.ReadAllLines(study.PathOf(result, "ensemble:latents", "fitted.tsv")));
    }

    /// <summary>No network comes first: their order does not change the maps.</summary>
    [LibtorchFact]
    public async Task An_interpretation_goes_through_all_networks_and_a_page_shows_how_far_they_agree()
    {
        var study = new SmallModel(Folder);
        SmallInterpretation.WritePeople(Folder, 40);
        async Task<float[]> Map(int[] order, string name)
        {
            var plan = Plan(study, 3);
            PlanStep Step(string id) => plan.Steps.Single(step => step.Id == id);
            var perdi = ToyStudy.Step(
                name,
                new InterpretationParameters([], null, MapStatistic.MeanChange, 2, 0.02, 0, null, study.Numerics),
                [
                    .. order.Select((seed, at) => (at == 0 ? "model" : $"model{at + 1}", Step($"model:udr_{seed}"))),
                    .. order.Select((seed, at) => ($"fitted{at + 1}", Step($"encoding:fitted_{seed}"))),
                    ("images", Step("images:fa")),
                    ("cohort", Step("cohort:encoded")),
                ],
                name + "/");
            var page = ToyStudy.Step(
                "page",
                new ReportParameters("Small", "", ["GRCh37"], [new ReportItem("interpretation", perdi.Id, ""), new ReportItem("traits", "ensemble:latents", "")], 5, []),
                [(perdi.Id, perdi), ("ensemble:latents", Step("ensemble:latents"))],
                "page.html");
            var result = await Folder.RunAsync(study.Folder.PlanOf([.. plan.Steps, perdi, page], 7), BuiltInHandlers.Table.With(new FakeImages()), memory: 1L << 33);
            Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => $"{found.Code} {found.Message}")));
            Assert.True(File.Exists(study.PathOf(result, perdi.Id, "walks/latent_001_plus_3sd.nii.gz")));
            return NiftiFile.Read(study.PathOf(result, perdi.Id, "latent_001.nii.gz")).Values;
        }

        var (map, turned) = (await Map([7, 8, 9], "perdi"), await Map([9, 7, 8], "other"));
        Assert.Contains(map, value => value > 0);
        var greatest = map.Max();
        Assert.All(map.Zip(turned), pair => Assert.Equal(pair.First, pair.Second, 1e-3f * greatest));
        var html = File.ReadAllText(Folder["results/page.html"]);
        Assert.Contains("agreement of 3 networks", html, StringComparison.Ordinal);
        Assert.Contains("have in common: a step along one is in each network", html, StringComparison.Ordinal);
        Assert.Contains("data-file=\"agreement-latents\"", html, StringComparison.Ordinal);
    }

    /// <summary>Ten people are fitted on, and three networks of three latents leave none over.</summary>
    [LibtorchFact]
    public async Task Too_few_people_to_join_networks_by_are_refused()
    {
        var study = new SmallModel(Folder);
        SmallInterpretation.WritePeople(Folder, 40);
        var result = await Folder.RunAsync(Plan(study, 3, latents: 4), BuiltInHandlers.Table.With(new FakeImages { }), memory: 1L << 33);
        Assert.Equal(RunEnding.Failed, result.Ending);
        Assert.Equal(ModelCodes.EnsembleOfFewPeople.Code, result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error).Code);
    }

    private static ExecutionPlan Plan(SmallModel study, int networks, int latents = 2)
    {
        var steps = study.Plan().Steps;
        PlanStep Step(string id) => steps.Single(step => step.Id == id);
        var parameters = (ModelParameters)Step("model:udr").Parameters;
        parameters = parameters with { Architecture = new ConvolutionalAutoencoder(parameters.Architecture!.Channels, latents) };
        PlanStep[] models = [.. s_seeds.Take(networks).Select(seed => ToyStudy.Step($"udr_{seed}", parameters.WithSeed(seed), [("images", Step("images:fa")), ("fit_on", Step("cohort:fit"))], null))];
        PlanStep Encoding(string name, int network, string cohort, bool silent) => ToyStudy.Step(
            $"{name}_{s_seeds[network]}",
            new EncodingParameters(study.Numerics) { Silent = silent ? true : null },
            [("model", models[network]), ("images", Step("images:fa")), ("cohort", Step(cohort))],
            null);
        PlanStep[] fitted = [.. models.Select((_, at) => Encoding("fitted", at, "cohort:fit", true))];
        PlanStep[] applied = [.. models.Select((_, at) => Encoding("applied", at, "cohort:encoded", at > 0))];
        var ensemble = ToyStudy.Step(
            "latents",
            new EnsembleParameters(1),
            [.. fitted.Select((step, at) => ($"fitted{at + 1}", step)), .. applied.Select((step, at) => ($"member{at + 1}", step))],
            "latents/");
        ImmutableArray<PlanStep> before = [.. steps.Where(step => step.Id is not ("encoding:latents" or "model:udr"))];
        return study.Folder.PlanOf([.. before, .. models, .. fitted, .. applied, ensemble], 7);
    }
}
