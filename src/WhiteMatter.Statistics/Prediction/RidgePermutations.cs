using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Prediction.Learners;

namespace WhiteMatter.Statistics.Prediction;

/// <summary>
/// The statistic of ridge regression of a number for many permuted outcomes. The decomposition of the features outside each fold serves them all, and where there
/// are fewer features than people an outcome enters by its products with features and covariates in each inner fold of each outer one alone.
/// </summary>
/// <remarks>
/// Cost beside one run, with p features, n people, k outer and i inner folds, l penalties and m outcomes: m·(n·p + k·(i + 1)·(p² + l·p²)) operations.
/// Memory: 8·p·k·i bytes an outcome, for at most 128 MiB of outcomes at once.
/// </remarks>
internal sealed class RidgePermutations
{
    private const double MostBytes = 128 << 20;
    private const int OutcomesAtOnce = 64;

    private readonly PredictionProblem _problem;
    private readonly PredictionOptions _options;
    private readonly double[] _penalties;
    private readonly FoldAssignment _folds;
    private readonly int[][] _cells;

    public RidgePermutations(PredictionProblem problem, PredictionOptions options, RidgeLearner learner, FoldAssignment folds)
    {
        // Products are of columns with mean 0 and variance 1, so that nothing is lost by subtraction; what is learnt does not depend on it.
        _problem = problem with { Features = [.. problem.Features.Select(Standardised)], Covariates = [.. problem.Covariates.Select(Standardised)] };
        (_options, _penalties) = (options, [.. learner.Penalties]);
        _folds = folds;
        _cells = [.. Enumerable.Range(0, _folds.Count * _folds.InnerCount).Select(cell =>
            Enumerable.Range(0, problem.People).Where(i => (_folds.Outer[i] * _folds.InnerCount) + _folds.Inner[i] == cell).ToArray())];
    }

    /// <summary>Outcomes that are dealt with at once.</summary>
    public int Batch => (int)Math.Clamp(MostBytes / (8.0 * (_problem.Features.Count + _problem.Covariates.Count + 1) * _cells.Length), 1, 4096);

    /// <summary>R² of each outcome, or what the features add to that of the covariates.</summary>
    public double[] Statistics(IReadOnlyList<Func<double[]>> outcomes, CancellationToken cancellationToken)
    {
        var columns = (double[][])[[.. Enumerable.Repeat(1.0, _problem.People)], .. _problem.Covariates, .. _problem.Features];
        var products = Products(columns, outcomes, out var squares, out var kept);
        var (left, baseLeft, total) = (new double[_folds.Count][], new double[_folds.Count][], new double[_folds.Count][]);
        Parallel.For(0, _folds.Count, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads, CancellationToken = cancellationToken }, fold =>
            (left[fold], baseLeft[fold], total[fold]) = OfFold(fold, products, squares, kept, outcomes.Count, cancellationToken));
        var statistics = new double[outcomes.Count];
        for (var m = 0; m < statistics.Length; m++)
        {
            var (errors, without, all) = (0.0, 0.0, 0.0);
            for (var fold = 0; fold < _folds.Count; fold++)
            {
                errors += left[fold][m];
                without += baseLeft[fold][m];
                all += total[fold][m];
            }

            statistics[m] = _problem.IsBeside ? (without - errors) / all : 1 - (errors / all);
        }

        return statistics;
    }

    private static double[] Standardised(double[] column)
    {
        var mean = column.Average();
        var deviation = Math.Sqrt(column.Sum(value => (value - mean) * (value - mean)) / column.Length);
        return deviation > 0 ? [.. column.Select(value => (value - mean) / deviation)] : new double[column.Length];
    }

    /// <summary>Products of the columns with each outcome in each cell: by cell, column, outcome.</summary>
    private double[][][] Products(double[][] columns, IReadOnlyList<Func<double[]>> outcomes, out double[][] squares, out double[][]? kept)
    {
        var products = new double[_cells.Length][][];
        var sums = new double[_cells.Length][];
        for (var cell = 0; cell < _cells.Length; cell++)
        {
            products[cell] = [.. columns.Select(_ => new double[outcomes.Count])];
            sums[cell] = new double[outcomes.Count];
        }

        // With more features than people outcomes themselves are wanted.
        var whole = _problem.Features.Count > LeastLearntFrom() ? new double[outcomes.Count][] : null;
        for (var from = 0; from < outcomes.Count; from += OutcomesAtOnce)
        {
            double[][] some = [.. Enumerable.Range(from, Math.Min(OutcomesAtOnce, outcomes.Count - from)).Select(m => outcomes[m]())];
            if (whole is not null)
            {
                some.CopyTo(whole, from);
            }

            var at = from;
            Parallel.For(0, _cells.Length, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads }, cell =>
            {
                double[][] own = [.. some.Select(outcome => CovariateBasis.Rows(outcome, _cells[cell]))];
                var found = ColumnProducts.Cross([.. columns.Select(column => CovariateBasis.Rows(column, _cells[cell]))], own);
                for (var c = 0; c < columns.Length; c++)
                {
                    found[c].CopyTo(products[cell][c], at);
                }

                for (var m = 0; m < own.Length; m++)
                {
                    sums[cell][at + m] = VectorProduct.Dot(own[m], own[m]);
                }
            });
        }

        (squares, kept) = (sums, whole);
        return products;
    }

    private int LeastLearntFrom() => Enumerable.Range(0, _folds.Count).Min(fold => Enumerable.Range(0, _folds.InnerCount).Min(inner =>
        CellsOf(o => o != fold, i => i != inner).Sum(cell => _cells[cell].Length)));

    private (double[] Left, double[] Base, double[] Total) OfFold(
        int fold, double[][][] products, double[][] squares, double[][]? kept, int count, CancellationToken cancellationToken)
    {
        var outside = _folds.People(fold, inside: false);
        var losses = new double[count][][];
        for (var m = 0; m < count; m++)
        {
            losses[m] = [.. _penalties.Select(_ => new double[_folds.InnerCount])];
        }

        var sizes = new int[_folds.InnerCount];
        for (var inner = 0; inner < _folds.InnerCount; inner++)
        {
            int[] train = [.. outside.Where(i => _folds.Inner[i] != inner)], test = [.. outside.Where(i => _folds.Inner[i] == inner)];
            sizes[inner] = test.Length;
            var part = new PermutedSplit(_problem, train, test, CellsOf(o => o != fold, i => i != inner), CellsOf(o => o != fold, i => i == inner), cancellationToken);
            part.Load(products, squares, kept, count);
            for (var m = 0; m < count; m++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                part.Take(m);
                for (var l = 0; l < _penalties.Length; l++)
                {
                    losses[m][l][inner] = part.Left(_penalties[l]);
                }
            }
        }

        var candidates = Array.ConvertAll(_penalties, penalty => new Candidate(penalty, 0));
        var (left, without, total) = (new double[count], new double[count], new double[count]);
        var last = new PermutedSplit(_problem, outside, _folds.People(fold, inside: true), CellsOf(o => o != fold, _ => true), CellsOf(o => o == fold, _ => true), cancellationToken);
        last.Load(products, squares, kept, count);
        for (var m = 0; m < count; m++)
        {
            last.Take(m);
            left[m] = last.Left(_penalties[NestedValidation.Best(losses[m], sizes, candidates, _options.Choice)]);
            without[m] = last.BaseLeft;
            total[m] = _problem.OutcomeIsResidual ? last.BaseLeft : last.MeanLeft;
        }

        return (left, without, total);
    }

    private int[] CellsOf(Func<int, bool> outer, Func<int, bool> inner) =>
        [.. Enumerable.Range(0, _cells.Length).Where(cell => outer(cell / _folds.InnerCount) && inner(cell % _folds.InnerCount))];
}
