using System.Diagnostics;
using Xunit;

namespace EndToEnd;

/// <summary>A study of images that is killed loses nothing: the next run completes, weights and tables are those of one that was not.</summary>
public sealed class ImagingCrashTests
{
    /// <summary>
    /// In the ordinary form at the first passing of each point; <see cref="CrashTests"/> has a later one too, and steps beside each other.
    /// On one thread, since another test has the other core: two that wait for each other take more than twice the time.
    /// </summary>
    [Fact]
    public void A_run_killed_at_any_point_of_the_store_or_of_publishing_goes_on_to_the_same_weights_and_tables()
    {
        string[] run = ["run", "imaging.wmstudy", "--shards", "3", "--threads", "1"];
        using var folder = new StudyRun();
        var (expect, _) = Uninterrupted(folder, run);
        KilledRuns.AtEveryPoint(folder, run, LongForm.IsOn ? [1, 4] : [1], expect);
    }

    /// <summary>Moments spread over the whole run, so that every kind of step is hit; training is hit by its own test.</summary>
    [Fact]
    public void A_run_killed_at_seeded_moments_is_completed_by_the_next_with_the_same_weights_and_tables()
    {
        string[] run = ["run", "imaging.wmstudy"];
        using var folder = new StudyRun();
        var (expect, whole) = Uninterrupted(folder, run);
        KilledRuns.AtSeededMoments(folder, run, whole, LongForm.IsOn ? 8 : 3, 20261125, () =>
        {
            expect();
            folder.Wmstudy("store", "verify").Expect(0);
        });
    }

    /// <summary>
    /// Training alone is killed after every tenth epoch that it has kept, some milliseconds into what follows: in the next epoch or in the
    /// next checkpoint. On one thread as above, on two in the long form.
    /// </summary>
    [Fact]
    public void Training_killed_again_and_again_gives_the_weights_of_one_that_was_not()
    {
        var train = $"epochs = {(LongForm.IsOn ? 60 : 30)}, batch = 4, optimiser = adam(lr = 2e-3), validation = 20%, patience = 3";
        string[] common = ["run", "imaging.wmstudy", "--threads", LongForm.IsOn ? "2" : "1", "--only"];
        string[] prepare = [.. common, "images:fa"];
        string[] run = [.. common, "model:udr"];
        using var folder = new StudyRun();
        SmallImagingStudy.Write(folder, train);
        folder.Wmstudy(prepare).Expect(0);
        folder.Wmstudy(run).Expect(0);
        var weights = File.ReadAllBytes(folder.Artifact("weights.safetensors"));
        folder.Clean();
        folder.Wmstudy(prepare).Expect(0);
        var random = new Random(20261125);
        var kills = 0;
        for (var kept = 0; ; kills++)
        {
            using var process = Command.Start(Repository.Launcher, folder.Folder, run);
            while (!process.HasExited && KilledRuns.EpochsKept(folder) < kept + 10)
            {
                Thread.Sleep(10);
            }

            if (!process.WaitForExit(random.Next(40)))
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                kept = KilledRuns.EpochsKept(folder);
                continue;
            }

            Assert.Equal(0, process.ExitCode);
            break;
        }

        Assert.InRange(kills, 1, 6);
        Assert.Equal(weights, File.ReadAllBytes(folder.Artifact("weights.safetensors")));
    }

    /// <summary>Runs the study without being killed.</summary>
    /// <returns>What holds what is there against what that run gave, and how long the run took.</returns>
    private static (Action Expect, TimeSpan Whole) Uninterrupted(StudyRun folder, string[] run)
    {
        SmallImagingStudy.Write(folder);
        var watch = Stopwatch.StartNew();
        folder.Wmstudy(run).Expect(0);
        var whole = watch.Elapsed;
        var tables = SmallStudy.Tables(folder.Folder);
        var weights = File.ReadAllBytes(folder.Artifact("weights.safetensors"));
        return (Expect, whole);

        void Expect()
        {
            Assert.Equal(tables, SmallStudy.Tables(folder.Folder));
            Assert.Equal(weights, File.ReadAllBytes(folder.Artifact("weights.safetensors")));
        }
    }
}
