using System.Collections.Immutable;
using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Prediction.Learners;

namespace WhiteMatter.Statistics.Prediction;

/// <summary>What was learnt outside one fold.</summary>
/// <param name="Repeat">Which dealing, from 0.</param>
/// <param name="Fold">The fold that was left out.</param>
/// <param name="Chosen">What the inner folds chose.</param>
/// <param name="Place">Its place along its path, from 0; the simplest is first.</param>
/// <param name="Candidates">How many there were along it.</param>
/// <param name="Coefficients">
/// For each feature its coefficient by standard deviation of the feature, or of trees its share of what all divisions gain; 0 for those that do not vary.
/// </param>
public sealed record FoldFit(int Repeat, int Fold, Candidate Chosen, int Place, int Candidates, ImmutableArray<double> Coefficients)
{
    /// <summary>Whether covariates that predict a class by themselves separate the classes, so that their coefficients have no end.</summary>
    public bool IsSeparated { get; init; }

    /// <summary>The main measure, R² or the area under the ROC curve, in the people of the fold alone; NaN where it is not defined, as in a fold of one class.</summary>
    public double Measure { get; init; }
}

/// <summary>What was predicted for each person when they were left out.</summary>
/// <param name="Folds">Who was left out together.</param>
/// <param name="Truth">The outcome, or where covariates are taken out of it what they leave of it, by the coefficients of the others.</param>
/// <param name="Predicted">What was predicted: a number, or the probability of a case.</param>
/// <param name="Reference">What would be predicted without anything: the mean of those learnt from, or the share of cases among them.</param>
/// <param name="Covariates">What covariates alone predict, where they predict beside the features; else null.</param>
/// <param name="Corrected">
/// Of a number: predicted less true, less what the regression of predictions on the truth in the people learnt from, each left out of an inner fold, expects for the
/// truth; regression to the mean is taken out by it (de Lange and Cole 2020). Null for classes.
/// </param>
public sealed record RepeatPredictions(
    FoldAssignment Folds, double[] Truth, double[] Predicted, double[] Reference, double[]? Covariates, double[]? Corrected);

/// <summary>
/// Nested cross-validation: outside each outer fold candidates are compared by inner folds, the chosen one learns from all people outside, and predicts the fold.
/// Means, standard deviations and coefficients of covariates are those of the people learnt from, each time.
/// </summary>
internal static class NestedValidation
{
    /// <summary>Does it for one dealing.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="options">The options.</param>
    /// <param name="repeat">Which dealing.</param>
    /// <param name="folds">Its folds.</param>
    /// <param name="threads">Outer folds at once.</param>
    /// <param name="done">Told after each outer fold.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static (RepeatPredictions Predictions, FoldFit[] Fits) Run(
        PredictionProblem problem, PredictionOptions options, int repeat, FoldAssignment folds, int threads, Action? done, CancellationToken cancellationToken)
    {
        var n = problem.People;
        var learner = PathLearner.For(options.Learner, problem.IsBinary);
        var fits = new FoldFit[folds.Count];
        var (truth, predicted, reference) = ((double[])problem.Outcome.Clone(), new double[n], new double[n]);
        var covariates = problem.IsBeside ? new double[n] : null;
        var corrected = problem.IsBinary ? null : new double[n];
        Parallel.For(0, folds.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, fold =>
        {
            var (train, test) = (folds.People(fold, inside: false), folds.People(fold, inside: true));
            var split = FeatureSplit.Create(problem, train, test, learner.IsLinear);
            var candidates = learner.Candidates(split, problem.Outcome);
            var (chosen, inner) = Choose(problem, options, folds, learner, candidates, train, cancellationToken);
            var fit = learner.FitOne(split, problem.Outcome, candidates, chosen, cancellationToken);
            var coefficients = new double[problem.Features.Count];
            for (var j = 0; j < split.Kept.Length; j++)
            {
                coefficients[split.Kept[j]] = fit.Coefficients[j];
            }

            var ofPath = candidates.Count(candidate => candidate.IsOnPathOf(candidates[chosen]));
            var first = Candidate.FirstOfPath(candidates, chosen);
            fits[fold] = new FoldFit(repeat, fold, candidates[chosen], chosen - first, ofPath, [.. coefficients]);
            var mean = train.Average(person => problem.Outcome[person]);
            var (_, start) = problem.IsBinary ? ([], []) : split.TakeFrom(problem.Outcome);
            var separated = false;
            var alone = covariates is null ? null : problem.IsBinary ? OddsOfCovariates(split, problem.Outcome, out separated, cancellationToken) : start;
            fits[fold] = fits[fold] with { IsSeparated = separated };
            for (var i = 0; i < test.Length; i++)
            {
                var person = test[i];
                var residual = problem.OutcomeIsResidual ? start[i] : 0;
                truth[person] = problem.Outcome[person] - residual;
                predicted[person] = problem.IsBinary ? LogisticFit.Probability(fit.Predictions[0][i]) : fit.Predictions[0][i] - residual;
                reference[person] = problem.OutcomeIsResidual ? 0 : mean;
                if (covariates is not null)
                {
                    covariates[person] = problem.IsBinary ? LogisticFit.Probability(alone![i]) : alone![i];
                }

                if (corrected is not null)
                {
                    corrected[person] = predicted[person] - (inner.Intercept + (inner.Slope * truth[person]));
                }
            }

            done?.Invoke();
        });
        return (new RepeatPredictions(folds, truth, predicted, reference, covariates, corrected), fits);
    }

    /// <summary>The candidate that the inner folds choose, from its mean losses by inner fold.</summary>
    /// <param name="sums">For each candidate the sum of losses in each inner fold.</param>
    /// <param name="people">People of each inner fold.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="choice">The rule.</param>
    internal static int Best(double[][] sums, int[] people, Candidate[] candidates, CandidateChoice choice)
    {
        var all = people.Sum();
        var means = Array.ConvertAll(sums, sum => sum.Sum() / all);
        var best = 0;
        for (var c = 1; c < means.Length; c++)
        {
            best = means[c] < means[best] ? c : best;
        }

        if (choice == CandidateChoice.Smallest)
        {
            return best;
        }

        // The spread of the folds' means around the mean of all, as cv.glmnet has it.
        var squares = sums[best].Select((sum, k) => people[k] * Math.Pow((sum / people[k]) - means[best], 2)).Sum() / all;
        var bound = means[best] + Math.Sqrt(squares / (people.Length - 1));
        for (var c = Candidate.FirstOfPath(candidates, best); c < best; c++)
        {
            if (means[c] <= bound)
            {
                return c;
            }
        }

        return best;
    }

    private static (int Chosen, (double Intercept, double Slope) Inner) Choose(
        PredictionProblem problem, PredictionOptions options, FoldAssignment folds, PathLearner learner, Candidate[] candidates, int[] people, CancellationToken cancellationToken)
    {
        var sums = new double[candidates.Length][];
        for (var c = 0; c < sums.Length; c++)
        {
            sums[c] = new double[folds.InnerCount];
        }

        var sizes = new int[folds.InnerCount];
        var (predictions, truths) = (new double[folds.InnerCount][][], new double[folds.InnerCount][]);
        for (var inner = 0; inner < folds.InnerCount; inner++)
        {
            var (train, test) = (people.Where(i => folds.Inner[i] != inner).ToArray(), people.Where(i => folds.Inner[i] == inner).ToArray());
            if (test.Length == 0 || train.Length < 2)
            {
                throw new ArgumentException("An inner fold is empty.", nameof(problem));
            }

            var split = FeatureSplit.Create(problem, train, test, learner.IsLinear);
            var fit = learner.Fit(split, problem.Outcome, candidates, cancellationToken);
            sizes[inner] = test.Length;
            for (var c = 0; c < candidates.Length; c++)
            {
                var sum = 0.0;
                for (var i = 0; i < test.Length; i++)
                {
                    var (own, said) = (problem.Outcome[test[i]], fit.Predictions[c][i]);
                    sum += problem.IsBinary ? LogisticFit.LossOf(own, said) : (own - said) * (own - said);
                }

                sums[c][inner] = sum;
            }

            predictions[inner] = fit.Predictions;
            var residual = problem.OutcomeIsResidual ? split.TakeFrom(problem.Outcome).Base : new double[test.Length];
            truths[inner] = [.. test.Select((person, i) => problem.Outcome[person] - residual[i])];
            for (var c = 0; problem.OutcomeIsResidual && c < candidates.Length; c++)
            {
                VectorProduct.Add(-1, residual, fit.Predictions[c]);
            }
        }

        var chosen = Best(sums, sizes, candidates, options.Choice);
        return (chosen, problem.IsBinary ? default : Line([.. truths.SelectMany(values => values)], [.. predictions.SelectMany(fit => fit[chosen])]));
    }

    /// <summary>The regression of y on x.</summary>
    private static (double Intercept, double Slope) Line(double[] x, double[] y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        var (xx, xy) = (0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }

        var slope = xx > 0 ? xy / xx : 0;
        return (meanY - (slope * meanX), slope);
    }

    private static double[] OddsOfCovariates(FeatureSplit split, double[] outcome, out bool separated, CancellationToken cancellationToken)
    {
        var (free, test) = LogisticColumns.Free(split);
        var fit = new LogisticFit(free, [], CovariateBasis.Rows(outcome, split.TrainRows));
        fit.Solve(default, cancellationToken);
        separated = fit.IsSeparated;
        return LogisticColumns.Predict(test, [], fit.Coefficients, split.TestRows.Length);
    }
}
