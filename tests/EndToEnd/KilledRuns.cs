using WhiteMatter.Runtime.Faults;
using Xunit;

namespace EndToEnd;

/// <summary>Runs of a study that kill themselves.</summary>
internal static class KilledRuns
{
    /// <summary>
    /// For each fault point, starts from nothing and runs the study until one run gets to its end: the first dies the first time it
    /// passes the point, the next goes on with what that one left and dies at the 3rd passing, then at the 9th, the 27th …
    /// </summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="run">The command.</param>
    /// <param name="expect">What holds after the run that got to its end.</param>
    public static void AtEveryPoint(StudyRun folder, string[] run, Action expect)
    {
        foreach (var point in FaultPoint.All)
        {
            folder.Clean();
            for (var n = 1; ; n *= 3)
            {
                var result = Command.Run(Repository.Launcher, folder.Folder, run, (FaultPoint.Variable, $"kill:{point}:{n}"));
                if (result.ExitCode == 0)
                {
                    Assert.True(n > 1, $"The point {point} was never passed.");
                    break;
                }

                Assert.True(result.ExitCode == Command.Killed, $"{point}, passing {n}: ended with {result.ExitCode}.\n{result.Errors}");
            }

            expect();
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(folder.Store, "tmp")));
            folder.Wmstudy("store", "verify").Expect(0);
        }
    }
}
