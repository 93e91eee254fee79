using Xunit;

namespace EndToEnd;

/// <summary>An ensemble of seeds that is killed goes on with what it has: networks that are written stay as they are, and one that was in training trains on.</summary>
public sealed class EnsembleCrashTests
{
    private const int Epochs = 24;

    /// <summary>
    /// Killed with SIGKILL once one network is written and another has kept epochs of its training, the study is completed by the next run with the weights of every seed and the latents of all of them as of one that was never stopped,
    /// and does not write the first network again. On one thread, so that seeds train one after the other.
    /// </summary>
    [Fact]
    public void An_ensemble_killed_with_one_network_written_and_another_in_training_goes_on_to_the_same_weights_and_latents()
    {
        string[] run = ["run", "imaging.wmstudy", "--threads", "1"];
        using var folder = new StudyRun();
        Write(folder);
        folder.Wmstudy(run).Expect(0);
        var (weights, latents) = (Contents(folder, "weights.safetensors"), Contents(folder, "traits.bin"));
        Assert.Equal(3, weights.Count);
        Assert.NotEmpty(latents);

        folder.Clean();
        string written;
        DateTime since;
        using (var process = Command.Start(Repository.Launcher, folder.Folder, run))
        {
            while (!process.HasExited && !(Networks(folder).Length == 1 && KilledRuns.EpochsKept(folder) is > 2 and < Epochs))
            {
                Thread.Sleep(5);
            }

            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Assert.Equal(Command.Killed, process.ExitCode);
            written = Assert.Single(Networks(folder));
            since = File.GetLastWriteTimeUtc(written);
            Assert.InRange(KilledRuns.EpochsKept(folder), 3, Epochs - 1);
        }

        folder.Wmstudy(run).Expect(0);
        Assert.Equal(since, File.GetLastWriteTimeUtc(written));
        Assert.Equal(weights, Contents(folder, "weights.safetensors"));
        Assert.Equal(latents, Contents(folder, "traits.bin"));
        folder.Wmstudy("store", "verify").Expect(0);
    }

    private static void Write(StudyRun folder)
    {
        var path = SmallImagingStudy.Write(folder, $"epochs = {Epochs}, batch = 4, optimiser = adam(lr = 2e-3), validation = 20%, patience = {Epochs}, seeds = [1, 2, 3]");
        var text = File.ReadAllText(path);
        File.WriteAllText(path, text[..text.IndexOf("gwas mean_gwas", StringComparison.Ordinal)]);
    }

    private static string[] Networks(StudyRun folder) =>
        Directory.Exists(Path.Combine(folder.Store, "artifacts"))
            ? Directory.GetFiles(Path.Combine(folder.Store, "artifacts"), "weights.safetensors", SearchOption.AllDirectories)
            : [];

    /// <summary>Files of the store's artifacts, which lie in folders named after what they were made of.</summary>
    private static Dictionary<string, byte[]> Contents(StudyRun folder, string pattern)
    {
        var artifacts = Path.Combine(folder.Store, "artifacts");
        return Directory.EnumerateFiles(artifacts, pattern, SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(artifacts, path), File.ReadAllBytes);
    }
}
