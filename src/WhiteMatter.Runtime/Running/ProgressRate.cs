namespace WhiteMatter.Runtime.Running;

/// <summary>
/// Estimates how fast a step goes and how long it will take: the mean rate over a sliding window, so that a change of pace shows
/// soon and single hiccups do not.
/// </summary>
public sealed class ProgressRate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private readonly Queue<(TimeSpan At, double Done)> _marks = new();
    private readonly TimeProvider _time;
    private readonly long _start;

    /// <summary>Starts the clock.</summary>
    /// <param name="time">The clock; null for the system's.</param>
    public ProgressRate(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _start = _time.GetTimestamp();
        _marks.Enqueue((TimeSpan.Zero, 0));
    }

    /// <summary>Units a second over the window, or 0 before anything is done.</summary>
    public double PerSecond { get; private set; }

    /// <summary>Notes how much is done.</summary>
    /// <param name="done">Units done.</param>
    /// <param name="total">Units in all.</param>
    /// <returns>How long the rest will take at the present rate, or null when that cannot be said yet.</returns>
    public TimeSpan? Note(double done, double total)
    {
        var now = _time.GetElapsedTime(_start);
        while (_marks.Count > 1 && now - _marks.Peek().At > Window)
        {
            _marks.Dequeue();
        }

        var (at, before) = _marks.Peek();
        _marks.Enqueue((now, done));
        var seconds = (now - at).TotalSeconds;
        PerSecond = seconds > 0 ? Math.Max(0, (done - before) / seconds) : 0;
        return PerSecond > 0 && total >= done && seconds >= 0.2 ? TimeSpan.FromSeconds((total - done) / PerSecond) : null;
    }
}
