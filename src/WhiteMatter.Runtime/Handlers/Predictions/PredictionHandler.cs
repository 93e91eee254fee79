using System.Globalization;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics.Prediction;
using WhiteMatter.Statistics.Prediction.Trees;

namespace WhiteMatter.Runtime.Handlers.Predictions;

/// <summary>Predicts a column of the cohort's table from traits.</summary>
/// <remarks>
/// Memory: the traits of everybody twice, and for each of at most four folds at once two copies of them; 24·min(n, p)² bytes a fold of p traits and n people; the products of permuted
/// outcomes for at most 128 MiB; resamples of measures.
/// </remarks>
public sealed class PredictionHandler : IStepHandler<PredictionParameters>
{
    /// <summary>Fewer people are not predicted.</summary>
    internal const int LeastPeople = 20;

    /// <summary>Fewer people of a class are not predicted.</summary>
    private const int LeastOfClass = 10;

    /// <summary>A greater correlation of a trait with the outcome is equality but for rounding.</summary>
    private const double Equal = 1 - 1e-9;

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<PredictionParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        context.NoteSeed(parameters.Seed);
        var people = PredictedPeople.Read(context, cancellationToken);
        RequireEnough(parameters, people.Problem);
        RequireOthers(context, people);
        var options = new PredictionOptions
        {
            Learner = parameters.Learner switch
            {
                ElasticNetLearnerSettings net => new ElasticNetLearner(net.L1Ratios, net.Penalties, net.Smallest),
                RidgeLearnerSettings ridge => new RidgeLearner(ridge.Penalties),
                BoostedTreesLearnerSettings trees => new BoostedTreesLearner(trees.Trees, trees.Depths, trees.Rates, trees.LeastInLeaf, trees.L2),
                var other => throw new InvalidOperationException($"There is no learner {other.GetType().Name}."),
            },
            Folds = parameters.Folds,
            InnerFolds = parameters.InnerFolds,
            Repeats = parameters.Repeats,
            Choice = parameters.OneStandardError ? CandidateChoice.OneStandardError : CandidateChoice.Smallest,
            Permutations = parameters.Permutations,
            Resamples = parameters.Resamples,
            Seed = parameters.Seed,
            Threads = Math.Clamp(context.Cores, 1, PredictionParameters.MostAtOnce),
        };
        var result = Predict(context, people.Problem, options, cancellationToken);
        if (result.Orders < parameters.Permutations)
        {
            context.Report(PredictionCodes.FewOrders, WholeNumber.Text((long)result.Orders), (1 / result.Orders).ToString("G2", CultureInfo.InvariantCulture), WholeNumber.Text(parameters.Permutations));
        }

        var separated = result.Fits.Count(fit => fit.IsSeparated);
        if (separated > 0)
        {
            context.Report(PredictionCodes.CovariatesSeparate, WholeNumber.Text(separated), WholeNumber.Text(result.Fits.Length), parameters.FormulaText);
        }

        var atEnd = result.Fits.Count(fit => fit.Candidates > 1 && fit.Place == fit.Candidates - 1);
        if (2 * atEnd > result.Fits.Length && parameters.Learner is BoostedTreesLearnerSettings most)
        {
            context.Report(PredictionCodes.TreesAtEnd, WholeNumber.Text(atEnd), WholeNumber.Text(result.Fits.Length), WholeNumber.Text(most.Trees.Max()));
        }
        else if (2 * atEnd > result.Fits.Length)
        {
            context.Report(PredictionCodes.PenaltyAtEnd, WholeNumber.Text(atEnd), WholeNumber.Text(result.Fits.Length), WholeNumber.Text(result.Fits[0].Candidates));
        }

        PredictionTables.Write(context.Output, people, result, parameters.Learner is BoostedTreesLearnerSettings);
        return ValueTask.CompletedTask;
    }

    private static PredictionResult Predict(StepContext<PredictionParameters> context, PredictionProblem problem, PredictionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return CrossValidatedPrediction.Run(problem, options, new FoldProgress((done, total) => context.Advance(done, total, "folds")), cancellationToken);
        }
        catch (AggregateException several) when (Unavailable(context.Step.Declaration, several) is { } failure)
        {
            throw failure;
        }
        catch (FoldsNotLearnableException folds) when (folds.InnerFolds is { } filled)
        {
            throw new RunFailureException(
                PredictionCodes.TooFewPeople, $"Outside the fold {folds.Fold} people or groups for {WholeNumber.Text(filled)} inner folds", WholeNumber.Text(options.InnerFolds), "each inner fold has somebody");
        }
        catch (FoldsNotLearnableException folds)
        {
            throw new RunFailureException(
                PredictionCodes.TooFewPeople, $"Outside the fold {folds.Fold}, or an inner fold of it, people of one class", "people of both", "nothing is learnt of one; are the cases all of one site or group?");
        }
    }

    /// <summary>The failure of a step whose folds could not load the library of trees; null where they failed of something else.</summary>
    internal static RunFailureException? Unavailable(string declaration, AggregateException several) =>
        several.InnerExceptions.OfType<TreesUnavailableException>().FirstOrDefault() is { } missing
            ? new RunFailureException(PredictionCodes.TreesUnavailable, declaration, missing.Said.Trim().TrimEnd('.'))
            : null;

    private static void RequireEnough(PredictionParameters parameters, PredictionProblem problem)
    {
        if (problem.IsBinary)
        {
            var cases = problem.Outcome.Count(value => value == 1);
            var (rarer, least) = (Math.Min(cases, problem.People - cases), Math.Max(LeastOfClass, problem.Sites is null ? parameters.Folds : 0));
            if (rarer < least)
            {
                throw new RunFailureException(PredictionCodes.TooFewPeople, $"{WholeNumber.Text(rarer)} people of the rarer class", WholeNumber.Text(least), "each fold is to have one, and ten are the least");
            }
        }

        var units = problem.Groups is { } groups ? groups.Distinct(StringComparer.Ordinal).Count() : problem.People;
        var needed = Math.Max(problem.Sites is null ? parameters.Folds : 0, 2 * parameters.InnerFolds);
        if (units < needed)
        {
            throw new RunFailureException(PredictionCodes.TooFewPeople, $"{WholeNumber.Text(units)} people or groups", WholeNumber.Text(needed), "each is in one fold");
        }

        if (problem.Sites is { } sites)
        {
            var sizes = sites.CountBy(site => site).Select(count => count.Value).ToArray();
            if (sizes.Length < 2 || problem.People - sizes.Max() < Math.Max(LeastPeople, 2 * parameters.InnerFolds))
            {
                throw new RunFailureException(
                    PredictionCodes.TooFewPeople,
                    $"{WholeNumber.Text(problem.People - sizes.Max())} people outside the greatest of {WholeNumber.Text(sizes.Length)} values of {parameters.FoldBy}",
                    WholeNumber.Text(LeastPeople),
                    "each fold is predicted by the others");
            }
        }
    }

    /// <summary>Traits that are the outcome under another name.</summary>
    private static void RequireOthers(StepContext<PredictionParameters> context, PredictedPeople people)
    {
        var outcome = people.Problem.Outcome;
        for (var j = 0; j < people.Names.Length; j++)
        {
            var correlation = Correlation(people.Problem.Features[j], outcome);
            if (Math.Abs(correlation) > Equal)
            {
                throw new RunFailureException(PredictionCodes.FeatureIsOutcome, people.Names[j], correlation > 0 ? "1" : "−1", context.Parameters.Outcome);
            }
        }
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (x, y) = (a.Average(), b.Average());
        double xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < a.Length; i++)
        {
            xx += (a[i] - x) * (a[i] - x);
            yy += (b[i] - y) * (b[i] - y);
            xy += (a[i] - x) * (b[i] - y);
        }

        return xy / Math.Sqrt(xx * yy);
    }

    private sealed class FoldProgress(Action<long, long> advance) : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value) => advance(value.Done, value.Total);
    }
}
