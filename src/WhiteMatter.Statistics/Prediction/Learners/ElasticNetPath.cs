using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Statistics.Prediction.Learners;

/// <summary>The elastic net of a number.</summary>
internal sealed class ElasticNetPath(ElasticNetLearner options) : PathLearner
{
    /// <summary>No coefficient of a standardised feature would move by more, in standard deviations of the outcome.</summary>
    internal const double Tolerance = 1e-9;

    public override Candidate[] Candidates(FeatureSplit split, double[] outcome)
    {
        var (target, _) = split.TakeFrom(outcome);
        return Grid(options, split.Train, target);
    }

    public override PathFit Fit(FeatureSplit split, double[] outcome, Candidate[] candidates, CancellationToken cancellationToken) =>
        Along(split, outcome, candidates, 0, candidates.Length - 1, true, cancellationToken);

    public override PathFit FitOne(FeatureSplit split, double[] outcome, Candidate[] candidates, int chosen, CancellationToken cancellationToken) =>
        Along(split, outcome, candidates, Candidate.FirstOfPath(candidates, chosen), chosen, false, cancellationToken);

    /// <summary>The candidates for columns and a residual: from the least λ at which every coefficient is 0.</summary>
    internal static Candidate[] Grid(ElasticNetLearner options, double[][] columns, double[] residual)
    {
        var greatest = columns.Length == 0 ? 0 : columns.Max(column => Math.Abs(VectorProduct.Dot(column, residual))) / residual.Length;
        var steps = Math.Max(1, options.Penalties - 1);
        return
        [
            .. options.L1Ratios.SelectMany(ratio => Enumerable.Range(0, options.Penalties)
                .Select(k => new Candidate(greatest / ratio * Math.Pow(options.Smallest, (double)k / steps), ratio))),
        ];
    }

    private static PathFit Along(
        FeatureSplit split, double[] outcome, Candidate[] candidates, int first, int last, bool all, CancellationToken cancellationToken)
    {
        var (target, start) = split.TakeFrom(outcome);
        var (features, people) = (split.Train.Length, target.Length);
        var products = new ProductColumns(split.Train, null);
        var whole = new double[features];
        for (var j = 0; j < features; j++)
        {
            whole[j] = VectorProduct.Dot(split.Train[j], target) / people;
        }

        var deviation = Math.Sqrt(VectorProduct.Dot(target, target) / people);
        var (coefficients, residual) = (new double[features], (double[])whole.Clone());
        var predictions = new List<double[]>();
        for (var c = first; c <= last; c++)
        {
            if (c > first && candidates[c].L1Ratio != candidates[c - 1].L1Ratio)
            {
                Array.Clear(coefficients);
                whole.CopyTo(residual, 0);
            }

            CoordinateDescent.Solve(products, coefficients, residual, features, candidates[c], Tolerance * deviation, cancellationToken);
            if (all || c == last)
            {
                var predicted = (double[])start.Clone();
                ColumnProducts.AddCombination(split.Test, coefficients, predicted);
                predictions.Add(predicted);
            }
        }

        return new PathFit([.. predictions], coefficients);
    }
}
