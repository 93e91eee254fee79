namespace WhiteMatter.Learning.Training;

/// <summary>
/// Watches a loss from epoch to epoch: halves the learning rate after so many epochs without a better one, down to a thousandth of the start,
/// and says when to stop. A loss is better when it is lower than the lowest before it.
/// </summary>
/// <param name="LearningRate">The rate of the next epoch.</param>
/// <param name="BestLoss">The lowest loss so far; infinite before the first epoch.</param>
/// <param name="BestEpoch">Its epoch; 0 before the first.</param>
/// <param name="SinceBest">Epochs since it.</param>
/// <param name="SinceChange">Epochs since it or since the rate was halved last, whichever is later.</param>
public sealed record LearningRateSchedule(double LearningRate, double BestLoss, int BestEpoch, int SinceBest, int SinceChange)
{
    private const double Factor = 0.5;
    private const double Floor = 1e-3;

    /// <summary>The schedule before the first epoch.</summary>
    /// <param name="options">How the network is trained.</param>
    public static LearningRateSchedule Start(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new LearningRateSchedule(options.LearningRate, double.PositiveInfinity, 0, 0, 0);
    }

    /// <summary>The schedule after an epoch.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="options">How the network is trained.</param>
    public LearningRateSchedule After(int epoch, double loss, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (loss < BestLoss)
        {
            return new LearningRateSchedule(LearningRate, loss, epoch, 0, 0);
        }

        return SinceChange + 1 < options.Patience
            ? this with { SinceBest = SinceBest + 1, SinceChange = SinceChange + 1 }
            : this with
            {
                LearningRate = Math.Max(LearningRate * Factor, options.LearningRate * Floor),
                SinceBest = SinceBest + 1,
                SinceChange = 0,
            };
    }

    /// <summary>Whether training ends here.</summary>
    /// <param name="options">How the network is trained.</param>
    public bool Stops(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Stop is { } stop && SinceBest >= stop;
    }
}
