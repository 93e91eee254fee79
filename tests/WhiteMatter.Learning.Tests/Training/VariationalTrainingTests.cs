using WhiteMatter.Learning.Inference;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Tests.Synthetic;
using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using Xunit;

namespace WhiteMatter.Learning.Tests.Training;

/// <summary>Trainings of variational autoencoders.</summary>
public sealed class VariationalTrainingTests
{
    [LibtorchFact]
    public void One_that_was_stopped_goes_on_to_the_same_weights_and_one_recomputed_has_them_too()
    {
        var run = Of(new VariationalOptions(2, 3));
        run = run with { Options = run.Options with { Accumulate = 2, Corruption = new Corruption { Hidden = 0.4, Patch = 3 } } };
        using var whole = run.Run();
        using var folder = new TemporaryFolder();
        using (var half = (run with { Options = run.Options with { Epochs = 2 } }).Run(folder.Path))
        {
            Assert.Equal(2, half.History.Length);
        }

        using var resumed = run.Run(folder.Path);
        Assert.Equal(2, resumed.ResumedAfter);
        Assert.Equal(TrainingRun.Bytes(whole), TrainingRun.Bytes(resumed));
        Assert.Equal(whole.History.Select(row => row with { Seconds = 0 }), resumed.History.Select(row => row with { Seconds = 0 }));
        using var recomputed = (run with { Options = run.Options with { Recompute = true } }).Run();
        Assert.Equal(TrainingRun.Bytes(whole), TrainingRun.Bytes(recomputed));
        Assert.Equal(whole.History.Select(row => row with { Seconds = 0 }), recomputed.History.Select(row => row with { Seconds = 0 }));

        // The weight of the divergence is part of what is trained.
        foreach (var options in new[] { null, new VariationalOptions(3, 3), new VariationalOptions(2, 0) })
        {
            using var other = (run with { Architecture = run.Architecture with { Variational = options } }).Run(folder.Path);
            Assert.Equal("it is of another training", other.CheckpointProblem);
            Assert.NotEqual(TrainingRun.Bytes(whole), TrainingRun.Bytes(other));
        }
    }

    [LibtorchFact]
    public void The_loss_is_the_sum_of_its_parts_and_held_out_people_have_the_whole_weight()
    {
        var run = Of(new VariationalOptions(5, 4));
        using var result = run.Run();
        var voxels = new NormalisedVolumes(run.Source, VolumeNormalisation.ZScore).MaskVoxels;
        foreach (var row in result.History)
        {
            Assert.Equal(row.Validation!.Reconstruction + (2 * 5.0 / voxels * row.Validation.Divergence), row.ValidationLoss, 1e-5);
            var weighted = row.TrainingLoss - row.Training!.Reconstruction;
            var whole = 2 * 5.0 / voxels * row.Training.Divergence;
            if (row.Epoch > 4)
            {
                Assert.Equal(whole, weighted, 1e-5);
            }
            else
            {
                // Within an epoch of four it rises by a quarter.
                Assert.InRange(weighted / whole, (row.Epoch - 1) / 4.0, row.Epoch / 4.0);
            }
        }

        using var plain = new TrainingRun().Run();
        Assert.All(plain.History, row => Assert.Null(row.Training));
    }

    [Theory]
    [InlineData(1, 0, 0.125)]
    [InlineData(1, 3, 0.5)]
    [InlineData(2, 3, 1)]
    [InlineData(3, 0, 1)]
    public void The_weight_rises_step_by_step(int epoch, int step, double share) =>
        Assert.Equal(3 * share, new VariationalOptions(3, 2).WeightOf(epoch, step, 4), 1e-12);

    [LibtorchFact]
    public void Divergences_are_those_of_the_formula_and_collapsed_latents_are_near_0()
    {
        // ½(μ² + σ² − 1 − log σ²): of a standard normal distribution 0, of N(1, e) ½(1 + e − 1 − 1).
        using var moments = TorchSharp.torch.tensor([0f, 1f, 0f, 1f], [1, 4]);
        using var each = LatentDivergence.OfEach(moments);
        var values = each.data<float>().ToArray();
        Assert.Equal(0, values[0], 1e-7);
        Assert.Equal((Math.E - 1) / 2, values[1], 1e-6);

        // A weight of the divergence that leaves nothing of the latents.
        var run = Of(new VariationalOptions(1e5, 0));
        run = run with { Options = run.Options with { Epochs = 100, LearningRate = 5e-3 } };
        var volumes = new NormalisedVolumes(run.Source, VolumeNormalisation.ZScore);
        int[] people = [.. Enumerable.Range(0, run.Source.Ids.Count)];
        using var collapsed = run.Run();
        using var used = (run with { Architecture = run.Architecture with { Variational = new VariationalOptions(0.01, 0) } }).Run();
        double Most(TrainingResult result) => LatentUse.Divergences(result.Network, volumes, people, NetworkExecution.OnProcessor(1), default).Max();
        Assert.True(Most(collapsed) < LatentUse.LeastDivergence, $"{Most(collapsed)}");
        Assert.True(Most(used) > 0.5, $"{Most(used)}");

        // Latents are the means, whatever was drawn in training.
        var latents = LatentEncoder.Encode(used.Network, volumes, people, NetworkExecution.OnProcessor(1), null, default);
        Assert.Equal(latents, LatentEncoder.Encode(used.Network, volumes, people, NetworkExecution.OnProcessor(1), null, default));
        Assert.Equal(5, latents[0].Length);
    }

    [Fact]
    public void Draws_of_latents_are_normal_and_of_seed_epoch_and_person()
    {
        var volumes = new NormalisedVolumes(new SyntheticVolumes(new VolumeSize(4, 4, 4), 2), VolumeNormalisation.None);
        float[] Drawn(long seed, int person, int epoch)
        {
            var draws = new float[20001];
            new DrawnVolumes(volumes, seed: seed, latents: draws.Length).Draw(person, epoch, draws);
            return draws;
        }

        var first = Drawn(7, 0, 1);
        Assert.Equal(first, Drawn(7, 0, 1));
        Assert.NotEqual(first, Drawn(7, 0, 2));
        Assert.NotEqual(first, Drawn(7, 1, 1));
        Assert.NotEqual(first, Drawn(8, 0, 1));

        // Four standard errors of mean, variance and fourth moment.
        Assert.InRange(first.Average(value => (double)value), -4 / Math.Sqrt(first.Length), 4 / Math.Sqrt(first.Length));
        Assert.Equal(1, first.Average(value => (double)value * value), 4 * Math.Sqrt(2.0 / first.Length));
        Assert.Equal(3, first.Average(value => Math.Pow(value, 4)), 4 * Math.Sqrt(96.0 / first.Length));
    }

    private static TrainingRun Of(VariationalOptions options)
    {
        var run = new TrainingRun();
        return run with { Architecture = run.Architecture with { Variational = options } };
    }
}
