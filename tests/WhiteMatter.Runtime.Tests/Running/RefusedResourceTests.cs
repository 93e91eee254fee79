using Microsoft.Win32.SafeHandles;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Running;

/// <summary>What happens when the machine does not give a run what it asks for.</summary>
public sealed class RefusedResourceTests : InToyStudy
{
    [Fact]
    public async Task A_step_that_runs_out_of_memory_is_told_with_its_estimate_and_leaves_nothing()
    {
        // An array longer than .NET can have is refused as lack of memory.
        var result = await Study.RunAsync(ran: _ => GC.KeepAlive(new byte[int.MaxValue]));
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal((RunCodes.OutOfMemory.Code, 3), (found.Code, found.Span!.Line));
        Assert.Contains("genotypes:numbers ran out of memory; it was estimated to need 1.0 MB, 1.1 GB may be used", found.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Study.Store, "tmp")));
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(Study.Store, "artifacts")));
    }

    [Fact]
    public void A_lock_that_the_system_refuses_names_the_file()
    {
        // A file system without locks answers flock(2) with an error other than EWOULDBLOCK, as the system does for a number
        // that is no open file.
        using var file = new SafeFileHandle(1_000_000, ownsHandle: false);
        var failure = Assert.Throws<RunFailureException>(() => StoreLock.TryLock(file, "/store/lock"));
        Assert.Equal(RunCodes.StoreLockUnsupported, failure.Descriptor);
        Assert.Contains("The lock '/store/lock' cannot be taken: ", failure.ToDiagnostic(null).Message, StringComparison.Ordinal);
    }
}
