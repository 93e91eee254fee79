using WhiteMatter.Learning.Training;
using WhiteMatter.Learning.Volumes;
using Xunit;

namespace WhiteMatter.Learning.Tests.Training;

/// <summary>Trainings that see others than the images that they are to make.</summary>
public sealed class CorruptedTrainingTests
{
    public static TheoryData<string> Kinds => ["noise", "hidden", "both", "augmented", "all"];

    [LibtorchTheory]
    [MemberData(nameof(Kinds))]
    public void One_that_was_stopped_goes_on_to_the_same_weights_and_one_recomputed_has_them_too(string kind)
    {
        var run = Of(kind);
        using var whole = run.Run();
        using var folder = new TemporaryFolder();
        using (var half = (run with { Options = run.Options with { Epochs = 3 } }).Run(folder.Path))
        {
            Assert.Equal(3, half.History.Length);
        }

        using var resumed = run.Run(folder.Path);
        Assert.Equal(3, resumed.ResumedAfter);
        Assert.Equal(TrainingRun.Bytes(whole), TrainingRun.Bytes(resumed));
        using var recomputed = (run with { Options = run.Options with { Recompute = true } }).Run();
        Assert.Equal(TrainingRun.Bytes(whole), TrainingRun.Bytes(recomputed));

        // It is a training of its own.
        using var plain = new TrainingRun().Run(folder.Path);
        Assert.Equal("it is of another training", plain.CheckpointProblem);
        Assert.NotEqual(TrainingRun.Bytes(whole), TrainingRun.Bytes(plain));
    }

    private static TrainingRun Of(string kind)
    {
        var run = new TrainingRun();
        Corruption? corruption = kind switch
        {
            "noise" => new() { Noise = 0.4 },
            "hidden" => new() { Hidden = 0.5, Patch = 3 },
            "both" => new() { Noise = 0.2, Hidden = 0.5, Patch = 3, Over = LossVoxels.All },
            "all" => new() { Noise = 0.2, Hidden = 0.5, Patch = 3 },
            _ => null,
        };
        Augmentation? augmentation = kind is "augmented" or "all" ? new() { Noise = 0.1, Gamma = 0.2, Rotate = 8, Shift = 1, Scale = 0.05, Flip = true } : null;
        return run with { Options = run.Options with { Corruption = corruption, Augmentation = augmentation } };
    }
}
