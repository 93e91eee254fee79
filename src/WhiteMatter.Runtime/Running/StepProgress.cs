using WhiteMatter.Plan;

namespace WhiteMatter.Runtime.Running;

/// <summary>Adds up what the parts of a step have done, and tells it at most ten times a second.</summary>
internal sealed class StepProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private readonly PlanStep _step;
    private readonly TimeProvider _time;
    private readonly IProgress<RunEvent>? _progress;
    private readonly ProgressRate _rate;
    private readonly long _start;
    private readonly long[] _doneOfShard;
    private readonly long _totalOfShards;
    private long _lastTold;

    public StepProgress(PlanStep step, TimeProvider time, IProgress<RunEvent>? progress)
    {
        _step = step;
        _time = time;
        _progress = progress;
        _rate = new ProgressRate(time);
        _start = time.GetTimestamp();
        _doneOfShard = new long[step.Shards.IsDefault ? 0 : step.Shards.Length];
        _totalOfShards = step.Shards.IsDefault ? 0 : step.Shards.Sum(shard => shard.Count);
    }

    /// <summary>Since the step's first unit began.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>A part of the step has done so much of its own.</summary>
    public void Advance(int shard, long done, string unit)
    {
        lock (_gate)
        {
            _doneOfShard[shard] = Math.Max(done, _doneOfShard[shard]);
            Tell(_doneOfShard.Sum(), _totalOfShards, unit, null);
        }
    }

    /// <summary>The step as a whole has done so much.</summary>
    public void Advance(long done, long total, string unit, string? note)
    {
        lock (_gate)
        {
            Tell(done, total, unit, note);
        }
    }

    private void Tell(long done, long total, string unit, string? note)
    {
        if (_progress is null || (done < total && _lastTold != 0 && _time.GetElapsedTime(_lastTold) < Pause))
        {
            return;
        }

        _lastTold = _time.GetTimestamp();
        var left = _rate.Note(done, total);
        _progress.Report(new RunEvent.StepAdvanced(_step, done, total, unit, _rate.PerSecond, left) { Note = note });
    }
}
