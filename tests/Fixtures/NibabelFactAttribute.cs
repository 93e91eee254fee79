using Xunit;

namespace WhiteMatter.Fixtures;

/// <summary>A test that compares with nibabel in the system's Python, and may need a folder of shared data; skipped with a reason where either is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NibabelFactAttribute : FactAttribute
{
    public NibabelFactAttribute(string? data = null)
    {
        if (!Nibabel.IsThere)
        {
            Skip = "nibabel is not installed for /usr/bin/python3 (Debian package python3-nibabel).";
        }
        else if (data is not null && SharedData.Find(data) is null)
        {
            Skip = $"The shared data '{data}' are not beside this checkout.";
        }
    }
}
