using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Running;

public sealed class RunnerTests : InToyStudy
{
    [Fact]
    public async Task A_second_run_runs_nothing_and_tells_the_same_findings()
    {
        Folder.Write("numbers", "11\n12\n13\n4\n5\n6\n7\n8\n9\n10\n");
        var plan = Study.Plan(expected: (11 * 11) + (12 * 12) + (13 * 13) + 371);
        var first = await Study.RunAsync(plan);
        Assert.Equal(RunEnding.Done, first.Ending);
        var ran = new List<string>();
        var second = await Study.RunAsync(plan, ran.Add);
        Assert.Empty(ran);
        Assert.Equal(DataFileCodes.VariantsMonomorphic.Code, Assert.Single(first.Diagnostics).Code);
        Assert.Equal(first.Diagnostics.Select(found => found.Message), second.Diagnostics.Select(found => found.Message));
    }

    /// <summary>As two associations that differ in the tables they write have one association step in common.</summary>
    [Fact]
    public async Task Two_steps_of_one_fingerprint_are_made_once()
    {
        var plan = Study.Plan();
        var numbers = plan.Steps[0];
        var twin = numbers with { Id = numbers.Id + "-twin", Declaration = "twin" };
        var ran = new List<string>();
        var result = await Study.RunAsync(
            plan with { Steps = plan.Steps.Insert(1, twin) },
            name =>
            {
                lock (ran)
                {
                    ran.Add(name);
                }
            });
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Equal([StepEnding.Done, StepEnding.Cached], result.Steps.Take(2).Select(step => step.Ending));
        var alone = new List<string>();
        using var other = new TemporaryFolder();
        var single = new ToyStudy(other.Path);
        await single.RunAsync(single.Plan(), alone.Add);
        Assert.Equal(alone.Order(), ran.Order());
    }

    [Fact]
    public async Task A_plan_read_back_from_json_runs_to_the_same_bytes()
    {
        using var one = new TemporaryFolder();
        using var other = new TemporaryFolder();
        await new ToyStudy(one.Path).RunAsync();
        var plan = PlanJson.Deserialize(PlanJson.Serialize(new ToyStudy(other.Path).Plan()));
        Assert.Equal(RunEnding.Done, (await new ToyStudy(other.Path).RunAsync(plan)).Ending);
        Assert.Equal(new ToyStudy(one.Path).Published(), new ToyStudy(other.Path).Published());
    }

    [Fact]
    public async Task A_failing_step_leaves_out_what_needs_it_and_nothing_else()
    {
        Folder.Write("numbers", "one\n");
        var plan = Study.Plan();
        var independent = ToyStudy.Step("alone", new ExpectParameters([]), [], null);
        plan = plan with { Steps = plan.Steps.Add(independent) };
        var result = await Study.RunAsync(plan);
        Assert.Equal(RunEnding.Failed, result.Ending);
        Assert.Equal(
            [StepEnding.Failed, StepEnding.NotStarted, StepEnding.NotStarted, StepEnding.NotStarted, StepEnding.Done],
            result.Steps.Select(step => step.Ending));
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal((RunCodes.StepFailed.Code, 3), (found.Code, found.Span!.Line));
        Assert.DoesNotContain("   at ", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_whose_parameters_were_edited_is_refused_and_leaves_the_store_alone()
    {
        var plan = Study.Plan();
        var total = plan.Steps[2];
        var edited = plan with { Steps = plan.Steps.SetItem(2, total with { Parameters = Study.Plan(memberP: 0.5).Steps[2].Parameters }) };
        var ran = new List<string>();
        var whole = await Study.RunAsync(edited, ran.Add);
        var single = await new StudyRunner(ToyHandlers.Table(ran.Add)).RunStepAsync(
            edited, total.Id, null, Study.Options(), null, CancellationToken.None);
        Assert.All(
            [whole, single],
            result =>
            {
                Assert.Equal(RunEnding.Failed, result.Ending);
                var found = Assert.Single(result.Diagnostics);
                Assert.Equal(RunCodes.PlanBroken.Code, found.Code);
                Assert.Contains(total.Id, found.Message, StringComparison.Ordinal);
            });
        Assert.Empty(ran);
        Assert.Equal(RunEnding.Done, (await Study.RunAsync(plan)).Ending);
    }

    [Fact]
    public async Task A_plan_whose_part_was_given_another_range_is_refused()
    {
        var plan = Study.Plan();
        var squares = plan.Steps[1];
        var shards = squares.Shards.SetItem(1, squares.Shards[1] with { Count = 2 });
        var result = await Study.RunAsync(plan with { Steps = plan.Steps.SetItem(1, squares with { Shards = shards }) });
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal(RunCodes.PlanBroken.Code, found.Code);
        Assert.Contains(squares.Id + "#1", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changed_after_planning_is_refused()
    {
        var plan = Study.Plan();
        Folder.Write("numbers", "7\n");
        var result = await Study.RunAsync(plan);
        Assert.Equal(RunCodes.InputChanged.Code, Assert.Single(result.Diagnostics).Code);
        Assert.Contains("it has 2 bytes and had 21", result.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changed_after_planning_is_refused_also_when_every_step_is_cached()
    {
        var plan = Study.Plan();
        await Study.RunAsync(plan);
        Folder.Write("numbers", "7\n");
        var result = await Study.RunAsync(plan);
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal((RunCodes.InputChanged.Code, 3), (found.Code, found.Span!.Line));
        Assert.Empty(result.Published);
    }

    [Fact]
    public async Task Of_a_file_set_planned_without_its_variants_the_missing_member_alone_is_named()
    {
        var plan = Study.Plan();
        Folder.Write("g.bed", "");
        Folder.Write("g.fam", "");
        var unknown = ToyStudy.Genotypes(new FileReference("g.bed", null), new FileReference("g.bim", null), new FileReference("g.fam", null));
        var result = await Study.RunAsync(plan with { Steps = [ToyStudy.Step("g", unknown, [], null)] });
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal(RunCodes.InputGone.Code, found.Code);
        Assert.Contains("'g.bim' is not there", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_named()
    {
        var plan = Study.Plan();
        File.Delete(Folder["numbers"]);
        var result = await Study.RunAsync(plan);
        Assert.Equal(RunCodes.InputGone.Code, Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public async Task A_file_that_changes_while_a_step_reads_it_spoils_the_step_and_leaves_nothing()
    {
        var result = await Study.RunAsync(Study.Plan(), id => AppendAt(id, "genotypes:numbers", Folder["numbers"]));
        Assert.Equal(RunCodes.InputChangedWhileRead.Code, Assert.Single(result.Diagnostics).Code);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(Study.Store, "artifacts")));
    }

    [Fact]
    public async Task A_store_that_cannot_be_made_is_named()
    {
        Folder.Write(".wmstudy", "a file where the store's Folder is to be");
        var found = Assert.Single((await Study.RunAsync()).Diagnostics);
        Assert.Equal(RunCodes.CannotWrite.Code, found.Code);
        Assert.Contains(Study.Store, found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_system_refuses_is_told_by_its_code()
    {
        var step = Study.Plan().Steps[0];
        var layout = new Runtime.Store.StoreLayout(Folder[".wmstudy"]);
        Assert.Equal(RunCodes.OutOfMemory.Code, FailureDiagnosis.Of(new OutOfMemoryException(), step, layout, 1 << 30).Code);
        Assert.Equal(RunCodes.InputUnreadable.Code, FailureDiagnosis.Of(new IOException("Input/output error"), step, layout, 1).Code);
        Assert.Equal(RunCodes.CannotWrite.Code, FailureDiagnosis.Of(new UnauthorizedAccessException($"'{layout.Drafts}/x'"), step, layout, 1).Code);

        // EDQUOT is 122 in Linux's errno list.
        var quota = FailureDiagnosis.Of(new IOException("Disk quota exceeded", 122), step, layout, 1);
        Assert.Equal(RunCodes.DiskFull.Code, quota.Code);
    }

    [Fact]
    public async Task A_step_planned_without_its_file_fails_with_the_files_name()
    {
        var absent = new FileReference("absent", null);
        var step = ToyStudy.Step("numbers", ToyStudy.Genotypes(absent, absent, absent), [], null);
        var result = await Study.RunAsync(Study.Plan() with { Steps = [step] });
        Assert.Equal(RunEnding.Failed, result.Ending);
        Assert.All(result.Diagnostics, found => Assert.Equal(RunCodes.InputGone.Code, found.Code));
        Assert.Contains("absent", result.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expectation_that_does_not_hold_fails_the_study_also_when_it_is_cached()
    {
        var plan = Study.Plan(expected: 384);
        for (var run = 0; run < 2; run++)
        {
            var result = await Study.RunAsync(plan);
            Assert.Equal(RunEnding.ExpectationFailed, result.Ending);
            var found = Assert.Single(result.Diagnostics);
            Assert.Equal(RunCodes.ExpectationFailed.Code, found.Code);
            Assert.Contains("squares.sum is 385", found.Message, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(Study.Results, "total", "total.tsv")));
        }
    }

    [Fact]
    public async Task A_stopped_run_keeps_its_finished_parts()
    {
        using var stop = new CancellationTokenSource();
        var plan = Study.Plan() with { Limits = new ResourceLimits(1, null) };
        var result = await Study.RunAsync(plan, id => CancelAt(id, "association:squares#1", stop), cancellationToken: stop.Token);
        Assert.Equal(RunEnding.Stopped, result.Ending);
        Assert.Equal(StepEnding.Stopped, result.Steps[1].Ending);
        Assert.Equal(StepEnding.NotStarted, result.Steps[2].Ending);
        var ran = new List<string>();
        Assert.Equal(RunEnding.Done, (await Study.RunAsync(plan, ran.Add)).Ending);
        Assert.Equal("association:squares#2", ran[0]);
    }

    [Fact]
    public async Task Parts_run_by_themselves_give_what_the_run_gives()
    {
        using var other = new TemporaryFolder();
        var plan = Study.Plan();
        var runner = new StudyRunner(ToyHandlers.Table());
        Assert.Equal(RunEnding.Done, (await runner.RunStepAsync(plan, "genotypes:numbers", null, Study.Options(), null, default)).Ending);
        foreach (var part in new[] { 2, 0, 1 })
        {
            Assert.Equal(RunEnding.Done, (await runner.RunStepAsync(plan, "association:squares", part, Study.Options(), null, default)).Ending);
        }

        Assert.Equal(RunEnding.Done, (await runner.RunStepAsync(plan, "association:squares", null, Study.Options(), null, default)).Ending);
        var ran = new List<string>();
        await Study.RunAsync(plan, ran.Add);
        Assert.Equal(["loci:total"], ran);
        await new ToyStudy(other.Path).RunAsync();
        Assert.Equal(new ToyStudy(other.Path).Published(), Study.Published());
    }

    [Fact]
    public async Task A_part_whose_inputs_are_not_there_says_so()
    {
        var asked = RunExamples.Here();
        var runner = new StudyRunner(ToyHandlers.Table());
        var result = await runner.RunStepAsync(Study.Plan(), "association:squares", 0, Study.Options(), null, default);
        Assert.Equal(RunEnding.Failed, result.Ending);
        Assert.Equal(RunCodes.InputNotMade.Code, Assert.Single(result.Diagnostics).Code);
        RunExamples.Take(asked, result.Diagnostics, Folder.Path);
        var beyond = await runner.RunStepAsync(Study.Plan(), "association:squares", 9, Study.Options(), null, default);
        Assert.Equal(RunCodes.PlanBroken.Code, Assert.Single(beyond.Diagnostics).Code);
    }

    [Fact]
    public async Task A_kind_without_a_handler_is_named()
    {
        var step = ToyStudy.Step("s", new SummaryStatisticsParameters("GRCh37", 1, null, [StatisticsTable.GwasSsf]), [], null);
        var result = await Study.RunAsync(Study.Plan() with { Steps = [step] });
        Assert.Equal(RunCodes.UnknownStepKind.Code, Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public async Task A_plan_out_of_order_is_refused()
    {
        var plan = Study.Plan();
        var result = await Study.RunAsync(plan with { Steps = [.. plan.Steps.Reverse()] });
        Assert.Equal(RunCodes.PlanBroken.Code, Assert.Single(result.Diagnostics).Code);
    }

    private static void AppendAt(string id, string at, string path)
    {
        if (id == at)
        {
            File.AppendAllText(path, "11\n");
        }
    }

    private static void CancelAt(string id, string at, CancellationTokenSource stop)
    {
        if (id == at)
        {
            stop.Cancel();
        }
    }
}
