using System.Collections.Immutable;
using WhiteMatter.Statistics.Prediction.Measures;

namespace WhiteMatter.Statistics.Prediction;

/// <summary>A prediction and how good it is.</summary>
/// <param name="Repeats">What was predicted in each dealing.</param>
/// <param name="Fits">What was learnt outside each fold of each dealing.</param>
/// <param name="Measures">How good the predictions are; the first is the main one.</param>
/// <param name="Statistic">The name of the measure that permutations are held against: the main one, or what the features add to covariates.</param>
/// <param name="Permuted">It in each permutation.</param>
/// <param name="Orders">How many orders of people that differ in what goes together permutations are drawn from, the people's own among them; at most 2e17 are counted.</param>
/// <param name="Patterns">
/// For each feature the correlation with the predictions over people: what a feature shows of what is predicted, which coefficients of correlated features do not (Haufe and
/// others 2014). NaN for features that do not vary.
/// </param>
public sealed record PredictionResult(
    ImmutableArray<RepeatPredictions> Repeats,
    ImmutableArray<FoldFit> Fits,
    ImmutableArray<Measure> Measures,
    string Statistic,
    ImmutableArray<double> Permuted,
    double Orders,
    ImmutableArray<double> Patterns)
{
    private const double Rounding = 1e-9;

    /// <summary>(b + 1) / (m + 1), b of the m permutations having at least the statistic that was found (Phipson and Smyth 2010); NaN without permutations.</summary>
    public double P
    {
        get
        {
            var found = Measures.First(measure => measure.Name == Statistic).Value;

            // An order that is the people's own gives the statistic found but for rounding, and counts.
            var least = found - (Rounding * Math.Max(1, Math.Abs(found)));
            return Permuted.IsEmpty ? double.NaN : (Permuted.Count(value => value >= least) + 1.0) / (Permuted.Length + 1.0);
        }
    }
}

/// <summary>Predicts an outcome from features by nested cross-validation, with intervals by resampling and P by permutation.</summary>
/// <remarks>
/// Memory: the features, and for each of the threads a copy of the features of the people learnt from and one of those predicted, 8 bytes a value, and beside them 16·min(n, p)² bytes;
/// n people times inner candidates.
/// </remarks>
public static class CrossValidatedPrediction
{
    /// <summary>Predicts. The same numbers on any number of threads and for any order of people.</summary>
    /// <param name="problem">Features, covariates and outcome.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the outer folds done, of all those of dealings and permutations.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ArgumentException">Columns contradict each other, or there are too few people.</exception>
    /// <exception cref="FoldsNotLearnableException">Nothing can be learnt outside a fold or an inner fold.</exception>
    public static PredictionResult Run(PredictionProblem problem, PredictionOptions options, IProgress<(long Done, long Total)>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        problem.Check();

        // People in one order, whatever order their rows are in: sums of floating-point numbers depend on it.
        var order = Enumerable.Range(0, problem.People).OrderBy(i => problem.Keys[i], StringComparer.Ordinal).ToArray();
        var result = RunInOrder(Sorted(problem, order), options, progress, cancellationToken);
        var back = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            back[order[i]] = i;
        }

        return result with
        {
            Repeats =
            [
                .. result.Repeats.Select(repeat => new RepeatPredictions(
                    repeat.Folds with { Outer = [.. back.Select(i => repeat.Folds.Outer[i])], Inner = [.. back.Select(i => repeat.Folds.Inner[i])] },
                    CovariateBasis.Rows(repeat.Truth, back),
                    CovariateBasis.Rows(repeat.Predicted, back),
                    CovariateBasis.Rows(repeat.Reference, back),
                    repeat.Covariates is null ? null : CovariateBasis.Rows(repeat.Covariates, back),
                    repeat.Corrected is null ? null : CovariateBasis.Rows(repeat.Corrected, back))),
            ],
        };
    }

    private static PredictionProblem Sorted(PredictionProblem problem, int[] order) => problem with
    {
        Keys = [.. order.Select(i => problem.Keys[i])],
        Features = [.. problem.Features.Select(column => CovariateBasis.Rows(column, order))],
        Covariates = [.. problem.Covariates.Select(column => CovariateBasis.Rows(column, order))],
        Outcome = CovariateBasis.Rows(problem.Outcome, order),
        Groups = problem.Groups is { } groups ? [.. order.Select(i => groups[i])] : null,
        Sites = problem.Sites is { } sites ? [.. order.Select(i => sites[i])] : null,
    };

    private static PredictionResult RunInOrder(
        PredictionProblem problem, PredictionOptions options, IProgress<(long Done, long Total)>? progress, CancellationToken cancellationToken)
    {
        FoldAssignment[] dealings = [.. Enumerable.Range(0, options.Repeats).Select(repeat => FoldAssignment.Deal(problem, options, repeat))];
        foreach (var dealing in dealings)
        {
            dealing.RequireLearnable(problem);
        }

        var folds = dealings[0].Count;

        // Permutations that share a decomposition count as one more pass over the folds.
        var passes = options.Learner is RidgeLearner && !problem.IsBinary ? Math.Min(1, options.Permutations) : options.Permutations;
        var total = (long)folds * options.Repeats * (1 + passes);
        var done = 0L;
        void Tick(long count) => progress?.Report((Interlocked.Add(ref done, count), total));

        var (repeats, fits) = (new List<RepeatPredictions>(), new List<FoldFit>());
        for (var repeat = 0; repeat < options.Repeats; repeat++)
        {
            var (predictions, own) = NestedValidation.Run(problem, options, repeat, dealings[repeat], options.Threads, () => Tick(1), cancellationToken);
            repeats.Add(predictions);
            var ofPeople = Of(problem, predictions);
            fits.AddRange(own.Select((fit, fold) => fit with { Measure = ofPeople.Of([.. predictions.Folds.Outer.Select(outer => outer == fold ? 1 : 0)])[0] }));
        }

        PeopleMeasures[] measures = [.. repeats.Select(repeat => Of(problem, repeat))];
        var found = Resampling.Measures(problem, measures, options, cancellationToken);
        var statistic = measures[0].Names[problem.IsBeside ? measures[0].Names.Count - 1 : 0];
        var people = new PermutedPeople(problem, options.Seed);
        var permuted = Permute(problem, options, dealings, people, statistic, () => Tick(folds), cancellationToken);
        return new PredictionResult([.. repeats], [.. fits], [.. found], statistic, [.. permuted], people.Orders, [.. problem.Features.Select(feature => Pattern(feature, repeats))]);
    }

    private static PeopleMeasures Of(PredictionProblem problem, RepeatPredictions predictions) =>
        problem.IsBinary ? new ClassMeasures(predictions) : new NumberMeasures(predictions);

    private static double[] Permute(
        PredictionProblem problem, PredictionOptions options, FoldAssignment[] dealings, PermutedPeople people, string statistic, Action tick, CancellationToken cancellationToken)
    {
        var found = new double[options.Permutations];
        for (var repeat = 0; repeat < options.Repeats && found.Length > 0; repeat++)
        {
            if (options.Learner is RidgeLearner ridge && !problem.IsBinary)
            {
                var shared = new RidgePermutations(problem, options, ridge, dealings[repeat]);
                for (var from = 0; from < found.Length; from += shared.Batch)
                {
                    var some = Enumerable.Range(from, Math.Min(shared.Batch, found.Length - from)).Select(m => (Func<double[]>)(() => people.Outcome(m))).ToArray();
                    var statistics = shared.Statistics(some, cancellationToken);
                    for (var m = 0; m < statistics.Length; m++)
                    {
                        found[from + m] += statistics[m] / options.Repeats;
                    }
                }

                tick();
                continue;
            }

            // One fold after the other within a permutation, permutations at once.
            var dealing = repeat;
            Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken }, m =>
            {
                var permuted = people.Problem(m);
                var (predictions, _) = NestedValidation.Run(permuted, options, dealing, FoldAssignment.Deal(permuted, options, dealing), 1, null, cancellationToken);
                var measures = Of(permuted, predictions);
                var once = new int[permuted.People];
                Array.Fill(once, 1);
                found[m] += measures.Of(once)[measures.Names.ToList().IndexOf(statistic)] / options.Repeats;
                tick();
            });
        }

        return found;
    }

    private static double Pattern(double[] feature, List<RepeatPredictions> repeats)
    {
        var sum = 0.0;
        foreach (var repeat in repeats)
        {
            var (x, y) = (feature.Average(), repeat.Predicted.Average());
            double xx = 0, yy = 0, xy = 0;
            for (var i = 0; i < feature.Length; i++)
            {
                var (a, b) = (feature[i] - x, repeat.Predicted[i] - y);
                xx += a * a;
                yy += b * b;
                xy += a * b;
            }

            sum += xy / Math.Sqrt(xx * yy);
        }

        return sum / repeats.Count;
    }
}
