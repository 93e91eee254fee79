using WhiteMatter.Learning.Training;

namespace WhiteMatter.Learning.Tests.Training;

/// <summary>Hears of a training's progress on the thread that trains.</summary>
internal sealed class Told(Action<TrainingProgress> heard) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => heard(value);
}
