using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Publishing;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Running;

public sealed class PublishTests : InToyStudy
{
    [Fact]
    public async Task Results_follow_the_plan_and_leave_other_files_alone()
    {
        var first = await Study.RunAsync();
        Assert.Equal(["total/all/squares.tsv", "total/total.tsv"], Study.Published().Keys);
        Assert.Equal(2, first.Published.Length);
        Folder.Write("results/total/mine.txt", "mine");
        await Study.RunAsync(Study.Plan(totalFolder: "sum"));
        Assert.Equal(["sum/all/squares.tsv", "sum/total.tsv", "total/mine.txt"], Study.Published().Keys);
    }

    [Fact]
    public async Task A_file_of_somebody_else_is_never_replaced()
    {
        Folder.Write("results/total/total.tsv", "mine");
        var result = await Study.RunAsync();
        Assert.Equal(RunEnding.Failed, result.Ending);
        Assert.Equal(RunCodes.ResultInTheWay.Code, Assert.Single(result.Diagnostics).Code);
        Assert.Equal("mine", Study.Published()["total/total.tsv"]);

        // Nor by the next run: having been in the way does not make it the study's.
        Assert.Equal(RunCodes.ResultInTheWay.Code, Assert.Single((await Study.RunAsync()).Diagnostics).Code);
        Assert.Equal("mine", Study.Published()["total/total.tsv"]);
    }

    [Fact]
    public async Task A_results_folder_that_cannot_be_made_is_told_before_anything_is_computed()
    {
        Folder.Write("results", "a file where the folder is to be");
        var result = await Study.RunAsync();
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal(RunCodes.ResultsClosed.Code, found.Code);
        Assert.Contains(Study.Results, found.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(Study.Store, "artifacts")));
    }

    [Fact]
    public async Task Another_file_with_a_study_of_this_name_does_not_replace_its_results()
    {
        Folder.Write("toy.wmstudy", "the first");
        Assert.Equal(RunEnding.Done, (await Study.RunAsync()).Ending);
        var published = Study.Published();
        Folder.Write("copy.wmstudy", "the second");
        var other = Study.Plan(totalFolder: "sum") with { StudyPath = "copy.wmstudy" };
        var result = await Study.RunAsync(other);
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal(RunCodes.ResultsOfAnotherStudy.Code, found.Code);
        Assert.Contains("toy.wmstudy", found.Message, StringComparison.Ordinal);
        Assert.Equal(published, Study.Published());

        // Nor does a session that is no file yet.
        Assert.Equal(
            RunCodes.ResultsOfAnotherStudy.Code, Assert.Single((await Study.RunAsync(other with { StudyPath = "session.wmstudy" })).Diagnostics).Code);
        Assert.Equal(published, Study.Published());

        // A file that was renamed is the same study, and so is a link to it.
        File.CreateSymbolicLink(Folder["link.wmstudy"], Folder["toy.wmstudy"]);
        Assert.Equal(RunEnding.Done, (await Study.RunAsync(other with { StudyPath = "link.wmstudy" })).Ending);
        File.Delete(Folder["link.wmstudy"]);
        File.Delete(Folder["toy.wmstudy"]);
        Assert.Equal(RunEnding.Done, (await Study.RunAsync(other)).Ending);
    }

    [Fact]
    public async Task Asking_whether_results_can_be_published_leaves_nothing_behind()
    {
        Assert.Null(ResultsPlace.Closed(Study.Plan(), Study.Plan().Steps));
        Assert.False(Directory.Exists(Study.Results));
        Assert.Empty(Directory.EnumerateFiles(Folder.Path, ".wmstudy-*"));
        await Study.RunAsync();
        Assert.Null(ResultsPlace.Closed(Study.Plan(), Study.Plan().Steps));
        Assert.Empty(Directory.EnumerateFiles(Study.Results, ".wmstudy-*-*"));
    }

    [Fact]
    public async Task A_damaged_stored_result_is_told_once_when_the_results_folder_is_gone_and_the_next_run_mends_it()
    {
        await Study.RunAsync();
        var fingerprint = Study.Plan().Steps[2].Fingerprint.Value;
        Directory.Delete(Study.Results, recursive: true);
        var stored = Path.Combine(Study.Store, "artifacts", fingerprint[..2], fingerprint, "all", "squares.tsv");
        File.SetAttributes(stored, FileAttributes.Normal);
        File.WriteAllText(stored, File.ReadAllText(stored).Replace('4', '5'));
        var result = await Study.RunAsync();
        Assert.Equal(RunCodes.ArtifactDamaged.Code, Assert.Single(result.Diagnostics).Code);
        Assert.Equal(RunEnding.Done, (await Study.RunAsync()).Ending);
        Assert.Equal(["total/all/squares.tsv", "total/total.tsv"], Study.Published().Keys);
    }

    [Fact]
    public async Task A_result_that_was_changed_or_removed_is_put_back()
    {
        await Study.RunAsync();
        File.Delete(Folder["results/total/total.tsv"]);
        File.Delete(Folder["results/total/all/squares.tsv"]);
        File.WriteAllText(Folder["results/total/all/squares.tsv"], "changed");
        await Study.RunAsync();
        Assert.Equal("385\n", Study.Published()["total/total.tsv"]);
        Assert.StartsWith("1\n4\n9\n", Study.Published()["total/all/squares.tsv"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_stay_known_when_the_store_is_removed()
    {
        await Study.RunAsync();
        Directory.Delete(Study.Store, recursive: true);
        Assert.Equal(RunEnding.Done, (await Study.RunAsync()).Ending);
    }

    [Theory]
    [InlineData("paper.html", new[] { "report.html", "diagnostics.json" }, new[] { "paper.html" })]
    [InlineData("height", new[] { "x.tsv.gz", "x.tsv.gz.tbi", "flow.json" }, new[] { "height/x.tsv.gz", "height/x.tsv.gz.tbi" })]
    [InlineData("height/", new[] { "x.tsv" }, new[] { "height/x.tsv" })]
    [InlineData("loci.tsv", new[] { "loci.tsv", "clumps.tsv" }, new[] { "loci.tsv/loci.tsv", "loci.tsv/clumps.tsv" })]
    public void One_file_of_the_same_kind_takes_the_name_and_several_take_the_folder(string publish, string[] files, string[] expected) =>
        Assert.Equal(expected, ResultsFolder.Places(publish, files).Select(place => place.Target));
}
