using System.Collections.Concurrent;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Running;

public sealed class LocalSchedulerTests
{
    [Fact]
    public async Task Units_follow_what_they_need()
    {
        var order = new ConcurrentQueue<string>();
        var done = await new LocalScheduler(4, 100).RunAsync(
            [Unit("c", order, ["a", "b"]), Unit("b", order, ["a"]), Unit("a", order, []), Unit("d", order, ["c"])], default);
        Assert.Equal(["a", "b", "c", "d"], order);
        Assert.Equal(4, done.Count);
    }

    [Theory]
    [InlineData(2, 1000, 2)]
    [InlineData(3, 1000, 3)]
    [InlineData(8, 25, 2)]
    [InlineData(8, 9, 1)]
    public async Task No_more_run_at_once_than_cores_and_memory_allow(int cores, long memory, int expected)
    {
        var running = 0;
        var most = 0;
        var gate = new object();
        var units = Enumerable.Range(0, 9).Select(i => new WorkUnit($"{i}", "g", [], 10, async (_, token) =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++running);
            }

            await Task.Delay(40, token);
            lock (gate)
            {
                running--;
            }
        })).ToArray();
        Assert.Equal(9, (await new LocalScheduler(cores, memory).RunAsync(units, default)).Count);
        Assert.Equal(expected, most);
    }

    [Theory]
    [InlineData(8, 1, new[] { 8 })]
    [InlineData(8, 2, new[] { 4, 4 })]
    [InlineData(2, 3, new[] { 1, 1, 1 })]
    public async Task Fewer_units_than_cores_get_several_threads_each(int cores, int units, int[] expected)
    {
        var threads = new ConcurrentQueue<int>();
        var started = new CountdownEvent(Math.Min(cores, units));
        await new LocalScheduler(cores, 1000).RunAsync(
            [
                .. Enumerable.Range(0, units).Select(i => new WorkUnit($"{i}", "g", [], 1, async (given, token) =>
                {
                    threads.Enqueue(given);
                    if (!started.IsSet)
                    {
                        started.Signal();
                    }

                    await Task.Run(() => started.Wait(token), token);
                    await Task.Delay(50 * (i + 1), token);
                })),
            ],
            default);
        Assert.Equal(expected, threads.Order());
    }

    [Fact]
    public async Task After_a_failure_no_further_unit_of_the_step_begins_and_other_steps_go_on()
    {
        var order = new ConcurrentQueue<string>();
        var failing = new WorkUnit("bad", "bad", [], 1, (_, _) => Task.FromException(new InvalidOperationException()));
        var done = await new LocalScheduler(1, 100).RunAsync(
            [failing, Unit("bad2", order, [], "bad"), Unit("needs", order, ["bad"]), Unit("other", order, [])], default);
        Assert.Equal(["other"], order);
        Assert.Equal(["other"], done);
    }

    [Fact]
    public async Task Nothing_begins_after_a_stop()
    {
        using var stop = new CancellationTokenSource();
        var order = new ConcurrentQueue<string>();
        var first = new WorkUnit("first", "first", [], 1, (_, _) =>
        {
            stop.Cancel();
            return Task.CompletedTask;
        });
        await new LocalScheduler(1, 100).RunAsync([first, Unit("second", order, [])], stop.Token);
        Assert.Empty(order);
    }

    private static WorkUnit Unit(string id, ConcurrentQueue<string> order, string[] needs, string? group = null) =>
        new(id, group ?? id, [.. needs], 1, (_, _) =>
        {
            order.Enqueue(id);
            return Task.CompletedTask;
        });
}
