using Xunit;

namespace EndToEnd;

/// <summary>
/// The long form of the tests, which <c>WMSTUDY_LONG_TESTS=1</c> asks for: more seeds, more moments at which a run is killed, and every point
/// at a later passing too. The ordinary form proves the same on fewer of them.
/// </summary>
internal static class LongForm
{
    public const string Variable = "WMSTUDY_LONG_TESTS";

    public static bool IsOn => Environment.GetEnvironmentVariable(Variable) == "1";
}

/// <summary>A test of the long form alone; skipped with a reason otherwise.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    /// <summary>Looks whether the long form is asked for.</summary>
    public LongFactAttribute()
    {
        if (!LongForm.IsOn)
        {
            Skip = $"Part of the long form ({LongForm.Variable}=1).";
        }
    }
}
