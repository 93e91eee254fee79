using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Faults;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Running;

public sealed class FaultTests : InToyStudy
{
    public static TheoryData<string> Points() => [.. FaultPoint.All];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_run_killed_at_any_point_is_completed_by_the_next(string point)
    {
        using var whole = new TemporaryFolder();
        var uninterrupted = new ToyStudy(whole.Path);
        Assert.Equal(RunEnding.Done, (await uninterrupted.RunAsync()).Ending);
        var expected = uninterrupted.Published();
        Assert.Equal("385\n", expected["total/total.tsv"]);

        Assert.Equal(Child.KilledExitCode, Child.Run(["run", Folder.Path], $"kill:{point}:1").ExitCode);
        await CheckResumes(Study, expected);
    }

    [Theory]
    [InlineData(FaultPoint.FileSynced, 3)]
    [InlineData(FaultPoint.ArtifactRenamed, 4)]
    [InlineData(FaultPoint.RecordWritten, 5)]
    [InlineData(FaultPoint.LatestWritten, 2)]
    [InlineData(FaultPoint.ShardFinished, 2)]
    [InlineData(FaultPoint.ResultRenamed, 2)]
    public async Task A_run_killed_later_is_completed_by_the_next(string point, int occurrence)
    {
        using var whole = new TemporaryFolder();
        var uninterrupted = new ToyStudy(whole.Path);
        await uninterrupted.RunAsync();
        Assert.Equal(Child.KilledExitCode, Child.Run(["run", Folder.Path], $"kill:{point}:{occurrence}").ExitCode);
        await CheckResumes(Study, uninterrupted.Published());
    }

    [Fact]
    public async Task A_run_killed_after_a_part_does_not_compute_it_again()
    {
        Assert.Equal(Child.KilledExitCode, Child.Run(["run", Folder.Path], $"kill:{FaultPoint.MergeStarted}:1").ExitCode);
        var ran = new List<string>();
        var result = await Study.RunAsync(ran: ran.Add);
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Equal(["association:squares", "loci:total"], ran);
    }

    [Theory]
    [InlineData("kill:nowhere:1")]
    [InlineData("kill:shard-finished:0")]
    [InlineData("stop:shard-finished:1")]
    public void A_wish_that_names_no_point_is_refused(string wish) => Assert.Throws<FormatException>(() => FaultPoint.Parse(wish));

    private static async Task CheckResumes(ToyStudy study, SortedDictionary<string, string> expected)
    {
        var result = await study.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Equal(expected, study.Published());
        var store = ArtifactStore.OpenForWriting(study.Store);
        Assert.Empty(Directory.EnumerateFileSystemEntries(store.Layout.Drafts));
        Assert.Empty(StoreVerification.Run(store, null, CancellationToken.None).Damaged);
        Assert.Empty(Directory.EnumerateFiles(study.Folder, "*.tmp", SearchOption.AllDirectories));
        Assert.DoesNotContain(result.Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        var again = await study.RunAsync();
        Assert.All(again.Steps, step => Assert.Equal(StepEnding.Cached, step.Ending));
    }
}
