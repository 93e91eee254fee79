namespace WhiteMatter.Learning.Training;

/// <summary>
/// Watches a loss from epoch to epoch: on a plateau halves the learning rate after so many epochs without a better one, down to a thousandth of the
/// start, and says when to stop. A loss is better when it is lower than the lowest before it.
/// </summary>
/// <param name="LearningRate">The rate that the course begins with: that of the start, halved on plateaus.</param>
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

        return options.Course != LearningRateCourse.Plateau || SinceChange + 1 < options.Patience
            ? this with { SinceBest = SinceBest + 1, SinceChange = SinceChange + 1 }
            : this with
            {
                LearningRate = Math.Max(LearningRate * Factor, options.LearningRate * Floor),
                SinceBest = SinceBest + 1,
                SinceChange = 0,
            };
    }

    /// <summary>
    /// The rate of a step. While warming up the w-th step of W has the share w/W; a cosine of E epochs after them has (1 + cos πe/E)/2 in the epoch e, from 0.
    /// </summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="step">The step in it, from 0.</param>
    /// <param name="steps">Steps an epoch.</param>
    /// <param name="options">How the network is trained.</param>
    public double RateOf(int epoch, int step, int steps, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (epoch <= options.WarmUp)
        {
            return LearningRate * (((epoch - 1.0) * steps) + step + 1) / ((double)options.WarmUp * steps);
        }

        return options.Course == LearningRateCourse.Cosine
            ? LearningRate * (1 + Math.Cos(Math.PI * (epoch - 1 - options.WarmUp) / (options.Epochs - options.WarmUp))) / 2
            : LearningRate;
    }

    /// <summary>Whether training ends here.</summary>
    /// <param name="options">How the network is trained.</param>
    public bool Stops(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Stop is { } stop && SinceBest >= stop;
    }
}
