using WhiteMatter.Statistics.Prediction.Trees;

namespace WhiteMatter.Statistics.Prediction.Learners;

/// <summary>
/// Boosted trees of a number or a class. Covariates that predict beside the features, or the intercept, are fitted first and linearly; trees begin from what these predict and see the
/// features alone. Coefficients are shares of gain.
/// </summary>
internal sealed class TreePath(BoostedTreesLearner learner, bool isBinary) : PathLearner
{
    /// <inheritdoc/>
    public override bool IsLinear => false;

    public override Candidate[] Candidates(FeatureSplit split, double[] outcome) =>
    [
        .. learner.Depths.Order().SelectMany(depth => learner.Rates.OrderDescending().SelectMany(rate => learner.Trees.Order().Select(trees =>
            new Candidate(0, 0) { Trees = trees, Depth = depth, Rate = rate }))),
    ];

    public override PathFit Fit(FeatureSplit split, double[] outcome, Candidate[] candidates, CancellationToken cancellationToken)
    {
        if (split.Kept.Length == 0)
        {
            var (_, none) = Start(split, outcome, cancellationToken);
            return new PathFit([.. candidates.Select(_ => (double[])none.Clone())], []);
        }

        using var data = Data(split, outcome, cancellationToken, out var start);
        using var people = new ColumnBlock(split.Test, data.Least, split.TestRows.Length);
        var predictions = new double[candidates.Length][];
        for (var from = 0; from < candidates.Length;)
        {
            var first = candidates[from];
            using var trees = new BoostedTrees(data, isBinary, first.Depth, first.Rate);
            var predicted = (double[])start.Clone();
            for (; from < candidates.Length && candidates[from].IsOnPathOf(first); from++)
            {
                var before = trees.Count;
                trees.GrowTo(candidates[from].Trees, cancellationToken);
                trees.AddTo(predicted, people, before);
                predictions[from] = (double[])predicted.Clone();
            }
        }

        return new PathFit(predictions, []);
    }

    public override PathFit FitOne(FeatureSplit split, double[] outcome, Candidate[] candidates, int chosen, CancellationToken cancellationToken)
    {
        if (split.Kept.Length == 0)
        {
            return new PathFit([Start(split, outcome, cancellationToken).Test], []);
        }

        using var data = Data(split, outcome, cancellationToken, out var predicted);
        using var people = new ColumnBlock(split.Test, data.Least, split.TestRows.Length);
        using var trees = new BoostedTrees(data, isBinary, candidates[chosen].Depth, candidates[chosen].Rate);
        trees.GrowTo(candidates[chosen].Trees, cancellationToken);
        trees.AddTo(predicted, people, 0);
        return new PathFit([predicted], trees.Gains());
    }

    private TreeDataset Data(FeatureSplit split, double[] outcome, CancellationToken cancellationToken, out double[] startOfTest)
    {
        if (isBinary)
        {
            (var start, startOfTest) = Start(split, outcome, cancellationToken);
            return new TreeDataset(split.Train, CovariateBasis.Rows(outcome, split.TrainRows), start, learner);
        }

        (var target, startOfTest) = split.TakeFrom(outcome);
        return new TreeDataset(split.Train, target, new double[target.Length], learner);
    }

    /// <summary>What intercept and covariates predict, for those learnt from and those predicted.</summary>
    private (double[] Train, double[] Test) Start(FeatureSplit split, double[] outcome, CancellationToken cancellationToken)
    {
        if (!isBinary)
        {
            var (target, none) = split.TakeFrom(outcome);
            return (new double[target.Length], none);
        }

        var (free, freeTest) = LogisticColumns.Free(split);
        var fit = new LogisticFit(free, [], CovariateBasis.Rows(outcome, split.TrainRows));
        fit.Solve(default, cancellationToken);
        return (LogisticColumns.Predict(free, [], fit.Coefficients, split.TrainRows.Length), LogisticColumns.Predict(freeTest, [], fit.Coefficients, split.TestRows.Length));
    }
}
