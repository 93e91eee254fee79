using System.Diagnostics;
using WhiteMatter.Learning.Training;
using Xunit;

namespace WhiteMatter.Learning.Tests.Training;

/// <summary>A training that was stopped and goes on gives the weights of one that nothing stopped, bit for bit.</summary>
public sealed class ResumedTrainingTests
{
    private const int KilledExitCode = 128 + 9;

    [LibtorchFact]
    public void A_training_stopped_in_every_epoch_gives_the_same_weights()
    {
        using var whole = new TrainingRun().Run();
        using var folder = new TemporaryFolder();
        for (var epoch = 1; epoch <= 6; epoch++)
        {
            using var stop = new CancellationTokenSource();

            // Within the epoch after the one that is to be kept: the batches since then are lost.
            var stopAt = (epoch * 14L) + 4;
            try
            {
                using var stopped = new TrainingRun().Run(folder.Path, new Told(told => Cancel(told, stopAt, stop)), stop.Token);
                Assert.Equal(6, epoch);
                Assert.Equal(5, stopped.ResumedAfter);
                Compare(whole, stopped);
            }
            catch (OperationCanceledException)
            {
                Assert.Single(Directory.GetFiles(folder.Path, "epoch-*.safetensors"));
            }
        }
    }

    [LibtorchFact]
    public void So_does_one_with_a_course_decay_clipping_and_several_batches_a_step()
    {
        var run = new TrainingRun();
        run = run with
        {
            Options = run.Options with { Course = LearningRateCourse.Cosine, WarmUp = 2, WeightDecay = 0.05, Clip = 0.1, Accumulate = 2 },
        };
        using var whole = run.Run();
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => run.Run(folder.Path, new Told(told => Cancel(told, (3 * 14L) + 4, stop)), stop.Token));
        using var resumed = run.Run(folder.Path);
        Assert.Equal(3, resumed.ResumedAfter);
        Compare(whole, resumed);

        // A cosine knows how many epochs there are: one of more is another training.
        using var further = (run with { Options = run.Options with { Epochs = 7 } }).Run(folder.Path);
        Assert.Null(further.ResumedAfter);
    }

    [LibtorchFact]
    public void A_training_killed_at_any_moment_gives_the_same_weights()
    {
        using var whole = new TrainingRun().Run();
        foreach (var volumes in new[] { 6, 14, 39, 70 })
        {
            using var folder = new TemporaryFolder();
            Assert.Equal(KilledExitCode, Child(folder.Path, volumes));
            using var resumed = new TrainingRun().Run(folder.Path);
            Assert.Null(resumed.CheckpointProblem);

            // An epoch's checkpoint is kept after its last volume was told of.
            Assert.Equal((volumes - 1) / 14, resumed.ResumedAfter ?? 0);
            Compare(whole, resumed);
        }
    }

    [LibtorchFact]
    public void A_finished_training_is_not_trained_again_and_may_be_trained_further()
    {
        using var folder = new TemporaryFolder();
        var run = new TrainingRun();
        using var whole = run.Run();
        using (var half = (run with { Options = run.Options with { Epochs = 3 } }).Run(folder.Path))
        {
            Assert.Equal(3, half.History.Length);
        }

        using var further = run.Run(folder.Path);
        Assert.Equal(3, further.ResumedAfter);
        Compare(whole, further);
        var told = 0;
        using var again = run.Run(folder.Path, new Told(_ => told++));
        Assert.Equal(0, told);
        Compare(whole, again);
    }

    [LibtorchFact]
    public void A_checkpoint_that_was_changed_or_is_of_another_training_is_not_gone_on_with()
    {
        using var folder = new TemporaryFolder();
        var run = new TrainingRun();
        run = run with { Options = run.Options with { Epochs = 2 } };
        using var whole = run.Run(folder.Path);
        using (var other = (run with { Options = run.Options with { Seed = 8 } }).Run(folder.Path))
        {
            Assert.Equal("it is of another training", other.CheckpointProblem);
            Assert.Null(other.ResumedAfter);
            Assert.NotEqual(TrainingRun.Bytes(whole), TrainingRun.Bytes(other));
        }

        using (var fresh = run.Run(folder.Path))
        {
            Compare(whole, fresh);
        }

        var tensors = Assert.Single(Directory.GetFiles(folder.Path, "epoch-*.safetensors"));
        var bytes = File.ReadAllBytes(tensors);
        bytes[^5] ^= 1;
        File.WriteAllBytes(tensors, bytes);
        using (var changed = run.Run(folder.Path))
        {
            Assert.Equal("its content is not what was written", changed.CheckpointProblem);
            Compare(whole, changed);
        }

        foreach (var text in new[] { "", "{}", "null", "{\"File\":\"../x\",\"Sha256\":\"\"}", "{\"File\":\"gone\",\"Sha256\":\"\"}" })
        {
            File.WriteAllText(folder["current.json"], text);
            using var anew = run.Run(folder.Path);
            Assert.NotNull(anew.CheckpointProblem);
            Compare(whole, anew);
        }
    }

    private static void Cancel(TrainingProgress told, long stopAt, CancellationTokenSource stop)
    {
        if (told.Volumes >= stopAt)
        {
            stop.Cancel();
        }
    }

    private static void Compare(TrainingResult expected, TrainingResult actual)
    {
        Assert.Equal(TrainingRun.Bytes(expected), TrainingRun.Bytes(actual));
        Assert.Equal(expected.History.Select(row => row with { Seconds = 0 }), actual.History.Select(row => row with { Seconds = 0 }));
        Assert.Equal(expected.BestEpoch, actual.BestEpoch);
    }

    private static int Child(string folder, int killAfter)
    {
        var start = new ProcessStartInfo(
            "dotnet", [typeof(ChildProgram).Assembly.Location, "train", folder, killAfter.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
