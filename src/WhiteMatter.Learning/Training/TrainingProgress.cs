namespace WhiteMatter.Learning.Training;

/// <summary>How far a training is.</summary>
/// <param name="Epoch">The epoch it is in, from 1.</param>
/// <param name="Volumes">Volumes that passed the network so far, of epochs before a resumption too.</param>
/// <param name="TotalVolumes">Volumes that will have when every epoch is trained.</param>
/// <param name="TrainingLoss">The mean loss of the people trained on in this epoch so far.</param>
/// <param name="ValidationLoss">The loss of the people held out after the epoch before; NaN in the first, and where nobody is.</param>
public readonly record struct TrainingProgress(int Epoch, long Volumes, long TotalVolumes, double TrainingLoss, double ValidationLoss);
