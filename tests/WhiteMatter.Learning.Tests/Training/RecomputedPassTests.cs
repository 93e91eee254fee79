using Xunit;

namespace WhiteMatter.Learning.Tests.Training;

public sealed class RecomputedPassTests
{
    [LibtorchFact]
    public void Layers_computed_again_for_their_gradients_give_the_same_weights_and_losses_bit_for_bit()
    {
        var run = new TrainingRun();
        using var kept = run.Run();
        using var recomputed = (run with { Options = run.Options with { Recompute = true } }).Run();

        // Running statistics too, which a second forward pass would move twice.
        Assert.Equal(TrainingRun.Bytes(kept), TrainingRun.Bytes(recomputed));
        Assert.Equal(kept.History.Select(row => row with { Seconds = 0 }), recomputed.History.Select(row => row with { Seconds = 0 }));
    }

    [LibtorchFact]
    public void They_are_checkpointed_and_resumed_as_kept_ones_are()
    {
        var run = new TrainingRun();
        run = run with { Options = run.Options with { Recompute = true } };
        using var whole = run.Run();
        using var folder = new TemporaryFolder();
        using (var half = (run with { Options = run.Options with { Epochs = 3 } }).Run(folder.Path))
        {
            Assert.Equal(3, half.History.Length);
        }

        using var resumed = run.Run(folder.Path);
        Assert.Equal(3, resumed.ResumedAfter);
        Assert.Equal(TrainingRun.Bytes(whole), TrainingRun.Bytes(resumed));
    }
}
