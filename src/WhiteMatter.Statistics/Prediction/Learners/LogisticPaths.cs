namespace WhiteMatter.Statistics.Prediction.Learners;

/// <summary>What the logistic learners have in common: covariates and intercept stand in the model without a penalty.</summary>
internal static class LogisticColumns
{
    /// <summary>The columns without a penalty, with variance 1 but for the constant one: all covariates, or the intercept alone.</summary>
    public static (double[][] Train, double[][] Test) Free(FeatureSplit split)
    {
        var count = split.OddsColumns;
        var scale = Math.Sqrt(split.TrainRows.Length);
        double[][] Scaled(double[][] columns) => [.. columns.Take(count).Select(column => column.Select(value => value * scale).ToArray())];
        return (Scaled(split.Basis.Train), Scaled(split.Basis.Test));
    }

    /// <summary>Log odds of people predicted.</summary>
    public static double[] Predict(double[][] free, double[][] columns, double[] coefficients, int people)
    {
        var odds = new double[people];
        ColumnProducts.AddCombination(free, coefficients.AsSpan(0, free.Length), odds);
        ColumnProducts.AddCombination(columns, coefficients.AsSpan(free.Length), odds);
        return odds;
    }
}

/// <summary>Logistic regression with a ridge penalty; of more features than people in the space that the people span.</summary>
internal sealed class LogisticRidgePath(double[] penalties) : PathLearner
{
    public override Candidate[] Candidates(FeatureSplit split, double[] outcome) => [.. penalties.Select(penalty => new Candidate(penalty, 0))];

    public override PathFit Fit(FeatureSplit split, double[] outcome, Candidate[] candidates, CancellationToken cancellationToken) =>
        Along(split, outcome, candidates, 0, candidates.Length - 1, true, cancellationToken);

    public override PathFit FitOne(FeatureSplit split, double[] outcome, Candidate[] candidates, int chosen, CancellationToken cancellationToken) =>
        Along(split, outcome, candidates, chosen, chosen, false, cancellationToken);

    private PathFit Along(FeatureSplit split, double[] outcome, Candidate[] candidates, int first, int last, bool all, CancellationToken cancellationToken)
    {
        var (free, freeTest) = LogisticColumns.Free(split);
        var y = CovariateBasis.Rows(outcome, split.TrainRows);
        var (columns, tests) = (split.Train, split.Test);
        RidgeDecomposition? turned = null;
        if (columns.Length > y.Length)
        {
            // Z = U S V': a ridge penalty on V'β is the one on β, so that U S stand for the features.
            turned = RidgeDecomposition.Of(split, cancellationToken);
            columns = [.. turned.Vectors.Select((vector, k) => Times(vector, Math.Sqrt(turned.Squares[k])))];
            tests = [.. turned.Predictors().Select((column, k) => Times(column, 1 / Math.Sqrt(turned.Squares[k])))];
        }

        var fit = new LogisticFit(free, columns, y);
        var predictions = new List<double[]>();
        for (var c = first; c <= last; c++)
        {
            fit.Solve(candidates[c], cancellationToken);
            if (all || c == last)
            {
                predictions.Add(LogisticColumns.Predict(freeTest, tests, fit.Coefficients, split.TestRows.Length));
            }
        }

        var own = fit.Coefficients[free.Length..];
        return new PathFit([.. predictions], turned is null ? own : turned.Coefficients([.. own.Select((value, k) => value / Math.Sqrt(turned.Squares[k]))]));
    }

    private static double[] Times(double[] column, double factor) => [.. column.Select(value => value * factor)];
}

/// <summary>Logistic regression with the elastic net's penalty.</summary>
internal sealed class LogisticNetPath(ElasticNetLearner options) : PathLearner
{
    public override Candidate[] Candidates(FeatureSplit split, double[] outcome)
    {
        // The residual of a model without features.
        var (free, _) = LogisticColumns.Free(split);
        var y = CovariateBasis.Rows(outcome, split.TrainRows);
        var fit = new LogisticFit(free, [], y);
        fit.Solve(default, CancellationToken.None);
        var odds = LogisticColumns.Predict(free, [], fit.Coefficients, y.Length);
        return ElasticNetPath.Grid(options, split.Train, [.. y.Zip(odds, (own, log) => own - LogisticFit.Probability(log))]);
    }

    public override PathFit Fit(FeatureSplit split, double[] outcome, Candidate[] candidates, CancellationToken cancellationToken) =>
        Along(split, outcome, candidates, 0, candidates.Length - 1, true, cancellationToken);

    public override PathFit FitOne(FeatureSplit split, double[] outcome, Candidate[] candidates, int chosen, CancellationToken cancellationToken) =>
        Along(split, outcome, candidates, Candidate.FirstOfPath(candidates, chosen), chosen, false, cancellationToken);

    private static PathFit Along(
        FeatureSplit split, double[] outcome, Candidate[] candidates, int first, int last, bool all, CancellationToken cancellationToken)
    {
        var (free, freeTest) = LogisticColumns.Free(split);
        var y = CovariateBasis.Rows(outcome, split.TrainRows);
        LogisticFit? fit = null;
        var predictions = new List<double[]>();
        for (var c = first; c <= last; c++)
        {
            if (fit is null || candidates[c].L1Ratio != candidates[c - 1].L1Ratio)
            {
                fit = new LogisticFit(free, split.Train, y);
            }

            fit.Solve(candidates[c], cancellationToken);
            if (all || c == last)
            {
                predictions.Add(LogisticColumns.Predict(freeTest, split.Test, fit.Coefficients, split.TestRows.Length));
            }
        }

        return new PathFit([.. predictions], fit!.Coefficients[free.Length..]);
    }
}
