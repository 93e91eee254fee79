using WhiteMatter.Runtime.Faults;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Data;
using WhiteMatter.Runtime.Tests.Data.Models;

namespace WhiteMatter.Runtime.Tests.Toy;

/// <summary>The test assembly as a program of its own: what tests of killed and competing processes start.</summary>
public static class ChildProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["run", var folder]:
                var faults = FaultPoint.Parse(Environment.GetEnvironmentVariable(FaultPoint.Variable));
                var result = await new ToyStudy(folder).RunAsync(faults: faults);
                await Console.Out.WriteLineAsync(string.Join('\n', result.Diagnostics.Select(found => $"{found.Code} {found.Message}")));
                return result.Ending == RunEnding.Done ? 0 : 3;
            case ["hold", var store]:
                using (await StoreLock.AcquireAsync(new StoreLayout(store), "hold", false, null, CancellationToken.None))
                {
                    await Console.Out.WriteLineAsync("held");
                    await Console.In.ReadLineAsync();
                }

                return 0;
            case ["model", var folder]:
                var model = await new SmallModel(new TemporaryFolder(folder)).RunAsync();
                await Console.Out.WriteLineAsync(string.Join('\n', model.Diagnostics.Select(found => $"{found.Code} {found.Message}")));
                return model.Ending == RunEnding.Done ? 0 : 3;
            case ["association", var folder]:
                var association = await new SmallAssociation(new TemporaryFolder(folder)).RunAsync();
                string[] known = ["libtorch", "libc10", "libwhitematter_torch", "libwhitematter.so"];
                var maps = await File.ReadAllTextAsync("/proc/self/maps");
                var mapped = known.Where(library => maps.Contains(library, StringComparison.Ordinal));
                await Console.Out.WriteLineAsync(
                    $"{association.Ending.ToString().ToLowerInvariant()}, mapped: {string.Join(", ", mapped)}");
                return association.Ending == RunEnding.Done ? 0 : 3;
            default:
                return 2;
        }
    }
}
