using System.Diagnostics;
using WhiteMatter.Learning.Training;

namespace WhiteMatter.Learning.Tests.Training;

/// <summary>The test assembly as a program of its own, which trains and is killed by its own hand at some volume.</summary>
public static class ChildProgram
{
    public static int Main(string[] arguments)
    {
        if (arguments is not ["train", var folder, var killAfter])
        {
            return 2;
        }

        var last = long.Parse(killAfter, System.Globalization.CultureInfo.InvariantCulture);
        using var result = new TrainingRun().Run(folder, new KillAfter(last));
        return 0;
    }

    /// <summary>Ends the process as kill -9 does, from the thread that trains.</summary>
    private sealed class KillAfter(long volumes) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Volumes >= volumes)
            {
                Process.GetCurrentProcess().Kill();
                Thread.Sleep(Timeout.Infinite);
            }
        }
    }
}
