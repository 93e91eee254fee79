using WhiteMatter.Torch;
using Xunit;

namespace WhiteMatter.Learning.Tests;

/// <summary>A test that runs a network; skipped with a reason where libtorch is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LibtorchFactAttribute : FactAttribute
{
    public LibtorchFactAttribute()
    {
        if (!TorchLibrary.TryLoad(out var reason))
        {
            Skip = reason;
        }
    }
}

/// <summary>A test that runs a network, for each of its data; skipped with a reason where libtorch is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LibtorchTheoryAttribute : TheoryAttribute
{
    public LibtorchTheoryAttribute()
    {
        if (!TorchLibrary.TryLoad(out var reason))
        {
            Skip = reason;
        }
    }
}
