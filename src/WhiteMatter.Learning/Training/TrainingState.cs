using System.Collections.Immutable;

namespace WhiteMatter.Learning.Training;

/// <summary>Where a training stands between two epochs, but for its tensors.</summary>
/// <param name="Key">What the training is of; a checkpoint of another key is not gone on with.</param>
/// <param name="Schedule">The learning rate and the best loss.</param>
/// <param name="History">The epochs trained.</param>
public sealed record TrainingState(string Key, LearningRateSchedule Schedule, ImmutableArray<TrainingEpoch> History)
{
    /// <summary>Epochs trained.</summary>
    public int Epochs => History.Length;
}
