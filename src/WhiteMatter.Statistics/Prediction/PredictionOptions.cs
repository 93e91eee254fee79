using System.Collections.Immutable;

namespace WhiteMatter.Statistics.Prediction;

/// <summary>Which candidate the inner folds choose.</summary>
public enum CandidateChoice
{
    /// <summary>That of the smallest mean loss.</summary>
    Smallest,

    /// <summary>The simplest whose mean loss is at most one standard error above the smallest (Breiman and others 1984).</summary>
    OneStandardError,
}

/// <summary>What learns.</summary>
public abstract record Learner;

/// <summary>
/// Ridge regression, or logistic regression with a ridge penalty: the mean loss (half the squared error, or minus the log likelihood) plus λ/2 · Σβ², of
/// features with variance 1, is made small.
/// </summary>
/// <param name="Penalties">λ to choose from, falling.</param>
public sealed record RidgeLearner(ImmutableArray<double> Penalties) : Learner;

/// <summary>
/// The elastic net (Zou and Hastie 2005) as glmnet fits it (Friedman and others 2010): as <see cref="RidgeLearner"/> with the penalty
/// λ · Σ(a|β| + (1 − a)/2 · β²).
/// </summary>
/// <param name="L1Ratios">a to choose from, above 0 and at most 1.</param>
/// <param name="Penalties">How many λ there are for each a, evenly spaced on a logarithmic scale from the least at which every β is 0.</param>
/// <param name="Smallest">The smallest λ as a share of the greatest.</param>
public sealed record ElasticNetLearner(ImmutableArray<double> L1Ratios, int Penalties, double Smallest) : Learner;

/// <summary>
/// Gradient-boosted trees (Friedman 2001) as LightGBM learns them (Ke and others 2017): each tree is of what those before it leave, its leaves add
/// −rate · Σg/(Σh + l2) with g and h the derivatives of the loss, half the squared error or minus the log likelihood.
/// </summary>
/// <param name="Trees">Numbers of trees to choose from.</param>
/// <param name="Depths">Depths of trees to choose from, from 1.</param>
/// <param name="Rates">Learning rates to choose from.</param>
/// <param name="LeastInLeaf">A leaf has at least so many of the people learnt from.</param>
/// <param name="L2">What is added to the second derivatives of a leaf.</param>
public sealed record BoostedTreesLearner(ImmutableArray<int> Trees, ImmutableArray<int> Depths, ImmutableArray<double> Rates, int LeastInLeaf, double L2) : Learner;

/// <summary>How a prediction is made and judged.</summary>
public sealed record PredictionOptions
{
    /// <summary>What learns.</summary>
    public required Learner Learner { get; init; }

    /// <summary>Outer folds, where people are dealt.</summary>
    public int Folds { get; init; } = 10;

    /// <summary>Inner folds, by which candidates are chosen.</summary>
    public int InnerFolds { get; init; } = 5;

    /// <summary>How often people are dealt anew.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Which candidate is chosen.</summary>
    public CandidateChoice Choice { get; init; }

    /// <summary>Permuted outcomes that everything is done again with.</summary>
    public int Permutations { get; init; }

    /// <summary>Resamples of people for intervals.</summary>
    public int Resamples { get; init; }

    /// <summary>What folds, permutations and resamples are drawn with.</summary>
    public long Seed { get; init; }

    /// <summary>Threads to use; results do not depend on them.</summary>
    public int Threads { get; init; } = 1;
}
