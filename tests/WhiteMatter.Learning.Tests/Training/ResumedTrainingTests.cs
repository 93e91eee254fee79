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

    /// <summary>The last weights are those of a training that has its best epoch there.</summary>
    [LibtorchFact]
    public void The_last_weights_are_shown_beside_the_best_also_of_a_training_that_went_on()
    {
        var run = new TrainingRun();
        byte[] last = [];
        using var whole = run.Run(end: network => last = TrainingRun.Bytes(network));
        var lowest = whole.History.MinBy(epoch => epoch.ValidationLoss)!.Epoch;
        Assert.Equal(lowest, whole.BestEpoch);

        // Stopped at the best epoch, which is then the last.
        byte[] best = [];
        using (var shorter = (run with { Options = run.Options with { Epochs = lowest } }).Run(end: network => best = TrainingRun.Bytes(network)))
        {
            Assert.Equal(TrainingRun.Bytes(shorter), best);
        }

        Assert.Equal(TrainingRun.Bytes(whole), best);
        Assert.Equal(lowest == run.Options.Epochs, last.AsSpan().SequenceEqual(best));

        // A rate that leaps over the minimum leaves the last weights other than the best; which does so is the machine's last bits' to say.
        byte[] end = [], again = [];
        using var folder = new TemporaryFolder();
        var leaping = new[] { 0.5, 0.3, 1, 0.2, 0.1 }
            .Select(rate => run with { Options = run.Options with { LearningRate = rate, Course = LearningRateCourse.Constant } })
            .First(tried =>
            {
                using var one = tried.Run();
                return one.BestEpoch != tried.Options.Epochs;
            });
        using var leapt = leaping.Run(end: network => end = TrainingRun.Bytes(network));
        Assert.NotEqual(TrainingRun.Bytes(leapt), end);
        using (var half = (leaping with { Options = leaping.Options with { Epochs = 4 } }).Run(folder.Path))
        {
            Assert.Equal(4, half.History.Length);
        }

        using var resumed = leaping.Run(folder.Path, end: network => again = TrainingRun.Bytes(network));
        Assert.Equal(4, resumed.ResumedAfter);
        Assert.Equal(end, again);
    }

    [LibtorchFact]
    public void Losses_are_told_on_the_way_and_epochs_once_their_checkpoint_is_kept()
    {
        using var folder = new TemporaryFolder();
        var run = new TrainingRun();
        var heard = new List<TrainingProgress>();
        var epochs = new List<int>();
        using (var half = (run with { Options = run.Options with { Epochs = 2 } }).Run(folder.Path, new Told(heard.Add), epochDone: history =>
        {
            epochs.Add(history.Length);
            Assert.True(File.Exists(folder[$"epoch-{history.Length:D5}.safetensors"]));
        }))
        {
            // After the last batch that is trained on, the mean is that of the epoch.
            foreach (var epoch in half.History)
            {
                Assert.Equal(epoch.TrainingLoss, heard.Last(told => told.Epoch == epoch.Epoch).TrainingLoss, 12);
            }

            Assert.All(heard.Where(told => told.Epoch == 1), told => Assert.Equal(double.NaN, told.ValidationLoss));
            Assert.All(heard.Where(told => told.Epoch == 2), told => Assert.Equal(half.History[0].ValidationLoss, told.ValidationLoss));
            Assert.All(heard, told => Assert.True(double.IsFinite(told.TrainingLoss)));
        }

        using var whole = run.Run(folder.Path, epochDone: history => epochs.Add(history.Length));
        Assert.Equal([1, 2, 2, 3, 4, 5, 6], epochs);
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
