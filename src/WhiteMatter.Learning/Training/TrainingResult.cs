using System.Collections.Immutable;
using WhiteMatter.Learning.Networks;

namespace WhiteMatter.Learning.Training;

/// <summary>A trained network and how it came to be.</summary>
/// <param name="Network">The network with the weights and running statistics of the best epoch, in evaluation mode.</param>
/// <param name="Split">Who was trained on and who was held out.</param>
/// <param name="History">The epochs trained.</param>
/// <param name="BestEpoch">The epoch with the lowest watched loss; 0 where nothing was trained.</param>
/// <param name="ResumedAfter">The epoch after which a checkpoint was gone on with; null when training began anew.</param>
/// <param name="CheckpointProblem">Why a checkpoint that was there could not be used; null when there was none or it could.</param>
public sealed record TrainingResult(
    VolumeAutoencoder Network, TrainingSplit Split, ImmutableArray<TrainingEpoch> History, int BestEpoch, int? ResumedAfter, string? CheckpointProblem) : IDisposable
{
    /// <summary>What the best epoch came to; there is one where something was trained.</summary>
    public TrainingEpoch Best => History[BestEpoch - 1];

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}
