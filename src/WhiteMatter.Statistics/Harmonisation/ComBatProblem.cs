namespace WhiteMatter.Statistics.Harmonisation;

/// <summary>Why a feature is left as it is.</summary>
public enum ComBatProblem
{
    /// <summary>It is harmonised.</summary>
    None,

    /// <summary>It does not vary about its model.</summary>
    Constant,

    /// <summary>A batch has fewer values of it than its mean, or its mean and variance, take.</summary>
    BatchTooSmall,

    /// <summary>Batches and covariates make each other up among those who have it, or there are too few of them.</summary>
    Confounded,

    /// <summary>Its values are so large or so small that their squares are no numbers or nothing.</summary>
    OutOfRange,
}
