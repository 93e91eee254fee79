using Xunit;

namespace WhiteMatter.Imaging.Tests.Diffusion;

/// <summary>A test on the human series of the shared data; skipped with a reason where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedSeriesFactAttribute : FactAttribute
{
    public SharedSeriesFactAttribute()
    {
        if (SharedData.Find("dwi") is null)
        {
            Skip = "The shared data 'dwi' are not beside this checkout.";
        }
    }
}
