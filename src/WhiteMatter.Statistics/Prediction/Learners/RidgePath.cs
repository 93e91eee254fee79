namespace WhiteMatter.Statistics.Prediction.Learners;

/// <summary>Ridge regression of a number.</summary>
internal sealed class RidgePath(double[] penalties) : PathLearner
{
    public override Candidate[] Candidates(FeatureSplit split, double[] outcome) => [.. penalties.Select(penalty => new Candidate(penalty, 0))];

    public override PathFit Fit(FeatureSplit split, double[] outcome, Candidate[] candidates, CancellationToken cancellationToken)
    {
        var decomposition = RidgeDecomposition.Of(split, cancellationToken);
        var (target, start) = split.TakeFrom(outcome);
        var coordinates = decomposition.Coordinates(target);
        var predictors = decomposition.Predictors();
        var predictions = new double[candidates.Length][];
        double[] factors = [];
        for (var c = 0; c < candidates.Length; c++)
        {
            factors = decomposition.Factors(coordinates, candidates[c].Penalty);
            predictions[c] = [.. start];
            ColumnProducts.AddCombination(predictors, factors, predictions[c]);
        }

        return new PathFit(predictions, decomposition.Coefficients(factors));
    }

    public override PathFit FitOne(FeatureSplit split, double[] outcome, Candidate[] candidates, int chosen, CancellationToken cancellationToken)
    {
        var decomposition = RidgeDecomposition.Of(split, cancellationToken);
        var (target, start) = split.TakeFrom(outcome);
        var coefficients = decomposition.Coefficients(decomposition.Factors(decomposition.Coordinates(target), candidates[chosen].Penalty));
        ColumnProducts.AddCombination(split.Test, coefficients, start);
        return new PathFit([start], coefficients);
    }
}
