using System.Globalization;
using System.Text.Json;
using WhiteMatter.Runtime.Faults;
using Xunit;

namespace EndToEnd;

/// <summary>Runs of a study that kill themselves.</summary>
internal static class KilledRuns
{
    /// <summary>
    /// Runs the study again and again, each time to be killed at the next fault point, so that every run goes on with what the last one
    /// left; when one gets to its end, it starts from nothing. The first time round each run dies at the first passing of its point, then
    /// at a later one, which is in another step. A point that all of them missed gets a run of its own.
    /// </summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="run">The command.</param>
    /// <param name="passings">The passing at which a run dies, for each time round.</param>
    /// <param name="expect">What holds after each run that got to its end.</param>
    public static void AtEveryPoint(StudyRun folder, string[] run, int[] passings, Action expect)
    {
        var never = FaultPoint.All.ToHashSet();
        folder.Clean();
        foreach (var passing in passings)
        {
            foreach (var point in FaultPoint.All)
            {
                var result = Command.Run(Repository.Launcher, folder.Folder, run, (FaultPoint.Variable, $"kill:{point}:{passing}"));
                if (result.ExitCode == 0)
                {
                    Whole();
                    continue;
                }

                Assert.True(result.ExitCode == Command.Killed, $"{point}, passing {passing}: ended with {result.ExitCode}.\n{result.Errors}");
                never.Remove(point);
            }

            folder.Wmstudy(run).Expect(0);
            Whole();
        }

        foreach (var point in never)
        {
            var result = Command.Run(Repository.Launcher, folder.Folder, run, (FaultPoint.Variable, $"kill:{point}:1"));
            Assert.True(result.ExitCode == Command.Killed, $"{point} is never passed: ended with {result.ExitCode}.\n{result.Errors}");
            folder.Wmstudy(run).Expect(0);
            Whole();
        }

        void Whole()
        {
            expect();
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(folder.Store, "tmp")));
            folder.Wmstudy("store", "verify").Expect(0);
            folder.Clean();
        }
    }

    /// <summary>
    /// Kills a run that starts from nothing at a seeded moment in each of so many equal parts of the time that a whole one takes, and lets the
    /// next run go on.
    /// </summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="run">The command.</param>
    /// <param name="whole">How long a run takes.</param>
    /// <param name="moments">How many.</param>
    /// <param name="seed">The seed of the moments.</param>
    /// <param name="expect">What holds after each run that got to its end.</param>
    public static void AtSeededMoments(StudyRun folder, string[] run, TimeSpan whole, int moments, int seed, Action expect)
    {
        var random = new Random(seed);
        for (var moment = 0; moment < moments; moment++)
        {
            folder.Clean();
            using (var process = Command.Start(Repository.Launcher, folder.Folder, run))
            {
                Thread.Sleep(whole * (0.1 + (0.85 * (moment + random.NextDouble()) / moments)));
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            folder.Wmstudy(run).Expect(0);
            expect();
        }
    }

    /// <summary>The epochs after which the training's last checkpoint was taken; 0 before the first and once the weights are stored.</summary>
    public static int EpochsKept(StudyRun folder)
    {
        try
        {
            var pointer = Directory.EnumerateFiles(Path.Combine(folder.Store, "checkpoints"), "current.json", SearchOption.AllDirectories).SingleOrDefault();
            if (pointer is null)
            {
                return 0;
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(pointer));
            var name = document.RootElement.GetProperty("File").GetString()!;
            return int.Parse(name.AsSpan("epoch-".Length, 5), CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException)
        {
            return 0;
        }
    }
}
