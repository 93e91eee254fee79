using System.Diagnostics;
using Xunit;

namespace EndToEnd;

/// <summary>A run that is killed loses nothing: the next one completes, and its tables are those of a run that was not.</summary>
public sealed class CrashTests
{
    private static readonly string[] Run = ["run", "small.wmstudy", "--shards", "3"];

    [Fact]
    public void A_run_killed_at_any_point_of_the_store_or_of_publishing_is_completed_by_the_next()
    {
        var (folder, expected, _) = Uninterrupted();
        using (folder)
        {
            KilledRuns.AtEveryPoint(folder, Run, [1, 4], () => Assert.Equal(expected, SmallStudy.Tables(folder.Folder)));
        }
    }

    [Fact]
    public void A_run_killed_at_seeded_moments_is_completed_by_the_next()
    {
        var (folder, expected, whole) = Uninterrupted();
        using (folder)
        {
            KilledRuns.AtSeededMoments(
                folder, Run, whole, LongForm.IsOn ? 20 : 6, 20261122, () => Assert.Equal(expected, SmallStudy.Tables(folder.Folder)));
        }
    }

    private static (StudyRun Folder, SortedDictionary<string, string> Tables, TimeSpan Whole) Uninterrupted()
    {
        var folder = new StudyRun();
        SmallStudy.Write(folder);
        var watch = Stopwatch.StartNew();
        folder.Wmstudy(Run).Expect(0);
        var whole = watch.Elapsed;
        var tables = SmallStudy.Tables(folder.Folder);
        Assert.True(tables.Count >= 6, $"{tables.Count} tables");
        return (folder, tables, whole);
    }
}
