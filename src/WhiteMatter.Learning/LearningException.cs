namespace WhiteMatter.Learning;

/// <summary>What keeps a network from being trained or used.</summary>
public enum LearningProblem
{
    /// <summary>The grid has too few voxels for the network's halvings.</summary>
    GridTooSmall,

    /// <summary>There are too few people to train on.</summary>
    TooFewPeople,

    /// <summary>A person's volume holds a value that is no finite number, or does not vary where it must.</summary>
    VolumeUnusable,

    /// <summary>The loss is no finite number any more.</summary>
    LossNotFinite,

    /// <summary>A file of weights is no safetensors file, or not all of one.</summary>
    WeightsDamaged,

    /// <summary>The tensors of a file are not those of the network.</summary>
    WeightsOfOtherNetwork,
}

/// <summary>Something that training, loading or encoding cannot go on with.</summary>
/// <param name="problem">What it is.</param>
/// <param name="message">What and where, as a sentence.</param>
/// <param name="inner">What led to it.</param>
public sealed class LearningException(LearningProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What it is.</summary>
    public LearningProblem Problem { get; } = problem;
}
