namespace WhiteMatter.Statistics.Harmonisation;

/// <summary>How the effects of a batch on its features are shrunken towards what they have in common.</summary>
public enum ComBatPrior
{
    /// <summary>By normal and inverse gamma distributions whose parameters the features give (Johnson 2007).</summary>
    Parametric,

    /// <summary>By the other features' effects themselves, each weighted by how well it fits.</summary>
    NonParametric,

    /// <summary>Not at all: each feature has its own mean and variance.</summary>
    None,
}

/// <summary>How features are harmonised.</summary>
public sealed record ComBatOptions
{
    /// <summary>How effects are shrunken.</summary>
    public ComBatPrior Prior { get; init; }

    /// <summary>Whether batches differ in their means alone; their variances are then left as they are.</summary>
    public bool MeanOnly { get; init; }

    /// <summary>The batch whose values stay as they are and to which the others are brought; null for the mean of all.</summary>
    public int? Reference { get; init; }

    /// <summary>Threads to use; results do not depend on them.</summary>
    public int Threads { get; init; } = 1;
}
