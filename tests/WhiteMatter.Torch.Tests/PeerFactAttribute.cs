using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace WhiteMatter.Torch.Tests;

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
