using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using WhiteMatter.Fixtures;
using WhiteMatter.Statistics.Prediction;
using Xunit;

namespace WhiteMatter.Statistics.Tests.Prediction;

/// <summary>Nested cross-validation beside scikit-learn 1.2.1 (<c>/usr/bin/python3 nested.py FOLDER</c>) on the same folds.</summary>
public sealed class SklearnTests
{
    private static readonly ImmutableArray<double> Penalties = [100, 10, 1, 0.1, 0.01, 0.001];

    [SklearnTheory]
    [InlineData(90, 7, 0, CovariateUse.Beside, false)]
    [InlineData(90, 7, 2, CovariateUse.Beside, false)]
    [InlineData(90, 7, 2, CovariateUse.Features, false)]
    [InlineData(90, 7, 2, CovariateUse.Outcome, false)]
    [InlineData(90, 7, 2, CovariateUse.Both, false)]
    [InlineData(60, 150, 2, CovariateUse.Beside, false)]
    [InlineData(60, 150, 0, CovariateUse.Beside, false)]
    [InlineData(120, 7, 0, CovariateUse.Beside, true)]
    [InlineData(120, 7, 2, CovariateUse.Beside, true)]
    [InlineData(120, 7, 2, CovariateUse.Features, true)]
    [InlineData(60, 150, 0, CovariateUse.Beside, true)]
    [InlineData(60, 150, 2, CovariateUse.Beside, true)]
    public void Ridge_regressions_and_what_they_choose_are_those_of_scikit_learn(int people, int features, int covariates, CovariateUse use, bool binary) =>
        Compare(SimulatedPeople.Draw(1, people, features, 0.5, covariates, binary) with { Use = use }, new RidgeLearner(Penalties), 1e-6);

    [SklearnTheory]
    [InlineData(90, 12, 0, 0.5, false, 1e-6)]
    [InlineData(90, 12, 2, 0.9, false, 1e-6)]
    [InlineData(90, 12, 0, 1.0, false, 1e-6)]
    [InlineData(50, 80, 0, 0.5, false, 1e-6)]
    [InlineData(90, 8, 0, 0.5, true, 1e-5)]
    public void Elastic_nets_and_what_they_choose_are_those_of_scikit_learn(int people, int features, int covariates, double ratio, bool binary, double tolerance) =>
        Compare(SimulatedPeople.Draw(2, people, features, 0.5, covariates, binary), new ElasticNetLearner([ratio], binary ? 5 : 12, binary ? 0.1 : 0.01), tolerance);

    /// <summary>
    /// In a leaf whose people have a gap between two values of a feature every division within the gap gains the same, and LightGBM takes another than scikit-learn. Values here are few, or trees of one
    /// division, so that there is no gap. Of a class LightGBM counts the people of a leaf by second derivatives, so that with few people it may allow another leaf.
    /// </summary>
    [SklearnTheory]
    [InlineData(150, 0, CovariateUse.Beside, false, 3)]
    [InlineData(150, 2, CovariateUse.Beside, false, 3)]
    [InlineData(150, 2, CovariateUse.Outcome, false, 2)]
    [InlineData(200, 0, CovariateUse.Beside, true, 2)]
    [InlineData(90, 0, CovariateUse.Beside, false, 1)]
    [InlineData(90, 2, CovariateUse.Both, false, 1)]
    public void Boosted_trees_and_what_is_chosen_are_those_of_scikit_learn(int people, int covariates, CovariateUse use, bool binary, int depth)
    {
        var problem = SimulatedPeople.Draw(3, people, 4, 0.7, covariates, binary) with { Use = use };
        if (depth > 1)
        {
            problem = problem with { Features = [.. problem.Features.Select(column => column.Select(value => Math.Clamp(Math.Round(value), -1, 1)).ToArray())] };
        }

        Compare(problem, new BoostedTreesLearner([5, 20], [.. Enumerable.Range(1, depth)], [0.2], 5, 1), 1e-6);
    }

    private static void Compare(PredictionProblem problem, Learner learner, double tolerance)
    {
        var options = new PredictionOptions { Learner = learner, Folds = 4, InnerFolds = 3, Seed = 7 };
        var result = CrossValidatedPrediction.Run(problem, options, null, CancellationToken.None);
        var repeat = Assert.Single(result.Repeats);
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, problem.People).Select(i => string.Join('\t', new[] { repeat.Folds.Outer[i], repeat.Folds.Inner[i], problem.Outcome[i] }
            .Concat(problem.Features.Select(column => column[i])).Concat(problem.Covariates.Select(column => column[i])).Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
        File.WriteAllLines(Path.Combine(folder.Path, "data.tsv"), rows);
        var (net, trees) = (learner as ElasticNetLearner, learner as BoostedTreesLearner);
        File.WriteAllText(Path.Combine(folder.Path, "settings.json"), JsonSerializer.Serialize(new
        {
            features = problem.Features.Count,
            use = problem.Use.ToString().ToLowerInvariant(),
            binary = problem.IsBinary,
            learner = learner switch { ElasticNetLearner => "net", BoostedTreesLearner => "trees", _ => "ridge" },
            penalties = Penalties,
            ratio = net?.L1Ratios[0],
            count = net?.Penalties,
            smallest = net?.Smallest,
            trees = trees?.Trees,
            depths = trees?.Depths,
            rates = trees?.Rates,
            leaf = trees?.LeastInLeaf,
            l2 = trees?.L2,
        }));
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Prediction", "nested.py"), folder.Path])
        {
            RedirectStandardError = true,
            Environment = { ["OPENBLAS_NUM_THREADS"] = "1" },
        })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
        var lines = File.ReadAllLines(Path.Combine(folder.Path, "predictions.tsv")).Select(line => line.Split('\t').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        var spread = problem.IsBinary ? 1 : 10;
        for (var i = 0; i < lines.Length; i++)
        {
            var chosen = result.Fits[repeat.Folds.Outer[i]].Chosen;
            Assert.Equal(lines[i][1], chosen.Penalty, 1e-9 * lines[i][1]);
            Assert.Equal(lines[i][2..], new[] { chosen.Trees, chosen.Depth, chosen.Rate });
            Assert.Equal(lines[i][0], repeat.Predicted[i], tolerance * spread);
        }

        var measures = JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(Path.Combine(folder.Path, "measures.json")))!;
        foreach (var (name, value) in measures)
        {
            var own = result.Measures.Single(measure => measure.Name == name).Value;
            Assert.True(Math.Abs(own - value) <= 10 * tolerance * Math.Max(1, Math.Abs(value)), $"{name} is {own}, not {value}");
        }
    }
}
