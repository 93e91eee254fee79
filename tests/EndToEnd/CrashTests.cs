using System.Diagnostics;
using WhiteMatter.Runtime.Faults;
using Xunit;

namespace EndToEnd;

/// <summary>A run that is killed loses nothing: the next one completes, and its tables are those of a run that was not.</summary>
public sealed class CrashTests
{
    private const int Killed = 128 + 9;

    /// <summary>At every point, the 1st, 2nd, 4th, 8th … time it is passed.</summary>
    [Fact]
    public void A_run_killed_at_any_point_of_the_store_or_of_publishing_is_completed_by_the_next()
    {
        var (folder, expected) = Uninterrupted();
        using (folder)
        {
            var kills = 0;
            foreach (var point in FaultPoint.All)
            {
                for (var n = 1; ; n *= 2)
                {
                    folder.Clean();
                    var killed = Command.Run(
                        Repository.Launcher, folder.Folder, ["run", "small.wmstudy", "--shards", "3"], (FaultPoint.Variable, $"kill:{point}:{n}"));
                    if (killed.ExitCode == 0)
                    {
                        Assert.True(n > 1, $"The point {point} was never passed.");
                        folder.Wmstudy("store", "verify").Expect(0);
                        break;
                    }

                    Assert.Equal(Killed, killed.ExitCode);
                    kills++;
                    folder.Wmstudy("run", "small.wmstudy", "--shards", "3").Expect(0);
                    Assert.Equal(expected, SmallStudy.Tables(folder.Folder));
                    Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(folder.Store, "tmp")));
                }
            }

            Assert.True(kills >= FaultPoint.All.Count, $"{kills} kills");
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
