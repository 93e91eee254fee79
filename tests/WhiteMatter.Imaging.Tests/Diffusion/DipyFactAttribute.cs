using Xunit;

namespace WhiteMatter.Imaging.Tests.Diffusion;

/// <summary>A test that needs Debian's DIPY 1.6, and may need a folder of shared data; skipped with a reason where either is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DipyFactAttribute : FactAttribute
{
    public DipyFactAttribute(string? data = null)
    {
        if (!Nibabel.IsThere || !Directory.Exists(SmallSeries.DipyFiles))
        {
            Skip = "DIPY is not installed for /usr/bin/python3 (Debian packages python3-dipy and python3-nibabel).";
        }
        else if (data is not null && SharedData.Find(data) is null)
        {
            Skip = $"The shared data '{data}' are not beside this checkout.";
        }
    }
}
