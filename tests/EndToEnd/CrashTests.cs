using System.Diagnostics;
using Xunit;

namespace EndToEnd;

/// <summary>A run that is killed loses nothing: the next one completes, and its tables are those of a run that was not.</summary>
public sealed class CrashTests
{
    [Fact]
    public void A_run_killed_at_any_point_of_the_store_or_of_publishing_is_completed_by_the_next()
    {
        var (folder, expected) = Uninterrupted();
        using (folder)
        {
            KilledRuns.AtEveryPoint(
                folder, ["run", "small.wmstudy", "--shards", "3"], () => Assert.Equal(expected, SmallStudy.Tables(folder.Folder)));
        }
    }

    [Fact]
    public void A_run_killed_at_twenty_seeded_moments_is_completed_by_the_next()
    {
        var (folder, expected) = Uninterrupted();
        using (folder)
        {
            var watch = Stopwatch.StartNew();
            folder.Clean();
            folder.Wmstudy("run", "small.wmstudy", "--shards", "3").Expect(0);
            var whole = watch.Elapsed;
            var random = new Random(20261122);
            for (var moment = 0; moment < 20; moment++)
            {
                folder.Clean();
                using (var process = Command.Start(Repository.Launcher, folder.Folder, ["run", "small.wmstudy", "--shards", "3"]))
                {
                    Thread.Sleep(whole * (0.1 + (0.85 * random.NextDouble())));
                    process.Kill(entireProcessTree: true);
                    process.WaitForExit();
                }

                folder.Wmstudy("run", "small.wmstudy", "--shards", "3").Expect(0);
                Assert.Equal(expected, SmallStudy.Tables(folder.Folder));
            }
        }
    }

    private static (StudyRun Folder, SortedDictionary<string, string> Tables) Uninterrupted()
    {
        var folder = new StudyRun();
        SmallStudy.Write(folder);
        folder.Wmstudy("run", "small.wmstudy", "--shards", "3").Expect(0);
        var tables = SmallStudy.Tables(folder.Folder);
        Assert.True(tables.Count >= 6, $"{tables.Count} tables");
        return (folder, tables);
    }
}
