namespace WhiteMatter.Learning.Training;

/// <summary>What one epoch came to.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="TrainingLoss">Mean loss of the people trained on, each before the step it took part in.</param>
/// <param name="ValidationLoss">Mean loss of the people held out after the epoch; NaN when nobody is.</param>
/// <param name="LearningRate">The rate of its last step.</param>
/// <param name="Seconds">What it took.</param>
public sealed record TrainingEpoch(int Epoch, double TrainingLoss, double ValidationLoss, double LearningRate, double Seconds)
{
    /// <summary>The loss that is watched: that of the people held out, else that of those trained on.</summary>
    public double WatchedLoss => double.IsNaN(ValidationLoss) ? TrainingLoss : ValidationLoss;
}
