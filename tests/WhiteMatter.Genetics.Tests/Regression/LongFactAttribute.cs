using Xunit;

namespace WhiteMatter.Genetics.Tests.Regression;

/// <summary>A test that takes minutes; runs in the long form alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute() => Skip =
        Environment.GetEnvironmentVariable("WMSTUDY_LONG_TESTS") == "1" ? null : "Part of the long form: WMSTUDY_LONG_TESTS=1.";
}
