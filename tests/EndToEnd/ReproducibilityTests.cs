using Xunit;

namespace EndToEnd;

/// <summary>What a run writes does not depend on threads, shards, or whether its plan went through a file.</summary>
public sealed class ReproducibilityTests
{
    [Fact]
    public void Tables_are_the_same_bytes_for_any_number_of_threads_and_shards()
    {
        SortedDictionary<string, string>? expected = null;
        foreach (var (threads, shards) in new[] { ("1", "1"), ("2", "1"), ("1", "3"), ("2", "3"), ("1", "17"), ("2", "17") })
        {
            using var run = new StudyRun();
            SmallStudy.Write(run);
            run.Wmstudy("run", "small.wmstudy", "--threads", threads, "--shards", shards).Expect(0);
            var tables = SmallStudy.Tables(run.Folder);
            expected ??= tables;
            Assert.Equal(expected, tables);
        }
    }

    [Fact]
    public void A_plan_read_back_from_json_runs_to_the_same_bytes()
    {
        using var direct = new StudyRun();
        SmallStudy.Write(direct);
        direct.Wmstudy("run", "small.wmstudy").Expect(0);
        using var planned = new StudyRun();
        SmallStudy.Write(planned);
        planned.Wmstudy("plan", "small.wmstudy", "--out", "plan.json").Expect(0);
        planned.Wmstudy("run", "plan.json").Expect(0);
        Assert.Equal(SmallStudy.Tables(direct.Folder), SmallStudy.Tables(planned.Folder));
    }

    [Fact]
    public void Shards_run_as_commands_of_their_own_give_the_same_bytes()
    {
        using var whole = new StudyRun();
        SmallStudy.Write(whole);
        whole.Wmstudy("run", "small.wmstudy").Expect(0);
        using var parts = new StudyRun();
        SmallStudy.Write(parts);
        parts.Wmstudy("run", "small.wmstudy", "--only", "design:g").Expect(0);
        parts.Wmstudy("plan", "small.wmstudy", "--shards", "3", "--out", "plan.json").Expect(0);
        foreach (var shard in new[] { "2", "0", "1" })
        {
            parts.Wmstudy("step", "plan.json", "association:g", shard).Expect(0);
        }

        parts.Wmstudy("run", "plan.json").Expect(0);
        Assert.Equal(SmallStudy.Tables(whole.Folder), SmallStudy.Tables(parts.Folder));
    }

    [Fact]
    public void A_second_run_finds_everything_in_the_store_and_a_plan_says_so()
    {
        using var run = new StudyRun();
        SmallStudy.Write(run);
        run.Wmstudy("plan", "small.wmstudy", "--detailed-exitcode").Expect(10);
        run.Wmstudy("run", "small.wmstudy").Expect(0);
        run.Wmstudy("plan", "small.wmstudy", "--detailed-exitcode").Expect(0);
        var before = SmallStudy.Tables(run.Folder);
        run.Wmstudy("run", "small.wmstudy").Expect(0);
        Assert.Equal(before, SmallStudy.Tables(run.Folder));
    }
}
