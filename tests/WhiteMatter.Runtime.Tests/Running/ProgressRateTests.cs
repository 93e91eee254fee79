using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Running;

public sealed class ProgressRateTests
{
    [Fact]
    public void A_steady_pace_gives_its_rate_and_the_time_left()
    {
        var clock = new Clock();
        var rate = new ProgressRate(clock);
        TimeSpan? left = null;
        for (var second = 1; second <= 10; second++)
        {
            clock.Advance(1);
            left = rate.Note(second * 50, 1000);
        }

        Assert.Equal(50, rate.PerSecond, 9);
        Assert.Equal(10, left!.Value.TotalSeconds, 6);
    }

    [Fact]
    public void A_change_of_pace_shows_within_the_window()
    {
        var clock = new Clock();
        var rate = new ProgressRate(clock);
        for (var second = 1; second <= 100; second++)
        {
            clock.Advance(1);
            rate.Note(second * 10, 10_000);
        }

        for (var second = 1; second <= 40; second++)
        {
            clock.Advance(1);
            rate.Note(1000 + (second * 100), 10_000);
        }

        Assert.Equal(100, rate.PerSecond, 6);
    }

    [Fact]
    public void Before_anything_is_done_nothing_is_said()
    {
        var clock = new Clock();
        var rate = new ProgressRate(clock);
        Assert.Null(rate.Note(0, 10));
        clock.Advance(5);
        Assert.Null(rate.Note(0, 10));
    }

    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _ticks;

        public void Advance(double seconds) => _ticks += (long)(seconds * 1000);
    }
}
