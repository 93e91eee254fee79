using WhiteMatter.Learning.Inference;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using Xunit;

namespace WhiteMatter.Learning.Tests.Training;

public sealed class AutoencoderTrainingTests
{
    [LibtorchFact]
    public void The_weights_kept_are_those_of_the_best_epoch_with_their_running_statistics()
    {
        // So large a rate that the loss does not fall in every epoch.
        var run = new TrainingRun();
        run = run with { Options = run.Options with { LearningRate = 0.05, Epochs = 8, Patience = 100 } };
        using var result = run.Run();
        Assert.Equal(result.History.Min(epoch => epoch.ValidationLoss), result.Best.ValidationLoss);
        Assert.NotEqual(8, result.BestEpoch);

        // The validation loss once more, from x and x̂ of each person by themselves.
        var volumes = new NormalisedVolumes(run.Source, VolumeNormalisation.ZScore);
        double sum = 0;
        foreach (var person in result.Split.Validation)
        {
            var group = GroupReconstruction.Of(result.Network, volumes, [person], NetworkExecution.OnProcessor(1), CancellationToken.None);
            sum += group.Mean.Zip(group.Reconstruction, (x, made) => (x - made) * (x - made)).Average();
        }

        Assert.Equal(result.Best.ValidationLoss, sum / result.Split.Validation.Length, 1e-5);
    }

    [LibtorchFact]
    public void Training_learns_what_the_people_have_in_common()
    {
        var run = new TrainingRun { Source = new SyntheticVolumes(new VolumeSize(12, 12, 12), 40), Architecture = new AutoencoderArchitecture([4, 8], 6) };
        run = run with { Options = run.Options with { Epochs = 25, Validation = 0.2, Patience = 4 } };
        using var result = run.Run();

        // Of z-scores a network that tells nothing apart has a loss of at most 1.
        Assert.True(result.Best.ValidationLoss < 0.2, $"{result.Best.ValidationLoss}");
    }

    [LibtorchFact]
    public void Training_ends_early_and_halves_its_rate_where_nothing_gets_better()
    {
        var run = new TrainingRun();
        run = run with { Options = run.Options with { LearningRate = 1e-12, Epochs = 20, Patience = 2, Stop = 5 } };
        using var result = run.Run();
        Assert.Equal(result.BestEpoch + 5, result.History.Length);
        Assert.Equal(1e-12 / 4, result.History[^1].LearningRate);
    }

    [LibtorchFact]
    public void Without_people_held_out_the_training_loss_is_watched()
    {
        var run = new TrainingRun();
        run = run with { Options = run.Options with { Validation = 0, Epochs = 3 } };
        using var result = run.Run();
        Assert.Empty(result.Split.Validation);
        Assert.All(result.History, epoch => Assert.True(double.IsNaN(epoch.ValidationLoss)));
        Assert.Equal(result.History.Min(epoch => epoch.TrainingLoss), result.Best.TrainingLoss);
    }

    [LibtorchFact]
    public void Batches_of_one_person_are_trained_and_refused_where_nothing_is_to_normalise_over()
    {
        var run = new TrainingRun();
        run = run with { Options = run.Options with { Batch = 1, Epochs = 1 } };
        using (var result = run.Run())
        {
            Assert.True(double.IsFinite(result.Best.TrainingLoss));
        }

        run = run with { Source = new SyntheticVolumes(new VolumeSize(4, 4, 4), 6), Architecture = new AutoencoderArchitecture([1, 1, 1], 1) };
        using (var two = run.Run())
        {
            Assert.True(double.IsFinite(two.Best.TrainingLoss));
        }

        run = run with { Source = new SyntheticVolumes(new VolumeSize(1, 1, 1), 6), Architecture = new AutoencoderArchitecture([1], 1) };
        Assert.Equal(LearningProblem.TooFewPeople, Assert.Throws<LearningException>(() => run.Run()).Problem);
    }

    [LibtorchFact]
    public void A_loss_that_is_no_number_stops_with_epoch_batch_and_people()
    {
        var run = new TrainingRun();
        run = run with { Options = run.Options with { LearningRate = 1e30 } };
        var problem = Assert.Throws<LearningException>(() => run.Run());
        Assert.Equal(LearningProblem.LossNotFinite, problem.Problem);
        Assert.Matches(@"^The loss of (training|validation) is (NaN|Infinity) in epoch \d+, batch \d+ of \d+, with the images of P\d+, P\d+", problem.Message);
    }

    [LibtorchFact]
    public void A_volume_with_values_that_are_none_is_named_and_so_is_one_without_variance()
    {
        var run = new TrainingRun();
        run.Source[4][17] = float.NaN;
        run.Source[4][18] = float.PositiveInfinity;
        var problem = Assert.Throws<LearningException>(() => run.Run());
        Assert.Equal((LearningProblem.VolumeUnusable, "The image of P5 has 2 voxels inside the mask that are no finite number."), (problem.Problem, problem.Message));
        Array.Fill(run.Source[4], 0.25f);
        Assert.Equal("The image of P5 has the value 0.25 in every voxel of the mask and has no z-scores.", Assert.Throws<LearningException>(() => run.Run()).Message);
    }

    [LibtorchFact]
    public void A_grid_too_small_is_refused_before_anything_is_read()
    {
        var run = new TrainingRun { Architecture = new AutoencoderArchitecture([1, 1, 1, 1, 1], 1) };
        Assert.Equal(LearningProblem.GridTooSmall, Assert.Throws<LearningException>(() => run.Run()).Problem);
    }

    [LibtorchFact]
    public void Progress_counts_every_volume_once()
    {
        var told = new List<TrainingProgress>();
        using var result = new TrainingRun().Run(progress: new Told(told.Add));
        Assert.Equal(6 * 14, told[^1].Volumes);
        Assert.All(told, at => Assert.Equal(6 * 14, at.TotalVolumes));
        Assert.Equal(told.Select(at => at.Volumes).Order().Distinct(), told.Select(at => at.Volumes));
    }
}
