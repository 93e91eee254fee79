using System.Diagnostics;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Store;

public sealed class FullDiskTests : InToyStudy
{
    [FactWithMounts]
    public async Task A_full_disk_is_said_with_place_and_need_and_the_next_run_goes_on()
    {
        Directory.CreateDirectory(Study.Store);
        Mount("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", Study.Store);
        try
        {
            var ballast = Path.Combine(Study.Store, "ballast");
            File.WriteAllBytes(ballast, new byte[180 << 10]);
            Folder.Write("numbers", string.Concat(Enumerable.Repeat("1234567\n", 12_000)));
            var plan = Study.Plan(expected: 0);
            plan = plan with { Steps = [plan.Steps[0]] };
            var full = await Study.RunAsync(plan);
            Assert.Equal(RunEnding.Failed, full.Ending);
            var found = Assert.Single(full.Diagnostics);
            Assert.Equal(RunCodes.DiskFull.Code, found.Code);
            Assert.Contains(Study.Store, found.Message, StringComparison.Ordinal);
            Assert.Contains("needs about 1.0 MB", found.Message, StringComparison.Ordinal);
            Assert.Equal(3, found.Span!.Line);
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Study.Store, "tmp")));
            Assert.Empty(StoreContents.Fingerprints(new StoreLayout(Study.Store)));

            File.Delete(ballast);
            Assert.Equal(RunEnding.Done, (await Study.RunAsync(plan)).Ending);
        }
        finally
        {
            Mount("umount", Study.Store);
        }
    }

    private static void Mount(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Runs where a small file system can be mounted: as root with the right to.</summary>
    private sealed class FactWithMountsAttribute : FactAttribute
    {
        public FactWithMountsAttribute()
        {
            using var folder = new TemporaryFolder();
            var start = new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path]) { RedirectStandardError = true };
            using var process = Process.Start(start)!;
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                Skip = "Needs the right to mount a small file system.";
                return;
            }

            using var unmount = Process.Start("umount", [folder.Path]);
            unmount.WaitForExit();
        }
    }
}
