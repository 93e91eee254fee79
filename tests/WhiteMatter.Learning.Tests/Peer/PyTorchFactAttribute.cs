using Xunit;

namespace WhiteMatter.Learning.Tests.Peer;

/// <summary>A test against PyTorch; skipped with a reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PyTorchFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Installed = new(() => PyTorch.TryRun(["-c", "import torch"]).Code == 0);

    public PyTorchFactAttribute()
    {
        if (!Installed.Value)
        {
            Skip = "PyTorch is not installed (Debian package python3-torch).";
        }
    }
}

/// <summary>Such a test with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PyTorchTheoryAttribute : TheoryAttribute
{
    public PyTorchTheoryAttribute() => Skip = new PyTorchFactAttribute().Skip;
}

/// <summary>A comparison at full size, which takes minutes and several GB: only where WMSTUDY_TEST_FULL_SIZE is set.</summary>
internal sealed class FullSizeFactAttribute : FactAttribute
{
    public FullSizeFactAttribute()
    {
        Skip = Environment.GetEnvironmentVariable("WMSTUDY_TEST_FULL_SIZE") is null ? "Two steps at full size take minutes and several GB: set WMSTUDY_TEST_FULL_SIZE to run them." : new PyTorchFactAttribute().Skip;
    }
}
