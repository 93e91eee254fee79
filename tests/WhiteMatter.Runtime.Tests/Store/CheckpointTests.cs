using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Store;

/// <summary>What a step goes on from after it was stopped.</summary>
public sealed class CheckpointTests : InToyStudy
{
    [Fact]
    public async Task A_checkpoint_outlives_a_failed_run_is_found_by_the_next_and_goes_with_the_artifact()
    {
        var counter = new Counter();
        var handlers = ToyHandlers.Table().With(counter);
        var runner = new StudyRunner(handlers);
        for (var run = 1; run <= 2; run++)
        {
            var failed = await runner.RunAsync(Study.Plan(), Study.Options(), null, CancellationToken.None);
            Assert.Equal(RunEnding.Failed, failed.Ending);
        }

        var kept = Assert.Single(Directory.GetDirectories(new StoreLayout(Study.Store).Checkpoints));
        Assert.Equal("2", File.ReadAllText(Path.Combine(kept, "runs")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(kept));
        }
        var done = await runner.RunAsync(Study.Plan(), Study.Options(), null, CancellationToken.None);
        Assert.True(done.Ending == RunEnding.Done, $"{done.Ending}: {string.Join("; ", done.Diagnostics.Select(diagnostic => diagnostic.Message))}");
        Assert.Empty(Directory.GetDirectories(new StoreLayout(Study.Store).Checkpoints));
    }

    [Fact]
    public async Task Collection_sweeps_a_checkpoint_that_nobody_touched_for_a_week_and_leaves_a_young_one()
    {
        await new StudyRunner(ToyHandlers.Table().With(new Counter())).RunAsync(Study.Plan(), Study.Options(), null, CancellationToken.None);
        var store = ArtifactStore.OpenForWriting(Study.Store);
        var checkpoint = Assert.Single(Directory.GetDirectories(store.Layout.Checkpoints));
        Assert.Equal(0, StoreCollection.Run(store, [], dryRun: false, CancellationToken.None).BytesFreed);
        Assert.True(Directory.Exists(checkpoint));
        var old = DateTime.UtcNow.AddDays(-8);
        File.SetLastWriteTimeUtc(Path.Combine(checkpoint, "runs"), old);
        Directory.SetLastWriteTimeUtc(checkpoint, old);
        Assert.Equal(1, StoreCollection.Run(store, [], dryRun: true, CancellationToken.None).BytesFreed);
        Assert.True(Directory.Exists(checkpoint));
        Assert.Equal(1, StoreCollection.Run(store, [], dryRun: false, CancellationToken.None).BytesFreed);
        Assert.False(Directory.Exists(checkpoint));
    }

    /// <summary>Counts its runs in its checkpoint and fails but for the third.</summary>
    private sealed class Counter : IStepHandler<GenotypesParameters>
    {
        public bool OwnerOnly => true;

        public ValueTask RunAsync(StepContext<GenotypesParameters> context, CancellationToken cancellationToken)
        {
            var path = Path.Combine(context.Checkpoint, "runs");
            var runs = 1 + (File.Exists(path) ? int.Parse(File.ReadAllText(path), System.Globalization.CultureInfo.InvariantCulture) : 0);
            File.WriteAllText(path, runs.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (runs < 3)
            {
                throw new InvalidOperationException("not yet");
            }

            using (var numbers = new StreamWriter(context.Output.Create("numbers.txt")))
            {
                numbers.Write(string.Concat(Enumerable.Range(1, 10).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture) + "\n")));
            }

            context.Output.SetValue("variants", 10);
            return ValueTask.CompletedTask;
        }
    }
}
