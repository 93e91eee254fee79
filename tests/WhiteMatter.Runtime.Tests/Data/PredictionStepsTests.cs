using System.Globalization;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Handlers.Predictions;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;
using WhiteMatter.Statistics.Prediction;
using WhiteMatter.Statistics.Prediction.Trees;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Ages and diagnoses predicted from four traits, as a study asks.</summary>
public sealed class PredictionStepsTests : InFolder
{
    private const int People = 120;

    private static readonly RidgeLearnerSettings Ridge = new([100, 10, 1, 0.1, 0.01, 0.001]);

    private readonly double[] _age = new double[People];
    private readonly double[][] _traits = [.. Enumerable.Range(0, 4).Select(_ => new double[People])];

    public PredictionStepsTests()
    {
        var random = new Random(5);
        for (var person = 0; person < People; person++)
        {
            _age[person] = 40 + (40 * random.NextDouble());
            for (var trait = 0; trait < 4; trait++)
            {
                _traits[trait][person] = (trait < 2 ? 0.05 * _age[person] : 0) + (2 * random.NextDouble());
            }
        }

        Write();
    }

    [Fact]
    public async Task A_number_is_predicted_as_the_library_does_it()
    {
        var plan = Plan("age");
        var result = await Folder.RunAsync(plan, BuiltInHandlers.Table);
        Assert.Equal([], result.Diagnostics.Select(found => found.Message));
        var expected = CrossValidatedPrediction.Run(
            new PredictionProblem
            {
                Keys = [.. Enumerable.Range(0, People).Select(person => $"P{person}")],
                Features = _traits,
                Covariates = [[.. Enumerable.Range(0, People).Select(person => person % 2 == 0 ? 0.0 : 1)]],
                Outcome = _age,
            },
            new PredictionOptions { Learner = new RidgeLearner(Ridge.Penalties), Folds = 5, InnerFolds = 3, Permutations = 19, Resamples = 50, Seed = 7 },
            null,
            CancellationToken.None);
        var artifact = Artifact(plan);
        Assert.Equal(expected.Measures[0].Value, artifact.Value("r2"), 9);
        Assert.Equal(expected.P, artifact.Value("p"), 12);
        Assert.Equal(People, artifact.Value("people"));
        Assert.True(double.IsNaN(artifact.Value("auc")));
        var rows = File.ReadLines(artifact.PathOf("predictions.tsv")).Select(line => line.Split('\t')).ToArray();
        Assert.Equal(["id", "repeat", "fold", "outcome", "predicted", "covariates", "gap", "corrected_gap"], rows[0]);
        Assert.Equal(People + 1, rows.Length);
        Assert.Equal(expected.Repeats[0].Predicted[3], double.Parse(rows.Single(row => row[0] == "P3")[4], CultureInfo.InvariantCulture), 6);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(artifact.PathOf("predictions.tsv")) & ~UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task A_class_has_a_curve_and_a_calibration()
    {
        var plan = Plan("diagnosis", foldBy: "site", learner: new ElasticNetLearnerSettings([0.5], 20, 0.01));
        Assert.Equal(RunEnding.Done, (await Folder.RunAsync(plan, BuiltInHandlers.Table)).Ending);
        var artifact = Artifact(plan);
        Assert.InRange(artifact.Value("auc"), 0.6, 1);
        Assert.True(double.IsNaN(artifact.Value("r2")));
        Assert.Equal(102, File.ReadLines(artifact.PathOf("roc.tsv")).Count());
        Assert.Equal(People, File.ReadLines(artifact.PathOf("calibration.tsv")).Skip(1).Sum(line => int.Parse(line.Split('\t')[0], CultureInfo.InvariantCulture)));
        Assert.Equal(["A", "B", "C"], File.ReadLines(artifact.PathOf("folds.tsv")).Skip(1).Select(line => line.Split('\t')[1]));
    }

    [Fact]
    public async Task People_who_lack_something_are_left_out_and_counted()
    {
        Write(row => row == 4 ? "P4\tNA\tF\tAD\tA\tf1\tNA" : row == 9 ? "P9\t50\tNA\tAD\tA\tf1\t1" : null);
        var plan = Plan("age");
        var warning = Assert.Single((await Folder.RunAsync(plan, BuiltInHandlers.Table)).Diagnostics);
        Assert.Equal(PredictionCodes.PeopleLeftOut.Code, warning.Code);
        Assert.Contains("2 of 120", warning.Message, StringComparison.Ordinal);
        Assert.Equal(People - 2, Artifact(plan).Value("people"));
    }

    [Fact]
    public async Task People_whom_the_model_of_the_traits_was_fitted_on_are_not_predicted()
    {
        var handlers = BuiltInHandlers.Table.With(new KnownTraits("id\nP7\nP0\nelsewhere\n"));
        var plan = Plan("age");
        var result = await Folder.RunAsync(plan, handlers);
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(ModelCodes.FittedPeopleTested.Code, found.Code);
        Assert.StartsWith("Of the 120 people of 'aged', the model of the latents 'traits' was fitted on 2 (such as P0, P7)", found.Message, StringComparison.Ordinal);

        // They lack the outcome, and so are not predicted.
        Write(row => row is 0 or 7 ? $"P{row}\tNA\tF\tAD\tA\tf1\tNA" : null);
        plan = Plan("age");
        Assert.Equal(RunEnding.Done, (await Folder.RunAsync(plan, handlers)).Ending);
        Assert.Equal(People - 2, Artifact(plan).Value("people"));
    }

    [Fact]
    public async Task A_smallest_penalty_that_is_chosen_is_a_warning()
    {
        var plan = Plan("age", learner: new RidgeLearnerSettings([1e5, 1e4]));
        var warning = Assert.Single((await Folder.RunAsync(plan, BuiltInHandlers.Table)).Diagnostics);
        Assert.Equal(PredictionCodes.PenaltyAtEnd.Code, warning.Code);
    }

    [Fact]
    public async Task Trees_tell_each_traits_share_of_the_gain_and_what_was_chosen_in_each_fold()
    {
        var plan = Plan("age", learner: new BoostedTreesLearnerSettings([5, 20, 400], [1, 2], [0.2], 5, 1, BoostedTreesLearnerSettings.ThisLibrary), permutations: 0);
        Assert.Empty((await Folder.RunAsync(plan, BuiltInHandlers.Table)).Diagnostics);
        var artifact = Artifact(plan);
        Assert.True(artifact.Value("r2_gain") > 0.1);
        var rows = File.ReadLines(artifact.PathOf("importance.tsv")).Select(line => line.Split('\t')).ToArray();
        Assert.Equal(["trait", "gain", "sd", "chosen", "pattern"], rows[0]);
        Assert.Equal(1, rows.Skip(1).Sum(row => double.Parse(row[1], CultureInfo.InvariantCulture)), 1e-12);
        Assert.StartsWith("repeat\tfold\tpeople\tr2\ttrees\tdepth\tlearning_rate", File.ReadLines(artifact.PathOf("folds.tsv")).First(), StringComparison.Ordinal);
        Assert.Throws<RunFailureException>(() => artifact.PathOf("coefficients.tsv"));
    }

    [Fact]
    public async Task A_greatest_number_of_trees_that_is_chosen_is_a_warning()
    {
        var plan = Plan("age", learner: new BoostedTreesLearnerSettings([1, 3], [1], [0.05], 5, 1, BoostedTreesLearnerSettings.ThisLibrary), permutations: 0);
        var warning = Assert.Single((await Folder.RunAsync(plan, BuiltInHandlers.Table)).Diagnostics);
        Assert.Equal(PredictionCodes.TreesAtEnd.Code, warning.Code);
        Assert.Contains("number of trees, 3,", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Covariates_that_separate_the_classes_are_told()
    {
        // Nobody of one sex is a case.
        Write(row => $"P{row}\t{row}\t{(row % 2 == 0 ? "F" : "M")}\t{(row % 2 == 0 || row % 3 == 0 ? "CN" : "AD")}\tA\tf{row}\t1");
        var plan = Plan("diagnosis", permutations: 0);
        Assert.Contains((await Folder.RunAsync(plan, BuiltInHandlers.Table)).Diagnostics, found => found.Code == PredictionCodes.CovariatesSeparate.Code && found.Message.Contains("5 of 5 folds", StringComparison.Ordinal));
    }

    [Fact]
    public void A_machine_without_what_the_library_of_trees_needs()
    {
        var failure = PredictionHandler.Unavailable("aged", new AggregateException(new TreesUnavailableException("libgomp.so.1: cannot open shared object file.", new DllNotFoundException())));
        Assert.Equal(PredictionCodes.TreesUnavailable.Code, failure!.Descriptor.Code);
        RunExamples.Take(RunExamples.Here(), [failure.ToDiagnostic(null)], null);
        Assert.Null(PredictionHandler.Unavailable("aged", new AggregateException(new InvalidOperationException())));
    }

    [Fact]
    public async Task Groups_that_no_other_can_stand_for_are_a_warning()
    {
        // Twelve families of 4 to 14 people and of 21: each has a size of its own, so that their own order is the only one.
        int[] ends = [4, 9, 15, 22, 30, 39, 49, 60, 72, 85, 99, 120];
        Write(row => string.Create(
            CultureInfo.InvariantCulture,
            $"P{row}\t{_age[row]:R}\t{(row % 2 == 0 ? "F" : "M")}\tCN\tA\tf{ends.Count(end => end <= row)}\t1"));
        var plan = Plan("age", group: "family");
        var warning = Assert.Single((await Folder.RunAsync(plan, BuiltInHandlers.Table)).Diagnostics);
        Assert.Equal(PredictionCodes.FewOrders.Code, warning.Code);
        Assert.Contains("leaves 1 different orders", warning.Message, StringComparison.Ordinal);
        Assert.Equal(1, Artifact(plan).Value("p"));
    }

    [Fact]
    public async Task Groups_of_one_class_can_be_told_apart_by_their_class_alone()
    {
        // Eight families of 15 people, four of them of cases: 8! orders, of which 8! / (4! 4!) = 70 differ in who is a case.
        Write(row => string.Create(
            CultureInfo.InvariantCulture, $"P{row}\t{_age[row]:R}\t{(row % 2 == 0 ? "F" : "M")}\t{(row / 15 % 2 == 0 ? "AD" : "CN")}\tA\tf{row / 15}\t1"));
        var problem = Plan("diagnosis", group: "family", permutations: 99, folds: 2, innerFolds: 2, place: CovariatePlace.Features);
        var warnings = (await Folder.RunAsync(problem, BuiltInHandlers.Table)).Diagnostics;
        Assert.Contains(warnings, found => found.Code == PredictionCodes.FewOrders.Code && found.Message.Contains("leaves 70 different orders", StringComparison.Ordinal));
    }

    [Fact]
    public Task A_case_that_nobody_is() => Fails(PredictionCodes.OutcomeNotUsable, Plan("diagnosis", @case: "MCI"), "not the case 'MCI'");

    [Fact]
    public Task Fewer_cases_than_folds()
    {
        Write(row => $"P{row}\t50\t{(row % 2 == 0 ? "F" : "M")}\t{(row < 8 ? "AD" : "CN")}\tA\tf{row}\t1");
        return Fails(PredictionCodes.TooFewPeople, Plan("diagnosis"), "8 people of the rarer class");
    }

    [Fact]
    public Task Cases_who_are_all_of_one_site()
    {
        Write(row => $"P{row}\t50\t{(row % 2 == 0 ? "F" : "M")}\t{(row % 3 == 0 ? "AD" : "CN")}\t{(char)('A' + (row % 3))}\tf{row}\t1");
        return Fails(PredictionCodes.TooFewPeople, Plan("diagnosis", foldBy: "site"), "Outside the fold A");
    }

    [Fact]
    public Task A_case_of_a_number_of_many_values() => Fails(PredictionCodes.OutcomeNotUsable, Plan("age", @case: "50"), "more than two values");

    [Fact]
    public Task A_trait_that_is_the_outcome_in_another_unit() => Fails(PredictionCodes.FeatureIsOutcome, Plan("months"), "'t0'");

    [Fact]
    public Task A_family_of_two_sites() => Fails(PredictionCodes.GroupOfSeveralFolds, Plan("age", foldBy: "site", group: "family"), "'family'");

    private void Write(Func<int, string?>? row = null)
    {
        var culture = CultureInfo.InvariantCulture;
        Folder.Write("people.tsv", "id\tage\tsex\tdiagnosis\tsite\tfamily\tmonths\tt0\tt1\tt2\tt3\n" + string.Concat(Enumerable.Range(0, People).Select(person =>
            (row?.Invoke(person) ?? string.Create(
                culture,
                $"P{person}\t{_age[person]:R}\t{(person % 2 == 0 ? "F" : "M")}\t{(_age[person] + (20 * Math.Sin(person)) > 60 ? "AD" : "CN")}\t{(char)('A' + (person % 3))}\tf{person / 2}\t{12 * _traits[0][person]:R}"))
            + string.Concat(_traits.Select(values => "\t" + values[person].ToString("R", culture))) + "\n")));
    }

    private ExecutionPlan Plan(string outcome, string? @case = null, string? foldBy = null, string? group = null, LearnerSettings? learner = null, int permutations = 19, int folds = 5, int innerFolds = 3, CovariatePlace place = CovariatePlace.Beside)
    {
        var table = new TableReference(Folder.Reference("people.tsv"), TableFormat.TabSeparated, "id", null, ["", "NA"]);
        var cohort = ToyStudy.Step("everyone", new CohortParameters(table, [], new PeopleOfTable(), null, null, null), [], null);
        var traits = ToyStudy.Step("traits", new TraitsParameters(table, ["t0", "t1", "t2", "t3"], []), [("cohort", cohort)], null);
        var prediction = ToyStudy.Step(
            "aged",
            new PredictionParameters(table, [], outcome, [], @case, new ColumnFormula("sex", ColumnRole.Factor), "sex", place, learner ?? Ridge, false, folds, foldBy, innerFolds, 1, group, 50, permutations, 7),
            [("cohort", cohort), ("features1", traits)],
            null);
        return Folder.PlanOf([cohort, traits, prediction]);
    }

    private Artifact Artifact(ExecutionPlan plan) =>
        Assert.IsType<StoreLookup.Whole>(ArtifactStore.OpenForReading(Folder[".wmstudy"]).Find(plan.Find("prediction:aged")!.Fingerprint)).Artifact;

    private async Task Fails(DiagnosticDescriptor code, ExecutionPlan plan, string text)
    {
        var result = await Folder.RunAsync(plan, BuiltInHandlers.Table);
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(code.Code, found.Code);
        Assert.Contains(text, found.Message, StringComparison.Ordinal);
    }
}
