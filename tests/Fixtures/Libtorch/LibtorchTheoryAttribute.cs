using WhiteMatter.Torch;
using Xunit;

namespace WhiteMatter.Fixtures;

/// <summary>A test that runs libtorch, for each of its data; skipped with a reason where libtorch is not installed.</summary>
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
