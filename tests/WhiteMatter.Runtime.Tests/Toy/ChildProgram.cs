using WhiteMatter.Runtime.Faults;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

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
            default:
                return 2;
        }
    }
}
