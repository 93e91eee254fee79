using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Store;

public sealed class StoreLockTests : InToyStudy
{
    [Fact]
    public async Task A_run_says_which_process_holds_the_store_and_runs_when_it_is_given_back()
    {
        ArtifactStore.OpenForWriting(Study.Store);
        using var holder = Child.Start(["hold", Study.Store]);
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());

        var refused = await Study.RunAsync();
        Assert.Equal(RunEnding.Failed, refused.Ending);
        var found = Assert.Single(refused.Diagnostics);
        Assert.Equal(RunCodes.StoreLocked.Code, found.Code);
        Assert.Contains($"process {holder.Id} on {Environment.MachineName}", found.Message, StringComparison.Ordinal);
        Assert.Contains("(hold)", found.Message, StringComparison.Ordinal);

        var told = new TaskCompletionSource<RunEvent.Waiting>();
        var progress = new Told(told);
        var waiting = new StudyRunner(ToyHandlers.Table()).RunAsync(Study.Plan(), Study.Options() with { WaitForLock = true }, progress, CancellationToken.None);
        Assert.Equal(holder.Id, (await told.Task).Holder?.ProcessId);
        Assert.False(waiting.IsCompleted);
        await holder.StandardInput.WriteLineAsync();
        Assert.Equal(RunEnding.Done, (await waiting).Ending);
    }

    [Fact]
    public async Task The_lock_of_a_killed_process_is_free()
    {
        ArtifactStore.OpenForWriting(Study.Store);
        using var holder = Child.Start(["hold", Study.Store]);
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
        holder.Kill();
        await holder.WaitForExitAsync();
        Assert.Equal(RunEnding.Done, (await Study.RunAsync()).Ending);
    }

    [Fact]
    public async Task Waiting_for_the_lock_ends_when_the_run_is_stopped()
    {
        var store = ArtifactStore.OpenForWriting(Study.Store);
        using var held = await StoreLock.AcquireAsync(store.Layout, "test", false, null, CancellationToken.None);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var result = await new StudyRunner(ToyHandlers.Table()).RunAsync(Study.Plan(), Study.Options() with { WaitForLock = true }, null, stop.Token);
        Assert.Equal(RunEnding.Stopped, result.Ending);
    }

    private sealed class Told(TaskCompletionSource<RunEvent.Waiting> source) : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            if (value is RunEvent.Waiting waiting)
            {
                source.TrySetResult(waiting);
            }
        }
    }
}
