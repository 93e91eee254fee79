using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace WhiteMatter.Torch.Tests;

/// <summary>A test that needs libtorch; skipped with a reason where it cannot be loaded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute()
    {
        if (!TorchLibrary.TryLoad(out var reason))
        {
            Skip = reason;
        }
    }
}

/// <summary>A test that needs libtorch and PyTorch to compare with.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute() => Skip = PyTorch.WhyNot;
}

/// <summary>A test over cases that needs libtorch and PyTorch to compare with.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute() => Skip = PyTorch.WhyNot;
}
