using Xunit;

namespace WhiteMatter.Imaging.Tests;

/// <summary>A test that needs the JHU atlas of Debian's mricron-data, and may need nibabel or shared data; skipped with a reason where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AtlasFactAttribute : FactAttribute
{
    public AtlasFactAttribute(bool python = false, string? data = null)
    {
        if (!File.Exists(Peer.Jhu))
        {
            Skip = "The JHU atlas is not installed (Debian package mricron-data).";
        }
        else if (python && !Nibabel.IsThere)
        {
            Skip = "nibabel is not installed for /usr/bin/python3 (Debian package python3-nibabel).";
        }
        else if (data is not null && SharedData.Find(data) is null)
        {
            Skip = $"The shared data '{data}' are not beside this checkout.";
        }
    }
}
