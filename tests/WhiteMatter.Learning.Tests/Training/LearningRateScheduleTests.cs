using WhiteMatter.Learning.Training;
using Xunit;

namespace WhiteMatter.Learning.Tests.Training;

public sealed class LearningRateScheduleTests
{
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 100,
        Batch = 1,
        LearningRate = 1,
        Validation = 0.1,
        Patience = 2,
        Stop = 5,
        Seed = 1,
    };

    /// <summary>
    /// The rates of torch 1.13.1's ReduceLROnPlateau(factor=0.5, patience=1, threshold=0, min_lr=1e-3) after each of these losses; its
    /// patience counts the epochs it bears, ours the epoch at which the rate is halved.
    /// </summary>
    [Fact]
    public void The_rate_is_halved_where_pytorch_halves_it()
    {
        double[] losses = [5, 4, 4, 4, 4, 4, 3, 3.5, 3.25, 2, 2, 2];
        double[] expected = [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.0625];
        var schedule = LearningRateSchedule.Start(Options);
        var rates = losses.Select((loss, index) => (schedule = schedule.After(index + 1, loss, Options)).LearningRate).ToArray();
        Assert.Equal(expected, rates);
        Assert.Equal((2.0, 10, 2), (schedule.BestLoss, schedule.BestEpoch, schedule.SinceBest));
    }

    [Fact]
    public void The_rate_does_not_fall_below_a_thousandth_of_the_start()
    {
        var schedule = LearningRateSchedule.Start(Options);
        for (var epoch = 1; epoch <= 60; epoch++)
        {
            schedule = schedule.After(epoch, 1, Options);
        }

        Assert.Equal(1e-3, schedule.LearningRate);
    }

    [Fact]
    public void The_rate_rises_step_by_step_and_then_follows_its_course()
    {
        var options = Options with { Epochs = 12, WarmUp = 2, Course = LearningRateCourse.Cosine };
        var schedule = LearningRateSchedule.Start(options);
        Assert.Equal([0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1], Enumerable.Range(0, 8).Select(step => schedule.RateOf(1 + (step / 4), step % 4, 4, options)));

        // Half a cosine over ten epochs: (1 + cos 36°)/2 = (5 + √5)/8 after two of them, a half after five.
        Assert.Equal(1, schedule.RateOf(3, 3, 4, options), 15);
        Assert.Equal((5 + Math.Sqrt(5)) / 8, schedule.RateOf(5, 0, 4, options), 15);
        Assert.Equal(0.5, schedule.RateOf(8, 0, 4, options), 15);

        // Neither it nor a constant rate is halved.
        foreach (var course in new[] { LearningRateCourse.Cosine, LearningRateCourse.Constant })
        {
            var other = options with { Course = course };
            Assert.Equal(1, schedule.After(3, 1, other).After(4, 2, other).After(5, 2, other).After(6, 2, other).LearningRate);
        }

        Assert.Equal(1, schedule.RateOf(11, 0, 4, options with { Course = LearningRateCourse.Constant }));
    }

    [Fact]
    public void Training_ends_after_so_many_epochs_without_a_better_loss_and_else_not()
    {
        var schedule = LearningRateSchedule.Start(Options).After(1, 1, Options);
        for (var epoch = 2; epoch <= 5; epoch++)
        {
            schedule = schedule.After(epoch, 1, Options);
            Assert.False(schedule.Stops(Options));
        }

        Assert.True(schedule.After(6, 1, Options).Stops(Options));
        Assert.False(schedule.After(6, 0.5, Options).Stops(Options));
        Assert.False(schedule.After(6, 1, Options).Stops(Options with { Stop = null }));
    }
}
