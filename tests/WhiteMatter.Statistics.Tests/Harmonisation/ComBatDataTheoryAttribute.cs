using WhiteMatter.Fixtures;
using Xunit;

namespace WhiteMatter.Statistics.Tests.Harmonisation;

/// <summary>A test on the published tables of ComBat; skipped with a reason where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ComBatDataTheoryAttribute : TheoryAttribute
{
    public ComBatDataTheoryAttribute()
    {
        if (SharedData.Find("combat") is null)
        {
            Skip = "The shared data 'combat' are not beside this checkout.";
        }
    }
}
