namespace WhiteMatter.Runtime.Handlers;

/// <summary>Passes a library's progress on at once, on the thread that reports it.</summary>
internal sealed class StepTicks(Action<long> report) : IProgress<long>
{
    public void Report(long value) => report(value);
}
