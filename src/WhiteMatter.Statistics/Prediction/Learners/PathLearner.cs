namespace WhiteMatter.Statistics.Prediction.Learners;

/// <summary>What was learnt.</summary>
/// <param name="Predictions">
/// For each candidate asked for the people predicted: the outcome, or of classes the log odds; covariates that predict beside are in it.
/// </param>
/// <param name="Coefficients">Of the last candidate, one for each feature of the split.</param>
internal sealed record PathFit(double[][] Predictions, double[] Coefficients);

/// <summary>Learns along a path of candidates, the simplest first.</summary>
internal abstract class PathLearner
{
    /// <summary>Whether covariates that predict a number beside the features may be regressed out of both, which is the same where all is linear.</summary>
    public virtual bool IsLinear => true;

    /// <summary>The candidates, as the people outside an outer fold give them.</summary>
    public abstract Candidate[] Candidates(FeatureSplit split, double[] outcome);

    /// <summary>Learns with every candidate.</summary>
    /// <param name="split">The features.</param>
    /// <param name="outcome">The outcome of everybody; that of people predicted is not looked at.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="cancellationToken">Stops.</param>
    public abstract PathFit Fit(FeatureSplit split, double[] outcome, Candidate[] candidates, CancellationToken cancellationToken);

    /// <summary>Learns with one candidate; the fit holds its predictions alone.</summary>
    public abstract PathFit FitOne(FeatureSplit split, double[] outcome, Candidate[] candidates, int chosen, CancellationToken cancellationToken);

    /// <summary>The learner of a problem.</summary>
    public static PathLearner For(Learner learner, bool isBinary) => (learner, isBinary) switch
    {
        (RidgeLearner ridge, false) => new RidgePath([.. ridge.Penalties]),
        (RidgeLearner ridge, true) => new LogisticRidgePath([.. ridge.Penalties]),
        (ElasticNetLearner net, false) => new ElasticNetPath(net),
        (ElasticNetLearner net, true) => new LogisticNetPath(net),
        (BoostedTreesLearner trees, _) => new TreePath(trees, isBinary),
        _ => throw new ArgumentException($"There is no learner {learner.GetType().Name}.", nameof(learner)),
    };
}
